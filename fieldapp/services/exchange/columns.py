"""The columns of each kind's sheet: first what people read, then in grey the program's own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from fieldapp.records import canonical
from fieldapp.records.fields import Declared, Kind, Privacy
from fieldapp.records.values import Cents, PartialDate
from fieldapp.text import _
from fieldapp.workbook.sheets import CellType, Column

MORE, UID, OP, DOT, VER, ANC, MERGED, SEAL = (
    "_more", "_uid", "_op", "_dot", "_ver", "_anc", "_merged", "_rowsha",
)  # fmt: skip

SHOWN = "_"
"""Ends the key of a column that shows the title of the record whose uid stands in the grey one."""


_TYPED = {
    bool: CellType.BOOLEAN,
    int: CellType.INTEGER,
    Cents: CellType.MONEY,
    Decimal: CellType.NUMBER,
    dt.date: CellType.DATE,
    PartialDate: CellType.DATE,
}


def cell_type(entry: Declared) -> CellType:
    """How a field is kept in Excel: numbers and dates typed, identity numbers as text."""
    if (typed := _TYPED.get(entry.base)) is not None:
        return typed
    public_list = entry.field.privacy is Privacy.PUBLIC and entry.base is tuple
    return CellType.TEXT if entry.field.prose or public_list else CellType.IDENTITY


def columns_of(kind: Kind, *, answer: bool = False) -> tuple[Column, ...]:
    """The columns of a kind's sheet, in a package or in an answer."""
    human: list[Column] = []
    grey: list[Column] = []
    for key, entry in kind.fields.items():
        if not entry.travels:
            continue
        label = _(entry.field.label)
        if entry.field.refers:
            human.append(Column(key + SHOWN, label, CellType.TEXT))
            grey.append(Column(key, key, CellType.IDENTITY, grey=True))
        else:
            human.append(Column(key, label, cell_type(entry)))
    names = (MORE, UID, OP, DOT, VER, ANC, *((MERGED,) if answer else ()), SEAL)
    grey += [
        Column(name, name, CellType.INTEGER if name == DOT else CellType.IDENTITY, grey=True)
        for name in names
    ]
    return (*human, *grey)


def heads(kinds: list[Kind], *, answer: bool = False) -> str:
    """Canonical JSON of kind -> column keys to labels, for the manifest: labels may change.

    The grey columns stand under their keys and need no entry.
    """
    table = {
        kind.key: {
            column.key: column.label
            for column in columns_of(kind, answer=answer)
            if not column.grey
        }
        for kind in kinds
    }
    return canonical.as_bytes(table).decode()
