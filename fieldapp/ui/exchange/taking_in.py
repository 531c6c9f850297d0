"""Take in any fieldapp file, by button or dropped from the file manager."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from fieldapp.errors import Cancelled, UserError
from fieldapp.records.changes import Changes
from fieldapp.records.kinds import KINDS
from fieldapp.services.exchange.outcomes import Taken
from fieldapp.settings import Role
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.desk import Desk
from fieldapp.ui.jobs import Lane, Progress
from fieldapp.ui.look import Tone, Toned
from fieldapp.ui.progress_line import ProgressLine

ENROLMENT = ".json"
"""Enrolment files end so; they are taken in only after the six words were compared."""


class TakingIn(QFrame):
    """The door for files from outside."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._dialog: QFileDialog | None = None
        self.setAcceptDrops(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.button = QPushButton(_("Take in files …"))
        self.button.setToolTip(_("Choose files that came from the other side"))
        headquarters = desk.office.settings.role is Role.HEADQUARTERS
        self.hint = Toned(
            _("Or drop the sendings and enrolment requests of offices here.")
            if headquarters
            else _("Or drop the confirmations of headquarters here.")
        )
        self.result = Toned("", Tone.INK)
        self.result.setWordWrap(True)
        self.progress = ProgressLine()
        row = QHBoxLayout()
        row.setSpacing(2 * look.STEP)
        row.addWidget(self.button)
        row.addWidget(self.hint)
        row.addWidget(self.progress, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * look.STEP, 2 * look.STEP, 3 * look.STEP, 2 * look.STEP)
        column.setSpacing(look.STEP)
        column.addLayout(row)
        column.addWidget(self.result)
        self.button.clicked.connect(self._on_choose)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Local files are welcome."""
        if _paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the dropped files in."""
        event.acceptProposedAction()
        self.take(_paths(event))

    def take(self, paths: Sequence[Path]) -> None:
        """Take files in; for enrolment files the six words are compared first."""
        if not paths or not self.button.isEnabled():
            return
        self._desk.writing.flush()
        enrolments = [path for path in paths if path.suffix.lower() == ENROLMENT]
        workbooks = [path for path in paths if path not in enrolments]
        for path in enrolments:
            work = partial(self._desk.exchange.enrol_words, path)
            self._desk.jobs.run(
                work, on_done=partial(self._on_words, path), on_failed=self._on_failed
            )
        if workbooks:
            self.button.setEnabled(False)
            progress = self._desk.jobs.run_long(
                partial(self._receive, workbooks),
                on_done=self._on_taken,
                on_failed=self._on_failed,
                lane=Lane.WRITE,
            )
            self.progress.follow(progress, _("Reading …"))

    def _receive(self, paths: Sequence[Path], progress: Progress) -> list[Taken]:
        return self._desk.exchange.receive(paths, progress=progress.report)

    @Slot()
    def _on_choose(self) -> None:
        if self._dialog is None:
            self._dialog = QFileDialog(self, _("Take in files"))
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            self._dialog.setNameFilters(
                [_("Files of fieldapp (*.xlsx *.json)"), _("All files (*)")]
            )
            self._dialog.filesSelected.connect(self._on_chosen)
        self._dialog.open()

    @Slot(list)
    def _on_chosen(self, names: list[str]) -> None:
        self.take([Path(name) for name in names])

    # --- what became of it -----------------------------------------------------------------

    def _on_taken(self, taken: list[Taken]) -> None:
        self.progress.finish()
        self.button.setEnabled(True)
        lines = []
        for one in taken:
            lines.append(one.sentence)
            lines += [problem for problem in one.problems if problem != one.sentence]
            if one.reply is not None:
                lines.append(_("The answer for the office: {path}").format(path=one.reply))
        refused = any(one.kind == "refused" or one.problems for one in taken)
        self.result.say("\n".join(lines), Tone.ATTENTION if refused else Tone.OK)
        for one in taken:
            self._desk.feed.tell(one.changes)
        self._desk.feed.tell(Changes(sendings=True))

    def _on_failed(self, error: UserError) -> None:
        self.progress.finish()
        self.button.setEnabled(True)
        if isinstance(error, Cancelled):
            sentence = _("Stopped. Files taken in before that are kept; take in the others again.")
            self.result.say(sentence, Tone.ATTENTION)
        else:
            self.result.say(str(error), Tone.STOP)
        # which records the files before it touched is not known any more
        self._desk.feed.tell(Changes(dict.fromkeys(KINDS, frozenset[str]()), sendings=True))

    def _on_words(self, path: Path, words: str) -> None:
        self._desk.ask.choose(
            self,
            _("Does the other side read the same six words?\n\n{words}").format(words=words),
            yes=_("They are the same"),
            no=_("They differ, or I have not asked"),
            detail=_("Read them to each other by telephone. Nobody else can make such a file."),
            on_yes=partial(self._enrol, path),
        )

    def _enrol(self, path: Path) -> None:
        work = partial(self._desk.exchange.enrol_take, path, confirmed=True)
        self._desk.jobs.run(
            work, on_done=self._on_enrolled, on_failed=self._on_failed, lane=Lane.WRITE
        )

    def _on_enrolled(self, taken: Taken) -> None:
        self._on_taken([taken])


def _paths(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
