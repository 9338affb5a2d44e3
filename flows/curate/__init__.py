"""Curating: approved workbooks become facts, one for each cell, each with its lineage and its quality flag."""

from flows.curate.facts import FLAGS, Facts, Source, TableFacts, columns_in_force
from flows.curate.gathering import Accepted, CurateError, curate

__all__ = ["FLAGS", "Accepted", "CurateError", "Facts", "Source", "TableFacts", "columns_in_force", "curate"]
