"""The one door that writes: a unit of work compares, logs, counts and commits as a whole."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
import typing as t
from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from fieldapp.errors import Rejected
from fieldapp.records import canonical, ids, rules
from fieldapp.records.changes import Action, Change, Changes, ChangeSet, Why
from fieldapp.records.fields import Record, content
from fieldapp.records.kinds import kind_of
from fieldapp.records.search import found_by
from fieldapp.records.values import Plain
from fieldapp.store import find, log, state
from fieldapp.store.lineage import Lineage
from fieldapp.store.reading import Reader
from fieldapp.store.state import State
from fieldapp.store.tables import CODECS, TABLES, versions
from fieldapp.text import _

# Built once: SQLAlchemy spends far longer on building a statement than SQLite on running it.
_INSERT = {key: sa.insert(table) for key, table in TABLES.items()}
_UPDATE = {
    key: sa.update(table).where(table.c.uid == sa.bindparam("this_uid"))
    for key, table in TABLES.items()
}
_held = insert(versions)
_HOLD_SEEN = _held.on_conflict_do_nothing()
_HOLD = _held.on_conflict_do_update(
    index_elements=["uid", "ver"],
    set_={
        "content": _held.excluded.content,
        "place": sa.func.coalesce(_held.excluded.place, versions.c.place),
    },
)

KEPT_ANCESTORS = 16
"""Sealed versions kept beyond the newest one that headquarters confirmed (sync.md §1.2)."""


@dc.dataclass(frozen=True, slots=True)
class Act:
    """Who does what, for the change log."""

    who: str
    why: Why
    action: Action = Action.EDIT
    undoes: int | None = None


class Unit(Reader):
    """One action: everything it puts is committed together, with its change set, or not at all."""

    def __init__(
        self, connection: Connection, begun: State, act: Act, now: Callable[[], dt.datetime]
    ) -> None:
        super().__init__(connection, begun)
        self._begun = begun
        self._act = act
        self._now = now
        self._changes: list[Change] = []
        self._touched: dict[str, set[str]] = {}
        self._more: dict[str, int] = {}
        self.committed: Changes | None = None
        self.sendings = False

    def put(self, record: Record, *, fiscal_year: int | None = None) -> bool:
        """Keep a record; True if anything changed.

        A new record of a numbered kind gets its number here, for `fiscal_year` (default: now).

        Raises:
            Rejected: a field without which the record cannot be kept is empty.
        """
        key = kind_of(record).key
        row = self._row(key, record.uid)
        if row is None:
            record = self._numbered(record, fiscal_year)
        if not record.removed and (missing := rules.blocks_saving(record)):
            raise Rejected(
                _("This cannot be kept yet: {field} - {problem}").format(
                    field=_(kind_of(record).fields[missing[0].field].field.label),
                    problem=_(missing[0].message),
                )
            )
        old = None if row is None else CODECS[key].record(row)
        if old == record:
            return False
        was = None if row is None else Lineage.of(row)
        return self.write(record, old, self._changed_here(old, record, was), was)

    def _changed_here(self, old: Record | None, new: Record, was: Lineage | None) -> Lineage:
        """The lineage after a change made in this office: a sealed version becomes an ancestor."""
        if was is None or old is None:
            return Lineage(
                dot=self.tick(), ver=None, ancestors=(), office=self.state.office, source=""
            )
        if canonical.travelling(old) == canonical.travelling(new):
            return was
        if was.ver is None:
            return dc.replace(was, dot=self.tick())
        self.keep_version(old, was)
        return dc.replace(
            was, dot=self.tick(), ver=None, ancestors=(was.ver, *was.ancestors), source=""
        )

    def write(
        self, record: Record, old: Record | None, lineage: Lineage, was: Lineage | None
    ) -> bool:
        """Write a record with a lineage that the caller knows: for merging and for answers.

        `old` and `was` are what this unit gave for it, both None for a new one. True if a field
        changed.
        """
        self._sum(record.uid, was, lineage)
        key = kind_of(record).key
        codec = CODECS[key]
        row = codec.row(record)
        lines = lineage.columns()
        if old is None:
            self.connection.execute(_INSERT[key], row | lines)
        else:
            before = codec.row(old)
            changed = {k: v for k, v in row.items() if before[k] != v}
            self.connection.execute(_UPDATE[key], changed | lines | {"this_uid": record.uid})
        return self._note(key, record, old)

    def _note(self, key: str, record: Record, old: Record | None) -> bool:
        after = content(record, stays=True)
        before = content(old, stays=True) if old is not None else {}
        touched = sorted(k for k in before.keys() | after.keys() if before.get(k) != after.get(k))
        if old is not None and not touched:
            return False
        self._changes.append(
            Change(
                key,
                record.uid,
                None if old is None else {k: before.get(k) for k in touched},
                {k: after.get(k) for k in touched},
            )
        )
        self._touched.setdefault(key, set()).add(record.uid)
        was_there = old is not None and not old.removed
        if was_there == record.removed:
            self._more[key] = self._more.get(key, 0) + (-1 if record.removed else 1)
        words = found_by(record)
        if words != (found_by(old) if old is not None else ""):
            find.keep(self.connection, key, record.uid, words)
        return True

    def tick(self) -> int:
        """The next count of changes."""
        self.state = dc.replace(self.state, dot=self.state.dot + 1)
        return self.state.dot

    def advance(self, **values: t.Any) -> None:
        """Change values of the store's state; kept at commit."""
        self.state = dc.replace(self.state, **values)

    def keep_version(self, record: Record, lineage: Lineage) -> None:
        """Hold the content of the present version, which is about to be replaced."""
        if lineage.ver is not None:
            source = lineage.source or self.state.replica
            held = canonical.travelling(record) if not record.removed else content(record)
            self.hold(record.uid, lineage.ver, held, place=lineage.dot, source=source)

    def hold(
        self,
        uid: str,
        ver: str,
        held: Mapping[str, Plain],
        *,
        place: int | None = None,
        source: str,
    ) -> None:
        """Remember a version with its content."""
        text = canonical.as_bytes(held).decode()
        row = {"uid": uid, "ver": ver, "content": text, "place": place, "source": source}
        self.connection.execute(_HOLD, row)

    def hold_seen(self, uid: str, vers: Sequence[str], *, source: str) -> None:
        """Remember versions whose content is not known; those held already stay as they are."""
        rows = [{"uid": uid, "ver": ver, "source": source} for ver in vers]
        if rows:
            self.connection.execute(_HOLD_SEEN, rows)

    def seal(self, record: Record, lineage: Lineage) -> Lineage:
        """Mint the version of a record changed since the last one; the same if it was not."""
        if lineage.ver is not None:
            return lineage
        ver = canonical.version(record.uid, canonical.travelling(record), lineage.ancestors[:1])
        sealed = dc.replace(lineage, ver=ver)
        self.set_lineage(record, sealed, lineage)
        return sealed

    def _sum(self, uid: str, was: Lineage | None, now: Lineage) -> None:
        """Keep the digest over (uid, last sealed version) of all records (sync.md §1.3)."""
        before = None if was is None else was.last_sealed
        if before == now.last_sealed:
            return
        take = canonical.state_term(uid, before) if before else 0
        add = canonical.state_term(uid, now.last_sealed) if now.last_sealed else 0
        total = canonical.state_sum(int(self.state.sum, 16), add=add, take=take)
        self.state = dc.replace(self.state, sum=f"{total:x}")

    def set_lineage(self, record: Record, lineage: Lineage, was: Lineage) -> None:
        """Write the lineage alone; the fields stay."""
        self._sum(record.uid, was, lineage)
        line = lineage.columns() | {"this_uid": record.uid}
        self.connection.execute(_UPDATE[kind_of(record).key], line)

    def commit(self) -> Changes:
        """Keep everything, with its change set. After it the unit is done."""
        number: int | None = None
        if self._changes:
            number = self.state.sets + 1
            entry = ChangeSet(
                number=number,
                at=self._now(),
                who=self._act.who,
                why=self._act.why,
                action=self._act.action,
                replica=self.state.replica,
                undoes=self._act.undoes,
                changes=tuple(self._changes),
            )
            chain = log.append(self.connection, entry, self.state.chain)
            self.advance(sets=number, chain=chain)
        state.save(self.connection, self._begun, self.state)
        state.count(self.connection, self._more)
        self.connection.commit()
        self.committed = Changes(
            {kind: frozenset(uids) for kind, uids in self._touched.items()}, number, self.sendings
        )
        return self.committed

    def _numbered(self, record: Record, fiscal_year: int | None) -> Record:
        kind = kind_of(record)
        if kind.number is None or getattr(record, kind.number[0]):
            return record
        field, infix = kind.number
        year = fiscal_year or self._now().year
        counter = f"number {kind.key} {year} {self.state.letter}"
        count = int(state.value(self.connection, counter) or 0) + 1
        state.put(self.connection, [{"key": counter, "value": str(count)}])
        number = ids.human_number(self.state.office, infix, year, self.state.letter, count)
        named: dict[str, t.Any] = {field: number}
        return dc.replace(record, **named)
