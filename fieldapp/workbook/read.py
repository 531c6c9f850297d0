"""Reads a workbook inside the limited child process, and answers in words of JSON.

A cell is a JSON text, whole number, number, true or null; all else is an object of one key:
{"d": date}, {"t": date and time}, {"h": time of day}, {"o": [text, why]} for what is no value.
A row is [number from 1, cells without the blank ones at its end]; blank rows are left out.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, Literal

import python_calamine as calamine

from fieldapp.errors import FileRefused
from fieldapp.text import _
from fieldapp.workbook import cells
from fieldapp.workbook.archive import Limits, not_a_workbook, protected
from fieldapp.workbook.parts import Page
from fieldapp.workbook.preflight import LIMITS, Checked, Kind, Profile, check

Engine = Literal["calamine", "openpyxl"]
LARGEST_AREA = 12_000_000  # cells calamine may make room for: some 400 MB
_YES_OR_NO = {"=TRUE()": True, "=FALSE()": False}  # LibreOffice's way to write a boolean


def answer(request: dict[str, Any], payload: bytes) -> dict[str, Any]:
    """The door for LimitedReader: `request` has name, profile and engine."""
    return read_book(
        payload, request["profile"], request["engine"], name=request.get("name") or _("The file")
    )


def read_book(data: bytes, profile: str, engine: Engine, *, name: str) -> dict[str, Any]:
    """All visible sheets of a workbook; hidden ones are listed without rows.

    Calamine is the quick engine; where it cannot tell what must be told (formulas in a package,
    errors, addresses far out) openpyxl reads instead. Raises FileRefused.
    """
    strict = Profile(profile)
    checked = check(data, strict, name)
    reading = _Reading(data, name, strict, checked)
    if checked.kind is Kind.XLSX and (engine == "openpyxl" or reading.needs_openpyxl()):
        return {"engine": "openpyxl", **reading.by_openpyxl()}
    try:
        return {"engine": "calamine", **reading.by_calamine()}
    except calamine.PasswordError as locked:
        raise protected(name) from locked
    except calamine.CalamineError as broken:
        if checked.kind is Kind.XLSX:
            return {"engine": "openpyxl", **reading.by_openpyxl()}
        raise not_a_workbook(name) from broken


class _Reading:
    """One file on its way from bytes to rows."""

    def __init__(self, data: bytes, name: str, profile: Profile, checked: Checked) -> None:
        self._data = data
        self._name = name
        self._strict = profile is Profile.PACKAGE
        self._limits: Limits = LIMITS[profile]
        self._pages = checked.pages
        self._remarks = checked.remarks

    def needs_openpyxl(self) -> bool:
        """Whether calamine would leave out something: it shows errors as nothing at all."""
        grids = [page.grid for page in self._pages if not page.hidden]
        return any(
            grid is None
            or grid.errors
            or grid.area > LARGEST_AREA
            or (self._strict and grid.formulas)
            for grid in grids
        )

    def by_calamine(self) -> dict[str, Any]:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(self._data)) as book:
            pages = self._pages or [
                Page(each.name, each.visible is not calamine.SheetVisibleEnum.Visible, None)
                for each in book.sheets_metadata
                if each.typ is calamine.SheetTypeEnum.WorkSheet
            ]
            return self._book(
                pages,
                (
                    _calamine_rows(book.get_sheet_by_name(page.name)) if not page.hidden else ()
                    for page in pages
                ),
            )

    def by_openpyxl(self) -> dict[str, Any]:
        import openpyxl  # three times slower to import than calamine, and seldom needed

        for page in self._pages:
            if page.grid and not page.grid.ordered:  # it would drop the rows that go back
                raise FileRefused(
                    _("“{name}”, sheet “{sheet}”: the rows are out of order.").format(
                        name=self._name, sheet=page.name
                    )
                )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on styles and extensions, of no concern to rows
            book = openpyxl.load_workbook(
                io.BytesIO(self._data),
                read_only=True,
                data_only=not self._strict,
                keep_links=False,
            )
            with closing(book):
                return self._book(
                    self._pages,
                    (
                        _openpyxl_rows(book[page.name]) if not page.hidden else ()
                        for page in self._pages
                    ),
                )

    def _book(self, pages: Sequence[Page], rows: Iterable[Iterable[Any]]) -> dict[str, Any]:
        sheets = [
            {
                "name": page.name,
                "hidden": page.hidden,
                "rows": self._rows(page.name, each),
                "remarks": _remarks(page),
            }
            for page, each in zip(pages, rows, strict=True)
        ]
        return {"sheets": sheets, "remarks": list(self._remarks)}

    def _rows(self, sheet: str, rows: Iterable[tuple[int, list[Any]]]) -> list[Any]:
        """The rows with something in them; nothing may hide below a desert of blank ones."""
        kept: list[Any] = []
        last = total = 0
        for number, row in rows:
            while row and row[-1] is None:
                row.pop()
            if not row:
                continue
            desert = self._limits.blank_rows
            if desert is not None and number - last - 1 > desert:
                raise FileRefused(
                    _("“{name}”, sheet “{sheet}”: row {row} stands far below all others.").format(
                        name=self._name, sheet=sheet, row=number
                    )
                )
            total += len(row)
            if total > self._limits.cells:
                raise FileRefused(
                    _("“{name}”, sheet “{sheet}”: there are more than {most:,} cells.").format(
                        name=self._name, sheet=sheet, most=self._limits.cells
                    )
                )
            last = number
            kept.append([number, row])
        return kept


def _remarks(page: Page) -> list[str]:
    """What a person should know of a sheet whose oddities were let pass."""
    if page.grid is None or page.hidden:
        return []
    remarks = []
    if page.grid.formulas:
        remarks.append(_("Some cells are formulas; the values last calculated were taken."))
    if page.grid.merged:
        remarks.append(_("Some cells are merged; the value counts for the first of them."))
    return remarks


def _calamine_rows(sheet: calamine.CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    """Rows from the first of the sheet on, with the blank columns before its data."""
    before = [None] * (sheet.start[1] if sheet.start else 0)
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, before + [_word(value) for value in row]


def _openpyxl_rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Rows as they stand in the file, never mind the extent that the sheet declares."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [_openpyxl_word(cell) for cell in row]


def _openpyxl_word(cell: Any) -> Any:
    value = cell.value
    match cell.data_type:
        case "e":
            return {"o": [str(value), "error"]}
        case "f":
            formula = str(getattr(value, "text", value))
            known = _YES_OR_NO.get(formula)
            return {"o": [formula, "formula"]} if known is None else known
        case "s" | "str" | "inlineStr":
            return _word(cells.unescaped(str(value))) if value is not None else None
    return _word(value)


def _word(value: Any) -> Any:
    """A value of either engine in words of JSON."""
    return _WORDS[type(value)](value)


def _same(value: Any) -> Any:
    return value


def _number_word(raw: float) -> Any:
    """Whole ones become whole numbers, the others their fifteen digits, which are exact."""
    if raw.is_integer() and abs(raw) < 10**cells.DIGITS:
        return int(raw)
    number = cells.number(raw)
    if isinstance(number, cells.Odd):
        return {"o": [number.text, number.why]}
    return number if isinstance(number, int) else float(number)


def _moment_word(raw: dt.datetime) -> Any:
    moment = cells.moment(raw)
    return {"t" if isinstance(moment, dt.datetime) else "d": moment.isoformat()}


def _text_word(text: str) -> Any:
    if len(text) <= cells.TEXT_LENGTH and text.isprintable():
        return text or None
    if len(text) > cells.TEXT_LENGTH:
        return {"o": [text[:200], "text"]}
    cleaned = cells.clean_or_odd(text)
    return {"o": [cleaned.text, cleaned.why]} if isinstance(cleaned, cells.Odd) else cleaned


def _hours(duration: dt.timedelta) -> str:
    """A span of time as Excel shows it, such as 30:15:00."""
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


_WORDS: dict[type, Callable[[Any], Any]] = {
    str: _text_word,
    float: _number_word,
    int: _same,
    bool: _same,
    type(None): _same,
    dt.datetime: _moment_word,
    dt.date: lambda day: {"d": day.isoformat()},
    dt.time: lambda time: {"h": time.isoformat()},
    dt.timedelta: _hours,
}
