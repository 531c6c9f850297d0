"""A table of rows: one row chosen, known by its uid, whatever happens to the rows around it."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from fieldapp.ui import look
from fieldapp.ui.rows import UID, RowsModel


class Table(QTableView):
    """Rows of a `RowsModel`.

    Signals:
        selected: the user, or the program, came to a row (uid).
        opened: Enter was pressed on a row (uid).
    """

    selected = Signal(str)
    opened = Signal(str)

    def __init__(self, model: RowsModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._chosen = ""
        self._shifting = False
        # before setModel: Qt's own answer to a removal is to choose a neighbour
        model.rowsAboutToBeRemoved.connect(self._on_shift)
        self.setModel(model)
        model.rowsRemoved.connect(self._on_shifted)
        model.rowsInserted.connect(self._on_shifted)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._set_headers()
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def _set_headers(self) -> None:
        down, across = self.verticalHeader(), self.horizontalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(look.ROW)
        across.setHighlightSections(False)
        across.setSectionsMovable(True)
        across.setMinimumHeight(look.ROW)
        across.setMinimumSectionSize(8 * look.STEP)
        across.setSortIndicatorClearable(True)
        across.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        for place, column in enumerate(self._rows.columns):
            self.setColumnWidth(place, column.width)
        across.setStretchLastSection(True)

    def current_uid(self) -> str:
        """The uid of the chosen row, "" where none is."""
        index = self.currentIndex()
        return str(index.data(UID)) if index.isValid() else ""

    def forget(self) -> None:
        """No row is chosen any more."""
        self._chosen = ""
        self._point_at(QModelIndex())

    def choose(self, uid: str) -> bool:
        """Go to a record's row; False where it is not shown."""
        index = self._rows.index_of(uid)
        if not index.isValid():
            return False
        self._point_at(index)
        self.scrollTo(index)
        return True

    def _point_at(self, index: QModelIndex) -> None:
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_uid():
            self.opened.emit(self.current_uid())
            return
        super().keyPressEvent(event)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._shifting:
            uid = str(current.data(UID))
            if uid != self._chosen:
                self._chosen = uid
                self.selected.emit(uid)

    @Slot()
    def _on_shift(self) -> None:
        self._shifting = True

    @Slot()
    def _on_shifted(self) -> None:
        """The chosen record stays chosen when its row comes back, and no other takes its place."""
        self._shifting = True
        if self._chosen and self.current_uid() != self._chosen:
            self._point_at(self._rows.index_of(self._chosen))
        self._shifting = False
