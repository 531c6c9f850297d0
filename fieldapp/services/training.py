"""Training events: sessions, roster and the marks of who was there."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
import typing as t
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fieldapp.errors import UserError
from fieldapp.records import ids
from fieldapp.records.changes import Changes, Why
from fieldapp.records.fields import Record
from fieldapp.records.people import Person, full_name
from fieldapp.records.training import (
    Attendance,
    Enrolment,
    Event,
    EventState,
    Mark,
    Part,
    Role,
    Session,
    SessionState,
)
from fieldapp.services import register as registers
from fieldapp.services.listing import present
from fieldapp.services.opening import OpenOffice
from fieldapp.services.people import Post, newest_posts
from fieldapp.services.register import Register, RosterRow, Totals
from fieldapp.services.wording import counted, day_text
from fieldapp.store.reading import Reader
from fieldapp.text import N_, _

R = t.TypeVar("R", bound=Record)

Cell = tuple[str, str]
"""(session uid, enrolment uid)."""

MOST_DAYS = 400
"""Days of an event for which sessions are planned; a longer one has a wrong date."""

_MARKED = {
    Mark.PRESENT: counted("mark {n} present", "mark {n} present"),
    Mark.ABSENT: counted("mark {n} absent", "mark {n} absent"),
    Mark.LATE: counted("mark {n} late", "mark {n} late"),
    Mark.EXCUSED: counted("mark {n} excused", "mark {n} excused"),
    Mark.HALF: counted("mark {n} half a day", "mark {n} half a day"),
    None: counted("clear {n} mark", "clear {n} marks"),
}
_MARKED_MIXED = counted("mark {n} cell", "mark {n} cells")
_PLANNED = counted("plan {n} session of {title}", "plan {n} sessions of {title}")
_ENROLLED = counted("add {n} person to {title}", "add {n} people to {title}")


class Training:
    """What an office does around its events."""

    def __init__(self, office: OpenOffice) -> None:
        self._office = office

    def events(self, uids: Iterable[str] | None = None) -> list[Event]:
        """Events, the latest first day first; all, or those out of the bin among `uids`."""
        with self._office.reading() as reader:
            return present(reader, Event, uids, order="-start")

    def sessions(self, event_uid: str) -> list[Session]:
        """The sessions of an event in order of day and part of the day."""
        with self._office.reading() as reader:
            return registers.sessions_of(reader, event_uid)

    def roster(self, event_uid: str) -> list[RosterRow]:
        """Everybody on the roster, participants first, then by family name."""
        with self._office.reading() as reader:
            return registers.roster_of(reader, event_uid)

    def register(self, event_uid: str) -> Register:
        """The grid of an event.

        Raises:
            UserError: the event is not here.
        """
        with self._office.reading() as reader:
            sessions = registers.sessions_of(reader, event_uid)
            return Register(
                event=_event(reader, event_uid),
                sessions=tuple(sessions),
                rows=tuple(registers.roster_of(reader, event_uid)),
                marks=registers.marks_of(reader, sessions),
            )

    def totals(self, register: Register) -> Totals:
        """What a register adds up to."""
        return registers.totals(register)

    def plan_sessions(
        self, event_uid: str, parts: Sequence[Part] = (Part.FULL_DAY,), weekdays_only: bool = False
    ) -> Changes:
        """A session for each day from the first to the last, or for each part of it.

        Sessions that are there stay as they are; one in the bin comes back. `weekdays_only`
        leaves Saturdays and Sundays out.

        Raises:
            UserError: the dates are missing or turned round, or the event is locked.
        """
        with self._office.reading() as reader:
            event = _open_event(reader, event_uid)
            planned = [
                Session(uid=ids.link_uid("session", [event_uid, day, part]),
                        event=event_uid, day=day, part=part)
                for day in _days(event)
                if not (weekdays_only and day.weekday() >= 5)
                for part in parts
            ]  # fmt: skip
            held = reader.many(Session, (session.uid for session in planned))
        new = [s for s in planned if s.uid not in held]
        new += [_out_of_bin(s) for s in held.values() if s.removed]
        return self._put(Why(_PLANNED, {"n": len(new), "title": event.name}), new)

    def enrol(
        self, event_uid: str, person_uids: Iterable[str], role: Role = Role.PARTICIPANT
    ) -> Changes:
        """Put people on the roster, with unit, rank and position as they are now.

        Whoever is on it stays as he is; who had withdrawn, or is in the bin, comes back.

        Raises:
            UserError: the event is locked, or a person is not here.
        """
        wanted = {
            ids.link_uid("enrolment", [event_uid, person]): person
            for person in dict.fromkeys(person_uids)
        }
        with self._office.reading() as reader:
            event = _open_event(reader, event_uid)
            people = reader.many(Person, wanted.values())
            if any(uid not in people or people[uid].removed for uid in wanted.values()):
                raise UserError(
                    _("Someone chosen is not in the list of people any more. Look in the bin.")
                )
            held = reader.many(Enrolment, wanted)
            posts = newest_posts(reader, wanted.values())
        new = []
        for uid, person in wanted.items():
            before = held.get(uid)
            if before is None or before.removed:
                blank = before or Enrolment(uid=uid, event=event_uid, person=person)
                new.append(_as_now(_out_of_bin(blank), posts.get(person), role))
            elif before.left is not None:
                new.append(dc.replace(before, left=None, left_why=None, role=role))
        return self._put(Why(_ENROLLED, {"n": len(new), "title": event.name}), new)

    def withdraw(self, enrolment_uid: str, reason: str) -> Changes:
        """Note that a person left the event today; `reason` is a word of the list left_why.

        The marks taken until today stay.

        Raises:
            UserError: the person is not on the roster, or the event is locked.
        """
        with self._office.reading() as reader:
            enrolment = reader.get(Enrolment, enrolment_uid)
            if enrolment is None or enrolment.removed:
                raise UserError(_("This person is not on the roster of the event any more."))
            event = _open_event(reader, enrolment.event)
            person = reader.get(Person, enrolment.person)
        today = self._office.clock.today(self._office.settings.zone)
        name = full_name(person) if person is not None else ""
        why = Why(N_("withdraw {title} from {event}"), {"title": name, "event": event.name})
        return self._put(why, [dc.replace(enrolment, left=today, left_why=reason or None)])

    def mark(self, event_uid: str, cells: Mapping[Cell, Mark | None]) -> Changes:
        """Keep marks as one action; None clears a cell to "not taken".

        Raises:
            UserError: the event is locked, a session was not held, or a person had withdrawn;
                nothing is kept then.
        """
        with self._office.reading() as reader:
            _open_event(reader, event_uid)
            _check_cells(reader, event_uid, cells)
            wanted = {ids.link_uid("attendance", cell): (cell, m) for cell, m in cells.items()}
            held = reader.many(Attendance, wanted)
        new = []
        for uid, ((session, enrolment), mark) in wanted.items():
            before = held.get(uid)
            if before is None:
                before = Attendance(uid=uid, session=session, enrolment=enrolment)
                if mark is None:
                    continue
            if before.mark is not mark or before.removed:
                unfit = {key: raw for key, raw in before.unfit.items() if key != "mark"}
                new.append(dc.replace(_out_of_bin(before), mark=mark, unfit=unfit))
        return self._put(_why_marked(new), new)

    def all_present(self, session_uid: str) -> Changes:
        """Mark everybody present who has no mark in a session yet, alternates left out.

        Raises:
            UserError: as `mark` does.
        """
        with self._office.reading() as reader:
            session = _session(reader, session_uid)
            taken = registers.marks_of(reader, [session])
            rows = registers.roster_of(reader, session.event)
        cells: dict[Cell, Mark | None] = {
            (session_uid, row.enrolment.uid): Mark.PRESENT
            for row in rows
            if row.enrolment.role is not Role.ALTERNATE
            and not row.away_on(session.day)
            and (session_uid, row.enrolment.uid) not in taken
        }
        return self.mark(session.event, cells)

    def copy_session(self, from_uid: str, to_uid: str) -> Changes:
        """Give a session the marks of another one, where it has none yet ("copy yesterday").

        Raises:
            UserError: the sessions are of two events, or as `mark` does.
        """
        with self._office.reading() as reader:
            source, target = _session(reader, from_uid), _session(reader, to_uid)
            if source.event != target.event:
                raise UserError(_("Marks can be copied between sessions of one event only."))
            taken = registers.marks_of(reader, [source, target])
            rows = registers.roster_of(reader, source.event)
        cells: dict[Cell, Mark | None] = {
            (to_uid, row.enrolment.uid): taken[from_uid, row.enrolment.uid]
            for row in rows
            if (from_uid, row.enrolment.uid) in taken
            and (to_uid, row.enrolment.uid) not in taken
            and not row.away_on(target.day)
        }
        return self.mark(source.event, cells)

    def _put(self, why: Why, records: Sequence[Record]) -> Changes:
        if not records:
            return Changes()
        with self._office.unit(why) as unit:
            for record in records:
                unit.put(record)
            return unit.commit()


def _out_of_bin(record: R) -> R:
    return dc.replace(record, removed=False, removed_why=None)


def _as_now(enrolment: Enrolment, post: Post | None, role: Role) -> Enrolment:
    """Rank, unit and position as they are now, which later changes of the person do not touch."""
    changed = dc.replace(enrolment, role=role, left=None, left_why=None)
    if post is None:
        return changed
    return dc.replace(
        changed,
        unit=post.unit or None,
        rank=post.rank or None,
        position=post.position or None,
    )


def _event(reader: Reader, event_uid: str) -> Event:
    event = reader.get(Event, event_uid)
    if event is None or event.removed:
        raise UserError(_("This event is not in the list any more. Look in the bin."))
    return event


def _open_event(reader: Reader, event_uid: str) -> Event:
    event = _event(reader, event_uid)
    if event.state is EventState.LOCKED:
        raise UserError(
            _(
                "{title} is locked for reports, so nothing was changed. "
                "Set its state back to held first, with the reason."
            ).format(title=event.name)
        )
    return event


def _session(reader: Reader, session_uid: str) -> Session:
    session = reader.get(Session, session_uid)
    if session is None or session.removed:
        raise UserError(_("This session is not in the register any more. Look in the bin."))
    return session


def _days(event: Event) -> Iterator[dt.date]:
    if event.start is None:
        raise UserError(_("Fill in the first day of the event, then plan its sessions."))
    last = event.end or event.start
    if last < event.start:
        raise UserError(_("The last day of the event is before its first day. Correct it first."))
    if (last - event.start).days >= MOST_DAYS:
        raise UserError(
            _("From the first to the last day are more than {n} days. Correct them first.").format(
                n=MOST_DAYS
            )
        )
    for offset in range((last - event.start).days + 1):
        yield event.start + dt.timedelta(days=offset)


def _check_cells(reader: Reader, event_uid: str, cells: Mapping[Cell, Mark | None]) -> None:
    """Raise for the first cell that cannot be marked; clearing is always possible."""
    sessions = {s.uid: s for s in reader.every(Session, event=event_uid)}
    enrolments = {e.uid: e for e in reader.every(Enrolment, event=event_uid)}
    for (session_uid, enrolment_uid), mark in cells.items():
        session, enrolment = sessions.get(session_uid), enrolments.get(enrolment_uid)
        if session is None or enrolment is None:
            raise UserError(
                _("This session or this person is not in the register of the event any more.")
            )
        if mark is None:
            continue
        if session.state is SessionState.NOT_HELD:
            raise UserError(
                _(
                    "The session of {day} was not held, so no marks were taken. "
                    "Change its state first if it was."
                ).format(day=day_text(session.day.isoformat()) if session.day else "")
            )
        if enrolment.left is not None and (session.day is None or session.day > enrolment.left):
            person = reader.get(Person, enrolment.person)
            raise UserError(
                _(
                    "{name} left the event on {day} and cannot be marked after it. "
                    "Put the person on the roster again first."
                ).format(
                    name=full_name(person) if person is not None else _("This person"),
                    day=day_text(enrolment.left.isoformat()),
                )
            )


def _why_marked(marked: Sequence[Attendance]) -> Why:
    kinds = {attendance.mark for attendance in marked}
    message = _MARKED[kinds.pop()] if len(kinds) == 1 else _MARKED_MIXED
    return Why(message, {"n": len(marked)})
