"""What a workbook consists of: columns, sheets, a readme, a manifest; for reader and writer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Value = str | int | Decimal | dt.date | dt.datetime | bool | None
"""What a cell can be given: datetimes are aware, dates and times are those of the calendar."""

NAME_LENGTH = 31  # Excel's limit for the name of a sheet
_NOT_IN_A_NAME = frozenset("[]:*?/\\")


class CellType(StrEnum):
    """How a column's values are kept and shown."""

    TEXT = "text"
    IDENTITY = "identity"  # text that looks like a number: serials, phones, ids
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"  # two places
    DATE = "date"
    DATETIME = "datetime"  # shown in UTC without a zone, for Excel has none
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a permanent key, the label people read, and its type.

    `width` is in characters, measured from the content when absent. Grey columns belong to the
    program: they stand at the right, folded away.
    """

    key: str
    label: str
    type: CellType
    width: float | None = None
    grey: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with one header row; each row holds as many values as there are columns."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Readme:
    """A page of text: what this workbook is and what to do with it."""

    name: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyValues:
    """A visible list of keys and values, such as a package's manifest; all is written as text."""

    name: str
    pairs: tuple[tuple[str, Value], ...]


Part = Sheet | Readme | KeyValues


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook to be written, in the order of its sheets.

    `protected` asks Excel to keep people from typing into it; a hint without a password, which the
    digests of a package do not rely on.
    """

    sheets: tuple[Part, ...]
    right_to_left: bool = False
    title: str = ""
    protected: bool = False

    def __post_init__(self) -> None:
        if not self.sheets:
            raise ValueError("a workbook needs a sheet")
        taken: set[str] = set()
        for sheet in self.sheets:
            _check_name(sheet.name, taken)
            taken.add(sheet.name.casefold())


def _check_name(name: str, taken: set[str]) -> None:
    """Refuse what Excel would repair or rename; such a name is a mistake in the program."""
    if not name.strip() or len(name) > NAME_LENGTH or _NOT_IN_A_NAME & set(name):
        raise ValueError(f"Excel allows no sheet of the name {name!r}")
    if name.startswith("'") or name.endswith("'") or name.casefold() in taken:
        raise ValueError(f"the name {name!r} is quoted or used twice")
