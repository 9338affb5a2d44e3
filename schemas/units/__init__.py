"""The units that report: their codes, names and kinds over time, and who carries on whose figures."""

from schemas.units.faults import HEADINGS, RegisterError, RegisterFault
from schemas.units.register import Register
from schemas.units.unit import CODE_FORMS, PARENT_KINDS, Unit, UnitKind, plain

__all__ = [
    "CODE_FORMS",
    "HEADINGS",
    "PARENT_KINDS",
    "Register",
    "RegisterError",
    "RegisterFault",
    "Unit",
    "UnitKind",
    "plain",
]
