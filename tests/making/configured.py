"""The least that the shenhe.toml of an office says."""

from collections.abc import Mapping, Sequence

LEAST: Mapping[str, Sequence[str]] = {
    "city": ('code = "990100"', 'name = "示例市"'),
    "office": ('name = "示例科"', 'telephone = "0000-0000000"'),
    "collection": ('first_period = "2025Q4"',),
}
"""The lines of each section that must be there."""


def toml(sections: Mapping[str, Sequence[str]] = LEAST) -> str:
    """The text of such a file, its last line ended."""
    return "".join("\n".join((f"[{name}]", *lines, "")) for name, lines in sections.items())
