"""The tools that look at the code: style, types, and who may import whom."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.quality.tree import ROOT

CODE = ["fieldapp", "tests", "start.py"]


def run(*words: str) -> None:
    """Run a tool of this environment over the checkout; what it says is the test's message."""
    environ = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        pytest.fail(done.stdout[-6000:] + done.stderr[-2000:], pytrace=False)


def test_the_code_follows_the_rules_of_ruff() -> None:
    run("-m", "ruff", "check", "--output-format", "concise", *CODE)


def test_the_code_is_laid_out_by_ruff() -> None:
    run("-m", "ruff", "format", "--check", *CODE)


@pytest.mark.timeout(900)
def test_types_are_strict_in_the_program_and_in_the_tests() -> None:
    run("-m", "mypy", "--strict")


def test_rooms_import_only_what_they_may() -> None:
    script = Path(sys.executable).with_name("lint-imports")
    if script.exists():
        run(str(script))
    else:  # on Windows it is a program, not a script
        run("-c", "from importlinter.cli import lint_imports_command as run; run()")
