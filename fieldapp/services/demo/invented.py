"""The invented office of resources/demo as records: rows are in plain form, references by key."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from fieldapp import resource
from fieldapp.records import ids
from fieldapp.records.equipment import Donation, DonationLine, Item, Lot
from fieldapp.records.fields import Record, content, made
from fieldapp.records.kinds import kind_of
from fieldapp.records.office import Agreement
from fieldapp.records.people import Assignment, Person
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
from fieldapp.records.units import Organisation, ServiceUnit

Row = dict[str, Any]
R = TypeVar("R", bound=Record)

FILES = ("office", "units", "people", "training", "equipment")
NOT_TAKEN = "-"


@dataclass(frozen=True, slots=True)
class Course:
    """An event with all that hangs on it; `marks` by session uid, sessions in order."""

    event: Event
    sessions: tuple[Session, ...]
    enrolments: tuple[Enrolment, ...]
    marks: dict[str, tuple[Attendance, ...]]


@dataclass(frozen=True, slots=True)
class Act:
    """A hand-over act with its lines."""

    donation: Donation
    lines: tuple[DonationLine, ...]


def uid_of(kind: str, key: str) -> str:
    """The uid of a row: the same in every demonstration, so that numbers can be compared."""
    return ids.link_uid("demonstration", [kind, key])


def settings_of(role: str) -> Row:
    """What the field office ("field") or headquarters ("headquarters") is set up with."""
    return dict(_file("office")[role])


def office_fields() -> Row:
    """Fields of the office's own record that its set-up does not ask for."""
    return dict(_file("office")["office"])


def agreements() -> list[Agreement]:
    """What pays."""
    return [_record(Agreement, row, row["key"]) for row in _rows("office", "agreement")]


def organisations() -> list[Organisation]:
    """The partners."""
    return [_record(Organisation, row, row["key"]) for row in _rows("office", "organisation")]


def units() -> list[ServiceUnit]:
    """Services and units, each after the one it is part of."""
    return [_record(ServiceUnit, row, row["key"]) for row in _rows("units", "unit")]


def people() -> list[tuple[Person, Assignment]]:
    """People, each with the present post."""
    return [
        (
            _record(Person, row, row["key"], inner=("post",)),
            _record(Assignment, {**row["post"], "person": row["key"]}, row["key"]),
        )
        for row in _rows("people", "person")
    ]


def items() -> list[Item]:
    """The inventory."""
    return [_record(Item, row, row["key"]) for row in _rows("equipment", "item")]


def lots() -> list[Lot]:
    """Batches without serials."""
    return [_record(Lot, row, row["key"]) for row in _rows("equipment", "lot")]


def acts() -> list[Act]:
    """Hand-over acts with their lines."""
    found = []
    for row in _rows("equipment", "donation"):
        donation = _record(Donation, row, row["key"], inner=("line",))
        lines = [_link(DonationLine, {**line, "donation": row["key"]}) for line in row["line"]]
        found.append(Act(donation, tuple(lines)))
    return found


def courses() -> list[Course]:
    """Events with sessions, participants and marks."""
    posts = {person.uid: post for person, post in people()}
    return [_course(row, posts) for row in _rows("training", "event")]


def later() -> Row:
    """What is corrected after the first confirmation: kind -> uid and the fields that change."""
    table = _file("later")
    mark = dict(table["attendance"])
    event, person = uid_of("event", mark.pop("event")), uid_of("person", mark.pop("person"))
    session = _natural(Session, [event, mark.pop("day"), mark.pop("part")])
    enrolment = _natural(Enrolment, [event, person])
    found: Row = {"attendance": (_natural(Attendance, [session, enrolment]), mark)}
    for kind in ("person", "item"):
        fields = dict(table[kind])
        found[kind] = (uid_of(kind, fields.pop("key")), fields)
    return found


def _course(row: Row, posts: dict[str, Assignment]) -> Course:
    event = _record(Event, row, row["key"], inner=("session", "enrolment"))
    sessions = tuple(_sessions(event, row.get("session")))
    enrolments: list[Enrolment] = []
    marks: dict[str, list[Attendance]] = {session.uid: [] for session in sessions}
    for entry in row.get("enrolment", ()):
        enrolment = _enrolment(event, entry, posts[uid_of("person", entry["person"])])
        enrolments.append(enrolment)
        for session, letter in zip(sessions, entry.get("marks", ""), strict=False):
            if letter != NOT_TAKEN:
                marks[session.uid].append(_mark(session, enrolment, letter, entry))
    taken = {uid: tuple(found) for uid, found in marks.items()}
    return Course(event, sessions, tuple(enrolments), taken)


def _sessions(event: Event, row: Row | None) -> Iterator[Session]:
    """One session a weekday and part of the day."""
    if row is None or event.start is None or event.end is None:
        return
    state = SessionState.HELD if row["held"] else SessionState.PLANNED
    for number in range((event.end - event.start).days + 1):
        day = event.start + dt.timedelta(days=number)
        for part in (Part(text) for text in row["parts"] if day.weekday() < 5):
            yield _begun(
                Session,
                _natural(Session, [event.uid, day, part]),
                {
                    "event": event.uid,
                    "day": day.isoformat(),
                    "part": part.value,
                    "hours": row["hours"],
                    "state": state.value,
                },
            )


def _enrolment(event: Event, entry: Row, post: Assignment) -> Enrolment:
    """Rank, unit and position stay as they are at the time of the event."""
    return Enrolment(
        uid=_natural(Enrolment, [event.uid, post.person]),
        event=event.uid,
        person=post.person,
        role=Role(entry.get("role", Role.PARTICIPANT)),
        unit=post.unit,
        rank=post.rank,
        position=post.position,
        vetting="leahy",
    )


def _mark(session: Session, enrolment: Enrolment, letter: str, entry: Row) -> Attendance:
    absent = Mark(letter) is Mark.ABSENT
    return Attendance(
        uid=_natural(Attendance, [session.uid, enrolment.uid]),
        session=session.uid,
        enrolment=enrolment.uid,
        mark=Mark(letter),
        reason=entry.get("reason") if absent else None,
        cause=entry.get("cause") if absent else None,
        evidence="paper",
    )


@cache
def _file(name: str) -> Row:
    return tomllib.loads(resource("demo", f"{name}.toml").read_text("utf-8"))


def _rows(name: str, kind: str) -> list[Row]:
    rows: list[Row] = _file(name)["rows"][kind]
    return rows


def _record(kind: type[R], row: Row, key: str, inner: Iterable[str] = ()) -> R:
    own = {field: raw for field, raw in row.items() if field != "key" and field not in inner}
    return _begun(kind, uid_of(kind_of(kind).key, key), _plain(kind, own))


def _link(kind: type[R], row: Row) -> R:
    plain = _plain(kind, row)
    uid = _natural(kind, [plain.get(key) for key in kind_of(kind).natural])
    return _begun(kind, uid, plain)


def _begun(kind: type[R], uid: str, plain: dict[str, Any]) -> R:
    """A new record with what it begins with and what the file says."""
    return made(kind, uid, {**content(kind(uid=uid)), **plain})


def _natural(kind: type[Record], parts: Iterable[object]) -> str:
    """The uid that any laptop gives a link record (sync.md §1.2)."""
    return ids.link_uid(kind_of(kind).key, parts)


def _plain(kind: type[Record], row: Row) -> Row:
    """A row with the defaults of its kind, and uids in place of the keys it refers to.

    Raises:
        KeyError: a field that the kind does not have.
    """
    fields = kind_of(kind).fields
    found = {**_defaults(kind_of(kind).key), **row}
    for key, raw in found.items():
        refers = None if key == "old" else fields[key].field.refers
        if refers and isinstance(raw, list):
            found[key] = [uid_of(refers, one) for one in raw]
        elif refers:
            found[key] = uid_of(refers, raw)
    return found


def _defaults(kind: str) -> Row:
    for name in FILES:
        if kind in (defaults := _file(name).get("defaults", {})):
            return dict(defaults[kind])
    return {}
