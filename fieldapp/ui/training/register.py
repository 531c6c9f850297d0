"""Attendance of an event: the grid, what it adds up to, and marks for a whole session."""

from __future__ import annotations

import dataclasses as dc
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from fieldapp.errors import UserError
from fieldapp.records.changes import Changes
from fieldapp.records.fields import Record
from fieldapp.records.training import Mark
from fieldapp.services.register import Register
from fieldapp.text import N_, _, ngettext
from fieldapp.ui import look
from fieldapp.ui.desk import Desk
from fieldapp.ui.look import Toned
from fieldapp.ui.page import Page
from fieldapp.ui.training.register_model import Cell, RegisterModel
from fieldapp.ui.training.register_view import RegisterView
from fieldapp.ui.writing import Kept, Soon

_KINDS = frozenset({"attendance", "session", "enrolment", "person"})


class RegisterPage(Page):
    """People down, sessions across; each key is kept at once."""

    title = N_("Attendance")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._uid = ""
        self._asked = 0
        self._own: set[int] = set()
        self.model = RegisterModel(self)
        self.view = RegisterView(self.model)
        self._build()
        self._wire()

    def _build(self) -> None:
        self.present = QPushButton(_("All present in this session"))
        self.present.setToolTip(_("Marks everybody who has no mark yet (Ctrl+Shift+P)"))
        self.copy = QPushButton(_("As in the session before"))
        self.totals = Toned("")
        self.keys = Toned(
            _("P or 1 present · A 2 absent · L 3 late · E 4 excused · H 5 half a day · "
              "Space present or absent · Backspace not taken")
        )  # fmt: skip
        self.keys.setWordWrap(True)
        look.sized(self.keys, look.SMALL)
        nothing = Toned(
            _("Attendance needs sessions and participants. Plan the sessions and add people on "
              "the pages beside this one.")
        )  # fmt: skip
        nothing.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(2 * look.STEP)
        head.addWidget(self.present)
        head.addWidget(self.copy)
        head.addStretch(1)
        head.addWidget(self.totals)
        grid = QWidget()
        column = QVBoxLayout(grid)
        column.setContentsMargins(0, 2 * look.STEP, 0, look.STEP)
        column.setSpacing(2 * look.STEP)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addWidget(self.keys)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(nothing)
        self._stack.addWidget(grid)

    def _wire(self) -> None:
        self._soon = Soon(self)
        self._soon.due.connect(self._read)
        self._totals_soon = Soon(self)
        self._totals_soon.due.connect(self._say_totals)
        self._desk.feed.changed.connect(self._on_changed)
        self.view.marked.connect(self._on_marked)
        self.view.all_present.connect(self._on_all_present)
        self.present.clicked.connect(self._on_present)
        self.copy.clicked.connect(self._on_copy)

    def show_record(self, record: Record) -> None:
        """Show the register of an event."""
        if record.uid != self._uid:
            self._uid = record.uid
            self._read()

    def start_focus(self) -> QWidget:
        """The grid."""
        return self.view

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.set_number in self._own:
            self._own.discard(changes.set_number or 0)  # painted when it was pressed
        elif self._uid and _KINDS & changes.touched.keys():
            self._soon.ask()

    @Slot()
    def _read(self) -> None:
        self._asked += 1
        work = partial(self._desk.training.register, self._uid)
        self._desk.jobs.run(
            work, on_done=partial(self._on_read, self._asked), on_failed=self._on_unread
        )

    def _on_unread(self, _error: UserError) -> None:
        self._stack.setCurrentIndex(0)  # the event went to the bin; its form says so

    def _on_read(self, asked: int, register: Register) -> None:
        if asked != self._asked:
            return
        current = self.view.currentIndex()
        before = self.model.cell(current) if current.isValid() else None
        self.model.show(register)
        if before is not None:
            self.view.setCurrentIndex(self.model.index_of(before))
        whole = bool(register.sessions and register.rows)
        self._stack.setCurrentIndex(1 if whole else 0)
        if whole and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0, self._today()))
        self._totals_soon.ask()

    def _today(self) -> int:
        """The column of today, or the last one before it, or the first."""
        office = self._desk.office
        today = office.clock.today(office.settings.zone)
        past = [n for n, s in enumerate(self.model.sessions) if s.day and s.day <= today]
        return past[-1] if past and self.model.sessions[past[-1]].day == today else 0

    # --- marking ---------------------------------------------------------------------------

    @Slot(object)
    def _on_marked(self, cells: Mapping[Cell, Mark | None]) -> None:
        self.model.paint(cells)
        self._totals_soon.ask()
        self._desk.writing.do(
            partial(self._desk.training.mark, self._uid, dict(cells)),
            on_kept=partial(self._on_kept, cells),
            on_failed=partial(self._on_refused, cells),
        )

    def _on_kept(self, cells: Mapping[Cell, Mark | None], kept: Kept) -> None:
        if kept.changes.set_number is not None:
            self._own.add(kept.changes.set_number)
        self.model.settle(cells, kept=True)

    def _on_refused(self, cells: Mapping[Cell, Mark | None], error: UserError) -> None:
        self.model.settle(cells, kept=False)
        self._totals_soon.ask()
        self._desk.writing.refused.emit(error)

    @Slot(str)
    def _on_all_present(self, session_uid: str) -> None:
        self._desk.writing.do(partial(self._desk.training.all_present, session_uid))

    @Slot()
    def _on_present(self) -> None:
        place = self.view.currentIndex().column()
        if place >= 0:
            self._on_all_present(self.model.sessions[place].uid)
        self.view.setFocus()

    @Slot()
    def _on_copy(self) -> None:
        place = self.view.currentIndex().column()
        if place > 0:
            before, here = self.model.sessions[place - 1], self.model.sessions[place]
            work = partial(self._desk.training.copy_session, before.uid, here.uid)
            self._desk.writing.do(work)
        self.view.setFocus()

    @Slot()
    def _say_totals(self) -> None:
        register = self.model.register
        if register is None:
            return
        found = self._desk.training.totals(dc.replace(register, marks=self.model.marks()))
        seats = ngettext("{n} seat filled", "{n} seats filled", found.attendances)
        people = ngettext("{n} different person", "{n} different people", found.individuals)
        self.totals.say(
            " · ".join(
                (
                    seats.format(n=found.attendances),
                    people.format(n=found.individuals),
                    _("{taken} of {expected} marks taken").format(
                        taken=found.taken, expected=found.expected
                    ),
                )
            )
        )
