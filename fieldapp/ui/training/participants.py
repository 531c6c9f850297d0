"""Who takes part in an event: found by search and added, withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from fieldapp.records.people import full_name
from fieldapp.records.training import Enrolment, Role
from fieldapp.services.register import RosterRow
from fieldapp.text import N_, _, ngettext
from fieldapp.ui.choices import choice_words
from fieldapp.ui.desk import Desk
from fieldapp.ui.editors import ChoiceEditor, day_words
from fieldapp.ui.fields import finder
from fieldapp.ui.page_table import TablePage
from fieldapp.ui.references import SearchLine
from fieldapp.ui.rows import Column

COLUMNS = (
    Column(N_("Name"), lambda r: full_name(r.person), width=200),
    Column(N_("Local script"), lambda r: r.person.name_local or "", width=120),
    Column(N_("Role"), lambda r: choice_words(r.enrolment.role), width=110),
    Column(N_("Rank"), lambda r: r.enrolment.rank or "", width=90),
    Column(N_("Unit"), lambda r: r.unit_name, width=150),
    Column(N_("Left on"), lambda r: day_words(r.enrolment.left), lambda r: r.enrolment.left,
           width=90),
)  # fmt: skip


class ParticipantsPage(TablePage):
    """The roster."""

    title = N_("Participants")
    kinds = frozenset({"enrolment", "person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, COLUMNS, _("Participants of this event"))
        self.add_line = SearchLine(desk.jobs, finder(desk, "person"))
        self.add_line.setPlaceholderText(_("Type a name or a service number, Enter adds"))
        self.add_line.setAccessibleName(_("Add a person to this event"))
        self.add_line.picked.connect(self._on_picked)
        self.role = ChoiceEditor(may_be_empty=False)
        self.role.offer([(role.value, choice_words(role)) for role in Role])
        self.role.show_value(Role.PARTICIPANT)
        self.role.inner.setAccessibleName(_("Role of the people added"))
        self.field(self.add_line)
        self.buttons.addWidget(self.role)
        self.withdraw = self.button(_("Withdraw"), self._on_withdraw)
        self.remove = self.button(_("Remove"), self._on_remove)

    def rows(self, uid: str) -> Sequence[RosterRow]:
        """In the background: everybody on the roster."""
        return self.desk.training.roster(uid)

    def key(self, row: RosterRow) -> str:
        """The uid of the enrolment."""
        return row.enrolment.uid

    def said(self, rows: Sequence[RosterRow]) -> str:
        """How many there are, or how to begin."""
        if not rows:
            return _(
                "Nobody is on the roster yet. Type the beginning of a name above and choose the "
                "person. People who are not known yet are begun on the tab People."
            )
        return ngettext("{n} person", "{n} people", len(rows)).format(n=len(rows))

    def start_focus(self) -> QWidget:
        """The line that adds."""
        return self.add_line

    @Slot(str, str)
    def _on_picked(self, uid: str, _title: str) -> None:
        self.add_line.clear()
        if self.record is not None:
            role = Role(self.role.typed_text())
            self.desk.writing.do(partial(self.desk.training.enrol, self.record.uid, (uid,), role))

    @Slot()
    def _on_withdraw(self) -> None:
        uid = self.table.current_uid()
        if not uid:
            return
        menu = QMenu(self)
        for word in self.desk.words.of("left_why"):
            action = menu.addAction(_(word.label))
            action.setData((uid, word.code))
        menu.triggered.connect(self._on_reason)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.withdraw.mapToGlobal(self.withdraw.rect().bottomLeft()))

    @Slot(QAction)
    def _on_reason(self, action: QAction) -> None:
        uid, code = action.data()
        self.desk.writing.do(partial(self.desk.training.withdraw, uid, code))

    @Slot()
    def _on_remove(self) -> None:
        uid = self.table.current_uid()
        if uid:
            self.desk.ask.words(
                self,
                _("Put this participant into the bin, with the marks taken? Reason:"),
                yes=_("Put into the bin"),
                on_given=partial(self._remove, uid),
            )

    def _remove(self, uid: str, reason: str) -> None:
        self.desk.writing.do(partial(self.desk.keeping.remove, Enrolment, uid, reason=reason))
