"""Tables: one for each kind of record, derived from its fields, and those of the exchange."""

from __future__ import annotations

import datetime as dt
import enum
import json
import operator
import typing as t
from collections.abc import Callable, Mapping
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from fieldapp.records import values
from fieldapp.records.fields import Declared, Kind, Need, Record
from fieldapp.records.kinds import KINDS

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _column_type(base: type) -> type[sa.types.TypeEngine[t.Any]]:
    """Text for all that has a canonical text; numbers for what is summed and sorted."""
    if base is bool:
        return sa.Boolean
    return sa.BigInteger if issubclass(base, int) else sa.Text


def _column(kind: Kind, entry: Declared) -> sa.Column[t.Any]:
    linked = entry.field.refers is not None and entry.base is str
    index = linked and (entry.field.need is Need.SAVE or entry.key in kind.natural)
    return sa.Column(entry.key, _column_type(entry.base), index=index)


def table_of(kind: Kind, meta: sa.MetaData = metadata) -> sa.Table:
    """The table of a kind.

    Beside the fields: `_dot` (count of changes of this replica at the last one), `_ver` (the
    sealed version, empty while changed since), `_anc` (sealed versions before, newest first,
    separated by blanks), `_office` (the code of the office that owns the record), `_source` (who
    made the present version: a replica, "hq:" with the epoch, empty where it was made here).
    """
    return sa.Table(
        kind.key,
        meta,
        sa.Column("uid", sa.Text, primary_key=True),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("removed_why", sa.Text),
        sa.Column("old", sa.Boolean, nullable=False),
        sa.Column("unfit", sa.Text),
        sa.Column("extra", sa.Text),
        *(_column(kind, entry) for entry in kind.fields.values()),
        sa.Column("_dot", sa.BigInteger, nullable=False, index=True),
        sa.Column("_ver", sa.Text),
        sa.Column("_anc", sa.Text, nullable=False),
        sa.Column("_office", sa.Text, nullable=False),
        sa.Column("_source", sa.Text, nullable=False),
    )


TABLES: dict[str, sa.Table] = {key: table_of(kind) for key, kind in KINDS.items()}
"""The table of each kind by the kind's key."""

meta_values = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

versions = sa.Table(
    "version",
    metadata,
    sa.Column("uid", sa.Text, primary_key=True),
    sa.Column("ver", sa.Text, primary_key=True),
    sa.Column("content", sa.Text),
    sa.Column("place", sa.BigInteger),
    sa.Column("source", sa.Text, nullable=False),
)
"""Versions that are not the present one: seen, with their content where it is held.

`place` is the `_dot` under which a version was the present one; empty where it never was.
"""

change_sets = sa.Table(
    "change_set",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("replica", sa.Text, nullable=False),
    sa.Column("undoes", sa.Integer, index=True),
    sa.Column("hash", sa.Text, nullable=False),
)

changes = sa.Table(
    "change",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("change_set", sa.Integer, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("uid", sa.Text, nullable=False, index=True),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text, nullable=False),
)

sendings = sa.Table(
    "sending",
    metadata,
    sa.Column("package_id", sa.Text, primary_key=True),
    sa.Column("replica", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("base", sa.BigInteger, nullable=False),
    sa.Column("max", sa.BigInteger, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("bytes", sa.LargeBinary),
    sa.Column("confirmed_at", sa.Text),
)
"""Packages sealed here; `bytes` until headquarters has confirmed them."""

returned = sa.Table(
    "returned",
    metadata,
    sa.Column("uid", sa.Text, primary_key=True),
    sa.Column("ver", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("sending", sa.Text, nullable=False),
)
"""Rows that headquarters did not take in, at headquarters and, from its answer, in the office."""

conflicts = sa.Table(
    "conflict",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("uid", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("ours", sa.Text),
    sa.Column("theirs", sa.Text),
    sa.Column("replica", sa.Text, nullable=False),
    sa.Column("ver", sa.Text, nullable=False),
    sa.Column("decides", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.UniqueConstraint("uid", "ver", "field", name="uq_conflict_uid"),
)
"""Two values for one field, both kept; `decides` is "office" or "headquarters" (sync.md §1.5)."""

enrolled = sa.Table(
    "enrolled",
    metadata,
    sa.Column("replica", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("public_key", sa.Text, nullable=False),
    sa.Column("enrolled_at", sa.Text, nullable=False),
    sa.Column("last_answer", sa.Integer, nullable=False),
    sa.Column("forked", sa.Boolean, nullable=False),
)
"""At headquarters: the laptops whose packages are taken in."""

received = sa.Table(
    "received",
    metadata,
    sa.Column("package_id", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, nullable=False, index=True),
    sa.Column("replica", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("base", sa.BigInteger, nullable=False),
    sa.Column("max", sa.BigInteger, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
    sa.Column("main", sa.Boolean, nullable=False),
    sa.Column("outcomes", sa.Text, nullable=False),
    sa.Column("bytes", sa.LargeBinary),
)
"""At headquarters: every package taken in, with its bytes for a replay (sync.md §1.7).

`main` is true of the first one received under a number; another one under it is a fork.
"""

answers = sa.Table(
    "answer",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("office", sa.Text, nullable=False, index=True),
    sa.Column("upto", sa.BigInteger, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("bytes", sa.LargeBinary),
)
"""At headquarters: the answers made; `upto` is the last change that one holds."""

found = sa.Table(
    "found",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("uid", sa.Text, nullable=False, unique=True),
)
"""Which record each row of the word index stands for."""

Encode = Callable[[t.Any], t.Any]


def _encoder(base: type) -> Encode:
    if base is bool or (issubclass(base, int) and not issubclass(base, enum.Enum)):
        return lambda value: value
    if base is tuple:
        return lambda value: json.dumps(value, ensure_ascii=False) if value else None
    return values.plain


def _decoder(base: type) -> Encode | None:
    """What turns a value of the table into one of the record, None where they are the same."""
    if base is str or base is int or base is bool:
        return None
    if base is tuple:
        return lambda raw: tuple(json.loads(raw))
    if base is dt.date:
        return dt.date.fromisoformat
    if base is dt.datetime:
        return dt.datetime.fromisoformat
    return t.cast("Encode", Decimal if base is Decimal else base)


class Codec:
    """Turns records of one kind into rows and back without asking the declaration each time."""

    def __init__(self, kind: Kind) -> None:
        self._record = kind.record
        self._encoders = [(key, _encoder(e.base)) for key, e in kind.fields.items()]
        self._keys = ("uid", "removed", "removed_why", "old", "unfit", "extra", *kind.fields)
        self._values = operator.itemgetter(*self._keys)
        self._decoders = [
            (key, decode)
            for key, e in kind.fields.items()
            if (decode := _decoder(e.base)) is not None
        ]
        self._absent = [
            (key, blank) for key, e in kind.fields.items() if (blank := self._blank(e)) is not None
        ]

    @staticmethod
    def _blank(entry: Declared) -> object:
        if entry.base is tuple:
            return ()
        return "" if entry.base is str and entry.default == "" else None

    def row(self, record: Record) -> dict[str, t.Any]:
        """The columns of a record, without `_dot`, `_ver`, `_anc`, `_office`."""
        row: dict[str, t.Any] = {
            key: encode(getattr(record, key)) for key, encode in self._encoders
        }
        row["uid"] = record.uid
        row["removed"] = record.removed
        row["removed_why"] = record.removed_why
        row["old"] = record.old
        row["unfit"] = json.dumps(record.unfit, ensure_ascii=False) if record.unfit else None
        row["extra"] = json.dumps(record.extra, ensure_ascii=False) if record.extra else None
        return row

    def record(self, row: Mapping[str, t.Any] | RowMapping) -> Record:
        """The record of a row."""
        chosen = dict(zip(self._keys, self._values(row), strict=True))
        for key, decode in self._decoders:
            if (raw := chosen[key]) is not None:
                chosen[key] = decode(raw)
        for key, blank in self._absent:
            if chosen[key] is None:
                chosen[key] = blank
        for key in ("unfit", "extra"):
            chosen[key] = json.loads(chosen[key]) if chosen[key] else {}
        return self._record(**chosen)


CODECS: dict[str, Codec] = {key: Codec(kind) for key, kind in KINDS.items()}
"""The codec of each kind by the kind's key."""
