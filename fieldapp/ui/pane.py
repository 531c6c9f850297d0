"""A list and the form of its chosen row, side by side: the same on every tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from fieldapp.errors import UserError
from fieldapp.records.changes import Changes
from fieldapp.records.kinds import kind_of
from fieldapp.ui.beginning import Beginning
from fieldapp.ui.desk import Desk
from fieldapp.ui.form import Form
from fieldapp.ui.listing import Listing, ListWords
from fieldapp.ui.plan import FormPlan
from fieldapp.ui.rows import Column, Listed, listed
from fieldapp.ui.tab import Screen
from fieldapp.ui.writing import Soon


@dataclass(frozen=True, slots=True)
class ListPlan:
    """A list: its columns, how it is read, and which kinds of record it shows.

    Attributes:
        read: gives the rows of these uids, or of all; called in the background.
        uid: of a row's record. find: the words that the filter looks through.
        kinds: keys of the kinds whose changes may change a row.
        order: the column that orders the list at first, and whether downward; without one, rows
            stand as they are read and are always read all together.
    """

    words: ListWords
    columns: tuple[Column, ...]
    read: Callable[[Desk, frozenset[str] | None], Sequence[Any]]
    uid: Callable[[Any], str]
    find: Callable[[Any], str]
    kinds: frozenset[str]
    order: tuple[int, bool] | None = None


class Pane(Screen):
    """One list of one kind of record with its form."""

    def __init__(
        self, list_plan: ListPlan, form_plan: FormPlan, desk: Desk, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._plan, self._desk = list_plan, desk
        self.kind = kind_of(form_plan.record).key
        self._reading = False
        self._changed: set[str] = set()
        self._all_changed = False
        self._wanted = ""
        self._read_once = False
        self.listing = Listing(list_plan.columns, list_plan.words, list_plan.order)
        self.form = Form(form_plan, desk)
        self.beginning = Beginning(form_plan, desk, self)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.listing)
        split.addWidget(self.form)
        split.setChildrenCollapsible(False)
        split.setSizes([560, 760])
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)

    def _wire(self) -> None:
        self._soon = Soon(self)
        self._soon.due.connect(self._read_changed)
        self._desk.feed.changed.connect(self._on_changed)
        self.listing.selected.connect(self.form.open)
        self.listing.opened.connect(self._on_opened)
        self.listing.new_wanted.connect(self.new)
        self.beginning.begun.connect(self._on_begun)

    # --- what the window asks --------------------------------------------------------------

    def enter(self) -> None:
        """The pane comes to the front: read its list if it was not read yet."""
        if not self._read_once:
            self._read_once = True
            self._read()

    @Slot()
    def new(self) -> None:
        """Begin a record."""
        self.beginning.ask()

    def focus_filter(self) -> None:
        """Put the keyboard into the filter."""
        self.listing.filter.setFocus()
        self.listing.filter.selectAll()

    def toggle_history(self) -> None:
        """Show or hide the history of the record on the form."""
        self.form.toggle_history()

    def open(self, uid: str) -> None:
        """Show a record in list and form."""
        self._wanted = uid
        self.form.open(uid)
        self.listing.go_to(uid)

    # --- reading ---------------------------------------------------------------------------

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        touched = self._plan.kinds & changes.touched.keys()
        if self._read_once and touched:
            # a record of another kind may show in any row: a unit's name, an act's number
            own = changes.of(self.kind)
            self._all_changed |= touched != {self.kind} or not own or self._plan.order is None
            self._changed |= own
            self._soon.ask()

    @Slot()
    def _read_changed(self) -> None:
        """One reading at a time: an older one must not land over a newer one."""
        if not self._reading and (self._changed or self._all_changed):
            uids = None if self._all_changed else frozenset(self._changed)
            self._changed, self._all_changed = set(), False
            self._read(uids)

    def _read(self, uids: frozenset[str] | None = None) -> None:
        self._reading = True
        self._desk.jobs.run(
            partial(self._rows, uids),
            on_done=partial(self._on_read, uids),
            on_failed=self._on_unread,
        )

    def _rows(self, uids: frozenset[str] | None) -> list[Listed]:
        """In the background: the rows with the words that find them."""
        return listed(self._plan.read(self._desk, uids), self._plan.uid, self._plan.find)

    def _on_unread(self, error: UserError) -> None:
        self._reading = False
        self._desk.writing.refused.emit(error)

    def _on_read(self, uids: frozenset[str] | None, rows: list[Listed]) -> None:
        self._reading = False
        if self._changed or self._all_changed:
            self._soon.ask()
        if uids is None:
            self.listing.show_rows(rows)
        else:
            self.listing.update_rows(uids, rows)
        if self._wanted:
            self.listing.go_to(self._wanted)
            self._wanted = ""
        elif not self.form.uid and rows:
            first = self.listing.model.listed_at(0)
            if first is not None:
                self.listing.table.choose(first.uid)

    @Slot(str)
    def _on_opened(self, uid: str) -> None:
        self.form.open(uid)
        self.form.start()

    @Slot(str)
    def _on_begun(self, uid: str) -> None:
        self.open(uid)
        self.form.start()
