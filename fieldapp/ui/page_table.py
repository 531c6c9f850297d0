"""A page of a form that is a table of records joined to the form's record, with its buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from fieldapp.records.changes import Changes
from fieldapp.records.fields import Record
from fieldapp.ui import look
from fieldapp.ui.desk import Desk
from fieldapp.ui.look import Toned
from fieldapp.ui.page import Page
from fieldapp.ui.rows import Column, Listed, RowsModel
from fieldapp.ui.table import Table
from fieldapp.ui.writing import Soon


class TablePage(Page):
    """Rows about one record, read again when one of `kinds` changes.

    A page that is one hands in how rows are read, and adds its buttons to `buttons`.
    """

    kinds: frozenset[str] = frozenset()

    def __init__(self, desk: Desk, columns: Sequence[Column], name: str) -> None:
        super().__init__()
        self.desk = desk
        self.record: Record | None = None
        self._asked = 0
        self.model = RowsModel(columns, self)
        self.table = Table(self.model, name)
        self.note = Toned("")
        self.note.setWordWrap(True)
        look.sized(self.note, look.SMALL)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(2 * look.STEP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * look.STEP, 0, look.STEP)
        column.setSpacing(2 * look.STEP)
        column.addLayout(self.buttons)
        column.addWidget(self.table, 1)
        column.addWidget(self.note)
        self._soon = Soon(self)
        self._soon.due.connect(self._read)
        desk.feed.changed.connect(self._on_changed)

    def rows(self, uid: str) -> Sequence[Any]:
        """The rows of a record; called in the background."""
        raise NotImplementedError

    def key(self, row: Any) -> str:
        """The uid of a row's record."""
        raise NotImplementedError

    def said(self, rows: Sequence[Any]) -> str:
        """What stands below the table."""
        raise NotImplementedError

    def button(self, words: str, on_click: Callable[[], None]) -> QPushButton:
        """Add a button above the table."""
        made = QPushButton(words)
        made.clicked.connect(on_click)
        self.buttons.addWidget(made)
        return made

    def field(self, widget: QWidget) -> None:
        """Add something wide above the table."""
        self.buttons.addWidget(widget, 1)

    def show_record(self, record: Record) -> None:
        """Show what belongs to this record."""
        anew = self.record is None or self.record.uid != record.uid
        self.record = record
        if anew:
            self.model.show([])
            self._read()

    def start_focus(self) -> QWidget:
        """The table."""
        return self.table

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if self.record is not None and self.kinds & changes.touched.keys():
            self._soon.ask()

    @Slot()
    def _read(self) -> None:
        if self.record is None:
            return
        self._asked += 1
        uid = self.record.uid
        self.desk.jobs.run(partial(self.rows, uid), on_done=partial(self._on_read, self._asked))

    def _on_read(self, asked: int, rows: Sequence[Any]) -> None:
        if asked == self._asked:
            self.model.show([Listed(self.key(row), row, "") for row in rows])
            self.note.say(self.said(rows))
