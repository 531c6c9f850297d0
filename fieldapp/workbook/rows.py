"""The rows of a sheet as XML, made one by one so that a long table needs no memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from fieldapp.errors import UserError
from fieldapp.text import _
from fieldapp.workbook import cells
from fieldapp.workbook.sheets import CellType, Column, Value
from fieldapp.workbook.shell import Styles

_TEXT = frozenset({CellType.TEXT, CellType.IDENTITY})

HEADER_HEIGHT = 32  # points: a label takes two lines at the most


class RowWriter:
    """Writes the rows of one sheet.

    Cells bear no address of their own, as the format allows: it would be a third of a compressed
    package and of the time to write it. An empty cell therefore holds its place.

    A value that is not of its column's type is written by its own type, never bent: text in a date
    column stays text, and a number Excel would shorten becomes text.
    """

    def __init__(self, sheet: str, columns: Sequence[Column], styles: Styles) -> None:
        self._sheet = sheet
        self._columns = tuple(columns)
        self._styles = styles
        self._lanes = [_Lane(column, styles) for column in columns]

    def header(self) -> str:
        """The first row: the columns' labels."""
        made = "".join(
            text_cell(column.label, self._styles.header[column.grey]) for column in self._columns
        )
        return f'<row r="1" ht="{HEADER_HEIGHT}" customHeight="1">{made}</row>'

    def row(self, number: int, values: Sequence[Value]) -> str:
        """The row of this number (from 1); raises UserError naming sheet, row and column."""
        made = []
        lane = self._lanes[0]
        try:
            for lane, value in zip(self._lanes, values, strict=True):
                write = lane.fast.get(type(value), lane.slow)
                made.append(write(value))
        except cells.BadCell as bad:
            raise UserError(
                _("Sheet “{sheet}”, row {row}, column “{column}”: {why}").format(
                    sheet=self._sheet, row=number, column=lane.label, why=bad
                )
            ) from bad
        return f'<row r="{number}">{"".join(made)}</row>'


class _Lane:
    """One column on its way into XML: a writer for each type it expects, another for the rest."""

    __slots__ = ("_column", "_styles", "fast", "label", "style", "text_style")

    def __init__(self, column: Column, styles: Styles) -> None:
        self.label = column.label
        self.style = styles.body[column.type, column.grey]
        self.text_style = styles.body[CellType.IDENTITY, column.grey]
        self._column = column
        self._styles = styles
        self.fast: dict[type, Callable[[Any], str]] = {type(None): _blank}
        match column.type:
            case CellType.TEXT | CellType.IDENTITY:
                self.fast[str] = self._text
            case CellType.INTEGER | CellType.NUMBER | CellType.MONEY:
                self.fast[int] = self.fast[Decimal] = self._number
            case CellType.DATE:
                self.fast[dt.date] = self._moment
            case CellType.DATETIME:
                self.fast[dt.datetime] = self._moment
            case CellType.BOOLEAN:
                self.fast[bool] = self._boolean

    def slow(self, value: Value) -> str:
        """A cell for a value of another type than the column's, or of a type derived from it."""
        if isinstance(value, str):
            return text_cell(str(value), self.style if self._is_text() else self.text_style)
        if self._is_text():
            return text_cell(str(cells.fit(value, CellType.TEXT)), self.style)
        for kind, styled_as in (
            (bool, CellType.BOOLEAN),
            (int, CellType.INTEGER),
            (Decimal, CellType.NUMBER),
            (dt.datetime, CellType.DATETIME),
            (dt.date, CellType.DATE),
        ):
            if isinstance(value, kind):
                column = Column(self._column.key, self.label, styled_as, grey=self._column.grey)
                return _Lane(column, self._styles).fast[kind](value)
        raise TypeError(f"a cell cannot hold {type(value).__name__}")

    def _is_text(self) -> bool:
        return self._column.type in _TEXT

    def _text(self, value: str) -> str:
        return text_cell(value, self.style)

    def _number(self, value: int | Decimal) -> str:
        written = cells.number_text(value)
        if written is None:
            return text_cell(cells.as_text(value), self.text_style)
        return f'<c s="{self.style}"><v>{written}</v></c>'

    def _moment(self, value: dt.date) -> str:
        serial = cells.serial_text(value)
        if serial is None:
            return text_cell(cells.as_text(value), self.text_style)
        return f'<c s="{self.style}"><v>{serial}</v></c>'

    def _boolean(self, value: bool) -> str:
        return f'<c s="{self.style}" t="b"><v>{int(value)}</v></c>'


def _blank(_nothing: None) -> str:
    return "<c/>"


def text_cell(text: str, style: int) -> str:
    """A cell of text, whatever the text looks like: an "=" at its beginning is no formula."""
    if not text:
        return "<c/>"
    made = cells.text_xml(text)
    space = ' xml:space="preserve"' if cells.keeps_spaces(text) else ""
    return f'<c s="{style}" t="inlineStr"><is><t{space}>{made}</t></is></c>'
