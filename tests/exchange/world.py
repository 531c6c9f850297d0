"""Real stores in place of the model's dictionaries: the installations of one small world."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
import hashlib
import itertools
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy as sa

from fieldapp.clock import Clock
from fieldapp.keys import signing
from fieldapp.records import fields, ids, values
from fieldapp.records.changes import Why
from fieldapp.records.exchange import Answer, Package
from fieldapp.records.fields import content
from fieldapp.records.people import Person
from fieldapp.services.exchange import answering, applying, sealing, taking_in
from fieldapp.store import anew, doubts, ledger, versions
from fieldapp.store.office_file import OfficeFile
from fieldapp.store.reading import Reader
from fieldapp.store.state import State
from fieldapp.store.tables import TABLES, enrolled, metadata, received
from fieldapp.store.tables import versions as table_of_versions
from fieldapp.store.unit import Act, Unit

KEY = bytes(range(32))
FIELDS = ("given", "family")
ACT = Act("", Why("test"))
COMPILED: dict[Any, Any] = {}
DIALECTS: list[Any] = []
SIGN_KEY = signing.new_signing_key().hex()
PEOPLE = TABLES["person"]
_STANDING = sa.select(PEOPLE.c.uid, PEOPLE.c["_dot"], PEOPLE.c["_ver"])
_OWNERS = sa.select(PEOPLE.c.uid, PEOPLE.c["_office"])
_PRESENT = sa.select(PEOPLE.c.uid, PEOPLE.c["_ver"], PEOPLE.c["_source"])
_PAST = (
    sa.select(
        table_of_versions.c.uid,
        table_of_versions.c.ver,
        table_of_versions.c.content,
        table_of_versions.c.source,
    )
    .where(table_of_versions.c.place.is_not(None))
    .order_by(table_of_versions.c.place)
)
_HELD = sa.select(table_of_versions.c.content).where(table_of_versions.c.content.is_not(None))
_FORKED = (
    sa.select(received.c.replica)
    .group_by(received.c.replica, received.c.seq)
    .having(sa.func.count() > 1)
)
_FLAGGED = sa.select(enrolled.c.replica).where(enrolled.c.forked.is_(True))

History = list[tuple[str, dict[str, Any], str]]
"""(version, content, who) of every version that was the present one, oldest first."""


class WildClock(Clock):
    """Jumps ten years either way at every look: no rule of merging may notice (I15)."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a test's clock

    def now(self) -> dt.datetime:
        days = self._random.randint(-3650, 3650)
        return dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=days)


class Crash(Exception):
    """The power went."""


class Store:
    """One office file in a folder of its own, which can be copied whole."""

    def __init__(self, folder: Path, template: Path, begin: State, clock: Clock) -> None:
        self.folder = folder
        self.clock = clock
        folder.mkdir(parents=True)
        shutil.copy(template, self.path)
        self.file = self._open()
        with self.unit() as unit:
            unit.advance(**dc.asdict(begin))
            unit.commit()

    @property
    def path(self) -> Path:
        return self.folder / "records.db"

    def unit(self) -> Any:
        return self.file.unit(ACT)

    def raw(self) -> bytes:
        """The file as a raw copy of the disk would have it."""
        self.file.close()  # the last connection brings the log into the file
        return self.path.read_bytes()

    def put_back(self, data: bytes) -> None:
        self.file.close()
        for tail in ("-wal", "-shm"):
            self.path.with_name(self.path.name + tail).unlink(missing_ok=True)
        self.path.write_bytes(data)
        self.file = self._open()

    def _open(self) -> OfficeFile:
        opened = OfficeFile(self.path, KEY, clock=self.clock)
        # many files, one set of compiled statements; they are kept by dialect
        opened._engine = opened._engine.execution_options(compiled_cache=COMPILED)
        if not DIALECTS:
            DIALECTS.append(opened._engine.dialect)
        opened._engine.dialect = DIALECTS[0]
        return opened

    def digest(self) -> str:
        """Everything in the file but the moments at which it was written."""
        seal = hashlib.sha256()
        with self.file.reading() as reader:
            for table in metadata.sorted_tables:
                columns = [c for c in table.c if c.name not in {"at", "hash", "received_at"}]
                rows = reader.connection.execute(sa.select(*columns)).all()
                seal.update(repr((table.name, sorted(map(repr, rows)))).encode())
        return seal.hexdigest()


class Replica(Store):
    """An installation of an office."""

    @property
    def state(self) -> State:
        return self.file.state

    def new(self, values: dict[str, str], extra: dict[str, Any] | None = None) -> str:
        uid = ids.new_uid()
        with self.unit() as unit:
            unit.put(Person(uid=uid, extra=extra or {}, **values))  # type: ignore[arg-type]
            unit.commit()
        return uid

    def edit(self, uid: str, **values: Any) -> None:
        with self.unit() as unit:
            unit.put(dc.replace(unit.get(Person, uid), **values))
            unit.commit()

    def people(self) -> dict[str, Person]:
        with self.file.reading() as reader:
            return {p.uid: p for gone in (False, True) for p in reader.every(Person, removed=gone)}

    def export(self, *, full: bool = False, crash: bool = False) -> Package:
        with self.unit() as unit:
            package = sealing.seal(unit, full=full, now=self.clock.now())
            ledger.add_sending(
                unit,
                package_id=package.package_id,
                replica=package.replica,
                seq=package.whole("seq"),
                kind=package.manifest["kind"],
                base=package.whole("base"),
                max=package.whole("max"),
                made_at=self.clock.now().isoformat(),
                file_name="",
                rows=len(package.rows),
                bytes=b"",
            )
            if crash:
                raise Crash
            unit.commit()
        return package

    def apply(self, answer: Answer, *, crash: bool = False) -> tuple[applying.Applied, bool]:
        """What the answer was, and whether it changed a record."""
        with self.unit() as unit:
            applied = applying.apply(unit, answer, self.clock.now())
            if crash:
                raise Crash
            changes = unit.commit()
        return applied, bool(changes.touched)

    def reincarnate(self) -> None:
        with self.unit() as unit:
            anew.begin_anew(unit)
            unit.commit()

    def confirmed(self) -> tuple[int, set[str]]:
        """The count up to which everything is confirmed, and the uids shown as confirmed."""
        with self.file.reading() as reader:
            covered = ledger.watermark(reader)
            back = {(r.uid, r.ver) for r in doubts.list_returned(reader)}
            rows = reader.connection.execute(_STANDING).all()
        shown = {uid for uid, dot, ver in rows if 0 < dot <= covered and (uid, ver) not in back}
        return covered, shown

    def unconfirmed(self) -> list[str]:
        """Uids that the next package will carry."""
        with self.file.reading() as reader:
            return [
                record.uid for _k, record, _l in versions.changed(reader, ledger.watermark(reader))
            ]

    def versions(self) -> set[tuple[str, str]]:
        """(uid, version) of everything that stands here."""
        with self.file.reading() as reader:
            return {(uid, ver) for uid, _dot, ver in reader.connection.execute(_STANDING)}

    def held(self) -> list[dict[str, Any]]:
        """Contents of past versions that are kept."""
        with self.file.reading() as reader:
            return [json.loads(c) for c in reader.connection.execute(_HELD).scalars()]


class Headquarters(Store):
    """The one that merges; `names` are the replica ids it has had."""

    def __init__(self, folder: Path, template: Path, begin: State, clock: Clock) -> None:
        super().__init__(folder, template, begin, clock)
        self.names = {begin.replica}

    def take(self, package: Package, *, crash: bool = False) -> taking_in.TakenIn:
        with self.unit() as unit:
            if package.replica not in {e["replica"] for e in ledger.list_enrolled(unit)}:
                ledger.enrol(unit, package.replica, package.office, "", self.clock.now())
            done = taking_in.take_in(unit, package, None, self.clock.now())
            if crash:
                raise Crash
            unit.commit()
        if not done.duplicate:
            assert sum(done.outcomes.values()) == sum(
                json.loads(package.manifest["counts"]).values()
            ), "I11 every row has exactly one outcome"
        return done

    def edit(self, uid: str, **values: Any) -> None:
        with self.unit() as unit:
            unit.put(dc.replace(unit.get(Person, uid), **values))
            unit.commit()

    def answer(self, office: str) -> Answer:
        with self.unit() as unit:
            made = answering.answer(unit, office, self.clock.now())
            ledger.add_answer(
                unit, number=made.whole("hseq"), office=office, upto=made.whole("upto"),
                made_at="", file_name="", bytes=None,
            )  # fmt: skip
            unit.commit()
        return made

    def people(self) -> dict[str, tuple[Person, str]]:
        """uid -> (record, office)."""
        with self.file.reading() as reader:
            owners = self._owners(reader)
            return {p.uid: (p, owners[p.uid]) for p in reader.many(Person, owners).values()}

    def owners(self) -> dict[str, str]:
        """uid -> code of the office."""
        with self.file.reading() as reader:
            return self._owners(reader)

    @staticmethod
    def _owners(reader: Reader) -> dict[str, str]:
        return {row.uid: row._office for row in reader.connection.execute(_OWNERS)}

    def histories(self) -> dict[str, History]:
        """The history of every record."""
        found: dict[str, History] = {}
        with self.file.reading() as reader:
            for uid, ver, kept, source in reader.connection.execute(_PAST):
                found.setdefault(uid, []).append((ver, json.loads(kept), self._who(source)))
            present = reader.connection.execute(_PRESENT).all()
            people = reader.many(Person, [uid for uid, _ver, _source in present])
        for uid, ver, source in present:
            now = (ver or "", dict(content(people[uid])), self._who(source))
            found.setdefault(uid, []).append(now)
        return found

    def _who(self, source: str) -> str:
        name = source.removeprefix("joined:")
        return "HQ" if not name or name in self.names else name

    def holds(self, package_id: str) -> bool:
        with self.file.reading() as reader:
            return ledger.is_received(reader, package_id)

    def conflicts(self) -> list[Any]:
        with self.file.reading() as reader:
            return doubts.list_conflicts(reader)

    def returned(self) -> set[tuple[str, str]]:
        """(uid, version) of every row that waits for the office."""
        with self.file.reading() as reader:
            return {(r.uid, r.ver) for r in doubts.list_returned(reader)}

    def forks(self) -> tuple[set[str], set[str]]:
        """Installations with two packages under one number, and those flagged as such."""
        with self.file.reading() as reader:
            twice = reader.connection.execute(_FORKED).scalars().all()
            flagged = reader.connection.execute(_FLAGGED).scalars().all()
            return set(twice), set(flagged)

    def begin_anew(self, epoch: int) -> None:
        """As after the restore of a backup."""
        with self.unit() as unit:
            anew.begin_anew(unit, epoch=epoch)
            unit.commit()
        self.names.add(self.file.state.replica)


Refused = Callable[[Any], bool]


class World:
    """Three installations of two offices and one headquarters, as the model has them.

    `refused` says of a value that headquarters cannot hold it. Ids are counted, not drawn, so that
    a run is the same each time.
    """

    counter = itertools.count()

    def __init__(self, root: Path, template: Path, seed: int, refused: Refused) -> None:
        self.root = root / f"w{next(self.counter)}"
        self.template = template
        self.clock = WildClock(seed)
        born = itertools.count(1)

        def counted() -> str:
            return f"{next(born):032x}"

        self._patches = [
            mock.patch.object(ids, "new_uid", counted),
            mock.patch.object(ids, "new_replica", counted),
            mock.patch.object(taking_in, "made", _strict(fields.made, refused)),
        ]
        for patch in self._patches:
            patch.start()
        self.hq = Headquarters(
            self.root / "hq", template, self._begin("HQ", role="headquarters", epoch=1), self.clock
        )
        self.reps = [self._replica(code) for code in ("GT01", "GT01", "KE02")]

    def _begin(self, office: str, **more: Any) -> State:
        return State(office=office, replica=ids.new_replica(), sign_key=SIGN_KEY, **more)

    def _replica(self, office: str) -> Replica:
        folder = self.root / f"r{next(self.counter)}"
        return Replica(folder, self.template, self._begin(office), self.clock)

    def clone(self, replica: Replica) -> Replica:
        folder = self.root / f"r{next(self.counter)}"
        copied = Replica(folder, self.template, replica.state, self.clock)
        copied.put_back(replica.raw())
        return copied

    def close(self) -> None:
        for patch in self._patches:
            patch.stop()
        for store in (*self.reps, self.hq):
            store.file.close()
        shutil.rmtree(self.root, ignore_errors=True)


def _strict(made: Any, refused: Refused) -> Any:
    """`made` of a headquarters that cannot hold some values."""

    def strict(kind: Any, uid: str, plain: Any, held: Any = None) -> Any:
        for field in FIELDS:
            if refused(plain.get(field)):
                raise values.Unfit("refused", field)
        return made(kind, uid, plain, held)

    return strict


def template(folder: Path) -> Path:
    """An empty file with all tables, to copy from."""
    path = folder / "template.db"
    OfficeFile.create(path, KEY, State()).close()
    return path


__all__ = ["Crash", "Headquarters", "Package", "Replica", "Unit", "World", "template"]
