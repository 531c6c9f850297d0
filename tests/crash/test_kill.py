"""A killed program has lost nothing that it called saved."""

import json
import multiprocessing
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

# Where a process cannot be forked, each worker loads the whole program first.
KILLS = 200 if "fork" in multiprocessing.get_all_start_methods() else 30

CHECKOUT = Path(__file__).parents[2]


def kill_loop(*options: str) -> tuple[int, dict[str, Any]]:
    """The documented command; its exit code and what it reports."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.kill_loop", *options],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_two_hundred_kills_lose_nothing_that_was_called_saved() -> None:
    code, report = kill_loop(str(KILLS), "--seed", "20261121")
    assert report["faults"] == []
    assert report["kills"] == KILLS
    assert report["share"] >= 0.6, "too few kills fell between begin and commit"
    assert report["called_saved"] >= KILLS / 2
    assert {deed.split()[0] for deed in report["fell"]} >= {"marks", "items", "export", "receive"}
    assert code == 0


@pytest.mark.timeout(300)
def test_the_kill_loop_notices_when_nothing_is_committed() -> None:
    code, report = kill_loop("60", "--seed", "7", "--without-commit")
    assert any("called saved are lost" in fault for fault in report["faults"])
    assert code == 1
