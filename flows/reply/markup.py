"""Elements of a part put in, taken out and counted by regular expressions, without a tree of the whole part."""

import re
from dataclasses import dataclass
from html import escape

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"""|<(?P<close>/?)(?P<name>[\w:.-]+)(?:[^<>"']|"[^"]*"|'[^']*')*?(?P<empty>/?)>""",
    re.DOTALL,
)
_NAME = re.compile(r"<(/?)(?=[A-Za-z])")


@dataclass(slots=True)
class Child:
    """A direct child of an element: its local name and its whole text, with what stands before the next one."""

    name: str
    text: str


def children(text: str) -> list[Child]:
    """The top-level elements of a fragment that is well-formed; text before the first is kept with it."""
    found: list[Child] = []
    depth = begin = 0
    name = ""
    for token in _TOKEN.finditer(text):
        tag = token["name"]
        if tag is None:
            continue
        if token["close"]:
            depth -= 1
        else:
            if depth == 0:
                name = tag.rpartition(":")[2]
            depth += not token["empty"]
        if depth == 0:
            found.append(Child(name, text[begin : token.end()]))
            begin = token.end()
    if found:
        found[-1].text += text[begin:]
    return found


def prefixed(xml: str, prefix: str) -> str:
    """A fragment written without prefix, its elements under `prefix` (`x:` or empty)."""
    return _NAME.sub(rf"<\1{prefix}", xml) if prefix else xml


def content(text: str) -> str:
    """Text for an element; characters that XML cannot hold are left out."""
    return escape("".join(sign for sign in text if sign >= " " or sign in "\n\t"), quote=False)


def quoted(text: str) -> str:
    """Text for an attribute."""
    return content(text).replace('"', "&quot;").replace("\n", "&#10;")


@dataclass(slots=True)
class Element:
    """One container of a part, open for change: its start tag, children and end tag, and the part around it."""

    before: str
    start: str
    inside: list[Child]
    end: str
    after: str

    def joined(self) -> str:
        """The part again, the container's count brought up to date where it has one."""
        start = re.sub(r"""\bcount\s*=\s*["']\d*["']""", f'count="{len(self.inside)}"', self.start)
        return self.before + start + "".join(child.text for child in self.inside) + self.end + self.after


def find(text: str, name: str, prefix: str, *, shallow: bool = False) -> Element | None:
    """The first container of that name, None where there is none; a self-closing one is opened.

    `shallow` leaves its children out, for who replaces them all.
    """
    tag = re.compile(rf"""<{prefix}{name}(?=[\s/>])(?:[^<>"']|"[^"]*"|'[^']*')*?(/?)>""").search(text)
    if tag is None:
        return None
    closing = f"</{prefix}{name}>"
    if tag[1]:
        return Element(text[: tag.start()], tag[0][:-2].rstrip() + ">", [], closing, text[tag.end() :])
    end = text.index(closing, tag.end())
    inside = [] if shallow else children(text[tag.end() : end])
    return Element(text[: tag.start()], tag[0], inside, closing, text[end + len(closing) :])
