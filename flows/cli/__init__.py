"""The commands, one a verb: where the process comes in."""

import resource
import sys

INTERRUPTED = 130
"""Exit code of what Ctrl-C ended, as shells count it."""


def main() -> None:
    """Run the command line of this process; Ctrl-C ends it without a word, also while it is still being loaded."""
    if resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY:
        # Python would keep compiled modules cut short at the limit, and no later command could load them.
        sys.dont_write_bytecode = True
    try:
        from flows.cli.commands import app

        app()
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
