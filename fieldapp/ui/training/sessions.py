"""The sessions of an event: planned from its dates, with their state."""

from __future__ import annotations

import dataclasses as dc
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QDate, QLocale, Slot

from fieldapp.records.training import Part, Session, SessionState
from fieldapp.text import N_, _, ngettext
from fieldapp.ui.choices import choice_words
from fieldapp.ui.desk import Desk
from fieldapp.ui.editors import day_words, value_text
from fieldapp.ui.page_table import TablePage
from fieldapp.ui.rows import Column


def weekday(session: Session) -> str:
    """The short name of the day of the week."""
    if session.day is None:
        return ""
    return QLocale().toString(QDate(session.day.year, session.day.month, session.day.day), "ddd")


COLUMNS = (
    Column(N_("Day"), lambda s: day_words(s.day), lambda s: s.day, width=110,
           tip=lambda s: value_text(s.day)),
    Column(N_("Weekday"), weekday, width=80),
    Column(N_("Part of the day"), lambda s: choice_words(s.part), width=120),
    Column(N_("State"), lambda s: choice_words(s.state), width=110),
    Column(N_("Topic"), lambda s: s.topic or "", width=200),
)  # fmt: skip


class SessionsPage(TablePage):
    """Days and parts of days."""

    title = N_("Sessions")
    kinds = frozenset({"session"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, COLUMNS, _("Sessions of this event"))
        self.plan_days = self.button(_("Plan a session a day"), self._on_plan_days)
        self.plan_halves = self.button(_("Morning and afternoon"), self._on_plan_halves)
        self.buttons.addStretch(1)
        self.change_state = self.button(_("Held or not held"), self._on_change_state)
        self.remove = self.button(_("Remove"), self._on_remove)

    def rows(self, uid: str) -> Sequence[Session]:
        """In the background: the sessions in order."""
        return self.desk.training.sessions(uid)

    def key(self, row: Session) -> str:
        """The session's uid."""
        return row.uid

    def said(self, rows: Sequence[Session]) -> str:
        """How many there are, or how to begin."""
        if not rows:
            return _(
                "There are no sessions yet. “Plan a session a day” makes one for each day from "
                "the first to the last day of the event."
            )
        return ngettext("{n} session", "{n} sessions", len(rows)).format(n=len(rows))

    @Slot()
    def _on_plan_days(self) -> None:
        self._plan((Part.FULL_DAY,))

    @Slot()
    def _on_plan_halves(self) -> None:
        self._plan((Part.MORNING, Part.AFTERNOON))

    def _plan(self, parts: tuple[Part, ...]) -> None:
        if self.record is not None:
            self.desk.writing.flush()
            work = partial(self.desk.training.plan_sessions, self.record.uid, parts)
            self.desk.writing.do(work)

    def _chosen(self) -> Session | None:
        entry = self.model.listed_at(self.table.currentIndex().row())
        return entry.row if entry is not None else None

    @Slot()
    def _on_change_state(self) -> None:
        session = self._chosen()
        if session is not None:
            held = session.state is not SessionState.HELD
            state = SessionState.HELD if held else SessionState.NOT_HELD
            self.desk.writing.do(partial(self.desk.keeping.keep, dc.replace(session, state=state)))

    @Slot()
    def _on_remove(self) -> None:
        session = self._chosen()
        if session is None:
            return
        self.desk.ask.words(
            self,
            _("Put the session of {day} into the bin, with its marks? Reason:").format(
                day=day_words(session.day)
            ),
            yes=_("Put into the bin"),
            on_given=partial(self._remove, session.uid),
        )

    def _remove(self, uid: str, reason: str) -> None:
        self.desk.writing.do(partial(self.desk.keeping.remove, Session, uid, reason=reason))
