"""P2: one mark, from the call to the disk with its history, beside a raw update and commit."""

from __future__ import annotations

import dataclasses as dc
import itertools
import tempfile
import time
from pathlib import Path

from fieldapp.records.training import Attendance, Mark
from fieldapp.store.engine import connect
from tests.bench import large
from tests.bench.measuring import Line, percentile, show


def run(*, tiny: bool = False) -> list[Line]:
    """Measure marks in offices of three sizes."""
    sizes = [500] if tiny else [1_000, 10_000, 100_000]
    number = 40 if tiny else 2_000
    lines = []
    with tempfile.TemporaryDirectory() as temporary:
        for marks in sizes:
            folder = Path(temporary) / str(marks)
            ours, raw = _pair(folder, marks, number)
            middle = (percentile(ours, 0.5), percentile(raw, 0.5))
            slow = (percentile(ours, 0.99), percentile(raw, 0.99))
            lines.append(Line(f"median among {marks:,} marks", *middle, "raw"))
            lines.append(Line(f"p99 among {marks:,} marks", *slow, "raw", ratio=6.0, limit=16.0))
    show("P2 a mark from the key to the disk", lines)
    return lines


def _pair(folder: Path, marks: int, number: int) -> tuple[list[float], list[float]]:
    office = large.office(folder, people=200, marks=marks, items=10)
    with office.reading() as reader:
        found = reader.every(Attendance, limit=500)
    raw = connect(folder / "raw.db", large.KEY)
    raw.execute("CREATE TABLE mark(uid TEXT PRIMARY KEY, mark TEXT)")
    raw.execute("BEGIN")
    raw.executemany("INSERT INTO mark VALUES (?, ?)", [(m.uid, "P") for m in found])
    raw.execute("COMMIT")
    turn = itertools.cycle([Mark.ABSENT, Mark.LATE, Mark.PRESENT])
    ours_ms, raw_ms = [], []
    for at in range(number):
        mark = dc.replace(found[at % len(found)], mark=next(turn))
        begun = time.perf_counter()
        with office.unit(large.ACT.why) as unit:
            unit.put(mark)
            unit.commit()
        ours_ms.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE mark SET mark = ? WHERE uid = ?", (f"{at}", mark.uid))
        raw.execute("COMMIT")
        raw_ms.append((time.perf_counter() - begun) * 1000)
    raw.close()
    office.file.close()
    return ours_ms, raw_ms
