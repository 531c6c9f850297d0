"""What must be true after a kill: all that was called saved is there, whole, and nothing twice."""

from __future__ import annotations

import dataclasses as dc
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from fieldapp.errors import UserError
from fieldapp.records import canonical
from fieldapp.records.equipment import Item
from fieldapp.records.exchange import Package
from fieldapp.records.fields import Record
from fieldapp.records.kinds import KINDS, kind_of
from fieldapp.records.people import Person
from fieldapp.records.training import Attendance
from fieldapp.services import safety_copies
from fieldapp.services.exchange import reading_in
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.opening import OpenOffice
from fieldapp.store import backups, engine, ledger
from fieldapp.store.reading import Reader
from fieldapp.store.tables import TABLES
from fieldapp.workbook.profiles import Engine, Profile
from fieldapp.workbook.read import read_book
from fieldapp.workbook.reading import ReadBook, Workbooks, as_read
from tests.crash.deeds import HEADQUARTERS, OFFICE, STICK, open_office

KINDS_MADE: tuple[type[Record], ...] = (Person, Attendance, Item)


class InThisProcess(Workbooks):
    """Reads as the limited child does, without the child: these files are our own."""

    def open(
        self, data: bytes, name: str, profile: Profile, *, engine: Engine = "calamine"
    ) -> ReadBook:
        found = read_book(data, profile.value, engine, name=name)
        return as_read(json.loads(json.dumps(found), parse_float=Decimal))


class Called:
    """What the workers of one pair of offices called saved, and what was under way at the end."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._stick = root / STICK
        self._replies = root / HEADQUARTERS / "answers"
        self._records: dict[str, dict[str, Record]] = {OFFICE: {}, HEADQUARTERS: {}}
        self._intended: dict[str, dict[str, Record]] = {}
        self._committed = False
        self._sendings: dict[int, tuple[str, str]] = {}
        self._taken: set[str] = set()
        self._answers: set[str] = set()
        self._backups: set[str] = set()
        self._numbers: dict[str, str] = {}
        self._packages: dict[tuple[str, int], str] = {}
        self._proved: set[str] = set()
        self._opened: set[str] = set()
        self._answer = 0
        self.saved = 0

    def hear(self, message: tuple[Any, ...]) -> None:
        """Take one message of a worker in."""
        match message:
            case ("open", code):
                self._opened.add(code)
            case ("before", code, records):
                self._records[code] |= records
            case ("intend", code, wanted):
                self._intended, self._committed = {code: wanted}, False
            case ("commit", _moment):
                self._committed = True
            case ("saved", *what):
                self._hear_saved(tuple(what))
                self.saved += 1

    def _hear_saved(self, what: tuple[Any, ...]) -> None:
        match what:
            case ("records", code, records):
                self._records[code] |= records
                self._intended = {}
                items = [one for one in records.values() if isinstance(one, Item) and one.number]
                self._numbers |= {str(item.number): item.uid for item in items}
            case ("sending", name, number, seal):
                self._sendings[number] = (name, seal)
            case ("taken", name, reply):
                self._taken.add(name)
                self._answers.add(reply)
            case ("answer", name):
                self._answer = int(name.split("_")[2])
            case ("backup", name):
                self._backups.add(name)

    def faults(self) -> list[str]:
        """Look at everything the last worker had open; what is not as it must be."""
        self._pass_ten_minutes()
        found: list[str] = []
        new = [
            path
            for path in (*self._stick.glob("*.xlsx"), *self._replies.glob("*.xlsx"))
            if path.name not in self._proved
        ]
        try:
            with ExitStack() as stack:
                open_now: dict[str, OpenOffice] = {}
                for code in (OFFICE, HEADQUARTERS):
                    if code in self._opened or new:
                        office = stack.enter_context(closing(open_office(self._root / code)))
                        open_now[code] = office
                        if code in self._opened:
                            found += self._of_one(office)
                found += self._of_written()
                if new:
                    found += self._of_new(open_now[OFFICE], open_now[HEADQUARTERS], new)
                if OFFICE in open_now:
                    found += self._of_backups(open_now[OFFICE])
        except UserError as error:
            found.append(f"cannot be opened: {error}")
        self._opened, self._intended = set(), {}
        return found

    def _pass_ten_minutes(self) -> None:
        """So that the next export may take away what a kill left on the stick."""
        for part in self._stick.glob(".*.part"):
            os.utime(part, (0, 0))

    def _of_one(self, office: OpenOffice) -> Iterator[str]:
        code = office.settings.office_code
        for problem in safety_copies.check(office):
            yield f"{code}: {problem}"
        chosen = office.settings
        for folder in (chosen.folder, chosen.sendings, chosen.answers, chosen.backups):
            for left in folder.glob(".*.part*"):
                yield f"{code}: half a file {left.name}"
        with office.reading() as reader:
            yield from self._of_state(reader, code)
            yield from self._of_records(reader, code)
            yield from self._of_received(reader) if code == HEADQUARTERS else self._of_sent(reader)

    def _of_state(self, reader: Reader, code: str) -> Iterator[str]:
        """Counters and digest follow from the rows."""
        total, highest = 0, 0
        for table in TABLES.values():
            query = sa.select(table.c.uid, table.c["_ver"], table.c["_anc"], table.c["_dot"])
            for uid, ver, ancestors, dot in reader.connection.execute(query):
                highest = max(highest, dot)
                if sealed := ver or next(iter(ancestors.split()), None):
                    total = canonical.state_sum(
                        total, add=canonical.state_term(uid, sealed), take=0
                    )
        for kind in KINDS_MADE:
            if (noted := reader.count(kind)) != (rows := len(reader.columns(kind, ("uid",)))):
                yield f"{code}: {noted} of {kind.__name__} are noted, {rows} are there"
        if f"{total:x}" != reader.state.sum:
            yield f"{code}: the digest over all records is not that of its rows"
        if highest > reader.state.dot:
            yield f"{code}: a change counts {highest}, above the counter {reader.state.dot}"

    def _of_records(self, reader: Reader, code: str) -> Iterator[str]:
        expected = self._records[code]
        intended = self._intended.get(code, {})
        there: dict[str, Record] = {}
        for kind in KINDS_MADE:
            wanted = [u for u, r in (expected | intended).items() if isinstance(r, kind)]
            there |= reader.many(kind, wanted)
        lost = [u for u in expected.keys() - intended.keys()
                if not _same(code, there.get(u), expected[u])]  # fmt: skip
        if lost:
            yield f"{code}: {len(lost)} of {len(expected)} records called saved are lost"
        done = [u for u, record in intended.items() if _same(code, there.get(u), record)]
        undone = [u for u in intended if _same(code, there.get(u), expected.get(u))]
        if self._committed and len(done) < len(intended):
            yield f"{code}: {len(intended) - len(done)} records of a finished commit are lost"
        if len(done) < len(intended) and len(undone) < len(intended):
            yield f"{code}: an action was kept in part: {len(done)} of {len(intended)}"
        if intended and len(done) == len(intended):
            expected |= {uid: there[uid] for uid in intended}
        if code == OFFICE:
            yield from self._of_numbers(reader)

    def _of_numbers(self, reader: Reader) -> Iterator[str]:
        rows = reader.columns(Item, ("uid", "number"))
        if len({number for _uid, number in rows}) < len(rows):
            yield "a number stands on two records"
        for uid, number in rows:
            if self._numbers.setdefault(number, uid) != uid:
                yield f"number {number} was issued twice"

    def _of_received(self, reader: Reader) -> Iterator[str]:
        received = ledger.list_received(reader)
        known = {row["package_id"][:6] for row in received}
        for name in self._taken:
            if _short(name) not in known:
                yield f"{name} was called taken in and is not there"
        for row in received:
            outcomes = sum(json.loads(row["outcomes"]).values())
            sent = self._packages.get((row["replica"], row["seq"]))
            if not outcomes or sent != row["package_id"]:
                yield f"{row['package_id']} was taken in otherwise than it was sent"

    def _of_sent(self, reader: Reader) -> Iterator[str]:
        if reader.state.answer < self._answer:
            yield f"answer {self._answer} was called taken in and is not"
        sendings = {row["seq"]: row for row in ledger.list_sendings(reader, own=True)}
        for number, (name, _seal) in self._sendings.items():
            if number not in sendings or sendings[number]["file_name"] != name:
                yield f"sending {number} was called written and is not in the ledger"
        for row in sendings.values():
            key = (row["replica"], row["seq"])
            if self._packages.setdefault(key, row["package_id"]) != row["package_id"]:
                yield f"the number of sending {row['seq']} was issued twice"

    def _of_written(self) -> Iterator[str]:
        """Every file that was called written is there as it was."""
        for name, seal in self._sendings.values():
            path = self._stick / name
            if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != seal:
                yield f"{name} was called written and is not there as it was"
        for reply in self._answers:
            if not (self._replies / reply).exists():
                yield f"{reply} was called written and is not there"

    def _of_new(
        self, office: OpenOffice, headquarters: OpenOffice, new: list[Path]
    ) -> Iterator[str]:
        """Every file under a final name opens, proves itself, and is known to who made it."""
        with office.reading() as reader:
            sent = {row["package_id"] for row in ledger.list_sendings(reader)}
        for path in new:
            reading = headquarters if path.parent == self._stick else office
            yield from _of_workbook(reading, path, sent)
            self._proved.add(path.name)

    def _of_backups(self, office: OpenOffice) -> Iterator[str]:
        there = {backup.path.name: backup for backup in safety_copies.listed(office)}
        for name in sorted(self._backups - there.keys()):
            if len(there) < backups.KEEP_LAST:
                yield f"{name} was called made and is not there"
        for name, backup in there.items():
            written = f"{name} {backup.path.stat().st_mtime_ns}"
            if written in self._proved:
                continue
            self._proved.add(written)
            with closing(engine.connect(backup.path, office.file.key, read_only=True)) as raw:
                if raw.execute("PRAGMA cipher_integrity_check").fetchall():
                    yield f"{name} is damaged"
            if not backup.key_slots.exists():
                yield f"{name} has no keys beside it"

    def at_the_end(self) -> list[str]:
        """A last round without kills: headquarters has everything, and the office knows it."""
        with (
            closing(open_office(self._root / OFFICE)) as office,
            closing(open_office(self._root / HEADQUARTERS)) as headquarters,
        ):
            for path in sorted((self._root / STICK).glob("*.xlsx")):
                Exchange(headquarters).receive([path])
            for _round in range(2):
                sent = Exchange(office).export(full=True, to=self._root / STICK)
                assert sent is not None
                (taken,) = Exchange(headquarters).receive([sent.path])
                assert taken.reply is not None
                Exchange(office).receive([taken.reply])
            found = []
            if left := Exchange(office).status().unconfirmed:
                found.append(f"{left} records stay unconfirmed")
            if parts := list((self._root / STICK).glob(".*.part")):
                found.append(f"{len(parts)} half files stay on the stick")
            if not _all_records(office) or _all_records(office) != _all_records(headquarters):
                found.append("office and headquarters have other records")
            return found


def _all_records(office: OpenOffice) -> dict[str, dict[str, Any]]:
    with office.reading() as reader:
        return {
            record.uid: canonical.travelling(record)
            for kind in KINDS_MADE
            for record in reader.every(KINDS[kind_of(kind).key].record)
        }


def _same(code: str, found: Record | None, expected: Record | None) -> bool:
    """Equal but for what the other side decides: the number, and the telephone in the office."""
    if found is None or expected is None:
        return found is expected
    return _comparable(code, found) == _comparable(code, expected)


def _comparable(code: str, record: Record) -> Record:
    if isinstance(record, Item):
        return dc.replace(record, number=None)
    if isinstance(record, Person) and code == OFFICE:
        return dc.replace(record, phone=None)
    return record


def _short(name: str) -> str:
    """The beginning of the package id, at the end of the file's name."""
    return name.removesuffix(".xlsx").rsplit("_", 1)[-1]


def _of_workbook(reading: OpenOffice, path: Path, sent: set[str]) -> Iterator[str]:
    try:
        genuine = reading_in.read(reading, InThisProcess(), path.read_bytes(), path.name).what
    except UserError as error:
        yield f"{path.name} does not open: {error}"
        return
    if isinstance(genuine, Package):
        if genuine.damaged or not genuine.rows:
            yield f"{path.name} is not whole"
        if genuine.package_id not in sent:
            yield f"{path.name} is a file that no ledger knows"
