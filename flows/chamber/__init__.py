"""The limited reading process: untrusted bytes are opened only in a child with bounds, never in our own process.

A small server process with one thread imports what the children need and forks one for each batch. The child keeps
itself within bounds, takes items over its own socket and sends back pickled results. Its death costs the item at hand;
what followed is done again file by file, each in its own child.
"""

from flows.chamber.door import Chamber, ChamberError
from flows.chamber.outcome import Bounds, Died, Done, Isolation, Outcome, Reason

__all__ = ["Bounds", "Chamber", "ChamberError", "Died", "Done", "Isolation", "Outcome", "Reason"]
