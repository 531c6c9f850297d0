"""The columns of each kind's sheet: what people read first, then what the program needs, in grey."""

from __future__ import annotations

import datetime as dt
import enum
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


def cell_type(entry: Declared) -> CellType:
    """How a field is kept in Excel: numbers and dates typed, identity numbers as text."""
    base = entry.base
    if base is bool:
        return CellType.BOOLEAN
    if base is Cents:
        return CellType.MONEY
    if base is Decimal:
        return CellType.NUMBER
    if base is dt.date or base is PartialDate:
        return CellType.DATE
    if issubclass(base, int) and not issubclass(base, enum.Enum):
        return CellType.INTEGER
    prose = entry.field.prose or entry.field.privacy is Privacy.PUBLIC and base is tuple
    return CellType.TEXT if prose else CellType.IDENTITY


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
    """Canonical JSON of kind -> column keys to labels, for the manifest: labels may change."""
    table = {
        kind.key: {column.key: column.label for column in columns_of(kind, answer=answer)}
        for kind in kinds
    }
    return canonical.as_bytes(table).decode()
