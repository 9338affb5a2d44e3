"""The gate: what a file is and whether it may be opened, from the cheapest check to the dearest, before any parser."""

from flows.gate.admitted import Admitted, Note, Parts, SheetPart, Visibility
from flows.gate.examine import examine
from flows.gate.limits import Limits

__all__ = ["Admitted", "Limits", "Note", "Parts", "SheetPart", "Visibility", "examine"]
