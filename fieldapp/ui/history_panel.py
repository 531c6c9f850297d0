"""Every change of a record, newest first, and any of them put back (Ctrl+H)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from fieldapp.records.fields import Record
from fieldapp.records.kinds import KINDS, kind_of
from fieldapp.services.history import HistoryRow
from fieldapp.text import N_, _
from fieldapp.ui import look
from fieldapp.ui.desk import Desk
from fieldapp.ui.look import Tone, Toned
from fieldapp.ui.rows import Column, Listed, RowsModel
from fieldapp.ui.table import Table
from fieldapp.ui.when import moment_words

COLUMNS = (
    Column(N_("When"), lambda r: moment_words(r.at), lambda r: r.at, width=110),
    Column(N_("Who"), lambda r: r.who_name or _("the program"), width=100),
    Column(N_("Field"), lambda r: r.field_label, width=120),
    Column(N_("Before"), lambda r: r.old_text, width=110),
    Column(N_("After"), lambda r: r.new_text, width=110),
    Column(N_("In"), lambda r: r.what, width=180),
)


class HistoryPanel(QWidget):
    """The history of the record that its form shows.

    Signals:
        closed: the panel is no longer wanted.
    """

    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kind: str = ""
        self._uid = ""
        self._build()
        self.put_back.clicked.connect(self._on_put_back)
        self.close_button.clicked.connect(self.closed)
        self.table.selected.connect(self._on_selected)

    def _build(self) -> None:
        self._model = RowsModel(COLUMNS, self)
        self.table = Table(self._model, _("History of this record"))
        title = Toned(_("History"), Tone.INK)
        look.sized(title, 1.0, bold=True)
        self.put_back = QPushButton(_("Put back the value before"))
        self.put_back.setEnabled(False)
        self.close_button = QPushButton(_("Close history"))
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.put_back)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.STEP)
        column.addLayout(head)
        column.addWidget(self.table)

    def show_record(self, record: Record) -> None:
        """Read and show the history of a record."""
        self._kind, self._uid = kind_of(record).key, record.uid
        work = partial(self._desk.history.of, type(record), record.uid)
        self._desk.jobs.run(work, on_done=partial(self._on_read, record.uid))

    def _on_read(self, uid: str, rows: list[HistoryRow]) -> None:
        if uid == self._uid:
            self._model.show([Listed(f"{r.set_number} {r.field_key}", r, "") for r in rows])
            self.put_back.setEnabled(bool(self.table.current_uid()))

    @Slot(str)
    def _on_selected(self, _key: str) -> None:
        self.put_back.setEnabled(True)

    @Slot()
    def _on_put_back(self) -> None:
        number, _blank, field_key = self.table.current_uid().partition(" ")
        if number:
            work = partial(
                self._desk.history.put_back,
                KINDS[self._kind].record,
                self._uid,
                int(number),
                field_key,
            )
            self._desk.writing.do(work)
