"""What has changed since headquarters' last confirmation, and the ledger of what was sent."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from fieldapp.errors import UserError
from fieldapp.records.changes import Changes
from fieldapp.records.kinds import KINDS
from fieldapp.services.exchange.outcomes import Pending, SendingRow, Sent
from fieldapp.text import N_, _, ngettext
from fieldapp.ui import look
from fieldapp.ui.desk import Desk
from fieldapp.ui.jobs import Lane, Progress
from fieldapp.ui.listing import Listing, ListWords
from fieldapp.ui.look import Tone, Toned
from fieldapp.ui.progress_line import ProgressLine
from fieldapp.ui.rows import Column, listed
from fieldapp.ui.tab import Screen
from fieldapp.ui.when import moment_words, records_words, size_words
from fieldapp.ui.writing import Soon


def _stands(row: SendingRow) -> str:
    if row.confirmed_at is not None:
        return _("✓ confirmed {moment}").format(moment=moment_words(row.confirmed_at))
    return _("○ not confirmed yet")


COLUMNS = (
    Column(N_("Sending"), lambda r: str(r.number), lambda r: r.number, number=True, width=80),
    Column(N_("Prepared"), lambda r: moment_words(r.made_at), lambda r: r.made_at, width=150),
    Column(N_("Records"), lambda r: str(r.rows), lambda r: r.rows, number=True, width=80),
    Column(N_("Size"), lambda r: size_words(r.size_bytes), lambda r: r.size_bytes, number=True,
           width=80),
    Column(N_("Where it stands"), _stands, width=210),
    Column(N_("File"), lambda r: r.file_name, width=360),
)  # fmt: skip

WORDS = ListWords(
    N_("Sendings"),
    "",
    N_("Nothing was sent yet. “Prepare a sending” writes one Excel file with everything that "
       "headquarters has not confirmed."),
)  # fmt: skip


class SendingsScreen(Screen):
    """The ledger, newest first, and the button that prepares the next sending."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._pending: Pending | None = None
        self._build()
        self._wire()

    def _build(self) -> None:
        self.question = Toned(_("What has changed since the last confirmation?"), Tone.INK)
        look.sized(self.question, look.LARGE, bold=True)
        self.changed = Toned(_("Counting …"))
        self.changed.setWordWrap(True)
        self.changed.setMinimumHeight(2 * self.changed.fontMetrics().height())
        self.send = QPushButton(_("Prepare a sending"))
        self.send.setToolTip(_("Writes one Excel file for headquarters (Ctrl+E)"))
        self.folder = QPushButton(_("Show the folder"))
        self.again = QPushButton(_("Write this one again"))
        self.again.setEnabled(False)
        self.listing = Listing(COLUMNS, WORDS)
        self.progress = ProgressLine()
        head = QHBoxLayout()
        head.setSpacing(2 * look.STEP)
        for button in (self.send, self.again, self.folder):
            head.addWidget(button)
        head.addWidget(self.progress, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * look.STEP, 2 * look.STEP, 3 * look.STEP, look.STEP)
        column.setSpacing(2 * look.STEP)
        column.addWidget(self.question)
        column.addWidget(self.changed)
        column.addLayout(head)
        column.addWidget(self.listing, 1)

    def _wire(self) -> None:
        self._soon = Soon(self, 100)
        self._soon.due.connect(self._read)
        self._desk.feed.changed.connect(self._on_changed)
        self.send.clicked.connect(self.prepare)
        self.again.clicked.connect(self._on_again)
        self.folder.clicked.connect(self._on_folder)
        self.listing.selected.connect(self._on_selected)

    def enter(self) -> None:
        """Count and list anew."""
        self._read()

    def focus_filter(self) -> None:
        """The ledger's filter."""
        self.listing.filter.setFocus()

    @Slot()
    def prepare(self) -> None:
        """Write the next sending, after everything typed is kept."""
        if not self.send.isEnabled():
            return
        self._desk.writing.flush()
        self.send.setEnabled(False)
        progress = self._desk.jobs.run_long(
            self._export, on_done=self._on_sent, on_failed=self._on_not_sent, lane=Lane.WRITE
        )
        self.progress.follow(progress, _("Writing the sending …"))

    def _export(self, progress: Progress) -> Sent | None:
        return self._desk.exchange.export(progress=progress.report)

    def _on_sent(self, sent: Sent | None) -> None:
        self.progress.finish()
        self.send.setEnabled(True)
        if sent is None:
            self._desk.ask.tell(
                self, _("There is nothing that headquarters has not confirmed already.")
            )
            return
        named = ngettext(
            "{n} of them names a person.", "{n} of them name people.", sent.personal
        ).format(n=sent.personal)
        self._desk.ask.tell(
            self,
            _("Sending {number} is ready: {records}, {size}.").format(
                number=sent.number,
                records=records_words(sent.rows),
                size=size_words(sent.size_bytes),
            ),
            _(
                "{named} The file can be read by anyone who has it; carry it only by a way that "
                "may hold such data.\n\n{path}"
            ).format(named=named, path=sent.path),
        )
        self._desk.feed.tell(Changes(sendings=True))

    def _on_not_sent(self, error: UserError) -> None:
        self.progress.finish()
        self.send.setEnabled(True)
        self._desk.writing.refused.emit(error)
        self._desk.feed.tell(Changes(sendings=True))

    @Slot()
    def _on_again(self) -> None:
        number = self.listing.table.current_uid()
        if number:
            work = partial(self._desk.exchange.write_again, int(number))
            self._desk.jobs.run(work, on_done=self._on_written)

    def _on_written(self, path: Path) -> None:
        self._desk.ask.tell(self, _("The sending was written once more."), str(path))
        self._read()

    @Slot()
    def _on_folder(self) -> None:
        folder = self._desk.office.settings.sendings
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    @Slot(str)
    def _on_selected(self, _number: str) -> None:
        entry = self.listing.model.listed_at(self.listing.table.currentIndex().row())
        self.again.setEnabled(entry is not None and entry.row.size_bytes is not None)

    @Slot(object)
    def _on_changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self._soon.ask()

    @Slot()
    def _read(self) -> None:
        self._desk.jobs.run(self._desk.exchange.pending, on_done=self._on_pending)
        self._desk.jobs.run(self._desk.exchange.sendings, on_done=self._on_sendings)

    def _on_pending(self, pending: Pending) -> None:
        self._pending = pending
        if not pending.rows:
            self.changed.say(_("✓ Nothing. Headquarters has confirmed everything."), Tone.OK)
            return
        counts = " · ".join(
            f"{_(KINDS[kind].plural)} {number}"
            for kind, number in pending.counts.items()
            if number and kind in KINDS
        )
        named = ngettext(
            "{n} of them names a person.", "{n} of them name people.", pending.personal
        ).format(n=pending.personal)
        self.changed.say(
            _("{records}: {counts}. {named}").format(
                records=records_words(pending.rows), counts=counts, named=named
            ),
            Tone.INK,
        )

    def _on_sendings(self, rows: list[SendingRow]) -> None:
        self.listing.show_rows(listed(rows, _number, _file))


def _number(row: SendingRow) -> str:
    return str(row.number)


def _file(row: SendingRow) -> str:
    return f"{row.number} {row.file_name}"
