"""P1 without the window: from the start of the process to the counts, beside a bare window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import large
from tests.bench.measuring import Line, in_turn, show, timed

_OURS = """
import sys
from pathlib import Path
from fieldapp.clock import Clock
from fieldapp.files import OneCopy
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.opening import OpenOffice
from fieldapp.settings import Settings
from fieldapp.store.office_file import OfficeFile
folder = Path(sys.argv[1])
settings = Settings(folder=folder, office_code="LOM", office_name="Lome", country="Togo")
file = OfficeFile.open(settings.database, bytes(range(32)))
office = OpenOffice(settings, file, OneCopy(folder), "", Clock())
status = Exchange(office).status()
assert status.counts["attendance"] == int(sys.argv[2]), status.counts
"""

_BARE = """
import sys
import sqlalchemy
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
engine = sqlalchemy.create_engine("sqlite://")
with engine.connect() as connection:
    connection.exec_driver_sql("SELECT 1")
app = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(QLabel("counts"))
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""


def run(*, tiny: bool = False, rounds: int = 7) -> list[Line]:
    """Measure both sizes in turn with the bare window."""
    sizes = [(60, 300, 40)] if tiny else [(3_000, 100_000, 20_000), (30_000, 1_000_000, 20_000)]
    rounds = 1 if tiny else rounds
    lines = []
    with tempfile.TemporaryDirectory() as temporary:
        for people, marks, items in sizes:
            folder = Path(temporary) / f"{marks}"
            office = large.office(folder, people=people, marks=marks, items=items)
            office.file.close()
            ours, bare = in_turn(
                lambda f=folder, m=marks: _process(_OURS, str(f), str(m)),  # type: ignore[misc]
                lambda: _process(_BARE),
                rounds,
            )
            lines.append(
                Line(f"{people:,} people, {marks:,} marks, {items:,} items", ours, bare,
                     "bare window", ratio=2.0)
            )  # fmt: skip
    show("P1 start to the counts of Home, without the window (medians)", lines)
    return lines


def _process(program: str, *arguments: str) -> float:
    root = Path(__file__).parents[2]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root)}
    return timed(
        lambda: subprocess.run([sys.executable, "-c", program, *arguments], check=True, env=env)
    )
