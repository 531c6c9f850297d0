"""The foot of the window: when it was saved, what headquarters has, the last backup."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStatusBar, QWidget

from fieldapp import text
from fieldapp.records.changes import Changes
from fieldapp.services.exchange.outcomes import Status
from fieldapp.text import _, ngettext
from fieldapp.ui import look
from fieldapp.ui.desk import Desk
from fieldapp.ui.look import Tone, Toned
from fieldapp.ui.when import moment_words, time_words
from fieldapp.ui.writing import Kept, Soon


class StatusLine(QStatusBar):
    """Says where things stand; never asks for anything."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.status: Status | None = None
        self.setSizeGripEnabled(False)
        self.saved = Toned(_("everything is saved"))
        self.work = Toned("")
        self.standing = Toned("")
        self.language = Toned(text.language().upper())
        self.addWidget(self.saved)
        self.addWidget(self.work, 1)
        self.addPermanentWidget(self.standing)
        self.addPermanentWidget(self.language)
        self.setContentsMargins(2 * look.STEP, 0, 2 * look.STEP, 0)
        self._soon = Soon(self, 300)
        self._soon.due.connect(self._read)
        desk.writing.kept.connect(self._on_kept)
        desk.feed.changed.connect(self._on_changed)
        desk.jobs.busy_changed.connect(self._on_busy)
        self._read()

    def already_saved(self) -> None:
        """Ctrl+S: nothing needs saving, and the line says since when."""
        at = self._desk.writing.saved_at
        if at is None:
            self.saved.say(_("nothing to save: everything is kept as you type"), Tone.OK)
        else:
            self.saved.say(_("already saved {time}").format(time=time_words(at)), Tone.OK)

    @Slot(object)
    def _on_kept(self, _kept: Kept) -> None:
        at: dt.datetime | None = self._desk.writing.saved_at
        if at is not None:
            self.saved.say(_("saved {time}").format(time=time_words(at)), Tone.QUIET)

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:
        self.work.say("…" if busy else "")

    @Slot(object)
    def _on_changed(self, _changes: Changes) -> None:
        self._soon.ask()

    @Slot()
    def _read(self) -> None:
        self._desk.jobs.run(self._desk.exchange.status, on_done=self._on_status)

    def _on_status(self, status: Status) -> None:
        self.status = status
        parts = []
        if status.enrolled and status.role == "field":
            parts.append(
                ngettext(
                    "{n} record not confirmed by headquarters",
                    "{n} records not confirmed by headquarters",
                    status.unconfirmed,
                ).format(n=status.unconfirmed)
            )
        if status.last_confirmed_at is not None:
            seen = moment_words(status.last_confirmed_at)
            parts.append(_("last confirmed {moment}").format(moment=seen))
        if status.backup_at is not None:
            parts.append(_("backup {moment}").format(moment=moment_words(status.backup_at)))
        else:
            parts.append(_("no backup yet"))
        self.standing.say(" · ".join(parts))
