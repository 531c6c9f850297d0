"""Which records changed since when, and which versions of them are known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from fieldapp.records.fields import Record
from fieldapp.store.lineage import Lineage
from fieldapp.store.reading import Reader
from fieldapp.store.tables import CODECS, TABLES
from fieldapp.store.tables import versions as table_of_versions
from fieldapp.store.unit import Unit

Found = tuple[str, Record, Lineage]


def changed(
    reader: Reader, above: int, *, office: str | None = None, unlike: str | None = None
) -> Iterator[Found]:
    """Records whose last change counts more than `above`, kind by kind in order of change.

    Only those of an `office`, and `unlike` those whose present version an installation made.
    """
    for kind in _kinds_changed(reader, above):
        table = TABLES[kind]
        query = sa.select(table).where(table.c["_dot"] > above).order_by(table.c["_dot"])
        if office is not None:
            query = query.where(table.c["_office"] == office)
        if unlike is not None:
            query = query.where(table.c["_source"] != unlike)
        for row in reader.connection.execute(query).mappings().all():
            yield kind, CODECS[kind].record(row), Lineage.of(row)


_ANY_CHANGED = sa.union_all(
    *(
        sa.select(sa.literal(kind)).where(
            sa.exists().where(table.c["_dot"] > sa.bindparam("above"))
        )
        for kind, table in TABLES.items()
    )
)


def _kinds_changed(reader: Reader, above: int) -> list[str]:
    """Kinds that have a record changed after `above`, in the order of the tables."""
    found = set(reader.connection.execute(_ANY_CHANGED, {"above": above}).scalars())
    return [kind for kind in TABLES if kind in found]


def changed_counts(reader: Reader, above: int) -> dict[str, int]:
    """How many records of each kind changed since `above`; kinds without any are left out."""
    counts = {}
    for kind in _kinds_changed(reader, above):
        table = TABLES[kind]
        query = sa.select(sa.func.count()).select_from(table).where(table.c["_dot"] > above)
        counts[kind] = int(reader.connection.execute(query).scalar_one())
    return counts


def offer_all_again(unit: Unit) -> None:
    """Count every record as changed, so that the next package holds them all (sync.md D3)."""
    for table in TABLES.values():
        uids = unit.connection.execute(sa.select(table.c.uid).order_by(table.c["_dot"])).scalars()
        rows = [{"of": uid, "now": unit.tick()} for uid in uids.all()]
        if rows:
            unit.connection.execute(
                sa.update(table)
                .where(table.c.uid == sa.bindparam("of"))
                .values(_dot=sa.bindparam("now")),
                rows,
            )


_CONTENT = sa.select(table_of_versions.c.content).where(
    table_of_versions.c.uid == sa.bindparam("of"), table_of_versions.c.ver == sa.bindparam("at")
)


def content_of(reader: Reader, uid: str, ver: str) -> dict[str, Any] | None:
    """The content of a version that is not the present one, where it is held."""
    text = reader.connection.execute(_CONTENT, {"of": uid, "at": ver}).scalar()
    return None if text is None else json.loads(text)


def seen(reader: Reader, uids: Sequence[str]) -> dict[str, list[str]]:
    """uid -> all versions of the record seen here beside the present one, oldest first."""
    found: dict[str, list[str]] = {}
    for start in range(0, len(uids), 500):
        query = (
            sa.select(table_of_versions.c.uid, table_of_versions.c.ver)
            .where(table_of_versions.c.uid.in_(uids[start : start + 500]))
            .order_by(sa.text("rowid"))
        )
        for uid, ver in reader.connection.execute(query):
            found.setdefault(uid, []).append(ver)
    return found


def standing(reader: Reader, kind: str, uids: Sequence[str]) -> dict[str, tuple[Record, Lineage]]:
    """uid -> the record and where it stands; for at most some hundreds of uids."""
    table = TABLES[kind]
    rows = reader.connection.execute(sa.select(table).where(table.c.uid.in_(uids))).mappings()
    return {row["uid"]: (CODECS[kind].record(row), Lineage.of(row)) for row in rows}


def forget_versions(unit: Unit, uid: str) -> None:
    """Drop the versions of a record: headquarters has everything this office had."""
    unit.connection.execute(sa.delete(table_of_versions).where(table_of_versions.c.uid == uid))
