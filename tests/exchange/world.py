"""Real stores in place of the model's dictionaries: replicas, headquarters, and what they exchange."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
import hashlib
import itertools
import json
import random
import shutil
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from fieldapp.clock import Clock
from fieldapp.keys import signing
from fieldapp.records import ids
from fieldapp.records.changes import Why
from fieldapp.records.exchange import Answer, Package
from fieldapp.records.fields import content
from fieldapp.records.people import Person
from fieldapp.services.exchange import answering, applying, sealing, taking_in
from fieldapp.store import anew, ledger
from fieldapp.store.office_file import OfficeFile
from fieldapp.store.state import State
from fieldapp.store.tables import TABLES, enrolled, metadata, received, versions
from fieldapp.store.unit import Act, Unit

KEY = bytes(range(32))
FIELDS = ("given", "family")
ACT = Act("", Why("test"))
COMPILED: dict[Any, Any] = {}


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

    def bytes(self) -> bytes:
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
        # many files, one set of compiled statements
        opened._engine = opened._engine.execution_options(compiled_cache=COMPILED)
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

    def apply(self, answer: Answer, *, crash: bool = False) -> applying.Applied:
        with self.unit() as unit:
            applied = applying.apply(unit, answer, self.clock.now())
            if crash:
                raise Crash
            unit.commit()
        return applied

    def reincarnate(self) -> None:
        with self.unit() as unit:
            anew.begin_anew(unit)
            unit.commit()

    def delivered(self) -> set[str]:
        """Uids shown as confirmed."""
        with self.file.reading() as reader:
            covered = ledger.watermark(reader)
            back = {(r.uid, r.ver) for r in ledger.list_returned(reader)}
            table = TABLES["person"]
            rows = reader.connection.execute(
                sa.select(table.c.uid, table.c["_dot"], table.c["_ver"])
            ).all()
        return {uid for uid, dot, ver in rows if 0 < dot <= covered and (uid, ver) not in back}

    def watermark(self) -> int:
        with self.file.reading() as reader:
            return ledger.watermark(reader)


class Headquarters(Store):
    """The one that merges."""

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
            table = TABLES["person"]
            offices = dict(
                reader.connection.execute(sa.select(table.c.uid, table.c["_office"])).all()
            )
            return {p.uid: (p, offices[p.uid]) for p in reader.many(Person, offices).values()}

    def history(self, uid: str) -> list[tuple[str, dict[str, Any], str]]:
        """(version, content, who) of every version that was the present one, oldest first."""
        with self.file.reading() as reader:
            rows = reader.connection.execute(
                sa.select(versions.c.ver, versions.c.content, versions.c.source)
                .where(versions.c.uid == uid, versions.c.place.is_not(None))
                .order_by(versions.c.place)
            ).all()
            record = reader.get(Person, uid)
            table = TABLES["person"]
            ver, source = reader.connection.execute(
                sa.select(table.c["_ver"], table.c["_source"]).where(table.c.uid == uid)
            ).one()
        assert record is not None
        past = [(v, json.loads(c), self._who(s)) for v, c, s in rows]
        return [*past, (ver or "", dict(content(record)), self._who(source))]

    def _who(self, source: str) -> str:
        name = source.removeprefix("joined:")
        return "HQ" if name in {"", self.file.state.replica} else name

    def conflicts(self) -> list[Any]:
        with self.file.reading() as reader:
            return ledger.list_conflicts(reader)

    def forks(self) -> tuple[set[str], set[str]]:
        """Installations with two packages under one number, and those flagged as such."""
        with self.file.reading() as reader:
            twice = reader.connection.execute(
                sa.select(received.c.replica)
                .group_by(received.c.replica, received.c.seq)
                .having(sa.func.count() > 1)
            ).scalars()
            flagged = reader.connection.execute(
                sa.select(enrolled.c.replica).where(enrolled.c.forked.is_(True))
            ).scalars()
            return set(twice), set(flagged)

    def new_epoch(self, epoch: int, number: int) -> None:
        with self.unit() as unit:
            unit.advance(epoch=epoch, answer=number)
            unit.commit()


class World:
    """Three installations of two offices and one headquarters, as the model has them."""

    counter = itertools.count()

    def __init__(self, root: Path, template: Path, seed: int = 0) -> None:
        self.root = root / f"w{next(self.counter)}"
        self.template = template
        self.clock = WildClock(seed)
        self.hq = Headquarters(
            self.root / "hq", template, self._begin("HQ", role="headquarters", epoch=1), self.clock
        )
        self.reps = [self._replica(code) for code in ("GT01", "GT01", "KE02")]

    def _begin(self, office: str, **more: Any) -> State:
        return State(
            office=office, replica=ids.new_replica(), sign_key=signing.new_signing_key().hex(),
            **more,
        )  # fmt: skip

    def _replica(self, office: str) -> Replica:
        folder = self.root / f"r{next(self.counter)}"
        return Replica(folder, self.template, self._begin(office), self.clock)

    def clone(self, replica: Replica) -> Replica:
        copied = Replica(
            self.root / f"r{next(self.counter)}", self.template, replica.state, self.clock
        )
        copied.put_back(replica.bytes())
        return copied

    def close(self) -> None:
        for store in (*self.reps, self.hq):
            store.file.close()
        shutil.rmtree(self.root, ignore_errors=True)


def template(folder: Path) -> Path:
    """An empty file with all tables, to copy from."""
    path = folder / "template.db"
    OfficeFile.create(path, KEY, State()).close()
    return path


__all__ = ["Crash", "Headquarters", "Package", "Replica", "Unit", "World", "template"]
