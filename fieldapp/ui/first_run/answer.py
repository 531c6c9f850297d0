"""An answer to a question of the first start: a button, and beside it what it leads to."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from fieldapp.ui import look
from fieldapp.ui.look import Toned

WIDTH, HEIGHT = 200, 40


class Answer(QWidget):
    """A button with a description."""

    def __init__(self, words: str, description: str) -> None:
        super().__init__()
        self.button = QPushButton(words)
        self.button.setFixedSize(WIDTH, HEIGHT)
        self.button.setAccessibleDescription(description)
        self.button.setAutoDefault(True)  # Enter presses it, too
        told = Toned(description)
        told.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4 * look.STEP)
        row.addWidget(self.button)
        row.addWidget(told, 1)
