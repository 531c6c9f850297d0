"""Reads a workbook inside the limited child process, and answers in words of JSON.

A row is [number from 1, cells without the blank ones at its end], each cell one of the words of
words.py; blank rows are left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

import python_calamine as calamine

from fieldapp.errors import FileRefused
from fieldapp.text import _
from fieldapp.workbook.archive import Limits, not_a_workbook, protected
from fieldapp.workbook.parts import Page
from fieldapp.workbook.preflight import LIMITS, Checked, Kind, check
from fieldapp.workbook.profiles import Engine, Profile
from fieldapp.workbook.words import word

LARGEST_AREA = 12_000_000  # cells calamine may make room for: some 400 MB


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
        from fieldapp.workbook import by_openpyxl  # slow to import, and seldom needed

        for page in self._pages:
            if page.grid and not page.grid.ordered:  # it would drop the rows that go back
                raise FileRefused(
                    _("“{name}”, sheet “{sheet}”: the rows are out of order.").format(
                        name=self._name, sheet=page.name
                    )
                )
        book = by_openpyxl.opened(self._data, formulas=self._strict)
        with closing(book):
            return self._book(
                self._pages,
                (
                    by_openpyxl.rows(book[page.name]) if not page.hidden else ()
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
        yield number, before + [word(value) for value in row]
