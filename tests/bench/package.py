"""P6: a package of 200 changed marks out of many, beside the same out of few."""

from __future__ import annotations

import dataclasses as dc
import io
import tempfile
from pathlib import Path

import openpyxl

from fieldapp.records.training import Attendance, Mark
from fieldapp.services.exchange.service import Exchange
from tests.bench import large
from tests.bench.measuring import Line, show, timed

CHANGED = 200


def run(*, tiny: bool = False) -> list[Line]:
    """Measure time and size; the first size is what the others are held against."""
    sizes = [2_000, 4_000] if tiny else [10_000, 100_000, 1_000_000]
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as temporary:
        few: float | None = None
        for marks in sizes:
            folder = Path(temporary) / str(marks)
            ours, size, cells = _export(folder, marks, rounds=1 if tiny else 7)
            lines.append(
                Line(f"{CHANGED} of {marks:,} marks", ours, few, f"of {sizes[0]:,}",
                     ratio=1.2 if few else None)
            )  # fmt: skip
            lines.append(
                Line(f"  its size (openpyxl, same cells: {_plain(cells):.0f} KiB)", size,
                     unit="KiB", limit=40)
            )  # fmt: skip
            few = few or ours
    show("P6 a package with 200 changed marks", lines)
    return lines


def _export(folder: Path, marks: int, rounds: int) -> tuple[float, float, list[list[object]]]:
    office = large.office(folder, people=500, marks=marks, items=10)
    large.pages(office, _turned, CHANGED)
    exchange = Exchange(office)
    times = []
    path = Path()
    for _round in range(rounds):

        def export() -> None:
            nonlocal path
            sent = exchange.export()
            assert sent is not None
            assert sent.rows == CHANGED
            path = sent.path

        times.append(timed(export))
    size = path.stat().st_size / 1024
    book = openpyxl.load_workbook(path)
    cells: list[list[object]] = [
        [cell.value for cell in row] for row in book["Attendance"].iter_rows()
    ]
    book.close()
    office.file.close()
    return sorted(times)[len(times) // 2], size, cells


def _turned(mark: Attendance) -> Attendance:
    return dc.replace(mark, mark=Mark.LATE if mark.mark is Mark.PRESENT else Mark.PRESENT)


def _plain(cells: list[list[object]]) -> float:
    """KiB of the same cells in a workbook without any of ours."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in cells:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return len(out.getvalue()) / 1024
