"""How far a long piece of work is, with a button that stops it; it keeps its place when idle."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.jobs import Progress
from fieldapp.ui.look import Toned


class ProgressLine(QWidget):
    """Words, a bar and “Stop”."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress: Progress | None = None
        self.words = Toned("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("How far the work is"))
        self.stop = QPushButton(_("Stop"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * look.STEP)
        row.addWidget(self.words)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self.setFixedHeight(look.ROW + look.STEP)
        self.stop.clicked.connect(self._on_stop)
        self._show(False)

    def follow(self, progress: Progress, words: str) -> None:
        """Show how far a piece of work is."""
        self._progress = progress
        self.words.say(words)
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        progress.moved.connect(self._on_moved)
        self._show(True)

    def finish(self) -> None:
        """The work ended."""
        if self._progress is not None:
            self._progress.deleteLater()
            self._progress = None
        self._show(False)

    def _show(self, on: bool) -> None:
        for widget in (self.words, self.bar, self.stop):
            widget.setVisible(on)

    @Slot(int, int)
    def _on_moved(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    @Slot()
    def _on_stop(self) -> None:
        if self._progress is not None:
            self.stop.setEnabled(False)
            self._progress.cancel()
