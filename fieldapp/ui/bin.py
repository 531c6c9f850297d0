"""The bin: what was removed, when, by whom and why; any of it restored."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from fieldapp.records.changes import Changes
from fieldapp.records.kinds import KINDS
from fieldapp.services.keeping import BinRow
from fieldapp.text import N_, _
from fieldapp.ui.desk import Desk
from fieldapp.ui.listing import Listing, ListWords
from fieldapp.ui.rows import Column, listed
from fieldapp.ui.when import moment_words
from fieldapp.ui.writing import Soon

COLUMNS = (
    Column(N_("Kind"), lambda r: _(KINDS[r.kind].label), width=120),
    Column(N_("Title"), lambda r: r.title, width=240),
    Column(N_("Removed"), lambda r: moment_words(r.removed_at), lambda r: r.removed_at, width=130),
    Column(N_("By"), lambda r: r.by, width=120),
    Column(N_("Reason"), lambda r: r.reason, width=200),
)


class BinDialog(QDialog):
    """Lists the bin and restores from it."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(_("Bin"))
        self.resize(860, 480)
        self.listing = Listing(
            COLUMNS, ListWords(N_("Bin"), "", N_("The bin is empty. What is removed comes here."))
        )
        self.buttons = QDialogButtonBox()
        self.restore = QPushButton(_("Restore"))
        self.buttons.addButton(self.restore, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.addWidget(self.listing)
        column.addWidget(self.buttons)
        self._soon = Soon(self, 50)
        self._soon.due.connect(self._read)
        self.restore.clicked.connect(self._on_restore)
        self.buttons.rejected.connect(self.reject)
        self.listing.selected.connect(self._on_selected)
        desk.feed.changed.connect(self._on_changed)

    def ask(self) -> None:
        """Show what is in the bin now."""
        self.restore.setEnabled(False)
        self._read()
        self.open()

    @Slot()
    def _read(self) -> None:
        self._desk.jobs.run(self._desk.keeping.bin, on_done=self._on_read)

    def _on_read(self, rows: list[BinRow]) -> None:
        self.listing.show_rows(listed(rows, _uid, _words))
        self.restore.setEnabled(bool(self.listing.table.current_uid()))

    @Slot(str)
    def _on_selected(self, _row: str) -> None:
        self.restore.setEnabled(True)

    @Slot(object)
    def _on_changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self._soon.ask()

    @Slot()
    def _on_restore(self) -> None:
        entry = self.listing.model.listed_at(self.listing.table.currentIndex().row())
        if entry is not None:
            kind = KINDS[entry.row.kind].record
            self._desk.writing.do(partial(self._desk.keeping.restore, kind, entry.row.uid))


def _uid(row: BinRow) -> str:
    return row.uid


def _words(row: BinRow) -> str:
    return f"{row.title} {row.reason} {row.by}"
