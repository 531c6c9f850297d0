"""What was sealed, taken in and answered; from it follows what is confirmed (sync.md D2)."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from fieldapp.store import state
from fieldapp.store.reading import Reader
from fieldapp.store.tables import (
    answers,
    enrolled,
    received,
    returned,
    sendings,
    versions,
)
from fieldapp.store.unit import Unit

_BEHIND = "behind"
_FORMER = "former"
_KEPT_FORMERS = 16
_GONE = -1
"""In the place of the last answer: the installation has become another one (sync.md D3)."""


def watermark(reader: Reader) -> int:
    """The count up to which every change made here is in a confirmed package, without a gap."""
    query = (
        sa.select(sendings.c.base, sendings.c.max)
        .where(sendings.c.replica == reader.state.replica, sendings.c.confirmed_at.is_not(None))
        .order_by(sendings.c.base)
    )
    covered = 0
    for base, top in reader.connection.execute(query):
        if base <= covered:
            covered = max(covered, top)
    return covered


def confirmed_ancestor(reader: Reader, uid: str, ancestors: Sequence[str]) -> int | None:
    """Place of the newest ancestor that headquarters, of this epoch, said it holds."""
    if not ancestors:
        return None
    query = sa.select(versions.c.ver, versions.c.source, versions.c.place).where(
        versions.c.uid == uid, versions.c.ver.in_(ancestors)
    )
    known = {ver: (source, place) for ver, source, place in reader.connection.execute(query)}
    for at, ver in enumerate(ancestors):
        source, place = known.get(ver, ("", None))
        if source == f"hq:{reader.state.epoch}" or _covered(reader, uid, ver, (source, place)):
            return at
    return None


def _covered(reader: Reader, uid: str, ver: str, made: tuple[str, int | None]) -> bool:
    source, place = made
    if place is None:
        return False
    query = sa.select(sendings.c.seq).where(
        sendings.c.replica == source,
        sendings.c.confirmed_at.is_not(None),
        sendings.c.base < place,
        sendings.c.max >= place,
    )
    if reader.connection.execute(query.limit(1)).first() is None:
        return False
    rejected = sa.select(returned.c.ver).where(returned.c.uid == uid, returned.c.ver == ver)
    return reader.connection.execute(rejected).first() is None


def add_sending(unit: Unit, **values: object) -> None:
    """Keep a sealed package, in the transaction that gave it its number."""
    unit.connection.execute(sa.insert(sendings).values(**values))
    unit.sendings = True


def list_sendings(reader: Reader, *, own: bool = False) -> list[dict[str, Any]]:
    """Sealed packages without their bytes, newest first; `own`: of the present replica only."""
    columns = [c for c in sendings.c if c.name != "bytes"]
    query = sa.select(*columns, sa.func.length(sendings.c.bytes).label("size"))
    if own:
        query = query.where(sendings.c.replica == reader.state.replica)
    rows = reader.connection.execute(
        query.order_by(sendings.c.made_at.desc(), sendings.c.seq.desc())
    )
    return [dict(row) for row in rows.mappings()]


def sendings_summary(reader: Reader) -> tuple[int, str | None]:
    """Of this replica: how many sendings are not confirmed, and when the last one was."""
    query = sa.select(
        sa.func.count().filter(sendings.c.confirmed_at.is_(None)),
        sa.func.max(sendings.c.confirmed_at),
    ).where(sendings.c.replica == reader.state.replica)
    unanswered, at = reader.connection.execute(query).one()
    return int(unanswered), at


def sending_with(reader: Reader, dot: int) -> int | None:
    """The number of the last sending of this replica that holds a change; None before one does."""
    query = sa.select(sa.func.max(sendings.c.seq)).where(
        sendings.c.replica == reader.state.replica, sendings.c.base < dot, sendings.c.max >= dot
    )
    return reader.connection.execute(query).scalar()


class Behind(enum.StrEnum):
    """What an office lacks of headquarters' answers.

    An ANSWER was made that builds on one that never came; or this installation took answers
    under a name that a copy of its disk may bear too, so that it must hear EVERYTHING once.
    """

    NOTHING = ""
    ANSWER = "answer"
    EVERYTHING = "everything"


def note_behind(unit: Unit, behind: Behind) -> None:
    """In an office: what is lacking from now on; the next package is due where anything is."""
    if behind is not behind_by(unit):
        state.put(unit.connection, [{"key": _BEHIND, "value": behind.value}])


def behind_by(reader: Reader) -> Behind:
    """What this office lacks of headquarters' answers."""
    return Behind(state.value(reader.connection, _BEHIND) or "")


def note_former(unit: Unit, replica: str) -> None:
    """This installation was called that before; headquarters waits no longer for it to answer."""
    names = [*formers(unit), replica][-_KEPT_FORMERS:]
    state.put(unit.connection, [{"key": _FORMER, "value": " ".join(names)}])


def formers(reader: Reader) -> list[str]:
    """What this installation was called before, oldest first."""
    return (state.value(reader.connection, _FORMER) or "").split()


def sending_bytes(reader: Reader, package_id: str) -> bytes | None:
    """The sealed bytes, until headquarters has confirmed them."""
    query = sa.select(sendings.c.bytes).where(sendings.c.package_id == package_id)
    return reader.connection.execute(query).scalar()


def confirm(unit: Unit, accepted: frozenset[str], at: dt.datetime) -> None:
    """Take over which packages headquarters holds; the bytes of those are no longer kept."""
    moment = at.isoformat(timespec="milliseconds")
    for row in unit.connection.execute(
        sa.select(sendings.c.package_id, sendings.c.confirmed_at)
    ).all():
        held = row.package_id in accepted
        if held == (row.confirmed_at is not None):
            continue
        values: dict[str, object] = {"confirmed_at": moment if held else None}
        if held:
            values["bytes"] = None
        unit.connection.execute(
            sa.update(sendings).where(sendings.c.package_id == row.package_id).values(**values)
        )
    unit.sendings = True


def enrol(unit: Unit, replica: str, office: str, public_key: str, at: dt.datetime) -> None:
    """At headquarters: packages of this installation are taken in from now on."""
    statement = insert(enrolled).values(
        replica=replica, office=office, public_key=public_key, last_answer=0, forked=False,
        enrolled_at=at.isoformat(timespec="milliseconds"),
    )  # fmt: skip
    unit.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["replica"], set_={"public_key": public_key, "office": office}
        )
    )


def list_enrolled(reader: Reader, office: str | None = None) -> list[dict[str, Any]]:
    """The installations enrolled here."""
    query = sa.select(enrolled).order_by(enrolled.c.enrolled_at)
    if office is not None:
        query = query.where(enrolled.c.office == office)
    return [dict(row) for row in reader.connection.execute(query).mappings()]


def owner_of(reader: Reader, replica: str) -> str | None:
    """Code of the office that an enrolled installation belongs to."""
    query = sa.select(enrolled.c.office).where(enrolled.c.replica == replica)
    return reader.connection.execute(query).scalar()


def note_installation(unit: Unit, replica: str, **values: object) -> None:
    """At headquarters: what a package said of its sender."""
    unit.connection.execute(
        sa.update(enrolled).where(enrolled.c.replica == replica).values(**values)
    )


def forget_heard(unit: Unit) -> None:
    """At headquarters: no answer of before builds a ground for the next one (a new epoch)."""
    unit.connection.execute(
        sa.update(enrolled).where(enrolled.c.last_answer != _GONE).values(last_answer=0)
    )


def note_gone(unit: Unit, replicas: Sequence[str], office: str) -> None:
    """At headquarters: installations that became another one; each is back once it sends again."""
    unit.connection.execute(
        sa.update(enrolled)
        .where(enrolled.c.replica.in_(replicas), enrolled.c.office == office)
        .values(last_answer=_GONE)
    )


def last_heard(reader: Reader, office: str) -> dict[str, int]:
    """Living installation of an office -> number of the last answer that it has applied."""
    query = sa.select(enrolled.c.replica, enrolled.c.last_answer).where(
        enrolled.c.office == office, enrolled.c.last_answer != _GONE
    )
    return {row.replica: int(row.last_answer) for row in reader.connection.execute(query)}


def is_received(reader: Reader, package_id: str) -> bool:
    """Whether headquarters holds a package."""
    query = sa.select(received.c.seq).where(received.c.package_id == package_id)
    return reader.connection.execute(query).first() is not None


def is_heard_of(reader: Reader, replica: str) -> bool:
    """Whether headquarters holds any package of an installation."""
    query = sa.select(received.c.seq).where(received.c.replica == replica).limit(1)
    return reader.connection.execute(query).first() is not None


def main_package(reader: Reader, replica: str, seq: int) -> str | None:
    """The id of the first package received under a number."""
    query = sa.select(received.c.package_id).where(
        received.c.replica == replica, received.c.seq == seq, received.c.main.is_(True)
    )
    return reader.connection.execute(query).scalar()


def add_received(unit: Unit, **values: object) -> None:
    """Keep a package taken in, with its outcomes and bytes."""
    unit.connection.execute(sa.insert(received).values(**values))
    unit.sendings = True


def gaps(reader: Reader, replica: str | None = None) -> dict[str, tuple[int, ...]]:
    """Installation -> numbers below its highest under which nothing has come; only if any."""
    counted = sa.select(received.c.replica).group_by(received.c.replica)
    if replica is not None:
        counted = counted.where(received.c.replica == replica)
    some = counted.having(sa.func.count(received.c.seq.distinct()) < sa.func.max(received.c.seq))
    found = {}
    for name in reader.connection.execute(some).scalars().all():
        query = sa.select(received.c.seq).where(received.c.replica == name)
        have = set(reader.connection.execute(query).scalars())
        found[name] = tuple(sorted(set(range(1, max(have))) - have))
    return found


def offices_heard(reader: Reader) -> dict[str, tuple[int, str]]:
    """Code of the office -> how many packages came, and the moment of the last one."""
    query = sa.select(
        received.c.office, sa.func.count(), sa.func.max(received.c.received_at)
    ).group_by(received.c.office)
    return {code: (n, last) for code, n, last in reader.connection.execute(query)}


def list_received(reader: Reader, office: str | None = None) -> list[Mapping[str, Any]]:
    """Packages taken in, without their bytes, in order of arrival."""
    query = sa.select(*[c for c in received.c if c.name != "bytes"])
    if office is not None:
        query = query.where(received.c.office == office)
    rows = reader.connection.execute(query.order_by(received.c.received_at, received.c.seq))
    return [dict(row) for row in rows.mappings()]


def add_answer(unit: Unit, **values: object) -> None:
    """At headquarters: keep an answer made."""
    unit.connection.execute(sa.insert(answers).values(**values))
    unit.sendings = True


def answered_upto(reader: Reader, office: str, number: int) -> int:
    """The last change that an answer held; 0 where this headquarters made no such answer."""
    query = sa.select(answers.c.upto).where(answers.c.office == office, answers.c.number == number)
    return int(reader.connection.execute(query).scalar() or 0)
