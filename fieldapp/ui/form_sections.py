"""The fields of a form in their sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.records.fields import Record, fields_of
from fieldapp.records.rules import Problem
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.desk import Desk
from fieldapp.ui.fields import FieldLine
from fieldapp.ui.look import Tone, Toned
from fieldapp.ui.plan import FormPlan, Section

_ACROSS = 6  # grid columns: rows of one, two or three fields fill them


class Sections(QWidget):
    """Lays out the fields of a plan and shows a record in them.

    Signals:
        outlined: Enter was pressed in the last field.
    """

    outlined = Signal()

    def __init__(self, plan: FormPlan, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: dict[str, FieldLine] = {}
        self.area: QScrollArea | None = None
        declared = fields_of(plan.record)
        for section in plan.sections:
            for row in section.rows:
                for key in row:
                    line = FieldLine(plan.record, declared[key], desk, self)
                    line.moved_on.connect(self._on_moved_on)
                    self.lines[key] = line
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * look.STEP, 2 * look.STEP, 2 * look.STEP, 2 * look.STEP)
        column.setSpacing(2 * look.STEP)
        for section in plan.sections:
            column.addWidget(self._section(section))
        column.addStretch(1)

    def _section(self, section: Section) -> QWidget:
        box = QFrame()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4 * look.STEP)
        grid.setVerticalSpacing(2)
        title = Toned(_(section.title), Tone.ACCENT)
        look.sized(title, 1.0, bold=True)
        grid.addWidget(title, 0, 0, 1, _ACROSS, look.LEADING)
        for number, row in enumerate(section.rows, start=1):
            span = _ACROSS // len(row)
            for place, key in enumerate(row):
                line = self.lines[key]
                line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
                top = Qt.AlignmentFlag.AlignTop
                grid.addWidget(line, number, place * span, 1, span, top)
        for place in range(_ACROSS):
            grid.setColumnStretch(place, 1)
        return box

    def show_record(
        self,
        record: Record,
        titles: Mapping[str, str],
        missing: Sequence[Problem],
        *,
        anew: bool,
    ) -> None:
        """Show a record; fields in which something is typed are left alone."""
        lacking = {problem.field for problem in missing if problem.field not in record.unfit}
        for key, line in self.lines.items():
            line.show_record(record, titles, anew=anew)
            line.show_missing(key in lacking)

    def flush(self) -> None:
        """Hand over what was typed in any field."""
        for line in self.lines.values():
            line.flush()

    def start(self) -> None:
        """Put the keyboard into the first field."""
        self.go_to(next(iter(self.lines)))

    def go_to(self, key: str) -> None:
        """Put the keyboard into a field and scroll to it."""
        if line := self.lines.get(key):
            if self.area is not None:
                self.area.ensureWidgetVisible(line)
            line.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_moved_on(self) -> None:
        keys = list(self.lines)
        sender = self.sender()
        place = next(n for n, line in enumerate(self.lines.values()) if line is sender)
        if place + 1 < len(keys):
            self.go_to(keys[place + 1])
        else:
            self.outlined.emit()
