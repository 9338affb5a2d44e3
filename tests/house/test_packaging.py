"""What is installed, what is locked, and that no county's figure can reach an archive."""

import ast
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
FLOORS = ("rules", "schemas", "record", "flows", "portal")
CANARY = "990101-canary"


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of a copy of the project in whose raw/ and curated/ a workbook lies."""
    copy = tmp_path_factory.mktemp("copy")
    for floor in FLOORS:
        shutil.copytree(PROJECT / floor, copy / floor, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, copy)
    for place in ("raw/2026Q3/990101/CA", "raw/inbox/990101", "curated/2026Q3/v001"):
        (copy / place).mkdir(parents=True)
        (copy / place / f"{CANARY}.xlsx").write_bytes(b"PK")
    built = tmp_path_factory.mktemp("built")
    build = "import sys, uv_build; uv_build.build_wheel(sys.argv[1]); uv_build.build_sdist(sys.argv[1])"
    builder_on_path = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    subprocess.run(
        [sys.executable, "-c", build, str(built)], cwd=copy, env=builder_on_path, check=True, capture_output=True
    )
    return built


def names_in(archives: Path) -> dict[str, list[str]]:
    """Paths inside the one wheel and the one sdist."""
    [wheel] = archives.glob("*.whl")
    [sdist] = archives.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as opened_wheel, tarfile.open(sdist) as opened_sdist:
        return {"wheel": opened_wheel.namelist(), "sdist": opened_sdist.getnames()}


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_no_archive_holds_what_counties_sent(archives: Path, kind: str) -> None:
    """raw/ and curated/ stay at home whatever lies in them."""
    names = names_in(archives)[kind]

    assert names
    assert [n for n in names if CANARY in n or {"raw", "curated"} & set(Path(n).parts)] == []


def test_the_wheel_holds_every_file_of_every_floor(archives: Path) -> None:
    """Pages, styles and tables of the packages travel with their modules."""
    written = {
        path.relative_to(PROJECT).as_posix()
        for floor in FLOORS
        for path in (PROJECT / floor).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert written - set(names_in(archives)["wheel"]) == set()


def test_the_declarations_import_from_the_wheel_alone(archives: Path, tmp_path: Path) -> None:
    """Nothing of rules and schemas leans on a file that only the working tree has."""
    [wheel] = archives.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path)
    look = (
        "import importlib, pkgutil, sys; sys.path.insert(0, sys.argv[1]); import rules, schemas\n"
        "for floor in (rules, schemas):\n"
        "    for found in pkgutil.walk_packages(floor.__path__, floor.__name__ + '.'):\n"
        "        print(importlib.import_module(found.name).__file__)"
    )
    ran = subprocess.run(
        [sys.executable, "-P", "-c", look, str(tmp_path)], cwd=tmp_path, check=True, capture_output=True, text=True
    )

    assert ran.stdout
    assert [line for line in ran.stdout.splitlines() if not line.startswith(str(tmp_path))] == []


def test_no_other_distribution_brings_a_package_of_our_name() -> None:
    """Two distributions with a `schemas` overwrite each other without a word; an editable install is not listed."""
    brought_by = importlib.metadata.packages_distributions()

    assert {floor: brought_by.get(floor, ["shenhe"]) for floor in FLOORS} == {floor: ["shenhe"] for floor in FLOORS}


def test_the_lock_names_exact_versions_with_hashes_and_no_address() -> None:
    """It installs from any index, and only the very files that were locked."""
    text = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if entry.strip()]

    assert "://" not in text
    assert [
        e.splitlines()[0]
        for e in entries
        if not re.match(r"[\w.\[\], -]+==\S+.*\\\n( +--hash=sha256:\w{64}.*\n?)+$", e)
    ] == []


def test_the_lock_holds_every_dependency_of_the_project() -> None:
    """A dependency added to pyproject.toml is locked with it: `make lock`."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [
        *project["project"]["dependencies"],
        *(d for extra in project["project"]["optional-dependencies"].values() for d in extra),
        *(d for group in project["dependency-groups"].values() for d in group),
    ]
    text = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    locked = {normal(name) for name in re.findall(r"^([\w.-]+)(?:\[.*?\])?==", text, flags=re.MULTILINE)}
    wanted = {normal(found[0]) for d in declared if (found := re.match(r"[\w.-]+", d)) is not None}

    assert wanted - locked - {"shenhe"} == set()


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    """No floor leans on a package that only came along with another, and none is installed for nothing."""
    never_imported = {
        "tzdata": "zoneinfo reads it",
        "fastapi": "held back for prefect",
        "apprise": "held back for prefect",
        "sqlalchemy": "held back for prefect",
        "prefect-dask": "named by configuration",
        "uvicorn": "run by its name",
        "argon2-cffi": "Django hashes passwords with it",
        "django-axes": "named in the settings",
        "whitenoise": "named in the settings",
        "psycopg": "named in the settings by Django's own name",
        "pyarrow": "pandas writes Parquet with it",
    }
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requirements = [*project["dependencies"], *(d for e in project["optional-dependencies"].values() for d in e)]
    declared = {normal(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements} - {"shenhe"}
    brought_by = importlib.metadata.packages_distributions()
    imported = {
        normal(brought_by.get(package, [package])[0])
        for package in packages_imported()
        if package not in sys.stdlib_module_names and package not in FLOORS
    }

    assert imported - declared == set()
    assert declared - imported - never_imported.keys() == set()


def packages_imported() -> set[str]:
    """Top-level names that any module of the floors imports, early or late."""
    found: set[str] = set()
    for path in (path for floor in FLOORS for path in (PROJECT / floor).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes(), filename=str(path))):
            match node:
                case ast.Import(names):
                    found |= {alias.name.partition(".")[0] for alias in names}
                case ast.ImportFrom(str(module), _, 0):
                    found.add(module.partition(".")[0])
    return found


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
