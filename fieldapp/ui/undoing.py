"""Undo and redo, named in the menu by what they take back or do again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence

from fieldapp.services.history import Undone
from fieldapp.services.wording import said
from fieldapp.text import _
from fieldapp.ui.desk import Desk
from fieldapp.ui.menus import redo_words, undo_words
from fieldapp.ui.writing import Kept, Soon


class Undoing(QObject):
    """Has the two actions of the menu and keeps their words true.

    Attributes:
        undo_action, redo_action: for the menu.

    Signals:
        told: a sentence for the user about what was undone or had to stay (str).
    """

    told = Signal(str)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.undo_action = QAction(undo_words(""), parent)
        self.undo_action.setShortcut(QKeySequence("Ctrl+Z"))
        self.undo_action.triggered.connect(self.undo)
        self.redo_action = QAction(redo_words(""), parent)
        self.redo_action.setShortcut(QKeySequence("Ctrl+Shift+Z"))
        self.redo_action.triggered.connect(self.redo)
        self._soon = Soon(self, 50)
        self._soon.due.connect(self._read)
        desk.feed.changed.connect(self._on_changed)
        self._read()

    @Slot()
    def undo(self) -> None:
        """Take back this person's last action, wherever it was."""
        self._desk.writing.flush()
        self._desk.writing.do(self._desk.history.undo, on_kept=self._on_undone)

    @Slot()
    def redo(self) -> None:
        """Do again what was undone last."""
        self._desk.writing.flush()
        self._desk.writing.do(self._desk.history.redo, on_kept=self._on_redone)

    def _on_undone(self, kept: Kept) -> None:
        self._tell(_("Undone: {what}.").format(what=kept.answer.what), kept.answer)

    def _on_redone(self, kept: Kept) -> None:
        self._tell(_("Done again: {what}.").format(what=kept.answer.what), kept.answer)

    def _tell(self, sentence: str, undone: Undone) -> None:
        if undone.left:
            stayed = _("Changed later, so it stays: {fields}.").format(
                fields="; ".join(undone.left)
            )
            sentence = f"{sentence} {stayed}"
        self.told.emit(sentence)

    @Slot(object)
    def _on_changed(self, _changes: object) -> None:
        self._soon.ask()

    @Slot()
    def _read(self) -> None:
        self._desk.jobs.run(self._names, on_done=self._on_names)

    def _names(self) -> tuple[str | None, str | None]:
        """In the background: what undo would take back and redo do again; None for nothing."""
        undoable, redoable = self._desk.history.undoable(), self._desk.history.redoable()
        return (
            said(undoable.why) if undoable is not None else None,
            said(redoable.why) if redoable is not None else None,
        )

    def _on_names(self, names: tuple[str | None, str | None]) -> None:
        undo, redo = names
        self.undo_action.setText(undo_words(undo or ""))
        self.undo_action.setEnabled(undo is not None)
        self.redo_action.setText(redo_words(redo or ""))
        self.redo_action.setEnabled(redo is not None)
