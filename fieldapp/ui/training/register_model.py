"""The attendance grid's cells: what is kept, and what was pressed and is still on its way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from fieldapp.records.people import full_name
from fieldapp.records.training import Mark, Session, SessionState
from fieldapp.services.register import Register, RosterRow
from fieldapp.text import _
from fieldapp.ui.choices import choice_words
from fieldapp.ui.editors import day_words
from fieldapp.ui.rows import Index
from fieldapp.ui.training.sessions import weekday

Cell = tuple[str, str]
"""(session uid, enrolment uid), as services.training has it."""

ISOLATED = "\u2068{}\u2069"
"""Keeps a name in its own direction among words of another."""

_LEFT_TO_RIGHT = "\u2066{}\u2069"

MARK = int(Qt.ItemDataRole.UserRole) + 2
"""The role that gives the mark of a cell."""
TAKEN = int(Qt.ItemDataRole.UserRole) + 3
"""The role that says whether a mark can be taken here."""


class RegisterModel(QAbstractTableModel):
    """People down, sessions across.

    A mark is shown at once. While it is being kept, readings of the register do not show over it;
    when it is refused, the last kept one comes back.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.register: Register | None = None
        self._kept: dict[Cell, Mark] = {}
        self._painted: dict[Cell, Mark | None] = {}
        self._under_way: dict[Cell, int] = {}

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The columns."""
        return self.register.sessions if self.register else ()

    @property
    def people(self) -> tuple[RosterRow, ...]:
        """The rows."""
        return self.register.rows if self.register else ()

    def show(self, register: Register) -> None:
        """Show a register; the same people and sessions keep selection and place."""
        old = self.register
        same = old is not None and _shape(old) == _shape(register)
        if not same:
            # people or sessions came or went: the grid is another one
            self.beginResetModel()
        if old is None or old.event.uid != register.event.uid:
            self._painted, self._under_way = {}, {}
        self.register, self._kept = register, dict(register.marks)
        if same:
            self._tell_all()
        else:
            self.endResetModel()

    def cell(self, index: Index) -> Cell:
        """The session and the enrolment of a cell."""
        session, row = self.sessions[index.column()], self.people[index.row()]
        return session.uid, row.enrolment.uid

    def index_of(self, cell: Cell) -> QModelIndex:
        """The place of a cell; invalid where it is not in the register any more."""
        sessions = [session.uid for session in self.sessions]
        people = [row.enrolment.uid for row in self.people]
        if cell[0] not in sessions or cell[1] not in people:
            return QModelIndex()
        return self.index(people.index(cell[1]), sessions.index(cell[0]))

    def mark_at(self, cell: Cell) -> Mark | None:
        """The mark as shown."""
        return self._painted[cell] if cell in self._painted else self._kept.get(cell)

    def can_mark(self, index: Index) -> bool:
        """Whether the session was held and the person had not left."""
        session, row = self.sessions[index.column()], self.people[index.row()]
        return session.state is not SessionState.NOT_HELD and not row.away_on(session.day)

    def paint(self, cells: Mapping[Cell, Mark | None]) -> None:
        """Show marks that are being kept."""
        for cell, mark in cells.items():
            self._painted[cell] = mark
            self._under_way[cell] = self._under_way.get(cell, 0) + 1
        self._tell(cells)

    def settle(self, cells: Mapping[Cell, Mark | None], *, kept: bool) -> None:
        """Marks were kept, or refused: then the last kept ones are shown again."""
        for cell, mark in cells.items():
            if kept:
                self._set_kept(cell, mark)
            left = self._under_way.get(cell, 1) - 1
            if left > 0:
                self._under_way[cell] = left
            else:
                self._under_way.pop(cell, None)
                self._painted.pop(cell, None)
        self._tell(cells)

    def _set_kept(self, cell: Cell, mark: Mark | None) -> None:
        if mark is None:
            self._kept.pop(cell, None)
        else:
            self._kept[cell] = mark

    def marks(self) -> dict[Cell, Mark]:
        """All marks as shown, for totals."""
        shown: dict[Cell, Mark] = dict(self._kept)
        for cell, mark in self._painted.items():
            if mark is None:
                shown.pop(cell, None)
            else:
                shown[cell] = mark
        return shown

    # --- what Qt asks ----------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """People."""
        return 0 if parent is not None and parent.isValid() else len(self.people)

    def columnCount(self, parent: Index | None = None) -> int:
        """Sessions."""
        return 0 if parent is not None and parent.isValid() else len(self.sessions)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The letter of a mark, and words for those who cannot see it."""
        mark = self.mark_at(self.cell(index)) if index.isValid() else None
        if role == Qt.ItemDataRole.DisplayRole:
            return mark.value if mark is not None else ""
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._told(index, mark)
        if role == TAKEN:
            return self.can_mark(index)
        return mark if role == MARK else None

    def _told(self, index: Index, mark: Mark | None) -> str:
        session, row = self.sessions[index.column()], self.people[index.row()]
        what = choice_words(mark) if mark is not None else _("not taken")
        if not self.can_mark(index):
            what = _("no mark is taken here")
        return _("{name}, {day}: {mark}").format(
            name=full_name(row.person), day=day_words(session.day), mark=what
        )

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> Any:
        """Days across, names down."""
        if orientation == Qt.Orientation.Horizontal:
            return self._day(section, role)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self.people[section]
        parts = (full_name(row.person), row.person.name_local, row.unit_name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (*parts, choice_words(row.enrolment.role)) if part)
        shown = parts if row.person.name_local != parts[0] else (parts[0], parts[2])
        return " · ".join(ISOLATED.format(part) for part in shown if part)

    def _day(self, section: int, role: int) -> Any:
        session = self.sessions[section]
        if role == Qt.ItemDataRole.DisplayRole:
            day = _LEFT_TO_RIGHT.format(session.day.strftime("%d.%m.")) if session.day else ""
            part = "" if session.part.value == "full day" else f"\n{choice_words(session.part)}"
            return f"{weekday(session)}\n{day}{part}"
        if role == Qt.ItemDataRole.ToolTipRole:
            state = choice_words(session.state)
            return f"{day_words(session.day)} · {choice_words(session.part)} · {state}"
        return None

    def _tell(self, cells: Mapping[Cell, Mark | None]) -> None:
        across = {session.uid: n for n, session in enumerate(self.sessions)}
        down = {row.enrolment.uid: n for n, row in enumerate(self.people)}
        places = [(down[e], across[s]) for s, e in cells if s in across and e in down]
        if places:
            rows, columns = zip(*places, strict=True)
            first = self.index(min(rows), min(columns))
            self.dataChanged.emit(first, self.index(max(rows), max(columns)))

    def _tell_all(self) -> None:
        if self.people and self.sessions:
            last = self.index(len(self.people) - 1, len(self.sessions) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self.people) - 1)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.sessions) - 1)


def _shape(register: Register) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    sessions = tuple(session.uid for session in register.sessions)
    return register.event.uid, sessions, tuple(row.enrolment.uid for row in register.rows)
