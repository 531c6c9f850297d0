"""The attendance grid: names frozen at the side, one key a mark, each mark a letter and a shape."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from fieldapp.records.training import Mark
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.look import Tone
from fieldapp.ui.training.register_model import MARK, TAKEN, Cell, RegisterModel

_DIGITS = {1: Mark.PRESENT, 2: Mark.ABSENT, 3: Mark.LATE, 4: Mark.EXCUSED, 5: Mark.HALF}
_LETTERS = {
    Qt.Key.Key_P: Mark.PRESENT,
    Qt.Key.Key_A: Mark.ABSENT,
    Qt.Key.Key_L: Mark.LATE,
    Qt.Key.Key_E: Mark.EXCUSED,
    Qt.Key.Key_H: Mark.HALF,
}
_TONES = {
    Mark.PRESENT: Tone.OK,
    Mark.ABSENT: Tone.STOP,
    Mark.LATE: Tone.ATTENTION,
    Mark.EXCUSED: Tone.ACCENT,
    Mark.HALF: Tone.ATTENTION,
}


class MarkDelegate(QStyledItemDelegate):
    """Paints a mark: present and absent filled, round and square; the others as rings."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Ground, shape, letter, and a frame for the cell with the cursor."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scheme = look.scheme()
        rect = QRectF(option.rect)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        ground = QColor(scheme.band if chosen else scheme.paper)
        painter.fillRect(rect, ground)
        if not index.data(TAKEN):
            painter.fillRect(rect, QColor(scheme.desk))
        if letter := index.data(MARK):  # Qt hands an enum of texts over as its text
            self._paint_mark(painter, rect, Mark(letter))
        if chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            focus = bool(state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(look.colour(Tone.ACCENT), 2.0 if focus else 1.0))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_mark(self, painter: QPainter, rect: QRectF, mark: Mark) -> None:
        scheme, colour = look.scheme(), look.colour(_TONES[mark])
        side = min(rect.width(), rect.height()) - 6
        shape = QRectF(0, 0, side, side)
        shape.moveCenter(rect.center())
        filled = mark in (Mark.PRESENT, Mark.ABSENT)
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
        if mark in (Mark.ABSENT, Mark.HALF):
            painter.drawRoundedRect(shape, 3, 3)
        else:
            painter.drawEllipse(shape)
        if mark in (Mark.LATE, Mark.HALF):
            painter.drawLine(shape.bottomLeft(), shape.bottomRight())
        painter.setPen(QColor(scheme.on_accent) if filled else colour)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(shape, int(Qt.AlignmentFlag.AlignCenter), mark.value)


class RegisterView(QTableView):
    """The grid.

    Signals:
        marked: marks were pressed (mapping of cell to mark or None).
        all_present: Ctrl+Shift+P in a session (session uid).
    """

    marked = Signal(object)
    all_present = Signal(str)

    def __init__(self, model: RegisterModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._register = model
        self.setModel(model)
        self.setItemDelegate(MarkDelegate(self))
        self.setAccessibleName(_("Attendance: people down, sessions across"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        down, across = self.verticalHeader(), self.horizontalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(look.ROW)
        down.setFixedWidth(280)
        down.setTextElideMode(Qt.TextElideMode.ElideRight)
        down.setHighlightSections(True)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setDefaultSectionSize(64)
        across.setHighlightSections(True)

    def event(self, event: QEvent) -> bool:
        """Plain letters and digits are marks, not shortcuts of menus."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (self._mark_of(event) is not None or self._clears(event))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """P A L E H and 1 to 5 mark, Space toggles, Backspace clears, Enter goes down."""
        shifted = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_P and event.modifiers() == shifted:
            self._ask_all_present()
        elif (mark := self._mark_of(event)) is not None:
            self._mark(mark)
            self._go_down()
        elif self._clears(event):
            self._mark(None)
        elif event.key() == Qt.Key.Key_Space:
            self._toggle()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_down()
        else:
            super().keyPressEvent(event)

    def _mark_of(self, event: QKeyEvent) -> Mark | None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            return None
        text = event.text()
        if len(text) == 1 and text.isdecimal():  # digits of any script
            return _DIGITS.get(unicodedata.decimal(text))
        return _LETTERS.get(Qt.Key(event.key()))

    def _clears(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        return plain and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)

    def _mark(self, mark: Mark | None) -> None:
        cells: dict[Cell, Mark | None] = {
            self._register.cell(index): mark
            for index in self.selectedIndexes() or [self.currentIndex()]
            if index.isValid()
            and (mark is None or self._register.can_mark(index))
            and self._register.mark_at(self._register.cell(index)) is not mark
        }
        if cells:
            self.marked.emit(cells)

    def _toggle(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            shown = self._register.mark_at(self._register.cell(index))
            self._mark(Mark.ABSENT if shown is Mark.PRESENT else Mark.PRESENT)

    def _go_down(self) -> None:
        index = self.currentIndex()
        if index.isValid() and len(self.selectedIndexes()) <= 1:
            below = index.siblingAtRow(index.row() + 1)
            if below.isValid():
                self.setCurrentIndex(below)

    def _ask_all_present(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.all_present.emit(self._register.sessions[index.column()].uid)
