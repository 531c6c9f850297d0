"""Offices of any size, written straight into the tables: everything in them counts as confirmed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from fieldapp.clock import Clock
from fieldapp.files import OneCopy
from fieldapp.keys import signing
from fieldapp.records import ids
from fieldapp.records.changes import Why
from fieldapp.records.equipment import Item
from fieldapp.records.fields import Record
from fieldapp.records.kinds import kind_of
from fieldapp.records.people import Person
from fieldapp.records.search import found_by
from fieldapp.records.training import Attendance, Enrolment, Event, Mark, Part, Session
from fieldapp.services.opening import OpenOffice
from fieldapp.settings import Settings
from fieldapp.store import find, ledger
from fieldapp.store.office_file import OfficeFile
from fieldapp.store.state import State
from fieldapp.store.state import count as keep_count
from fieldapp.store.tables import CODECS, TABLES
from fieldapp.store.unit import Act, Unit

KEY = bytes(range(32))
BATCH = 10_000
PER_EVENT = 50
ACT = Act("", Why("fill"))


def office(folder: Path, *, people: int, marks: int, items: int) -> OpenOffice:
    """An open office of that size; the same again if the folder holds it already."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(folder=folder, office_code="LOM", office_name="Lome", country="Togo")
    if settings.database.exists():
        file = OfficeFile.open(settings.database, KEY)
    else:
        begin = State(
            office="LOM",
            replica=ids.new_replica(),
            sign_key=signing.new_signing_key().hex(),
            partner_key="00" * 32,
        )
        file = OfficeFile.create(settings.database, KEY, begin)
        with file.unit(ACT) as unit:
            _fill(unit, people=people, marks=marks, items=items)
            unit.commit()
    return OpenOffice(settings, file, OneCopy(folder), "", Clock())


def _fill(unit: Unit, *, people: int, marks: int, items: int) -> None:
    named = [
        Person(uid=ids.new_uid(), given=f"Kossi {n}", family=f"Mensah {n % 977}")
        for n in range(people)
    ]
    _write(unit, iter(named), searched=True)
    _write(
        unit,
        (Item(uid=ids.new_uid(), description="Radio", serial=f"{n:09d}") for n in range(items)),
        searched=True,
    )
    _training(unit, named, marks)
    ledger.add_sending(
        unit,
        package_id="0" * 64,
        replica=unit.state.replica,
        seq=1,
        kind="full",
        base=0,
        max=unit.state.dot,
        made_at="2026-01-01T00:00:00+00:00",
        file_name="first.xlsx",
        rows=unit.state.dot,
        bytes=None,
        confirmed_at="2026-01-02T00:00:00+00:00",
    )
    unit.advance(seq=1, epoch=1, answer=1)


def _training(unit: Unit, named: list[Person], marks: int) -> None:
    per_event = PER_EVENT * 20
    events = [
        Event(uid=ids.new_uid(), name=f"Course {n}", place="Lome")
        for n in range(-(-marks // per_event))
    ]
    _write(unit, iter(events), searched=True)
    sessions = {
        e.uid: [
            Session(uid=ids.link_uid("session", [e.uid, n]), event=e.uid, part=Part.FULL_DAY)
            for n in range(20)
        ]
        for e in events
    }
    _write(unit, itertools.chain.from_iterable(sessions.values()))
    turn = itertools.cycle(named)
    enrolments = {
        e.uid: [
            Enrolment(uid=ids.link_uid("enrolment", [e.uid, p.uid]), event=e.uid, person=p.uid)
            for p in itertools.islice(turn, min(PER_EVENT, len(named)))
        ]
        for e in events
    }
    _write(unit, itertools.chain.from_iterable(enrolments.values()))
    cells = (
        Attendance(
            uid=ids.link_uid("attendance", [s.uid, n.uid]),
            session=s.uid,
            enrolment=n.uid,
            mark=Mark.PRESENT,
        )
        for e in events
        for s in sessions[e.uid]
        for n in enrolments[e.uid]
    )
    _write(unit, itertools.islice(cells, marks))


def _write(unit: Unit, records: Iterator[Record], *, searched: bool = False) -> None:
    for batch in iter(lambda: list(itertools.islice(records, BATCH)), []):
        key = kind_of(batch[0]).key
        rows: list[dict[str, Any]] = [
            CODECS[key].row(record)
            | {
                "_dot": unit.tick(),
                "_ver": record.uid[::-1],
                "_anc": "",
                "_office": "LOM",
                "_source": "",
            }
            for record in batch
        ]
        unit.connection.execute(sa.insert(TABLES[key]), rows)
        keep_count(unit.connection, {key: len(batch)})
        if searched:
            for record in batch:
                find.keep(unit.connection, key, record.uid, found_by(record))


def pages(office_: OpenOffice, change: Callable[[Attendance], Attendance], number: int) -> None:
    """Change the first marks, each in a unit of its own, as a trainer would."""
    with office_.reading() as reader:
        found = reader.every(Attendance, limit=number)
    for mark in found:
        with office_.unit(ACT.why) as unit:
            unit.put(change(mark))
            unit.commit()
