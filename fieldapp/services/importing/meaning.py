"""What a cell of a foreign sheet means for a field: its type, its manner of writing, its blanks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from fieldapp.records import typed, values
from fieldapp.records.values import PartialDate, Unfit
from fieldapp.text import N_
from fieldapp.workbook.cells import Cell, Odd

_EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel's calendar
_SERIALS = range(20_000, 80_000)  # days from 1954 to 2119; below stand years and counts
_YEARS = range(1900, 2101)
_TWO_NUMBERS = re.compile(r"\s*(\d{1,2})[/.\- ](\d{1,2})[/.\- ](?:\d{4}|\d{2})\b")

NOTHING_OF_PEOPLE = frozenset({"n/a", "n.a.", "#n/a", "-", "--", "---", "–", "—"})
"""What stands for nothing in a column of people's names; Null and None are family names."""
NOTHING = NOTHING_OF_PEOPLE | {"null", "none"}
"""What stands for nothing in any other column."""
NOTHING_NAMED = NOTHING | {"na", "nil", "tbd", "tba", "s/n"}
"""The same for serials, tags and for names of units; elsewhere NA may be Namibia."""

FORMULA_WITHOUT_VALUE = N_("This cell holds an error or a formula without a value.")
DATE_EXPECTED = N_("A date was expected, such as 31/03/2026 or 2026-03-31.")


@dataclass(frozen=True, slots=True)
class DayOrder:
    """How the numbers of a column's dates are read.

    Attributes:
        day_first: 3/4/2026 is the third of April.
        decided: some date of the sheet can be read in this one way only.
        mixed: others can be read only in the other way.
        example: a date that could be read in two ways; "" if there is none.
    """

    day_first: bool = True
    decided: bool = False
    mixed: bool = False
    example: str = ""


def text_of(cell: Cell) -> str:  # noqa: PLR0911 - one line a type
    """A cell as text on which both engines agree; "" for a blank one."""
    match cell:
        case None:
            return ""
        case str():
            return cell.strip()
        case bool():
            return "true" if cell else "false"
        case Odd():
            return cell.text.strip()
        case dt.datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case dt.date() | dt.time():
            return cell.isoformat()
        case Decimal():
            return values.decimal_text(cell)
    return str(cell)


def meant(base: type, cell: Cell, *, day_first: bool = True) -> object:
    """The value of type `base` in a cell; None for a blank one.

    Raises:
        values.Unfit: it holds none; `args[0]` is an English sentence.
    """
    if isinstance(cell, Odd):
        raise Unfit(FORMULA_WITHOUT_VALUE)
    if base is dt.date or base is PartialDate:
        return _date(base, cell, day_first=day_first)
    if isinstance(cell, Decimal | int) and not isinstance(cell, bool):
        return values.value(base, text_of(cell) if base in {str, tuple} else cell)
    return typed.parse(base, text_of(cell), day_first=day_first)


def _date(base: type, cell: Cell, *, day_first: bool) -> object:
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, int) and not isinstance(cell, bool):
        if cell in _SERIALS:
            cell = _EPOCH + dt.timedelta(days=cell)
        elif cell in _YEARS and base is PartialDate:
            return PartialDate(str(cell))
        else:
            raise Unfit(DATE_EXPECTED)
    if isinstance(cell, dt.date):
        return PartialDate.of(cell) if base is PartialDate else cell
    if cell is None or isinstance(cell, str):
        return typed.parse(base, cell or "", day_first=day_first)
    raise Unfit(DATE_EXPECTED)


def day_order(cells: Iterable[Cell]) -> DayOrder:
    """The order of day and month that the texts of a column show by a number above 12."""
    day_first = month_first = 0
    example = ""
    for cell in cells:
        found = _TWO_NUMBERS.match(cell) if isinstance(cell, str) else None
        if found is None:
            continue
        one, two = int(found[1]), int(found[2])
        if one > 12 >= two:
            day_first += 1
        elif two > 12 >= one:
            month_first += 1
        elif one != two and not example:
            example = str(cell).strip()
    return DayOrder(
        day_first=day_first >= month_first,
        decided=bool(day_first or month_first),
        mixed=bool(day_first and month_first),
        example=example,
    )
