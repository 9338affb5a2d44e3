"""The shape of the house: which floor may know which, and habits that no floor may take up."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import flows

PROJECT = Path(__file__).parents[2]
FLOORS = ("rules", "schemas", "record", "flows", "portal")
"""From the ground up."""
WAY = (
    *("faults", "chamber", "gate", "receive", "read", "check", "rulebook", "plausibility", "office", "template"),
    *("reply", "decide", "review", "curate", "publish", "chase"),
    *("bulletin", "data", "proposals", "sample", "precheck", "judge", "nightly", "acts", "cli"),
)
"""The rooms of flows/, from what knows no other to the commands: the way of a workbook, what is made of it, its doors."""
DOOR = (
    *("apps", "secret_key", "roles", "models", "migrations", "membership", "templatetags"),
    *(
        "pages",
        "accounts",
        "clerk",
        "office",
        "analyst",
        "record_words",
        "record_site",
        "admin",
        "notices",
        "operations",
    ),
    *("settings", "urls", "asgi"),
)
"""Those of portal/: who may come in, what all pages share, the pages of each, and what puts them together."""
CLOCKS = {"date", "datetime", "timezone", "Timestamp", "pendulum"}
HOLDERS_OF_THE_CLOCK = ("flows/cli/", "flows/nightly/__init__.py", "flows/nightly/flow.py", "portal/pages/clock.py")
"""Where today is read, to be passed on as an argument."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement: the module's dotted name, and whether it runs when its file is imported."""

    name: str
    line: int
    at_once: bool
    names: tuple[str, ...] = ()
    """What is taken from the module."""

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]


def sources(*floors: str) -> Iterator[tuple[str, ast.Module]]:
    """Each module of the floors as its path below the project and its syntax tree."""
    for floor in floors or FLOORS:
        for path in sorted((PROJECT / floor).rglob("*.py")):
            yield path.relative_to(PROJECT).as_posix(), ast.parse(path.read_bytes(), filename=str(path))


def imports(tree: ast.Module) -> Iterator[Import]:
    """Every import of a module, also those inside functions and under TYPE_CHECKING."""
    functions = (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    )
    late = {id(inner) for function in functions for inner in ast.walk(function)}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from (Import(alias.name, node.lineno, id(node) not in late) for alias in names)
            case ast.ImportFrom(module, names, level):
                taken = tuple(alias.name for alias in names)
                yield Import("." * level + (module or ""), node.lineno, id(node) not in late, taken)
            case ast.Call(ast.Attribute(ast.Name("importlib"), "import_module"), [ast.Constant(str(name)), *_]):
                yield Import(name, node.lineno, id(node) not in late)


def dotted(node: ast.expr) -> str:
    """`a.b.c` of a chain of names, empty for anything else."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, name):
            return f"{dotted(value)}.{name}"
    return ""


def test_a_module_imports_only_its_own_floor_and_those_below() -> None:
    """Upward there is no way, not even by an import inside a function."""
    upward = [
        f"{path}:{found.line} imports {found.name}"
        for path, tree in sources()
        for found in imports(tree)
        if found.package in FLOORS and FLOORS.index(found.package) > FLOORS.index(path.partition("/")[0])
    ]

    assert upward == []


@pytest.mark.parametrize(("floor", "rooms"), [("flows", WAY), ("portal", DOOR)])
def test_the_rooms_of_a_floor_know_only_those_before_them(floor: str, rooms: tuple[str, ...]) -> None:
    """No circle of rooms: each can be read with those before it alone. Every room has its place in the list."""
    there = {path.relative_to(PROJECT / floor).parts[0].removesuffix(".py") for path in (PROJECT / floor).rglob("*.py")}
    backward = [
        f"{path}:{found.line} imports {found.name}"
        for path, tree in sources(floor)
        for found in imports(tree)
        for other in rooms_of(floor, found)
        if path != f"{floor}/__init__.py"
        if rooms.index(other) > rooms.index(path.split("/")[1].removesuffix(".py"))
    ]

    assert there - {"__init__"} == set(rooms)
    assert backward == []


def test_the_floor_tells_its_rooms_in_their_order() -> None:
    """Who opens `flows` reads there which room knows which."""
    assert ", ".join(WAY) in " ".join((flows.__doc__ or "").split())


def rooms_of(floor: str, found: Import) -> Iterator[str]:
    """The rooms of a floor that an import names: `from flows import read` names one too."""
    first, _, rest = found.name.partition(".")
    if first == floor:
        yield from [rest.partition(".")[0]] if rest else found.names


def test_the_project_imports_nothing_of_its_tests_and_benchmarks() -> None:
    """The root of an editable install lies on the path: tests, raw and the like could be imported, and are not."""
    beside = {"tests", "benchmarks", "docs", "raw", "curated"}

    assert [f"{path}:{i.line}" for path, tree in sources() for i in imports(tree) if i.package in beside] == []


@pytest.mark.parametrize(
    ("package", "rooms", "late_rooms"),
    [
        ("prefect", ("flows/nightly/",), ()),
        ("prefect_dask", ("flows/nightly/",), ()),
        ("django", ("record/", "portal/"), ("flows/",)),
        ("great_expectations", (), ("flows/publish/",)),
    ],
)
def test_a_heavy_library_stays_in_its_room(package: str, rooms: tuple[str, ...], late_rooms: tuple[str, ...]) -> None:
    """Elsewhere it is not imported at all; in a late room only inside a function."""
    strays = [
        f"{path}:{found.line} imports {found.name}"
        for path, tree in sources()
        for found in imports(tree)
        if found.package == package
        and not path.startswith(rooms)
        and not (path.startswith(late_rooms) and not found.at_once)
    ]

    assert strays == []
    assert [room for room in (*rooms, *late_rooms) if not (PROJECT / room).is_dir()] == []


def test_no_module_bears_a_name_of_the_standard_library_or_no_name_at_all() -> None:
    """A program that puts a floor first on its path would find ours in place of Python's; `utils` says nothing."""
    refused = sys.stdlib_module_names | {"utils", "helpers", "common", "misc"}
    parts = {
        (path, part)
        for path, _ in sources()
        for part in Path(path).with_suffix("").parts
        if not (part == "__init__" or part.startswith("__"))
    }

    assert sorted(path for path, part in parts if part in refused) == []


def test_no_error_is_caught_without_its_name() -> None:
    """A rule or step that crashes is our own fault and must be seen.

    The postman alone is let off, once: nobody starts its thread again, and it logs every fault with its number.
    """
    everything = {"Exception", "BaseException"}
    let_off = ["portal/notices/postman.py"]
    caught = []
    for path, tree in sources():
        for node in ast.walk(tree):
            match node:
                case ast.ExceptHandler(None):
                    caught.append(f"{path}:{node.lineno}")
                case ast.ExceptHandler(kind) if kind is not None:
                    names = kind.elts if isinstance(kind, ast.Tuple) else [kind]
                    caught += [f"{path}:{node.lineno}" for name in names if dotted(name) in everything]
                case ast.Call(function, arguments) if dotted(function).endswith("suppress"):
                    caught += [f"{path}:{node.lineno}" for name in arguments if dotted(name) in everything]

    assert [each.partition(":")[0] for each in caught] == let_off, caught


def test_no_assert_stands_for_a_check() -> None:
    """`python -O` removes an assert, and its error says nothing to anyone."""
    found = [f"{p}:{n.lineno}" for p, tree in sources() for n in ast.walk(tree) if isinstance(n, ast.Assert)]

    assert found == []


def test_only_the_doors_read_the_clock() -> None:
    """The same raw files, rules and date give the same bytes: today is an argument everywhere else."""
    hidden = []
    for path, tree in sources():
        if path.startswith(HOLDERS_OF_THE_CLOCK):
            continue
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(owner, "now" | "today" | "utcnow") if dotted(owner).rpartition(".")[2] in CLOCKS:
                    hidden.append(f"{path}:{node.lineno}")
                case ast.Attribute(
                    ast.Name("time"), "time" | "time_ns" | "localtime" | "gmtime" | "ctime" | "strftime"
                ):
                    hidden.append(f"{path}:{node.lineno}")
                case ast.keyword("auto_now" | "auto_now_add"):
                    hidden.append(f"{path}:{node.value.lineno}")

    assert hidden == []
    assert [holder for holder in HOLDERS_OF_THE_CLOCK if not (PROJECT / holder).exists()] == []


def test_no_folder_of_tests_can_shadow_a_floor() -> None:
    """tests/flows with or without an __init__.py would be imported in place of flows (measured)."""
    tests = PROJECT / "tests"
    folders = {path.name for path in tests.rglob("*") if path.is_dir() and path.name != "__pycache__"}

    assert folders.isdisjoint(FLOORS)
    assert list(tests.rglob("__init__.py")) == []


def test_test_files_have_names_of_their_own() -> None:
    """One name, one file: a failure names its place."""
    names = [path.name for path in (PROJECT / "tests").rglob("test_*.py")]

    assert sorted(names) == sorted(set(names))


def test_the_project_knows_no_place_outside_itself() -> None:
    """No file of it names a folder of the machine that it was written on, or a package index."""
    outside = re.compile(
        "|".join([r"\.\./" + "shared", "/" + "work/", "/" + "root/", "/" + "home/", "/" + "Users/", "pypi" + r"\.org"])
    )
    kept = {".py", ".toml", ".md", ".lock", ".html", ".css", ".js", ".csv", ".yaml", ".yml", ".json", ".txt", ".sh", ""}
    found = [
        f"{path.relative_to(PROJECT)}:{number}"
        for path in written_files()
        if path.suffix in kept
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1)
        if outside.search(line)
    ]

    assert found == []


def written_files() -> Iterator[Path]:
    """The files of the project that people write; no figures of counties, no caches."""
    yield from (path for path in sorted(PROJECT.iterdir()) if path.is_file() and not path.name.startswith(".git"))
    for folder in (*FLOORS, "tests", "benchmarks", "docs", ".ci"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
