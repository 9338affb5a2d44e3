"""The bounds that a file must keep to before any parser sees it."""

from dataclasses import dataclass

from schemas.receipt import Kind

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the gate; each default leaves room above the largest of some 4,000 real workbooks of public bodies."""

    kinds: frozenset[Kind] = frozenset({Kind.XLSX})
    """Kinds that the office takes; every other kind is refused with its own sentence."""
    file_bytes: int = 20 * MIB
    """A full return is 35 KB; above 20 MiB a workbook holds pictures."""
    members: int = 1_000
    """99.9 % of real packages have at most 141 members."""
    declared_bytes: int = 100 * MIB
    """99.9 % unpack to less than 22 MB. Also the bound of what is really unpacked, for declared sizes lie."""
    part_bytes: int = 60 * MIB
    """The largest honest sheet part seen has some 50 MB; a million plain cells fit."""
    ratio: int = 200
    """Honest parts shrink up to 26 times; repetitive ones more, which is harmless while they are small."""
    ratio_above: int = 10 * MIB
    """Below this size a high ratio costs nothing, and blank formatted rows reach it honestly."""
    depth: int = 64
    """Honest parts nest at most some 20 deep; drawings go deepest."""
    attributes: int = 64
    """Honest elements carry at most some 30 attributes, namespaces included."""
    token_bytes: int = MIB
    """One tag. Older expat reads a long tag again and again, so an attribute of 100 MB hangs it."""
    sheets: int = 100
    """A return has at most 12 tables; census templates reach 80 pages."""
    strings: int = 500_000
    """Entries of the shared strings; a return has some 200."""
    cells: int = 1_000_000
    """Cells of one sheet, blank formatted ones included."""
    exact_cells: int = 300_000
    """Cells of one sheet of which each is looked at by itself: in .xlsx as few programs write it, in .xls, .ods and CSV."""
    exact_elements: int = 1_000_000
    """Elements of such a sheet of .xlsx, or of what stands around the rows of another: about a second's work."""
    elements: int = 2_000_000
    """Elements of all other parts together: a second's work too, and more records than pivot tables of a return hold."""
    box: int = 3_000_000
    """Rows times columns around the values of one sheet: a reader may lay out the whole rectangle."""
    merges: int = 20_000
    """Merged ranges of one sheet; wide census templates reach some thousands."""
    streams: int = 4_096
    """Directory entries of an OLE file that are looked at."""
