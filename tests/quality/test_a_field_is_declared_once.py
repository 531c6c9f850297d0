"""One line declares a field: it is added to a copy of the program and looked for everywhere.

What remains by hand is its place on the form and the migration.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.quality.tree import ROOT

LINE = (
    '    shoe_size: Annotated[int | None, Field(N_("Shoe size"), synonyms=("pointure",))] = None\n'
)
BEFORE = "\n\n@dc.dataclass(frozen=True, slots=True, kw_only=True)\nclass Assignment(Record):"

EVERYWHERE = [
    "the table",
    "the sheet",
    "the check of migrations",
    "the record as it is read",
    "the history",
    "undo",
    "validation",
    "the plain content",
    "the import",
    "the workbook",
    "headquarters",
    "the confirmation",
]


def test_a_field_added_in_one_line_is_found_everywhere(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(
        ROOT / "fieldapp", copy / "fieldapp", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "resources", copy / "resources")
    people = copy / "fieldapp" / "records" / "people.py"
    text = people.read_text("utf-8")
    assert text.count(BEFORE) == 1
    people.write_text(text.replace(BEFORE, LINE + BEFORE), "utf-8")
    offices = tmp_path / "offices"
    offices.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.quality.look_for_a_field", str(copy), str(offices)],
        # the copy comes before the checkout, which gives only the tests
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(copy), str(ROOT)]),
            "PYTHONUTF8": "1",
        },
        cwd=copy,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        pytest.fail(done.stdout + done.stderr[-4000:], pytrace=False)
    found = done.stdout.splitlines()
    assert list(dict.fromkeys(found)) == EVERYWHERE
