"""What the pages promise to somebody who pastes it: the commands are there, and so is what is linked."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from flows.office import configuration

PROJECT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGES = sorted(
    path.relative_to(PROJECT).as_posix()
    for path in (*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"))
    if path.is_file()
)
SHENHE = "from flows.cli import main; main()"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(shenhe [^`]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_GROUPS = frozenset({"data", "user", "backup", "audit"})


def written(page: str) -> str:
    return (PROJECT / page).read_text(encoding="utf-8")


def to_paste(page: str) -> list[str]:
    """The lines of a page's `sh` blocks."""
    return [line for kind, text in _BLOCK.findall(written(page)) if kind == "sh" for line in text.splitlines() if line]


def shown(page: str) -> Iterator[list[str]]:
    """The words of every `shenhe` command of a page: to paste, printed after `$`, or inside a sentence."""
    printed = [line[2:] for _, text in _BLOCK.findall(written(page)) for line in text.splitlines() if line[:2] == "$ "]
    for line in (*to_paste(page), *printed, *_INLINE.findall(_BLOCK.sub("", written(page)))):
        words = shlex.split(line)
        if words[0] == "shenhe" and len(words) > 1 and not words[1].startswith("-"):
            yield words[1:]


@cache
def help_of(command: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SHENHE, *command, "--help"], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_command_shown_is_there_with_its_options(page: str) -> None:
    """Its `--help` answers, and names each option that the page uses."""
    missing = []
    for words in shown(page):
        command = tuple(words[: 2 if words[0] in _GROUPS and len(words) > 1 else 1])
        told = help_of(command)
        known = set(re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", told.stdout))
        if told.returncode != 0:
            missing.append(" ".join(command))
        missing += [f"{' '.join(command)} {word}" for word in words if word.startswith("-") and word not in known]

    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_linked_is_there(page: str) -> None:
    """Also pictures; links go nowhere but into the project."""
    text = _BLOCK.sub("", written(page))
    targets = [unquote(link.partition("#")[0]) for link in _LINK.findall(text) if "://" not in link]

    assert [each for each in targets if each and not ((PROJECT / page).parent / each).exists()] == []


def test_every_command_has_a_place_in_the_pages() -> None:
    """Somebody who reads them meets each command once."""
    listed = re.findall(r"^  ([a-z]+)  ", help_of(()).stdout, re.MULTILINE)
    met = {words[0] for page in PAGES for words in shown(page)}

    assert listed
    assert [each for each in listed if each not in met] == []


@pytest.mark.parametrize("page", READMES)
def test_make_targets_of_the_readme_are_there(page: str) -> None:
    """`make X` in a block is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", written("Makefile"), re.MULTILINE))
    wanted = {words[1] for words in map(str.split, to_paste(page)) if words[0] == "make"}

    assert {"night", "test"} <= wanted <= targets


@pytest.mark.parametrize("page", READMES)
def test_every_setting_is_in_the_readme(page: str) -> None:
    """The table of shenhe.toml holds the keys that the program knows, in their sections, and no other."""
    rows = re.findall(r"^\| (?:`\[(\w+)\]`)? ?\| `(\w+)` \|", written(page), re.MULTILINE)
    told, section = set(), ""
    for named, key in rows:
        section = named or section
        told.add((section, key))

    assert told == {(place.section, place.name) for place in configuration._PLACES}


def test_both_readmes_are_built_alike() -> None:
    """The same headings in the same order of depth, the same pictures and the same commands but for their language."""
    english, chinese = (written(page) for page in READMES)
    depths = [
        [len(mark) for mark in re.findall(r"^(#+) ", _BLOCK.sub("", text), re.MULTILINE)] for text in (english, chinese)
    ]
    pictures = [re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text) for text in (english, chinese)]
    commands = [[line.replace("--lang zh", "--lang en") for line in to_paste(page)] for page in READMES]

    assert depths[0] == depths[1]
    assert pictures[0] == pictures[1]
    assert commands[0] == commands[1]


def test_pictures_are_small() -> None:
    """They come with every clone."""
    heavy = [path.name for path in (PROJECT / "docs" / "pictures").iterdir() if path.stat().st_size > 250_000]

    assert heavy == []
