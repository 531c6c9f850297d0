"""The two commands of the README: what they install, what they skip, and how they say no."""

import os
import subprocess
import sys
import venv
from pathlib import Path
from types import SimpleNamespace

import pytest

import start
from fieldapp.ui import display
from tests import run as tests_run
from tests.quality.tree import ROOT


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been started; .venv is in a folder of the test."""
    words: list[list[str]] = []

    def run(given: list[str], **_options: object) -> SimpleNamespace:
        words.append(given)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(start, "INSTALLED", tmp_path / "installed.txt")
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(venv, "create", lambda *_, **__: (tmp_path / "python").touch())
    return words


def installed(started: list[list[str]]) -> list[str]:
    return [words[-1] for words in started if "install" in words]


def test_what_is_installed_already_is_not_installed_again(started: list[list[str]]) -> None:
    start.set_up()
    start.set_up()
    assert installed(started) == ["."]


def test_the_tests_are_added_to_what_is_installed_and_stay(started: list[list[str]]) -> None:
    start.set_up()
    start.set_up("test")
    start.set_up()
    assert installed(started) == [".", ".[test]"]


def test_other_versions_are_installed_anew_with_the_same_extras(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    start.set_up("test")
    monkeypatch.setattr(start, "_wanted", lambda: "another")
    start.set_up()
    assert installed(started) == [".[test]", ".[test]"]


def test_a_failed_installation_is_said_and_not_taken_for_done(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=1))
    with pytest.raises(SystemExit, match="could not be installed"):
        start.set_up()
    assert not start.INSTALLED.exists()


def test_an_old_python_is_told_that_it_is_old(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer"):
        start.set_up()
    assert started == []


def test_a_missing_library_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tests_run, "_loads", lambda library: library != "libEGL.so.1")
    monkeypatch.setattr(start, "install_packages", lambda _names: False)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(SystemExit, match=r"\(libEGL\.so\.1\).* sudo apt install libegl1$"):
        tests_run._require_libraries()


def test_a_missing_library_is_installed_where_we_may(monkeypatch: pytest.MonkeyPatch) -> None:
    there: list[str] = []

    def install(names: list[str]) -> bool:
        there.extend(names)
        return True

    monkeypatch.setattr(tests_run, "_loads", lambda library: library != "libEGL.so.1" or there)
    monkeypatch.setattr(start, "install_packages", install)
    monkeypatch.setattr(sys, "platform", "linux")
    tests_run._require_libraries()
    assert there == ["libegl1"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no root on Windows")
def test_packages_of_the_system_are_left_alone_by_ordinary_users(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not start.install_packages(["libegl1"])
    assert started == []


def test_the_tests_need_every_library_that_a_window_needs() -> None:
    needed = display._EVERY_WINDOW.items()
    assert needed <= tests_run.LIBRARIES.items()


def test_ci_runs_the_test_command_of_the_readme_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert lines[0] == "#!/bin/bash"
    assert "set -euo pipefail" in lines
    assert lines[-1] == "python3 tests/run.py"
    assert f"`{lines[-1]}`" in (ROOT / "README.md").read_text("utf-8")
