"""What the store answers: frozen records by uid, by link, in lists; safe to keep afterwards."""

from __future__ import annotations

import datetime as dt
import typing as t
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from fieldapp.records.changes import Action, Change, ChangeSet
from fieldapp.records.fields import Record
from fieldapp.records.kinds import KINDS, kind_of
from fieldapp.store import find, log, state
from fieldapp.store.lineage import Lineage
from fieldapp.store.state import State
from fieldapp.store.tables import CODECS, TABLES

R = t.TypeVar("R", bound=Record)
_MANY = 500  # parameters of one statement
_BY_UID = {
    key: sa.select(table).where(table.c.uid == sa.bindparam("this_uid"))
    for key, table in TABLES.items()
}


class Reader:
    """One snapshot of the records."""

    def __init__(self, connection: Connection, state: State) -> None:
        self.connection = connection
        self.state = state

    def get(self, kind: type[R], uid: str) -> R | None:
        """The record, also from the bin; None where there is none."""
        key = kind_of(kind).key
        row = self._row(key, uid)
        return None if row is None else t.cast("R", CODECS[key].record(row))

    def many(self, kind: type[R], uids: Iterable[str]) -> dict[str, R]:
        """Records by uid; those that are not there are left out."""
        key = kind_of(kind).key
        table = TABLES[key]
        wanted = list(dict.fromkeys(uids))
        found: dict[str, R] = {}
        for start in range(0, len(wanted), _MANY):
            query = sa.select(table).where(table.c.uid.in_(wanted[start : start + _MANY]))
            for row in self.connection.execute(query).mappings():
                found[row["uid"]] = t.cast("R", CODECS[key].record(row))
        return found

    def every(
        self,
        kind: type[R],
        *,
        order: str = "uid",
        removed: bool = False,
        limit: int | None = None,
        **equal: object,
    ) -> list[R]:
        """Records whose fields equal what is asked, in order of a field; `removed`: in the bin.

        A leading "-" in `order` turns it round. Enum members are compared by their value.
        """
        key = kind_of(kind).key
        table = TABLES[key]
        query = sa.select(table).where(table.c.removed == removed)
        for name, wanted in equal.items():
            query = query.where(table.c[name] == getattr(wanted, "value", wanted))
        column = table.c[order.removeprefix("-")]
        query = query.order_by(column.desc() if order.startswith("-") else column, table.c.uid)
        if limit is not None:
            query = query.limit(limit)
        rows = self.connection.execute(query).mappings()
        return [t.cast("R", CODECS[key].record(row)) for row in rows]

    def linked(self, kind: type[R], field: str, uids: Iterable[str]) -> list[R]:
        """Records, not in the bin, whose `field` holds one of the uids."""
        key = kind_of(kind).key
        table = TABLES[key]
        wanted = list(dict.fromkeys(uids))
        found: list[R] = []
        for start in range(0, len(wanted), _MANY):
            query = sa.select(table).where(
                table.c[field].in_(wanted[start : start + _MANY]), table.c.removed.is_(False)
            )
            rows = self.connection.execute(query).mappings()
            found.extend(t.cast("R", CODECS[key].record(row)) for row in rows)
        return found

    def columns(
        self,
        kind: type[Record],
        names: Sequence[str],
        *,
        field: str = "uid",
        among: Iterable[str] | None = None,
    ) -> list[tuple[t.Any, ...]]:
        """A few fields of all records not in the bin, or of those whose `field` is `among` some.

        Values are as the tables hold them: text for dates and choices, cents for money. For lists
        of tens of thousands, where whole records would take too long.
        """
        table = TABLES[kind_of(kind).key]
        query = sa.select(*(table.c[name] for name in names)).where(table.c.removed.is_(False))
        if among is None:
            return [tuple(row) for row in self.connection.execute(query)]
        wanted = list(dict.fromkeys(among))
        found: list[tuple[t.Any, ...]] = []
        for start in range(0, len(wanted), _MANY):
            part = query.where(table.c[field].in_(wanted[start : start + _MANY]))
            found.extend(tuple(row) for row in self.connection.execute(part))
        return found

    def removals(self, uids: Iterable[str]) -> dict[str, tuple[dt.datetime, str]]:
        """uid -> when, and by which person of the office, it was last put into the bin."""
        wanted = list(dict.fromkeys(uids))
        found: dict[str, tuple[dt.datetime, str]] = {}
        for start in range(0, len(wanted), _MANY):
            found |= log.removals(self.connection, wanted[start : start + _MANY])
        return found

    def count(self, kind: type[Record], *, removed: bool = False) -> int:
        """How many records of a kind there are; of those not in the bin without counting them."""
        if not removed:
            return int(state.value(self.connection, f"count {kind_of(kind).key}") or 0)
        table = TABLES[kind_of(kind).key]
        query = sa.select(sa.func.count()).select_from(table).where(table.c.removed == removed)
        return int(self.connection.execute(query).scalar_one())

    def search(self, text: str, kinds: Sequence[str] = (), limit: int = 50) -> list[Record]:
        """Records, not in the bin, that have a word beginning with each word of `text`."""
        asked = tuple(kinds) or tuple(key for key, kind in KINDS.items() if kind.searched)
        hits = find.search(self.connection, text, asked, limit)
        by_kind: dict[str, list[str]] = {}
        for key, uid in hits:
            by_kind.setdefault(key, []).append(uid)
        records = {
            uid: record
            for key, uids in by_kind.items()
            for uid, record in self.many(KINDS[key].record, uids).items()
        }
        return [records[uid] for _key, uid in hits if uid in records and not records[uid].removed]

    def lineage(self, kind: type[Record], uid: str) -> Lineage | None:
        """Where a record stands among its versions."""
        table = TABLES[kind_of(kind).key]
        columns = (table.c[name] for name in ("_dot", "_ver", "_anc", "_office", "_source"))
        row = self.connection.execute(sa.select(*columns).where(table.c.uid == uid))
        found = row.mappings().first()
        return None if found is None else Lineage.of(found)

    def history(self, uid: str) -> list[ChangeSet]:
        """Every action that touched a record, oldest first, with the changes of this record."""
        return log.of_record(self.connection, uid)

    def change_set(self, number: int) -> ChangeSet | None:
        """One action with all its changes."""
        return log.read(self.connection, number)

    def newest_sets(
        self, *, who: str | None, actions: Sequence[Action], limit: int = 50
    ) -> list[ChangeSet]:
        """The latest actions, newest first, without their changes."""
        return log.newest(self.connection, who=who, actions=actions, limit=limit)

    def undone(self, numbers: Sequence[int]) -> dict[int, int]:
        """Of these actions, those taken back -> the action that did it last."""
        return log.undone(self.connection, numbers)

    def changes_after(self, moment: dt.datetime, kind: str) -> Iterable[Change]:
        """Changes of one kind made after a moment, newest first."""
        return log.after(self.connection, moment, kind)

    def _row(self, key: str, uid: str) -> RowMapping | None:
        return self.connection.execute(_BY_UID[key], {"this_uid": uid}).mappings().first()
