"""The checkout as a whole: what it declares, what it names, and where it finds its resources."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fieldapp
from tests.quality import tree

DISTRIBUTIONS = {
    "pytestqt": "pytest-qt",
    "PySide6": "pyside6-essentials",
    "shiboken6": "pyside6-essentials",
    "argon2": "argon2-cffi",
    "python_calamine": "python-calamine",
    "psycopg": "psycopg",
}
"""Import name -> name of the package, where they differ in more than case."""

LOADED_BY_OTHERS = {"lxml", "tzdata"}
"""openpyxl writes with lxml where it is there; zoneinfo reads tzdata where the system has none."""

NOT_PINNED = {"setuptools"}
"""Left to the version that fits the Python at hand."""


def _project() -> dict[str, Any]:
    loaded = tomllib.loads((tree.ROOT / "pyproject.toml").read_text("utf-8"))
    project: dict[str, Any] = loaded["project"]
    return project


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree.parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_the_program_declares_exactly_the_packages_that_it_imports() -> None:
    imported = {name for path in tree.modules("fieldapp") for name in _imported(path)}
    needed = {
        DISTRIBUTIONS.get(name, name.lower())
        for name in imported - set(sys.stdlib_module_names) - {"fieldapp"}
    }
    declared = {_name(requirement) for requirement in _project()["dependencies"]}
    assert needed == declared - LOADED_BY_OTHERS


def test_tests_import_nothing_that_is_not_declared() -> None:
    project = _project()
    declared = {
        _name(r) for r in [*project["dependencies"], *project["optional-dependencies"]["test"]]
    }
    imported = {name for path in tree.modules("tests") for name in _imported(path)}
    needed = {
        DISTRIBUTIONS.get(name, name.lower().replace("_", "-"))
        for name in imported - set(sys.stdlib_module_names) - {"fieldapp", "tests", "start"}
    }
    assert needed - declared - {"packaging"} == set()


def test_every_declared_package_has_its_version_in_the_constraints() -> None:
    project = _project()
    lines = (tree.ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in pinned if not re.fullmatch(r"[A-Za-z0-9.-]+==[0-9][\w.]*", line)] == []
    names = [_name(line) for line in pinned]
    assert len(names) == len(set(names))
    declared = {
        _name(requirement)
        for group in [project["dependencies"], *project["optional-dependencies"].values()]
        for requirement in group
    }
    assert declared - set(names) - NOT_PINNED == set()


def test_the_versions_of_program_and_project_are_the_same() -> None:
    assert _project()["version"] == fieldapp.__version__
    assert f"## {fieldapp.__version__}" in (tree.ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_module_says_what_it_is_for() -> None:
    without = [
        tree.shown(path)
        for path in [*tree.modules("fieldapp", "tests"), tree.ROOT / "start.py"]
        if not (ast.get_docstring(tree.parsed(path)) or "").strip()
    ]
    assert without == []


def test_every_tab_is_declared_a_stranger_to_the_others() -> None:
    loaded = tomllib.loads((tree.ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = loaded["tool"]["importlinter"]["contracts"]
    (strangers,) = [c["modules"] for c in contracts if c["name"] == "Tabs are strangers"]
    tabs = (tree.ROOT / "fieldapp" / "ui").glob("*/__init__.py")
    assert sorted(strangers) == sorted(f"fieldapp.ui.{path.parent.name}" for path in tabs)


_HOSTS = ("py" + "pi.", "python" + "hosted.", "dev" + "pi", "ana" + "conda.", "arti" + "factory")
HOSTS = re.compile("|".join(re.escape(name) for name in _HOSTS), re.IGNORECASE)
_PLACES = ("ro" + "ot", "wo" + "rk", r"home/\w+", "tm" + "p/venv", "opt/py")
PATHS = re.compile(rf"(?<![\w.])/({'|'.join(_PLACES)})(?=[/\s\"'`)]|$)")


def test_no_file_names_a_package_host_or_a_path_of_one_machine() -> None:
    found = [
        f"{tree.shown(path)}:{number}: {line.strip()[:80]}"
        for path in tree.text_files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if HOSTS.search(line) or PATHS.search(line)
    ]
    assert found == []


# --- resources -------------------------------------------------------------------------------


def test_the_wheel_takes_the_resources_along() -> None:
    loaded = tomllib.loads((tree.ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = loaded["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["fieldapp"]
    assert wheel["force-include"] == {"resources": "fieldapp/_resources"}


def test_resources_are_found_in_a_checkout() -> None:
    assert fieldapp.resource("demo", "office.toml") == tree.ROOT / "resources/demo/office.toml"
    assert fieldapp.resource("demo", "office.toml").is_file()


def test_resources_are_found_in_an_installed_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "fieldapp"
    (package / "_resources" / "demo").mkdir(parents=True)
    (package / "_resources" / "demo" / "office.toml").touch()
    monkeypatch.setattr(fieldapp, "__file__", str(package / "__init__.py"))
    assert fieldapp.resource("demo", "office.toml").is_file()


def test_resources_are_found_in_a_frozen_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "resources" / "demo").mkdir(parents=True)
    (tmp_path / "resources" / "demo" / "office.toml").touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert fieldapp.resource("demo", "office.toml").is_file()
