"""Records with sensible defaults: a test names only what it is about."""

import dataclasses as dc
import datetime as dt
import itertools
from typing import Any, TypeVar

from fieldapp.records import ids
from fieldapp.records.changes import Action, Changes, Why
from fieldapp.records.equipment import Donation, DonationLine, Item, Lot
from fieldapp.records.fields import Record
from fieldapp.records.kinds import kind_of
from fieldapp.records.office import Agreement, Right, Staff
from fieldapp.records.people import Assignment, Person, Sex
from fieldapp.records.training import Attendance, Enrolment, Event, Mark, Session
from fieldapp.records.units import Organisation, ServiceUnit
from fieldapp.records.values import Cents, PartialDate
from fieldapp.services.opening import OpenOffice

R = TypeVar("R", bound=Record)
_serial = itertools.count(1)


def _made(record: R, changes: dict[str, Any]) -> R:
    """With the changes, and for a link record the uid of its natural key unless one is given."""
    changed = dc.replace(record, **changes)
    kind = kind_of(changed)
    if kind.natural and "uid" not in changes:
        parts = [getattr(changed, key) for key in kind.natural]
        return dc.replace(changed, uid=ids.link_uid(kind.key, parts))
    return changed


def kept(
    office: OpenOffice, *records: Record, why: str = "prepare", action: Action = Action.EDIT
) -> Changes:
    """Keep records in one action of the person who opened the office."""
    with office.unit(Why(why), action) as unit:
        for record in records:
            unit.put(record)
        return unit.commit()


def person(**changes: Any) -> Person:
    """A complete person."""
    default = Person(
        uid=ids.new_uid(),
        given="Ama",
        family="Mensah",
        sex=Sex.FEMALE,
        born=PartialDate("1988-04-02"),
        citizenship="Togo",
        service_no=f"P{next(_serial):05d}",
    )
    return _made(default, changes)


def unit(**changes: Any) -> ServiceUnit:
    """A police unit."""
    default = ServiceUnit(
        uid=ids.new_uid(),
        name="Traffic Police",
        short_code="TP",
        unit_type="government",
        security_force=True,
        country="Togo",
    )
    return _made(default, changes)


def organisation(**changes: Any) -> Organisation:
    """A partner organisation."""
    return _made(Organisation(uid=ids.new_uid(), name="Police Academy of Ohio"), changes)


def assignment(person_uid: str, **changes: Any) -> Assignment:
    """A person's post."""
    default = Assignment(
        uid=ids.new_uid(), person=person_uid, position="Patrol officer", rank="Sergeant"
    )
    return _made(default, changes)


def event(**changes: Any) -> Event:
    """A course of five days, Monday to Friday."""
    default = Event(
        uid=ids.new_uid(),
        name="Crime scene basics",
        sort="course",
        place="Lomé",
        country="Togo",
        start=dt.date(2026, 3, 2),
        end=dt.date(2026, 3, 6),
    )
    return _made(default, changes)


def session(event_uid: str, **changes: Any) -> Session:
    """The first day of `event()`."""
    return _made(Session(uid="", event=event_uid, day=dt.date(2026, 3, 2)), changes)


def enrolment(event_uid: str, person_uid: str, **changes: Any) -> Enrolment:
    """A participant."""
    return _made(Enrolment(uid="", event=event_uid, person=person_uid), changes)


def attendance(session_uid: str, enrolment_uid: str, **changes: Any) -> Attendance:
    """Present."""
    default = Attendance(uid="", session=session_uid, enrolment=enrolment_uid, mark=Mark.PRESENT)
    return _made(default, changes)


def item(**changes: Any) -> Item:
    """A radio with a serial of its own."""
    number = next(_serial)
    default = Item(
        uid=ids.new_uid(),
        description="Handheld radio",
        tag=f"TAG{number:05d}",
        category="communications",
        make="Motorola",
        model="DP4400",
        serial=f"SN{number:06d}",
        unit_value=Cents(61_250),
    )
    return _made(default, changes)


def lot(**changes: Any) -> Lot:
    """A hundred pairs of gloves."""
    default = Lot(uid=ids.new_uid(), description="Gloves", quantity=100, unit_value=Cents(450))
    return _made(default, changes)


def donation(**changes: Any) -> Donation:
    """A hand-over act without lines; give it a recipient that exists."""
    default = Donation(uid=ids.new_uid(), given=PartialDate("2026-05-12"), recipient="f" * 32)
    return _made(default, changes)


def line(donation_uid: str, **changes: Any) -> DonationLine:
    """A line of an act; name its `item` or its `lot`."""
    return _made(DonationLine(uid="", donation=donation_uid), changes)


def staff(**changes: Any) -> Staff:
    """One more person of the office."""
    return _made(Staff(uid=ids.new_uid(), name="Kossi", right=Right.TRAINER), changes)


def agreement(**changes: Any) -> Agreement:
    """A funding line."""
    return _made(Agreement(uid=ids.new_uid(), code="SINLEC26YL4TG1"), changes)
