"""Three real workbooks that nobody tidied go to headquarters and come back confirmed."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("FIELDAPP_SHARED_DATA", ROOT.parent / "shared" / "data"))
FILES = {
    "events": ["fmtr_2018_2019_africa.xlsx"],
    "equipment": ["dla_leso_shipments_2020q2.xlsx", "leso_property_washington.xlsx"],
}
PASSPHRASE = "seven dusty roads to the hall"

pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="the real workbooks are not beside the checkout"),
    pytest.mark.timeout(400),
    pytest.mark.long,
    pytest.mark.xdist_group("real data"),  # one office for all three
]


def fieldapp(folder: Path, *words: object) -> dict[str, Any]:
    """One command of the program, as a scheduler would run it; its JSON object."""
    done = subprocess.run(
        [sys.executable, "-m", "fieldapp", *map(str, words),
         "--folder", str(folder), "--json"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "FIELDAPP_PASSPHRASE": PASSPHRASE},
    )  # fmt: skip
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """An enrolled office that took the three files in, its headquarters, and its sending."""
    root = tmp_path_factory.mktemp("real")
    office, headquarters = root / "office", root / "headquarters"
    fieldapp(office, "init", "--office", "ACC", "--name", "Accra", "--country", "Ghana",
             "--person", "Efua")  # fmt: skip
    fieldapp(headquarters, "init", "--office", "HQ", "--name", "Headquarters",
             "--country", "United States", "--role", "headquarters", "--person", "Jo")  # fmt: skip
    request = fieldapp(office, "enrol")["file"]
    reply = fieldapp(headquarters, "enrol", request, "--yes")["file"]
    fieldapp(office, "enrol", reply, "--yes")
    for kind, names in FILES.items():
        taken = fieldapp(office, "import", kind, *(DATA / name for name in names))
        counts = [taken[key] for key in ("created", "updated", "same", "skipped", "rejected")]
        assert sum(counts) == taken["rows"]
        again = fieldapp(office, "import", kind, *(DATA / name for name in names))
        assert (again["created"], again["updated"]) == (0, 0)
    return office, headquarters, Path(fieldapp(office, "export")["file"])


def cells(path: Path) -> dict[str, list[list[Any]]]:
    """Every visible value of a workbook with its type, as openpyxl sees it."""
    book = openpyxl.load_workbook(path)
    found = {
        sheet.title: [[_alike(cell.value) for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }
    book.close()
    return found


def _alike(value: Any) -> Any:
    """LibreOffice writes truths as the formulas TRUE() and FALSE() or as 1 and 0."""
    if value in ("=TRUE()", "=FALSE()"):
        return int(value == "=TRUE()")
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return value


def test_the_sending_holds_what_was_taken_in(sent: tuple[Path, Path, Path]) -> None:
    """Typed cells: numbers as numbers, days as days, serials with their zeros as text."""
    office, _headquarters, path = sent
    status = fieldapp(office, "status")
    sheets = cells(path)
    assert len(sheets["Events"]) - 1 == status["counts"]["event"] == 3210
    assert len(sheets["Items"]) - 1 == status["counts"]["item"]
    assert len(sheets["Lots"]) - 1 == status["counts"]["lot"]
    head = sheets["Events"][0]
    first = {key: sheets["Events"][1][at] for at, key in enumerate(head)}
    assert isinstance(first["First day"], dt.date)
    assert isinstance(first["Cost"], int | float)
    serials = [row[sheets["Items"][0].index("Serial number")] for row in sheets["Items"][1:]]
    assert all(isinstance(serial, str) for serial in serials if serial is not None)
    assert any(serial.startswith("0") for serial in serials if serial)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_with_the_same_values(
    sent: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    """Opened and saved by LibreOffice, every cell has the value and the type it had."""
    _office, _headquarters, path = sent
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    before, after = cells(path), cells(tmp_path / path.name)
    assert before.keys() == after.keys()
    for name, rows in before.items():
        for number, (was, now) in enumerate(zip(rows, after[name], strict=True), start=1):
            assert was == now[: len(was)], (name, number)


def test_received_twice_and_answered_nothing_is_left_unconfirmed(
    sent: tuple[Path, Path, Path],
) -> None:
    """Headquarters takes all of it in; again changes nothing; the answer confirms every record."""
    office, headquarters, path = sent
    rows = fieldapp(office, "status")["unconfirmed"]
    first = fieldapp(headquarters, "receive", path)["files"][0]
    assert first["outcomes"] == {"applied": rows}
    before = fieldapp(headquarters, "status")["counts"]
    second = fieldapp(headquarters, "receive", path)["files"][0]
    assert second["changed"] == 0
    assert second["outcomes"] == {}
    assert fieldapp(headquarters, "status")["counts"] == before
    fieldapp(office, "receive", first["reply"])
    status = fieldapp(office, "status")
    assert status["unconfirmed"] == status["returned"] == status["conflicts"] == 0
    assert fieldapp(office, "export")["rows"] == 0
