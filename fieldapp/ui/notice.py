"""A sentence over the foot of the window: what was refused and why; it moves nothing aside."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from fieldapp.errors import UserError
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.look import Tone, Toned

PASSING_MS = 8000
"""What is only told goes away by itself."""


class Notice(QFrame):
    """Lies over the foot of its parent until it is dismissed or another sentence comes."""

    def __init__(self, parent: QWidget, *, above: int = 0) -> None:
        super().__init__(parent)
        self._over, self._above = parent, above
        self.setFrameShape(QFrame.Shape.Box)
        self.setAutoFillBackground(True)
        self.words = Toned("", Tone.INK)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(look.SELECTABLE)
        self.dismiss = QPushButton(_("Dismiss"))
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * look.STEP, 2 * look.STEP, 2 * look.STEP, 2 * look.STEP)
        row.setSpacing(4 * look.STEP)
        row.addWidget(self.words, 1)
        row.addWidget(self.dismiss)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.dismiss.clicked.connect(self.hide)
        parent.installEventFilter(self)

    def say(self, sentence: str, tone: Tone = Tone.INK) -> None:
        """Show a sentence."""
        self.words.say(sentence, tone)
        if tone is Tone.STOP:
            self._timer.stop()  # what was refused stays until it is read
        else:
            self._timer.start(PASSING_MS)
        self.setAccessibleName(sentence)
        self.show()
        self._place()
        self.raise_()

    @Slot(object)
    def explain(self, error: UserError) -> None:
        """Show why something was refused."""
        self.say(str(error), Tone.STOP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the parent's size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        parent = self._over
        width = parent.width() - 8 * look.STEP
        height = max(self.minimumSizeHint().height(), self.heightForWidth(width))
        top = parent.height() - height - self._above - 2 * look.STEP
        self.setGeometry(4 * look.STEP, top, width, height)
