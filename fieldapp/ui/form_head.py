"""The head of a form: title, number, what is missing, where it stands with headquarters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.records.fields import Kind
from fieldapp.records.rules import Problem
from fieldapp.services.showing import Shown
from fieldapp.text import _, ngettext
from fieldapp.ui import look
from fieldapp.ui.look import Tone, Toned

_STANDING = {
    "confirmed": ("✓ ", Tone.OK),
    "returned": ("↩ ", Tone.STOP),
    "two versions": ("⚖ ", Tone.ATTENTION),
}


class Elided(Toned):
    """A line of text that is shortened with an ellipsis where it does not fit."""

    def __init__(self, tone: Tone) -> None:
        super().__init__("", tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """A few letters are enough."""
        return QSize(12 * look.STEP, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        fits = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        sided = Qt.AlignmentFlag(flags)
        painter.drawText(self.rect(), int(sided), fits)


class FormHead(QWidget):
    """Title and standing of the record on the form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Elided(Tone.INK)
        look.sized(self.title, look.LARGE, bold=True)
        self.pill = QPushButton()
        self.pill.setAccessibleName(_("What is missing"))
        self.pill.setCursor(Qt.CursorShape.PointingHandCursor)
        self.status = Toned("")
        self.history_button = QPushButton(_("History"))
        self.history_button.setCheckable(True)
        self.history_button.setToolTip(_("Every change of this record (Ctrl+H)"))
        self.remove_button = QPushButton(_("Remove"))
        self._lay_out()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(2 * look.STEP)
        first.addWidget(self.title, 1)
        first.addWidget(self.history_button)
        first.addWidget(self.remove_button)
        second = QHBoxLayout()
        second.setSpacing(3 * look.STEP)
        second.addWidget(self.status)
        second.addStretch(1)
        second.addWidget(self.pill)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.STEP)
        column.addLayout(first)
        column.addLayout(second)

    def show_record(self, kind: Kind, shown: Shown, missing: Sequence[Problem]) -> None:
        """Show where a record stands."""
        record = shown.record
        number = getattr(record, kind.number[0], None) if kind.number else None
        name = kind.title(record) or _(kind.label)
        both = f"{name}  {number}" if number and number != name else name
        self.title.say(both)
        self.title.setToolTip(both)
        if record.removed:
            self.status.say(_("✕ In the bin"), Tone.STOP)
        elif shown.status is not None:
            sign, tone = _STANDING.get(shown.status.code, ("○ ", Tone.QUIET))
            self.status.say(sign + shown.status.word, tone)
            self.status.setToolTip(shown.status.detail)
        self._show_pill(len(missing))
        self.remove_button.setText(_("Restore") if record.removed else _("Remove"))
        self.remove_button.setToolTip(
            _("Take this record out of the bin") if record.removed
            else _("Put this record into the bin, from where it can be restored")
        )  # fmt: skip

    def changeEvent(self, event: QEvent) -> None:
        """The pill takes the colours of a new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "pill"):
            self._paint_pill()

    def _show_pill(self, missing: int) -> None:
        # always there, so that the head does not jump when the last gap is filled
        self.pill.setEnabled(missing > 0)
        words = ngettext(
            "Not complete: {n} thing missing", "Not complete: {n} things missing", missing
        ).format(n=missing)
        self.pill.setText("● " + words if missing else _("✓ Complete"))
        self._paint_pill()

    def _paint_pill(self) -> None:
        palette = self.pill.palette()
        tone = Tone.ATTENTION if self.pill.isEnabled() else Tone.OK
        wanted = look.colour(tone)
        if palette.color(QPalette.ColorRole.ButtonText) != wanted:
            for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive,
                          QPalette.ColorGroup.Disabled):  # fmt: skip
                palette.setColor(group, QPalette.ColorRole.ButtonText, wanted)
            self.pill.setPalette(palette)
