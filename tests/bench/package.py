"""P6: a package of 200 changed marks out of many, beside the same out of few."""

from __future__ import annotations

import dataclasses as dc
import io
import statistics
import tempfile
from pathlib import Path

import openpyxl

from fieldapp.records.training import Attendance, Mark
from fieldapp.services.exchange.outcomes import Sent
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.opening import OpenOffice
from tests.bench import large
from tests.bench.measuring import Line, show, timed

CHANGED = 200


def run(*, tiny: bool = False) -> list[Line]:
    """Measure time and size; the sizes take turns, and all stand beside the first."""
    sizes = [2_000, 4_000] if tiny else [10_000, 100_000, 1_000_000]
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as temporary:
        offices = {marks: _office(Path(temporary) / str(marks), marks) for marks in sizes}
        times: dict[int, list[float]] = {marks: [] for marks in sizes}
        paths: dict[int, Path] = {}
        for _round in range(1 if tiny else 9):
            for marks, office in offices.items():
                took, paths[marks] = _export(office)
                times[marks].append(took)
        few = statistics.median(times[sizes[0]])
        for marks in sizes:
            ours = statistics.median(times[marks])
            first = marks == sizes[0]
            lines.append(
                Line(f"{CHANGED} of {marks:,} marks", ours, None if first else few,
                     f"of {sizes[0]:,}", ratio=None if first else 1.2)
            )  # fmt: skip
            size = paths[marks].stat().st_size / 1024
            lines.append(
                Line(f"  its size (openpyxl, same cells: {_plain(paths[marks]):.0f} KiB)", size,
                     unit="KiB", limit=40)
            )  # fmt: skip
        for office in offices.values():
            office.file.close()
    show("P6 a package with 200 changed marks (medians)", lines)
    return lines


def _office(folder: Path, marks: int) -> OpenOffice:
    office = large.office(folder, people=500, marks=marks, items=10)
    large.pages(office, _turned, CHANGED)
    return office


def _export(office: OpenOffice) -> tuple[float, Path]:
    made: list[Sent | None] = []
    took = timed(lambda: made.append(Exchange(office).export()))
    assert made[0] is not None
    assert made[0].rows == CHANGED
    return took, made[0].path


def _turned(mark: Attendance) -> Attendance:
    return dc.replace(mark, mark=Mark.LATE if mark.mark is Mark.PRESENT else Mark.PRESENT)


def _plain(path: Path) -> float:
    """KiB of the same cells in a workbook without any of ours."""
    read = openpyxl.load_workbook(path)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in read["Attendance"].iter_rows():
        sheet.append([cell.value for cell in row])
    out = io.BytesIO()
    book.save(out)
    return len(out.getvalue()) / 1024
