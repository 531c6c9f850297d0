"""What the store knows of itself: which office and replica it is and how far its counters are."""

from __future__ import annotations

import dataclasses as dc
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from fieldapp.store.tables import meta_values


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The values of the `meta` table; replaced as a whole at each commit.

    Attributes:
        office: the office code; role: "field" or "headquarters".
        replica: 128 random bits of this installation's incarnation; letter: its mark in numbers.
        dot: changes counted so far; seq, previous: the last package sealed, 0 and "" before it.
        epoch: of headquarters, as it counts itself or as the office last heard; 0 before that.
        answer: number of the last answer, made at headquarters or applied in the office.
        sign_key: the private Ed25519 key, hexadecimal.
        partner_key, partner_name: headquarters' public key and name, once enrolled.
        sum: order-free digest of (uid, version) over all records, hexadecimal.
        sets, chain: number and hash of the last change set.
    """

    office: str = ""
    role: str = "field"
    replica: str = ""
    letter: str = "A"
    dot: int = 0
    seq: int = 0
    previous: str = ""
    epoch: int = 0
    answer: int = 0
    sign_key: str = ""
    partner_key: str = ""
    partner_name: str = ""
    sum: str = "0"
    sets: int = 0
    chain: str = ""

    @property
    def headquarters(self) -> bool:
        """Whether this store is headquarters'."""
        return self.role == "headquarters"


_FIELDS = {field.name: field.type for field in dc.fields(State)}


def load(connection: Connection) -> State:
    """The state as last committed."""
    rows = connection.execute(sa.select(meta_values.c.key, meta_values.c.value)).all()
    known = {key: value for key, value in rows if key in _FIELDS}
    chosen: dict[str, Any] = {
        key: int(value) if _FIELDS[key] == "int" else value for key, value in known.items()
    }
    return State(**chosen)


def save(connection: Connection, old: State, new: State) -> None:
    """Write what differs."""
    rows = [
        {"key": name, "value": str(getattr(new, name))}
        for name in _FIELDS
        if getattr(old, name) != getattr(new, name)
    ]
    if rows:
        put(connection, rows)


def put(connection: Connection, rows: list[dict[str, str]]) -> None:
    """Insert or replace values of the `meta` table."""
    statement = insert(meta_values)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"value": statement.excluded.value}
        ),
        rows,
    )


def count(connection: Connection, more: Mapping[str, int]) -> None:
    """Keep how many records of each kind are not in the bin, so that no start has to count them."""
    for kind, change in more.items():
        if change:
            key = f"count {kind}"
            held = int(value(connection, key) or 0)
            put(connection, [{"key": key, "value": str(held + change)}])


def value(connection: Connection, key: str) -> str | None:
    """One value of the `meta` table that is no part of the state, such as a counter of numbers."""
    return connection.execute(
        sa.select(meta_values.c.value).where(meta_values.c.key == key)
    ).scalar()
