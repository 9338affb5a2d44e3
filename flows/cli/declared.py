"""Returns declared in a folder of one's own: what a newcomer tries before it becomes a file of schemas/."""

import importlib.util
import sys
from pathlib import Path

from flows.cli.speech import Complaint, plain_name
from rules.language import RuleError
from schemas.model import DeclarationError, Return
from schemas.returns import Returns


def returns_in(folder: Path) -> Returns:
    """The RETURN of every Python file of a folder. The files are run: only a folder that one trusts is given.

    Raises Complaint for a folder without any, and for a file that does not parse or contradicts itself.
    """
    if not folder.is_dir():
        raise Complaint("DECLARED-FOLDER", {"folder": plain_name(folder)})
    found = [each for file in sorted(folder.glob("*.py")) if (each := _return_of(file)) is not None]
    if not found:
        raise Complaint("DECLARED-NONE", {"folder": plain_name(folder)})
    try:
        return Returns(tuple(found))
    except (DeclarationError, RuleError) as error:
        raise Complaint("DECLARED-WRONG", {"file": plain_name(folder), "detail": str(error)}) from error


def _return_of(file: Path) -> Return | None:
    name = f"declared_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise Complaint("DECLARED-WRONG", {"file": plain_name(file), "detail": ""})
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        facts = {"file": plain_name(file), "line": error.lineno or 1, "detail": error.msg}
        raise Complaint("DECLARED-SYNTAX", facts) from error
    except (DeclarationError, RuleError, ImportError, AttributeError, NameError, TypeError, ValueError) as error:
        raise Complaint("DECLARED-WRONG", {"file": plain_name(file), "detail": str(error)}) from error
    declared = getattr(module, "RETURN", None)
    return declared if isinstance(declared, Return) else None
