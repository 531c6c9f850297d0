"""What headquarters returned, with its reasons, and fields with two versions."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout

from fieldapp.records.changes import Changes
from fieldapp.records.kinds import KINDS
from fieldapp.text import N_, _
from fieldapp.ui.desk import Desk
from fieldapp.ui.listing import Listing, ListWords
from fieldapp.ui.rows import Column, listed
from fieldapp.ui.tab import Screen
from fieldapp.ui.writing import Soon


@dataclass(frozen=True, slots=True)
class Question:
    """One record that needs a look, and why."""

    key: str
    kind: str
    uid: str
    title: str
    why: str
    detail: str


COLUMNS = (
    Column(N_("Kind"), lambda q: _(KINDS[q.kind].label) if q.kind in KINDS else "", width=140),
    Column(N_("Record"), lambda q: q.title, width=240),
    Column(N_("What"), lambda q: q.why, width=220),
    Column(N_("Detail"), lambda q: q.detail, width=420),
)

WORDS = ListWords(
    N_("Returned and questions"),
    "",
    N_("Nothing was returned, and no field has two versions."),
)


class QuestionsScreen(Screen):
    """One list of both; Enter opens the record."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.listing = Listing(COLUMNS, WORDS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.listing)
        self._soon = Soon(self, 100)
        self._soon.due.connect(self.enter)
        desk.feed.changed.connect(self._on_changed)
        self.listing.opened.connect(self._on_opened)

    @Slot()
    def enter(self) -> None:
        """Read both lists."""
        self._desk.jobs.run(self._questions, on_done=self._on_read)

    def focus_filter(self) -> None:
        """The list's filter."""
        self.listing.filter.setFocus()

    def _questions(self) -> list[Question]:
        found = [
            Question(row.uid, row.kind, row.uid, row.title, _("returned"), row.reason)
            for row in self._desk.exchange.returned()
        ]
        found += [
            Question(
                f"{row.uid} {row.field_label}",
                row.kind,
                row.uid,
                row.title,
                _("two versions of {field}").format(field=row.field_label),
                _("here: {ours} · headquarters: {theirs}").format(ours=row.ours, theirs=row.theirs),
            )
            for row in self._desk.exchange.conflicts()
        ]
        return found

    def _on_read(self, rows: list[Question]) -> None:
        self.listing.show_rows(listed(rows, _key, _words))

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.sendings and self.isVisible():
            self._soon.ask()

    @Slot(str)
    def _on_opened(self, _uid: str) -> None:
        entry = self.listing.model.listed_at(self.listing.table.currentIndex().row())
        if entry is not None:
            self._desk.wanted.emit(entry.row.kind, entry.row.uid)


def _key(question: Question) -> str:
    return question.key


def _words(question: Question) -> str:
    return f"{question.title} {question.why} {question.detail}"
