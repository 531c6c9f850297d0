"""Enter the invented records as people do: one action after another, each with a reason."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
from collections.abc import Iterable

from fieldapp.records import ids
from fieldapp.records.changes import Why
from fieldapp.records.equipment import Donation, Item, Lot
from fieldapp.records.fields import Record, content, made
from fieldapp.records.office import Office
from fieldapp.records.training import Event
from fieldapp.records.values import PartialDate
from fieldapp.services.demo import invented
from fieldapp.services.demo.invented import Course
from fieldapp.services.opening import OpenOffice
from fieldapp.text import N_


def load(office: OpenOffice) -> None:
    """Fill a new office with the demonstration's records, in some forty actions.

    Raises:
        Rejected: a record cannot be kept. CannotWrite: the disk is full or failed.
    """
    _describe(office)
    _enter(office, Why(N_("enter the agreements that pay")), invented.agreements())
    _enter(office, Why(N_("enter the partners")), invented.organisations())
    _enter_units_and_people(office)
    for course in invented.courses():
        _enter_course(office, course)
    _enter_equipment(office)


def _describe(office: OpenOffice) -> None:
    uid = ids.link_uid("office", [office.settings.office_code])
    with office.unit(Why(N_("describe the office"))) as unit:
        held = unit.get(Office, uid)
        plain = {} if held is None else content(held, stays=True)
        unit.put(made(Office, uid, {**plain, **invented.office_fields()}, held))
        unit.commit()


def _enter_units_and_people(office: OpenOffice) -> None:
    units = invented.units()
    plain = [dc.replace(unit, commander=None) for unit in units]
    _enter(office, Why(N_("enter {n} services and units"), {"n": len(units)}), plain)
    for unit in units:
        posts = [pair for pair in invented.people() if pair[1].unit == unit.uid]
        why = Why(N_("enter {n} people of {unit}"), {"n": len(posts), "unit": unit.name})
        _enter(office, why, [record for pair in posts for record in pair])
    _enter(office, Why(N_("name the commanders of {n} units"), {"n": len(units)}), units)


def _enter_course(office: OpenOffice, course: Course) -> None:
    event = course.event
    what = {"event": event.name}
    _enter(office, Why(N_("plan {event}"), what), [event, *course.sessions])
    people = course.enrolments
    _enter(office, Why(N_("enrol {n} people in {event}"), {"n": len(people), **what}), people)
    for session in course.sessions:
        marks = course.marks[session.uid]
        why = Why(
            N_("mark {n} at {event}, {day}"), {"n": len(marks), **what, "day": str(session.day)}
        )
        _enter(office, why, marks)


def _enter_equipment(office: OpenOffice) -> None:
    items, lots = invented.items(), invented.lots()
    _enter(office, Why(N_("take {n} items into the inventory"), {"n": len(items)}), items)
    _enter(office, Why(N_("take {n} batches into the inventory"), {"n": len(lots)}), lots)
    for act in invented.acts():
        why = Why(N_("write a hand-over act with {n} lines"), {"n": len(act.lines)})
        _enter(office, why, [act.donation, *act.lines])


def _enter(office: OpenOffice, why: Why, records: Iterable[Record]) -> None:
    """One action; nothing happens for no records."""
    wanted = list(records)
    if not wanted:
        return
    with office.unit(why) as unit:
        for record in wanted:
            unit.put(record, fiscal_year=_fiscal_year(record, office.settings.fiscal_year_start))
        unit.commit()


def _fiscal_year(record: Record, first_month: int) -> int | None:
    """The year in which a numbered record counts, by its own date (records.md d, rule 5)."""
    match record:
        case Event(start=day):
            pass
        case Item(received=day) | Lot(received=day) | Donation(given=day):
            pass
        case _:
            return None
    full = day.full if isinstance(day, PartialDate) else day
    if isinstance(full, dt.date):
        return full.year + 1 if first_month > 1 and full.month >= first_month else full.year
    return day.year if day is not None else None
