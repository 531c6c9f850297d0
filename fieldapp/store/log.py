"""The change log: every action and what it touched, chained by hash; history and undo use it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from fieldapp.records.canonical import as_bytes
from fieldapp.records.changes import Action, Change, ChangeSet, Why
from fieldapp.store import state
from fieldapp.store.tables import change_sets, changes


def _text(value: object) -> str | None:
    return None if value is None else as_bytes(value).decode()


def append(connection: Connection, entry: ChangeSet, chain: str) -> str:
    """Write a set with its changes; returns its hash, made over the one before (`chain`)."""
    rows: list[dict[str, object]] = [
        {
            "change_set": entry.number,
            "kind": c.kind,
            "uid": c.uid,
            "before": _text(c.before),
            "after": _text(c.after),
        }
        for c in entry.changes
    ]
    head: dict[str, object] = {
        "number": entry.number,
        "at": entry.at.isoformat(timespec="milliseconds"),
        "who": entry.who,
        "why": _text([entry.why.message, dict(entry.why.values)]),
        "action": entry.action.value,
        "replica": entry.replica,
        "undoes": entry.undoes,
    }
    head["hash"] = _hash(chain, head, rows)
    connection.execute(sa.insert(change_sets), [head])
    if rows:
        connection.execute(sa.insert(changes), rows)
    return str(head["hash"])


def _hash(chain: str, head: dict[str, object], rows: Iterable[dict[str, object]]) -> str:
    seal = hashlib.sha256(chain.encode())
    keys = ("number", "at", "who", "why", "action", "replica", "undoes")
    seal.update(as_bytes([head[key] for key in keys]))
    for row in rows:
        seal.update(as_bytes([row["kind"], row["uid"], row["before"], row["after"]]))
    return seal.hexdigest()


def _change(row: Row[tuple[object, ...]]) -> Change:
    found = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    before = json.loads(found["before"]) if found["before"] else None
    return Change(found["kind"], found["uid"], before, json.loads(found["after"]))


def _set(row: Row[tuple[object, ...]], inside: tuple[Change, ...]) -> ChangeSet:
    found = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    message, values = json.loads(found["why"])
    return ChangeSet(
        number=found["number"],
        at=dt.datetime.fromisoformat(found["at"]),
        who=found["who"],
        why=Why(message, values),
        action=Action(found["action"]),
        replica=found["replica"],
        undoes=found["undoes"],
        changes=inside,
    )


def read(connection: Connection, number: int) -> ChangeSet | None:
    """One set with all its changes."""
    head = connection.execute(sa.select(change_sets).where(change_sets.c.number == number)).first()
    if head is None:
        return None
    rows = connection.execute(
        sa.select(changes).where(changes.c.change_set == number).order_by(changes.c.number)
    )
    return _set(head, tuple(_change(row) for row in rows))


def newest(
    connection: Connection, *, who: str | None, actions: Sequence[Action], limit: int
) -> list[ChangeSet]:
    """The latest sets of one person (of anyone: None), newest first, without their changes."""
    query = sa.select(change_sets).where(change_sets.c.action.in_([a.value for a in actions]))
    if who is not None:
        query = query.where(change_sets.c.who == who)
    rows = connection.execute(query.order_by(change_sets.c.number.desc()).limit(limit))
    return [_set(row, ()) for row in rows]


def undone(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    """Of these sets, those taken back -> the set that did it last."""
    rows = connection.execute(
        sa.select(change_sets.c.undoes, sa.func.max(change_sets.c.number))
        .where(change_sets.c.undoes.in_(numbers))
        .group_by(change_sets.c.undoes)
    )
    return {int(undoes): int(number) for undoes, number in rows}


def of_record(connection: Connection, uid: str) -> list[ChangeSet]:
    """Every set that touched a record, oldest first, each with the changes of this record."""
    query = (
        sa.select(change_sets, changes.c.kind, changes.c.uid, changes.c.before, changes.c.after)
        .join(changes, changes.c.change_set == change_sets.c.number)
        .where(changes.c.uid == uid)
        .order_by(changes.c.number)
    )
    return [_set(row, (_change(row),)) for row in connection.execute(query)]


def after(connection: Connection, moment: dt.datetime, kind: str) -> Iterator[Change]:
    """Changes of one kind made after a moment, newest first: to walk back to it."""
    query = (
        sa.select(changes)
        .join(change_sets, changes.c.change_set == change_sets.c.number)
        .where(changes.c.kind == kind, change_sets.c.at > moment.isoformat(timespec="milliseconds"))
        .order_by(changes.c.number.desc())
    )
    for row in connection.execute(query):
        yield _change(row)


def removals(connection: Connection, uids: Sequence[str]) -> dict[str, tuple[dt.datetime, str]]:
    """uid -> when and by whom it was last put into the bin."""
    query = (
        sa.select(changes.c.uid, change_sets.c.at, change_sets.c.who)
        .join(change_sets, changes.c.change_set == change_sets.c.number)
        .where(
            changes.c.uid.in_(uids),
            sa.func.json_extract(changes.c.after, "$.removed").is_not(None),
        )
        .order_by(changes.c.number)
    )
    rows = connection.execute(query)
    return {str(uid): (dt.datetime.fromisoformat(at), str(who)) for uid, at, who in rows}


def first_break(connection: Connection) -> int | None:
    """The number of the first set whose hash does not follow from the one before, or None.

    The last one must be the one that the store's state names.
    """
    noted = state.load(connection)
    chain, last = "", 0
    for head in connection.execute(sa.select(change_sets).order_by(change_sets.c.number)):
        found = dict(head._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
        rows = connection.execute(
            sa.select(changes)
            .where(changes.c.change_set == found["number"])
            .order_by(changes.c.number)
        )
        inside = [dict(row._mapping) for row in rows]  # noqa: SLF001 - as above
        if _hash(chain, found, inside) != found["hash"]:
            return int(found["number"])
        chain, last = found["hash"], int(found["number"])
    return None if (last, chain) == (noted.sets, noted.chain) else min(last, noted.sets) + 1
