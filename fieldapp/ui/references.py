"""Editors that refer to other records: found while typing, kept by uid, shown by title."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QWidget,
)

from fieldapp.services.searching import Hit
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.editors import Editor, column_of
from fieldapp.ui.inputs import Line
from fieldapp.ui.jobs import Jobs
from fieldapp.ui.writing import Soon

UID = int(Qt.ItemDataRole.UserRole) + 1
HITS = 12

Find = Callable[[str], list[Hit]]
"""Gives the records found by a text; called in the background."""


class SearchLine(Line):
    """A line that offers the records found while typing.

    Signals:
        picked: a record was chosen from the offered ones (uid, title).
    """

    picked = Signal(str, str)

    def __init__(self, jobs: Jobs, find: Find, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._find = jobs, find
        self._found = QStandardItemModel(self)
        self._asked = ""
        self.setMinimumHeight(look.ROW)
        self.setPlaceholderText(_("type to search"))
        offered = QCompleter(self._found, self)
        offered.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        offered.setMaxVisibleItems(HITS)
        offered.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]
        self._offered = offered
        self._soon = Soon(self, 80)
        self._soon.due.connect(self._on_due)
        self.textEdited.connect(self._on_edited)

    @Slot(str)
    def _on_edited(self, _text: str) -> None:
        self._soon.ask()

    @Slot()
    def _on_due(self) -> None:
        asked = self.text().strip()
        if asked:
            self._asked = asked
            self._jobs.run(partial(self._find, asked), on_done=partial(self._on_found, asked))

    def _on_found(self, asked: str, hits: list[Hit]) -> None:
        if asked != self._asked or not self.hasFocus():
            return
        self._found.clear()
        for hit in hits:
            entry = QStandardItem(f"{hit.title}   {hit.detail}".rstrip())
            entry.setData(hit.uid, UID)
            entry.setData(hit.title, UID + 1)
            self._found.appendRow(entry)
        if hits:
            self._offered.setWidget(self)
            self._offered.complete()
            if popup := self._offered.popup():
                popup.setCurrentIndex(self._offered.completionModel().index(0, 0))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self._asked = ""
        self.picked.emit(str(index.data(UID)), str(index.data(UID + 1)))


class ReferenceEditor(Editor):
    """One other record."""

    def __init__(self, jobs: Jobs, find: Find, parent: QWidget | None = None) -> None:
        self.line = SearchLine(jobs, find)
        super().__init__(self.line, parent)
        self._uid, self._title = "", ""
        self.titles: Mapping[str, str] = {}
        self.line.textEdited.connect(self._on_edited)
        self.line.picked.connect(self._on_picked)
        self.line.left.connect(self.left)
        self.line.returnPressed.connect(self.entered)

    @property
    def chosen(self) -> bool:
        """Whether the line shows a record that was chosen, not just text."""
        return bool(self._uid) and self.line.text().strip() == self._title

    def typed_text(self) -> str:
        """The uid of the chosen record, or the text where none was chosen."""
        return self._uid if self.chosen else self.line.text().strip()

    def show_value(self, value: object, raw: str | None = None) -> None:
        """The title of the record referred to."""
        self._uid = str(value or "")
        self._title = self.titles.get(self._uid, self._uid)
        shown = self._title if raw is None else raw
        if shown != self.line.text():
            self.line.setText(shown)
            self.line.setCursorPosition(0)

    def set_read_only(self, on: bool) -> None:
        """The title can still be copied."""
        self.line.setReadOnly(on)

    @Slot(str)
    def _on_edited(self, _text: str) -> None:
        self.typed.emit()

    @Slot(str, str)
    def _on_picked(self, uid: str, title: str) -> None:
        self._uid, self._title = uid, title
        self.line.setText(title)
        self.typed.emit()
        self.left.emit()


class ReferencesEditor(Editor):
    """Several other records: a list with a search line below."""

    def __init__(self, jobs: Jobs, find: Find, parent: QWidget | None = None) -> None:
        self.list = QListWidget()
        self.list.setFixedHeight(2 * look.ROW + look.STEP)
        self.line = SearchLine(jobs, find)
        self.line.setPlaceholderText(_("type to search and add"))
        self.take_off = QToolButton()
        self.take_off.setText("−")
        self.take_off.setFixedSize(look.ROW, look.ROW)
        self.take_off.setToolTip(_("Take the marked one off the list"))
        self.take_off.setAccessibleName(_("Take the marked one off the list"))
        below = QWidget()
        row = QHBoxLayout(below)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.STEP)
        row.addWidget(self.line)
        row.addWidget(self.take_off)
        super().__init__(column_of(self.list, below), parent)
        self.setFocusProxy(self.line)
        self.titles: Mapping[str, str] = {}
        self.line.picked.connect(self._on_picked)
        self.take_off.clicked.connect(self._on_take_off)

    def call(self, name: str) -> None:
        """The list has the field's name; the line below says what it does."""
        super().call(name)
        self.list.setAccessibleName(name)
        self.line.setAccessibleName(_("Add to: {field}").format(field=name))

    def typed_text(self) -> str:
        """The uids, separated by semicolons."""
        uids = (self.list.item(n).data(UID) for n in range(self.list.count()))
        return ";".join(str(uid) for uid in uids)

    def show_value(self, value: object, raw: str | None = None) -> None:  # noqa: ARG002
        """The titles of the records referred to."""
        uids = value if isinstance(value, tuple) else ()
        if ";".join(uids) == self.typed_text():
            return
        with QSignalBlocker(self.list):
            self.list.clear()
            for uid in uids:
                self._add(uid, self.titles.get(uid, uid))

    def _add(self, uid: str, title: str) -> None:
        entry = QListWidgetItem(title)
        entry.setData(UID, uid)
        self.list.addItem(entry)

    @Slot(str, str)
    def _on_picked(self, uid: str, title: str) -> None:
        self.line.clear()
        if uid not in self.typed_text().split(";"):
            self._add(uid, title)
            self.typed.emit()
            self.left.emit()

    @Slot()
    def _on_take_off(self) -> None:
        place = self.list.currentRow()
        if place >= 0:
            self.list.takeItem(place)
            self.typed.emit()
            self.left.emit()
