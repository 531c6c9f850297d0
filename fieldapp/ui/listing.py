"""A list of records: filter, rows, and words for when it is empty."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fieldapp.text import _, ngettext
from fieldapp.ui import look
from fieldapp.ui.look import Toned
from fieldapp.ui.rows import Column, Listed, RowsModel
from fieldapp.ui.table import Table
from fieldapp.ui.writing import Soon


@dataclass(frozen=True, slots=True)
class ListWords:
    """What a list is called and says, in English; translated where shown.

    Attributes:
        name: of the list. new: of the button that begins a record; "" for none.
        empty: what belongs here and how to begin.
    """

    name: str
    new: str
    empty: str


class Listing(QWidget):
    """Filter and rows.

    Signals:
        selected: a row was come to (uid).
        opened: Enter was pressed on a row (uid).
        new_wanted: a new record is wanted.
    """

    selected = Signal(str)
    opened = Signal(str)
    new_wanted = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        words: ListWords,
        order: tuple[int, bool] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.words = words
        self.model = RowsModel(columns, self)
        self._build()
        if order is not None:
            column, downward = order
            ways = Qt.SortOrder
            self.table.sortByColumn(
                column, ways.DescendingOrder if downward else ways.AscendingOrder
            )
        self._wire()

    def _build(self) -> None:
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Filter (Ctrl+F)"))
        self.filter.setAccessibleName(_("Filter this list"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumHeight(look.ROW)
        self.new_button = QPushButton(_(self.words.new))
        self.new_button.setToolTip(_("{what} (Ctrl+N)").format(what=_(self.words.new)))
        self.new_button.setVisible(bool(self.words.new))
        self.table = Table(self.model, _(self.words.name))
        self.count = Toned("")
        look.sized(self.count, look.SMALL)
        head = QHBoxLayout()
        head.setSpacing(2 * look.STEP)
        head.addWidget(self.filter, 1)
        head.addWidget(self.new_button)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty_page())
        column = QVBoxLayout(self)
        # the same on both sides: margins are not turned round from right to left
        column.setContentsMargins(2 * look.STEP, 2 * look.STEP, 2 * look.STEP, look.STEP)
        column.setSpacing(2 * look.STEP)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        column.addWidget(self.count)

    def _empty_page(self) -> QWidget:
        page = QWidget()
        sentence = Toned(_(self.words.empty))
        sentence.setWordWrap(True)
        sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(page)
        column.addStretch(2)
        column.addWidget(sentence)
        self.begin_button = QPushButton(_(self.words.new))
        self.begin_button.setVisible(bool(self.words.new))
        column.addWidget(self.begin_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return page

    def _wire(self) -> None:
        self._soon = Soon(self, 120)
        self._soon.due.connect(self._on_filter)
        self.filter.textChanged.connect(self._on_typed)
        self.filter.returnPressed.connect(self._on_filter_done)
        self.new_button.clicked.connect(self.new_wanted)
        self.begin_button.clicked.connect(self.new_wanted)
        self.table.selected.connect(self.selected)
        self.table.opened.connect(self.opened)

    def show_rows(self, rows: Sequence[Listed]) -> None:
        """Show these rows; what was chosen stays so."""
        self.model.show(rows)
        self._say_count()

    def update_rows(self, uids: Set[str], rows: Sequence[Listed]) -> None:
        """Of these records, show the rows given; the others of them are gone."""
        self.model.update(uids, rows)
        self._say_count()

    def go_to(self, uid: str) -> None:
        """Choose a record, taking the filter away if that hides it."""
        if not self.table.choose(uid) and self.filter.text():
            self.filter.clear()
            self._on_filter()
            self.table.choose(uid)

    def _say_count(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        self._stack.setCurrentIndex(0 if total else 1)
        if shown == total:
            words = ngettext("{n} line", "{n} lines", total).format(n=total)
        else:
            words = _("{shown} of {total} lines").format(shown=shown, total=total)
        self.count.say(words)

    @Slot(str)
    def _on_typed(self, _text: str) -> None:
        self._soon.ask()

    @Slot()
    def _on_filter(self) -> None:
        self.model.filter(self.filter.text())
        self._say_count()

    @Slot()
    def _on_filter_done(self) -> None:
        self._on_filter()
        first = self.model.listed_at(0)
        if first is not None and not self.table.current_uid():
            self.table.choose(first.uid)
        self.table.setFocus()
