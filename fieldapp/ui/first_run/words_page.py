"""The recovery words: shown once, printed or copied by hand, one of them typed back."""

from __future__ import annotations

import secrets

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.look import Tone, Toned


class WordsPage(QWidget):
    """Twelve words; they are written to no file.

    Signals:
        confirmed: the word asked for was typed back.
    """

    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words: list[str] = []
        self._asked = 0
        self._office = ""
        self._dialog: QDialog | None = None
        self._build()
        self.copy.clicked.connect(self._on_copy)
        self.print.clicked.connect(self._on_print)
        self.go.clicked.connect(self._on_go)
        self.back_word.returnPressed.connect(self._on_go)

    def _build(self) -> None:
        title = Toned(_("The recovery words"), Tone.INK)
        look.sized(title, look.LARGE, bold=True)
        why = Toned(
            _("They open the office when a passphrase is forgotten or its person has left. Nobody "
              "can make them again for you. Print them or write them down, and keep the paper "
              "away from this computer.")
        )  # fmt: skip
        why.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setSpacing(3 * look.STEP)
        self.print = QPushButton(_("Print …"))
        self.copy = QPushButton(_("Copy"))
        self.copy.setToolTip(_("Other programs can read what is copied; clear it afterwards."))
        self.question = Toned("", Tone.INK)
        self.back_word = QLineEdit()
        self.back_word.setMinimumHeight(look.ROW)
        self.problem = Toned("", Tone.STOP)
        self.problem.setWordWrap(True)
        self.go = QPushButton(_("Go on"))
        self._lay_out(title, why)

    def _lay_out(self, title: Toned, why: Toned) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.print)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        answer = QHBoxLayout()
        answer.addWidget(self.question)
        answer.addWidget(self.back_word, 1)
        answer.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(8 * look.STEP, 8 * look.STEP, 8 * look.STEP, 6 * look.STEP)
        column.setSpacing(4 * look.STEP)
        column.addWidget(title)
        column.addWidget(why)
        column.addLayout(self._grid)
        column.addLayout(buttons)
        column.addLayout(answer)
        column.addWidget(self.problem)
        column.addStretch(1)

    def show_words(self, words: str, office_name: str) -> None:
        """Show the words and choose which one is typed back."""
        self._words, self._office = words.split(), office_name
        self._asked = secrets.randbelow(len(self._words))
        for place, word in enumerate(self._words):
            label = Toned(f"{place + 1}.  {word}", Tone.INK)
            look.sized(label, look.LARGE, bold=True)
            label.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            label.setTextInteractionFlags(look.SELECTABLE)
            self._grid.addWidget(label, place % 4, place // 4)
        self.question.say(_("To go on, type word {number}:").format(number=self._asked + 1))
        self.back_word.setAccessibleName(self.question.text())

    def start(self) -> None:
        """Put the keyboard into the answer."""
        self.back_word.setFocus()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(" ".join(self._words))

    @Slot()
    def _on_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog

        if self._dialog is None:
            self._dialog = QPrintDialog(self)
            self._dialog.accepted.connect(self._on_printer)
        self._dialog.show()

    @Slot()
    def _on_printer(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog

        if isinstance(self._dialog, QPrintDialog):
            document = QTextDocument()
            lines = "\n".join(f"{n}.  {word}" for n, word in enumerate(self._words, start=1))
            heading = _("Recovery words of {office}").format(office=self._office)
            document.setPlainText(f"{heading}\n\n{lines}\n")
            document.print_(self._dialog.printer())

    @Slot()
    def _on_go(self) -> None:
        if self.back_word.text().strip().casefold() != self._words[self._asked]:
            self.problem.say(_("This is not word {number}. Look again.").format(
                number=self._asked + 1
            ))  # fmt: skip
            self.back_word.selectAll()
            self.back_word.setFocus()
            return
        self._words = []
        while self._grid.count():
            if (label := self._grid.takeAt(0)) is not None and (widget := label.widget()):
                widget.deleteLater()
        self.confirmed.emit()
