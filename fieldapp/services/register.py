"""The register of an event: who was there at which session, and what it adds up to."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
from collections.abc import Iterable, Mapping

from fieldapp.records.people import Person, Sex
from fieldapp.records.training import (
    Attendance,
    Enrolment,
    Event,
    Mark,
    Part,
    Role,
    Session,
    SessionState,
)
from fieldapp.records.units import ServiceUnit
from fieldapp.services.people import name_order
from fieldapp.store.reading import Reader

THERE = frozenset({Mark.PRESENT, Mark.LATE, Mark.HALF})
"""Marks that count as an attendance (records.md d, counting rule 1)."""

_PARTS = {part: place for place, part in enumerate(Part)}
_ROLES = {role: place for place, role in enumerate(Role)}


@dc.dataclass(frozen=True, slots=True)
class RosterRow:
    """A person at an event, with the name of the unit at the time; "" where none is known.

    A person whose record has not arrived here has no names.
    """

    enrolment: Enrolment
    person: Person
    unit_name: str

    def away_on(self, day: dt.date | None) -> bool:
        """Whether the person had withdrawn before a day."""
        left = self.enrolment.left
        return left is not None and (day is None or day > left)


@dc.dataclass(frozen=True, slots=True)
class Register:
    """The grid of an event; `marks` has (session uid, enrolment uid) where a mark was taken."""

    event: Event
    sessions: tuple[Session, ...]
    rows: tuple[RosterRow, ...]
    marks: Mapping[tuple[str, str], Mark]


@dc.dataclass(frozen=True, slots=True)
class Tally:
    """How often each mark was given to one person, or at one session."""

    present: int = 0
    absent: int = 0
    late: int = 0
    excused: int = 0
    half: int = 0
    not_taken: int = 0

    @property
    def there(self) -> int:
        """Attendances: present, late or half a day."""
        return self.present + self.late + self.half


@dc.dataclass(frozen=True, slots=True)
class Totals:
    """What a register adds up to.

    Attributes:
        attendances: seats filled by host-country participants, summed over the sessions.
        individuals: different people among them who were there at least once; `women` of these.
        taken: marks taken; expected: marks that there will be when none is missing.
        by_session, by_enrolment: tallies of everybody on the roster, by uid.
    """

    attendances: int
    individuals: int
    women: int
    taken: int
    expected: int
    by_session: Mapping[str, Tally]
    by_enrolment: Mapping[str, Tally]


_TALLIED = {
    Mark.PRESENT: "present",
    Mark.ABSENT: "absent",
    Mark.LATE: "late",
    Mark.EXCUSED: "excused",
    Mark.HALF: "half",
    None: "not_taken",
}


def sessions_of(reader: Reader, event_uid: str) -> list[Session]:
    """The sessions of an event in order of day and part of the day."""
    found = reader.every(Session, event=event_uid)
    return sorted(found, key=lambda one: (one.day or dt.date.min, _PARTS[one.part]))


def roster_of(reader: Reader, event_uid: str) -> list[RosterRow]:
    """Everybody on the roster, participants first, then by family name."""
    enrolments = reader.every(Enrolment, event=event_uid)
    people = reader.many(Person, (one.person for one in enrolments))
    units = reader.many(ServiceUnit, (one.unit for one in enrolments if one.unit))
    rows = []
    for one in enrolments:
        unit = units.get(one.unit or "")
        person = people.get(one.person) or Person(uid=one.person)
        rows.append(RosterRow(one, person, unit.name if unit else ""))
    return sorted(rows, key=lambda r: (_ROLES[r.enrolment.role], name_order(r.person)))


def marks_of(reader: Reader, sessions: Iterable[Session]) -> dict[tuple[str, str], Mark]:
    """(session uid, enrolment uid) -> mark, where one was taken."""
    keys = ("session", "enrolment", "mark")
    uids = (session.uid for session in sessions)
    rows = reader.columns(Attendance, keys, field="session", among=uids)
    members = {member.value: member for member in Mark}
    return {(session, enrolment): members[mark] for session, enrolment, mark in rows if mark}


def totals(register: Register) -> Totals:
    """Count a register; sessions that were not held and days after a withdrawal are left out.

    The headline numbers count participants of the host country only (records.md d, rule 6).
    """
    by_session: dict[str, dict[str, int]] = {s.uid: {} for s in register.sessions}
    by_enrolment: dict[str, dict[str, int]] = {r.enrolment.uid: {} for r in register.rows}
    held = [s for s in register.sessions if s.state is not SessionState.NOT_HELD]
    attendances, people, taken, expected = 0, {}, 0, 0
    for row in register.rows:
        uid = row.enrolment.uid
        counted = row.enrolment.role is Role.PARTICIPANT and not row.person.us_citizen
        for session in held:
            mark = register.marks.get((session.uid, uid))
            if mark is None and row.away_on(session.day):
                continue
            name = _TALLIED[mark]
            for tally in (by_session[session.uid], by_enrolment[uid]):
                tally[name] = tally.get(name, 0) + 1
            expected += 1
            taken += mark is not None
            if mark in THERE and counted:
                attendances += 1
                people[row.person.uid] = row.person.sex
    return Totals(
        attendances=attendances,
        individuals=len(people),
        women=sum(sex is Sex.FEMALE for sex in people.values()),
        taken=taken,
        expected=expected,
        by_session={uid: Tally(**tally) for uid, tally in by_session.items()},
        by_enrolment={uid: Tally(**tally) for uid, tally in by_enrolment.items()},
    )
