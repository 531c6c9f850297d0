"""A list of records that applies the smallest change, so that selection and place are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from fieldapp.records.search import normalised
from fieldapp.text import _

Index = QModelIndex | QPersistentModelIndex

UID = int(Qt.ItemDataRole.UserRole) + 1
"""The role that gives the uid of a row's record."""

FEW_RUNS = 24
"""Changes in so many places are told one by one; more of them as one change of order."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    Attributes:
        title: English, translated where shown. text: what a row shows there.
        sort: what rows are ordered by, the shown text unless given; None sorts last.
        number: aligned at the end of the cell. width: in pixels at first.
        tip: what the pointer tells, such as a date as it is written everywhere.
    """

    title: str
    text: Callable[[Any], str]
    sort: Callable[[Any], Any] | None = None
    number: bool = False
    width: int = 140
    tip: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A row with the uid of its record and the normalised words that the filter looks through."""

    uid: str
    row: Any
    words: str


def listed(
    rows: Sequence[Any], uid: Callable[[Any], str], words: Callable[[Any], str]
) -> list[Listed]:
    """Rows ready to be shown; made in the background, since it folds accents in every row."""
    return [Listed(uid(row), row, normalised(words(row))) for row in rows]


class RowsModel(QAbstractTableModel):
    """Rows of one kind, sorted and filtered here: a row's identity is its uid, never its place."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._all: list[Listed] = []
        self._shown: list[Listed] = []
        self._filter: tuple[str, ...] = ()
        self._order: tuple[int, bool] | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in order."""
        return self._columns

    @property
    def total(self) -> int:
        """How many rows there are, those filtered out included."""
        return len(self._all)

    def show(self, rows: Sequence[Listed]) -> None:
        """Show these rows in place of those before."""
        self._all = list(rows)
        self._apply()

    def update(self, uids: Set[str], rows: Sequence[Listed]) -> None:
        """Of these records, show the rows given; the others of them are gone."""
        new = {entry.uid: entry for entry in rows}
        kept = [new.pop(e.uid, None) if e.uid in uids else e for e in self._all]
        self.show([entry for entry in kept if entry is not None] + list(new.values()))

    def filter(self, text: str) -> None:
        """Show only rows in which every word of `text` is found."""
        self._filter = tuple(normalised(text).split())
        self._apply()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; -1 takes the order in which the rows are given."""
        descending = order == Qt.SortOrder.DescendingOrder
        self._order = (column, descending) if 0 <= column < len(self._columns) else None
        self._apply()

    def listed_at(self, row: int) -> Listed | None:
        """The row at a place, None where there is none."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def index_of(self, uid: str) -> QModelIndex:
        """The first cell of a record's row; invalid where it is not shown."""
        for place, entry in enumerate(self._shown):
            if entry.uid == uid:
                return self.index(place, 0)
        return QModelIndex()

    # --- what Qt asks ----------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Text, alignment, tip or uid of a cell."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        entry, column = self._shown[index.row()], self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(entry.row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return (column.tip or column.text)(entry.row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(column))
        return entry.uid if role == UID else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> Any:
        """The translated titles."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(self._columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(self._columns[section]))
        return None

    # --- the smallest change ---------------------------------------------------------------

    def _apply(self) -> None:
        wanted = self._wanted()
        if not self._shown or not wanted:
            self._replace_all(wanted)
            return
        new = {entry.uid for entry in wanted}
        old = {entry.uid for entry in self._shown}
        kept_old = [entry.uid for entry in self._shown if entry.uid in new]
        kept_new = [entry.uid for entry in wanted if entry.uid in old]
        gone = list(_runs(i for i, e in enumerate(self._shown) if e.uid not in new))
        come = list(_runs(i for i, e in enumerate(wanted) if e.uid not in old))
        if kept_old == kept_new and len(gone) + len(come) <= FEW_RUNS:
            self._take_out(gone)
            self._put_in(come, wanted)
        else:
            self._rearrange(wanted, new, old)
        self._tell_changed(wanted)

    def _wanted(self) -> list[Listed]:
        rows = self._all
        if self._filter:
            rows = [e for e in rows if all(word in e.words for word in self._filter)]
        if self._order is None:
            return list(rows)
        column, descending = self._order
        key = self._columns[column].sort or self._columns[column].text
        keyed = [(_orderable(key(entry.row)), entry) for entry in rows]
        some = [pair for pair in keyed if pair[0] not in (None, "")]
        some.sort(key=lambda pair: pair[0], reverse=descending)
        return [e for _k, e in some] + [e for k, e in keyed if k in (None, "")]

    def _replace_all(self, wanted: list[Listed]) -> None:
        if self._shown:
            self.beginRemoveRows(QModelIndex(), 0, len(self._shown) - 1)
            self._shown = []
            self.endRemoveRows()
        if wanted:
            self.beginInsertRows(QModelIndex(), 0, len(wanted) - 1)
            self._shown = wanted
            self.endInsertRows()

    def _take_out(self, gone: list[tuple[int, int]]) -> None:
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._shown[first : last + 1]
            self.endRemoveRows()

    def _put_in(self, come: list[tuple[int, int]], wanted: list[Listed]) -> None:
        for first, last in come:
            self.beginInsertRows(QModelIndex(), first, last)
            self._shown[first:first] = wanted[first : last + 1]
            self.endInsertRows()

    def _rearrange(self, wanted: list[Listed], new: set[str], old: set[str]) -> None:
        """What goes moves to the end and is cut off, what comes is added there, then the order."""
        kept = [entry for entry in self._shown if entry.uid in new]
        gone = [entry for entry in self._shown if entry.uid not in new]
        come = [entry for entry in wanted if entry.uid not in old]
        if gone:
            self._reorder([*kept, *gone])
            self._take_out([(len(kept), len(kept) + len(gone) - 1)])
        if come:
            self._put_in([(len(kept), len(kept) + len(come) - 1)], [*kept, *come])
        self._reorder(wanted)

    def _reorder(self, order: list[Listed]) -> None:
        places = {entry.uid: place for place, entry in enumerate(order)}
        held = {entry.uid: entry for entry in self._shown}
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        after = [self.index(places[self._shown[i.row()].uid], i.column()) for i in before]
        self._shown = [held[entry.uid] for entry in order]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _tell_changed(self, wanted: list[Listed]) -> None:
        differ = [i for i, entry in enumerate(wanted) if self._shown[i].row != entry.row]
        self._shown = wanted
        for first, last in _runs(iter(differ)):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))


def _alignment(column: Column) -> Qt.AlignmentFlag:
    # "left" is the leading side: Qt turns it round where the language is written from the right
    side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _orderable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _runs(places: Iterator[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring places as (first, last)."""
    first = last = -2
    for place in places:
        if place != last + 1:
            if last >= 0:
                yield first, last
            first = place
        last = place
    if last >= 0:
        yield first, last
