"""Editors of single values: each gives what was typed as text, and shows a value again."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QDate, QLocale, QPoint, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fieldapp.records import values
from fieldapp.records.values import Cents, PartialDate
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.inputs import Combo, Line, Prose

Choice = tuple[str, str]
"""(what is kept, what is shown)."""


def value_text(value: object) -> str:
    """A value as an editor shows it; it reads back as the same value."""
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case enum.Enum():
            text = str(value.value)
        case Cents():
            text = f"{value // 100:,}.{value % 100:02d}"
        case Decimal():
            text = values.decimal_text(value)
        case dt.date():
            text = value.isoformat()
        case tuple():
            text = "; ".join(str(part) for part in value)
        case _other:
            text = str(value)
    return text


def day_words(day: dt.date | PartialDate | str | None) -> str:
    """A day in the short form of the system's language; a partial one as it is written."""
    if day is None:
        return ""
    known = PartialDate(day).full if isinstance(day, str) else day
    if isinstance(known, PartialDate):
        known = known.full or known
    if isinstance(known, dt.date) and QLocale().language() is not QLocale.Language.C:
        form = QLocale.FormatType.ShortFormat
        return QLocale().toString(QDate(known.year, known.month, known.day), form)
    return str(known or day)


class Editor(QWidget):
    """One value.

    Signals:
        typed: the user changed something.
        left: the user is done with it for now.
        entered: Enter was pressed.
    """

    typed = Signal()
    left = Signal()
    entered = Signal()

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inner = inner
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(look.STEP)
        self.row.addWidget(inner)
        self.setFocusProxy(inner)

    def typed_text(self) -> str:
        """What is to be kept, as text."""
        raise NotImplementedError

    def show_value(self, value: object, raw: str | None = None) -> None:
        """Show a value, or the text as typed that the field could not hold."""
        raise NotImplementedError

    def call(self, name: str) -> None:
        """Give the controls their name for those who cannot see the label."""
        self.inner.setAccessibleName(name)

    def set_read_only(self, on: bool) -> None:
        """Whether the value can only be read, such as in the bin."""
        self.inner.setEnabled(not on)


class LineEditor(Editor):
    """Text, numbers, money and partial dates, in one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.line = Line()
        super().__init__(self.line, parent)
        self.line.setMinimumHeight(look.ROW)
        self.line.textEdited.connect(self.typed)
        self.line.left.connect(self.left)
        self.line.returnPressed.connect(self.entered)

    def typed_text(self) -> str:
        """The line."""
        return self.line.text()

    def show_value(self, value: object, raw: str | None = None) -> None:
        """The value, or what was typed; the cursor stays where it is."""
        text = value_text(value) if raw is None else raw
        if text != self.line.text():
            at_end = not self.line.hasFocus()
            self.line.setText(text)
            if at_end:
                self.line.setCursorPosition(0)

    def set_read_only(self, on: bool) -> None:
        """Text can still be marked and copied."""
        self.line.setReadOnly(on)


class ProseEditor(Editor):
    """Several lines of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.prose = Prose()
        super().__init__(self.prose, parent)
        self.prose.textChanged.connect(self.typed)
        self.prose.left.connect(self.left)

    def typed_text(self) -> str:
        """The text."""
        return self.prose.toPlainText()

    def show_value(self, value: object, raw: str | None = None) -> None:
        """The value, or what was typed."""
        text = value_text(value) if raw is None else raw
        if text != self.prose.toPlainText():
            with QSignalBlocker(self.prose):
                self.prose.setPlainText(text)

    def set_read_only(self, on: bool) -> None:
        """Text can still be marked and copied."""
        self.prose.setReadOnly(on)


class DateEditor(LineEditor):
    """A day, typed in any usual form or picked from a calendar; it may be empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calendar: QCalendarWidget | None = None
        self.button = QToolButton()
        self.button.setText("▾")
        self.button.setFixedSize(look.ROW, look.ROW)
        self.button.setToolTip(_("Pick a day from a calendar"))
        self.button.setAccessibleName(_("Pick a day from a calendar"))
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self._on_open)
        self.line.setPlaceholderText(_("day, month, year"))
        self.row.addWidget(self.button)

    def show_value(self, value: object, raw: str | None = None) -> None:
        """The day as the system writes days; the tip has it as it is written everywhere."""
        shown = day_words(value) if isinstance(value, dt.date) else value_text(value)
        self.line.setToolTip(value_text(value))
        super().show_value(shown, raw)

    def set_read_only(self, on: bool) -> None:
        """Neither typed nor picked."""
        super().set_read_only(on)
        self.button.setEnabled(not on)

    @Slot()
    def _on_open(self) -> None:
        if self._calendar is None:
            self._calendar = QCalendarWidget(self)
            self._calendar.setWindowFlags(Qt.WindowType.Popup)
            self._calendar.activated.connect(self._on_picked)
            self._calendar.clicked.connect(self._on_picked)
        shown = QDate.fromString(self.line.toolTip(), Qt.DateFormat.ISODate)
        self._calendar.setSelectedDate(shown if shown.isValid() else QDate.currentDate())
        self._calendar.move(self.mapToGlobal(QPoint(0, self.height())))
        self._calendar.show()

    @Slot(QDate)
    def _on_picked(self, day: QDate) -> None:
        if self._calendar is not None:
            self._calendar.hide()
        self.line.setText(str(day.toString(Qt.DateFormat.ISODate)))
        self.typed.emit()
        self.left.emit()


class TruthEditor(Editor):
    """Yes or no as a box to tick."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        self.box = QCheckBox(words)
        super().__init__(self.box, parent)
        self.box.setMinimumHeight(look.ROW)
        self.box.clicked.connect(self.typed)
        self.box.clicked.connect(self.left)

    def typed_text(self) -> str:
        """A word that reads back as the truth."""
        return "yes" if self.box.isChecked() else "no"

    def show_value(self, value: object, raw: str | None = None) -> None:  # noqa: ARG002
        """Ticked or not; text as typed, which no box can hold, is told by the problem line."""
        self.box.setChecked(value is True)


class ChoiceEditor(Editor):
    """One of a list; an unknown code is shown as it is and kept."""

    def __init__(self, *, may_be_empty: bool = True, parent: QWidget | None = None) -> None:
        self.combo = Combo()
        super().__init__(self.combo, parent)
        self._may_be_empty = may_be_empty
        self.combo.setMinimumHeight(look.ROW)
        self.combo.activated.connect(self._on_activated)

    def offer(self, choices: Sequence[Choice]) -> None:
        """The list to choose from; what is chosen stays."""
        chosen = self.typed_text()
        with QSignalBlocker(self.combo):
            self.combo.clear()
            if self._may_be_empty:
                self.combo.addItem("", "")
            for code, label in choices:
                self.combo.addItem(label, code)
            self._choose(chosen)

    def typed_text(self) -> str:
        """The code."""
        return str(self.combo.currentData() or "")

    def show_value(self, value: object, raw: str | None = None) -> None:
        """Choose the value's entry."""
        with QSignalBlocker(self.combo):
            self._choose(value_text(value) if raw is None else raw)

    def _choose(self, code: str) -> None:
        place = self.combo.findData(code)
        if place < 0 and code:
            self.combo.addItem(code, code)
            place = self.combo.count() - 1
        self.combo.setCurrentIndex(place)

    @Slot()
    def _on_activated(self) -> None:
        self.typed.emit()
        self.left.emit()


def column_of(*widgets: QWidget) -> QWidget:
    """Widgets one below the other, without margins."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.STEP)
    for widget in widgets:
        column.addWidget(widget)
    return box
