"""What waits for a person: rows that headquarters returned, and fields with two values."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from fieldapp.records.exchange import Code, Conflict, Returned
from fieldapp.store.reading import Reader
from fieldapp.store.tables import conflicts, returned
from fieldapp.store.unit import Unit


def replace_returned(unit: Unit, rows: Sequence[Returned], office: str) -> None:
    """In an office: take over headquarters' list of returned rows."""
    unit.connection.execute(sa.delete(returned))
    for row in rows:
        add_returned(unit, row, office)


def add_returned(unit: Unit, row: Returned, office: str) -> None:
    """Note a row that was not taken in."""
    statement = insert(returned).values(
        uid=row.uid, ver=row.ver, kind=row.kind, office=office, code=row.code.value,
        detail=row.detail, sending=row.sending,
    )  # fmt: skip
    unit.connection.execute(statement.on_conflict_do_nothing())


def settle_returned(unit: Unit, uid: str, vers: Sequence[str]) -> None:
    """Versions once returned were taken in after all, or one that came after them."""
    unit.connection.execute(
        sa.delete(returned).where(returned.c.uid == uid, returned.c.ver.in_(vers))
    )


def returned_versions(reader: Reader, office: str) -> dict[str, set[str]]:
    """uid -> versions of an office's record that are returned."""
    query = sa.select(returned.c.uid, returned.c.ver).where(returned.c.office == office)
    found: dict[str, set[str]] = {}
    for uid, ver in reader.connection.execute(query):
        found.setdefault(uid, set()).add(ver)
    return found


def list_returned(
    reader: Reader, office: str | None = None, uid: str | None = None
) -> list[Returned]:
    """Rows not taken in, of one office or one record where asked."""
    query = sa.select(returned).order_by(returned.c.uid)
    if office is not None:
        query = query.where(returned.c.office == office)
    if uid is not None:
        query = query.where(returned.c.uid == uid)
    return [
        Returned(
            kind=row["kind"], uid=row["uid"], ver=row["ver"], code=Code(row["code"]),
            detail=row["detail"], sending=row["sending"],
        )
        for row in reader.connection.execute(query).mappings()
    ]  # fmt: skip


def add_conflict(unit: Unit, found: Conflict, office: str, replica: str, at: dt.datetime) -> None:
    """Keep both values of a clash; the same clash again adds nothing."""
    statement = insert(conflicts).values(
        uid=found.uid, kind=found.kind, office=office, field=found.field,
        ours=json.dumps(found.ours, ensure_ascii=False),
        theirs=json.dumps(found.theirs, ensure_ascii=False),
        replica=replica, ver=found.ver, decides=found.decides,
        at=at.isoformat(timespec="milliseconds"),
    )  # fmt: skip
    unit.connection.execute(statement.on_conflict_do_nothing())


def list_conflicts(reader: Reader, office: str | None = None) -> list[Conflict]:
    """Clashes that wait for a person, oldest first."""
    query = sa.select(conflicts).order_by(conflicts.c.number)
    if office is not None:
        query = query.where(conflicts.c.office == office)
    return [
        Conflict(
            kind=row["kind"], uid=row["uid"], ver=row["ver"], field=row["field"],
            ours=json.loads(row["ours"]), theirs=json.loads(row["theirs"]), decides=row["decides"],
        )
        for row in reader.connection.execute(query).mappings()
    ]  # fmt: skip


def clear_conflicts(unit: Unit) -> None:
    """In an office, before headquarters' list is taken over."""
    unit.connection.execute(sa.delete(conflicts))


def in_conflict(reader: Reader, uid: str) -> bool:
    """Whether a field of the record has two values."""
    query = sa.select(conflicts.c.number).where(conflicts.c.uid == uid).limit(1)
    return reader.connection.execute(query).first() is not None


def count_returned(reader: Reader) -> int:
    """How many rows are returned."""
    return int(
        reader.connection.execute(sa.select(sa.func.count()).select_from(returned)).scalar_one()
    )


def count_conflicts(reader: Reader) -> dict[str, int]:
    """Code of the office -> fields with two values; offices without any are left out."""
    query = sa.select(conflicts.c.office, sa.func.count()).group_by(conflicts.c.office)
    return {office: int(n) for office, n in reader.connection.execute(query)}
