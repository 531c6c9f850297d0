"""At headquarters: every office, what came from it and what is missing in between."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from fieldapp.records.changes import Changes
from fieldapp.services.exchange.outcomes import OfficeRow
from fieldapp.text import N_, _
from fieldapp.ui import look
from fieldapp.ui.desk import Desk
from fieldapp.ui.jobs import Lane
from fieldapp.ui.listing import Listing, ListWords
from fieldapp.ui.rows import Column, listed
from fieldapp.ui.tab import Screen
from fieldapp.ui.when import moment_words
from fieldapp.ui.writing import Soon


def _gaps(row: OfficeRow) -> str:
    if not row.gaps:
        return _("✓ none")
    return ", ".join(str(number) for number in row.gaps)


COLUMNS = (
    Column(N_("Office"), lambda r: r.code, width=80),
    Column(N_("Name"), lambda r: r.name, width=240),
    Column(N_("Sendings received"), lambda r: str(r.received), lambda r: r.received, number=True,
           width=130),
    Column(N_("Last one"), lambda r: moment_words(r.last_received_at),
           lambda r: r.last_received_at, width=150),
    Column(N_("Missing sendings"), _gaps, width=150),
    Column(N_("Two versions"), lambda r: str(r.conflicts), lambda r: r.conflicts, number=True,
           width=100),
    Column(N_("Computers"), lambda r: str(r.installations), lambda r: r.installations,
           number=True, width=90),
)  # fmt: skip

WORDS = ListWords(
    N_("Offices"),
    "",
    N_("No office is enrolled yet. Take in the request file of an office, below."),
)


class OfficesScreen(Screen):
    """Offices, and the answer for each written again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.listing = Listing(COLUMNS, WORDS)
        self.answer = QPushButton(_("Write the answer again"))
        self.answer.setEnabled(False)
        row = QHBoxLayout()
        row.setContentsMargins(2 * look.STEP, 0, 0, 0)
        row.addWidget(self.answer)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.listing, 1)
        column.addLayout(row)
        self._soon = Soon(self, 100)
        self._soon.due.connect(self.enter)
        desk.feed.changed.connect(self._on_changed)
        self.listing.selected.connect(self._on_selected)
        self.answer.clicked.connect(self._on_answer)

    @Slot()
    def enter(self) -> None:
        """Read the offices."""
        self._desk.jobs.run(self._desk.exchange.offices, on_done=self._on_read)

    def focus_filter(self) -> None:
        """The list's filter."""
        self.listing.filter.setFocus()

    def _on_read(self, rows: list[OfficeRow]) -> None:
        self.listing.show_rows(listed(rows, _code, _name))

    @Slot(str)
    def _on_selected(self, _uid: str) -> None:
        self.answer.setEnabled(True)

    @Slot()
    def _on_answer(self) -> None:
        code = self.listing.table.current_uid()
        if code:
            work = partial(self._desk.exchange.answer, code)
            self._desk.jobs.run(work, on_done=self._on_answered, lane=Lane.WRITE)

    def _on_answered(self, path: Path) -> None:
        self._desk.ask.tell(self, _("The answer for the office is ready."), str(path))

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.sendings and self.isVisible():
            self._soon.ask()


def _code(row: OfficeRow) -> str:
    return row.code


def _name(row: OfficeRow) -> str:
    return f"{row.code} {row.name}"
