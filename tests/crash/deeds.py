"""What the worker of the kill loop does in two real offices, and how it tells of each moment."""

from __future__ import annotations

import dataclasses as dc
import hashlib
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest import mock

from fieldapp.records import ids
from fieldapp.records.changes import Changes, Why
from fieldapp.records.equipment import Item
from fieldapp.records.fields import Record
from fieldapp.records.people import Person
from fieldapp.records.training import Attendance, Enrolment, Event, Mark, Session
from fieldapp.services import opening, safety_copies, setting_up
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.keeping import Keeping
from fieldapp.services.opening import OpenOffice
from fieldapp.services.training import Training
from fieldapp.settings import Role, Settings
from fieldapp.store.office_file import OfficeFile
from fieldapp.store.unit import Act, Unit
from tests import make

PASSPHRASE = "a quiet heron waits"
OFFICE, HEADQUARTERS, STICK = "LOM", "HQ", "stick"
PEOPLE, ITEMS = 40, 50  # of one action: as many as an import or a full course brings

_COMPILED: dict[Any, Any] = {}  # workers are forked with what their parent has compiled

Say = Callable[..., None]


def open_office(folder: Path) -> OpenOffice:
    """Open one of the two offices as the program does; statements are compiled once for all."""
    office = opening.unlock(folder, PASSPHRASE, sign_in="Adviser")
    office.file._engine = office.file._engine.execution_options(compiled_cache=_COMPILED)
    return office


def set_up(root: Path) -> None:
    """Two offices that know each other, and a course whose register is to be filled."""
    from fieldapp.keys.stretching import Cost

    opened = []
    for code, role in ((OFFICE, Role.FIELD), (HEADQUARTERS, Role.HEADQUARTERS)):
        chosen = Settings(
            folder=root / code, office_code=code, office_name=code, country="Togo", role=role
        )
        office, _words = setting_up.set_up(
            chosen,
            person_name="Ama Adviser",
            sign_in="Adviser",
            passphrase=PASSPHRASE,
            cost=Cost(memory_kib=64, passes=1, lanes=1, rounds=10),
        )
        opened.append(office)
    office, headquarters = opened
    request, _six = Exchange(office).enrol_request()
    answer = Exchange(headquarters).enrol_take(request, confirmed=True).reply
    assert answer is not None
    Exchange(office).enrol_take(answer, confirmed=True)
    event = make.event()
    people = [make.person() for _ in range(PEOPLE)]
    make.kept(office, event, *people)
    Training(office).plan_sessions(event.uid)
    Training(office).enrol(event.uid, [person.uid for person in people])
    (root / STICK).mkdir()
    for one in opened:
        one.close()


class Worker:
    """Does deeds; `say` reaches whoever waits outside, also from a process that is then killed.

    Messages: ("deed", name), ("before" and "intend", office, {uid: record}), ("begin", seconds),
    ("commit", seconds), ("end",), ("saved", what, …). What was told as saved must be there for
    ever; an intention must have happened as a whole or not at all.
    """

    def __init__(self, root: Path, say: Say, chance: random.Random) -> None:
        self._root = root
        self._say = say
        self._chance = chance
        self._open: dict[str, OpenOffice] = {}

    def office(self, code: str) -> OpenOffice:
        if code not in self._open:
            self._say("open", code)
            self._open[code] = open_office(self._root / code)
        return self._open[code]

    def close(self) -> None:
        for office in self._open.values():
            office.close()

    def do(self, deed: str) -> None:
        self._say("deed", deed)
        getattr(self, deed)()

    def person(self) -> None:
        """One form, saved."""
        office = self.office(OFFICE)
        person = make.person(service_no=ids.new_uid()[:12])
        self._say("intend", OFFICE, {person.uid: person})
        Keeping(office).keep(person)
        self._say("saved", "records", OFFICE, {person.uid: person})

    def marks(self) -> None:
        """A column of the register."""
        office = self.office(OFFICE)
        with office.reading() as reader:
            (event,) = reader.every(Event)
            session = self._chance.choice(reader.every(Session, event=event.uid))
            enrolments = [one.uid for one in reader.every(Enrolment, event=event.uid)]
        cells = {(session.uid, one): self._chance.choice(list(Mark)) for one in enrolments}
        wanted: dict[str, Record] = {
            uid: Attendance(uid=uid, session=cell[0], enrolment=cell[1], mark=mark)
            for cell, mark in cells.items()
            for uid in [ids.link_uid("attendance", cell)]
        }
        self._say("intend", OFFICE, wanted)
        Training(office).mark(event.uid, dict(cells))
        self._say("saved", "records", OFFICE, wanted)

    def items(self) -> None:
        """Many numbered records in one action, as an import makes them."""
        office = self.office(OFFICE)
        new = [make.item(tag=ids.new_uid()[16:], serial=ids.new_uid()) for _ in range(ITEMS)]
        self._say("intend", OFFICE, {item.uid: item for item in new})
        with office.unit(Why("take in items")) as unit:
            for item in new:
                unit.put(item)
            kept = unit.many(Item, (item.uid for item in new))
            unit.commit()
        self._say("saved", "records", OFFICE, dict(kept))

    def export(self) -> None:
        """A sending to a stick; there is always something to send."""
        office = self.office(OFFICE)
        sent = Exchange(office).export(to=self._root / STICK)
        if sent is None:
            self.person()
            sent = Exchange(office).export(to=self._root / STICK)
        assert sent is not None
        seal = hashlib.sha256(sent.path.read_bytes()).hexdigest()
        self._say("saved", "sending", sent.path.name, sent.number, seal)

    def receive(self) -> None:
        """Headquarters takes a sending in that it may or may not have, and answers."""
        if not (there := sorted((self._root / STICK).glob("*.xlsx"))):
            self.export()
            there = sorted((self._root / STICK).glob("*.xlsx"))
        path = there[-1] if self._chance.random() < 0.8 else self._chance.choice(there)
        (taken,) = Exchange(self.office(HEADQUARTERS)).receive([path])
        assert taken.reply is not None, taken.sentence
        self._say("saved", "taken", path.name, taken.reply.name)

    def confirm(self) -> None:
        """The office takes the newest answer in."""
        answers = sorted((self._root / HEADQUARTERS / "answers").glob("*.xlsx"))
        if not answers:
            self.receive()
            answers = sorted((self._root / HEADQUARTERS / "answers").glob("*.xlsx"))
        (taken,) = Exchange(self.office(OFFICE)).receive([answers[-1]])
        assert taken.kind == "confirmation", taken.sentence
        self._say("saved", "answer", answers[-1].name)

    def correct(self) -> None:
        """Headquarters changes some records, which the next answers carry."""
        headquarters = self.office(HEADQUARTERS)
        with headquarters.reading() as reader:
            people = reader.every(Person, limit=20)
        if not people:
            self.receive()
            return
        phone = f"+228 {self._chance.randrange(10**8)}"
        wanted = {person.uid: dc.replace(person, phone=phone) for person in people}
        self._say("before", HEADQUARTERS, {person.uid: person for person in people})
        self._say("intend", HEADQUARTERS, wanted)
        with headquarters.unit(Why("correct telephone numbers")) as unit:
            for person in wanted.values():
                unit.put(person)
            unit.commit()
        self._say("saved", "records", HEADQUARTERS, wanted)

    def backup(self) -> None:
        """A safety copy."""
        made = safety_copies.backup(self.office(OFFICE))
        self._say("saved", "backup", made.name)


@contextmanager
def told(say: Say, *, without_commit: bool) -> Iterator[None]:
    """Let every unit of work tell when it begins and when its commit has returned.

    `without_commit` leaves the commit itself out and tells all the same: the control.
    """
    real_unit, real_commit = OfficeFile.unit, Unit.commit

    @contextmanager
    def unit(self: OfficeFile, act: Act) -> Iterator[Unit]:
        with real_unit(self, act) as begun:
            say("begin", time.monotonic())
            try:
                yield begun
            finally:
                say("end")

    def commit(self: Unit) -> Changes:
        if without_commit:
            with mock.patch.object(self.connection, "commit", return_value=None):
                changes = real_commit(self)
        else:
            changes = real_commit(self)
        say("commit", time.monotonic())
        return changes

    with mock.patch.object(OfficeFile, "unit", unit), mock.patch.object(Unit, "commit", commit):
        yield


def work(
    pipe: Connection[Any, Any], root: Path, seed: int, first: tuple[str, ...], without_commit: bool
) -> None:
    """The life of a worker process: the first deeds in their order, then any, until it is killed.

    With an empty deed at the end of `first` it leaves by itself there.
    """
    chance = random.Random(seed)  # noqa: S311 - a test's choice

    def say(*message: object) -> None:
        pipe.send(message)

    with told(say, without_commit=without_commit):
        worker = Worker(root, say, chance)
        for deed in first:
            if not deed:
                worker.close()
                return
            worker.do(deed)
        while True:
            worker.do(chance.choice(("person", "marks", "items", "export")))
