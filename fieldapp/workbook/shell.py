"""Everything of a workbook but its rows, made by openpyxl: styles, views, widths, package parts."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

import openpyxl
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from fieldapp.workbook.sheets import Book, CellType, KeyValues, Readme, Sheet

INK = "1F2A37"
GREY = "8A929C"
FORMATS = {
    CellType.TEXT: "General",
    CellType.IDENTITY: "@",
    CellType.INTEGER: "0",
    CellType.NUMBER: "General",
    CellType.MONEY: "#,##0.00",
    CellType.DATE: "yyyy-mm-dd",
    CellType.DATETIME: "yyyy-mm-dd hh:mm:ss",
    # LibreOffice shows a truth in a cell of format General now as a word, now as a number
    CellType.BOOLEAN: '"TRUE";"TRUE";"FALSE"',
}
PAGE_WIDTH = 100.0  # characters of a readme's line
PAIR_WIDTHS = (28.0, 90.0)

# One input always gives the same bytes, so no part may tell when it was made.
_MADE = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - openpyxl wants it without a zone
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_FILTER = re.compile(rb'(<autoFilter ref="A1:[A-Z]+)1"')
_NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")


@dataclass(frozen=True, slots=True)
class Styles:
    """The numbers of the cell styles, as the rows' XML names them."""

    header: dict[bool, int]  # by grey
    body: dict[tuple[CellType, bool], int]  # by type and grey
    title: int
    paragraph: int
    key: int


@dataclass(slots=True)
class Shell:
    """A workbook without rows, and where the rows of each sheet go."""

    book: Book
    widths: Sequence[Sequence[float]]
    styles: Styles = field(init=False)
    _excel: openpyxl.Workbook = field(init=False, default_factory=openpyxl.Workbook)

    def __post_init__(self) -> None:
        for first in list(self._excel.worksheets):
            self._excel.remove(first)
        self._excel.properties.creator = "fieldapp"
        self._excel.properties.title = self.book.title or None
        self._excel.properties.created = _MADE
        # Values are complete; without this Excel offers to save a workbook nobody has changed.
        self._excel.calculation.fullCalcOnLoad = False
        for part, widths in zip(self.book.sheets, self.widths, strict=True):
            self._lay_out(self._excel.create_sheet(part.name), part, widths)
        self.styles = _styles(self._excel.worksheets[0])

    def set_last_rows(self, rows: Sequence[int]) -> None:
        """Tell how far the rows of each sheet go, once they are written."""
        for page, part, row in zip(self._excel.worksheets, self.book.sheets, rows, strict=True):
            if isinstance(part, Sheet):
                page.auto_filter.ref = _filtered(part, row)

    def parts(self) -> dict[str, bytes]:
        """The files of the package by their names."""
        whole = io.BytesIO()
        self._excel.save(whole)
        with zipfile.ZipFile(whole) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        properties = self._excel.properties
        properties.modified = _MADE  # saving has put the time there
        parts["docProps/core.xml"] = tostring(properties.to_tree())
        return parts

    def _lay_out(self, page: Worksheet, part: object, widths: Sequence[float]) -> None:
        page.sheet_view.rightToLeft = self.book.right_to_left
        page.sheet_view.tabSelected = part is self.book.sheets[0]
        for number, width in enumerate(widths, start=1):
            page.column_dimensions[get_column_letter(number)].width = width
        if isinstance(part, Readme | KeyValues):
            page.sheet_view.showGridLines = False
        if isinstance(part, Sheet):
            _lay_out_table(page, part)
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        if self.book.protected:
            page.protection.sheet = True
            for allowed in ("autoFilter", "sort", "formatColumns", "formatRows"):
                setattr(page.protection, allowed, False)  # False is Excel's word for "not locked"


def before_rows(sheet_xml: bytes) -> bytes:
    """What stands before the rows of a sheet.

    The dimension is left out: it is not known before the rows are written, and a false one makes
    readers drop rows without a word.
    """
    return _NO_ROWS.split(_DIMENSION.sub(b"", sheet_xml, count=1), maxsplit=1)[0] + b"<sheetData>"


def after_rows(sheet_xml: bytes, last_row: int) -> bytes:
    """What stands after the rows of a sheet, with the filter over all of them."""
    tail = _NO_ROWS.split(sheet_xml, maxsplit=1)[1]
    return b"</sheetData>" + _FILTER.sub(b'\\g<1>%d"' % last_row, tail, count=1)


def _filtered(part: Sheet, last_row: int) -> str:
    return f"A1:{get_column_letter(len(part.columns))}{last_row}"


def _lay_out_table(page: Worksheet, part: Sheet) -> None:
    page.freeze_panes = "B2"
    page.auto_filter.ref = _filtered(part, 1)
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    for number, column in enumerate(part.columns, start=1):
        if column.grey:
            dimension = page.column_dimensions[get_column_letter(number)]
            dimension.outlineLevel = 1
            dimension.hidden = True


def _styles(page: Worksheet) -> Styles:
    top = Alignment(vertical="top")
    wrapped = Alignment(vertical="top", wrap_text=True)
    middle = Alignment(vertical="center", wrap_text=True)
    ink, small = Font(color=INK), Font(size=8, color=GREY)
    fill = PatternFill("solid", fgColor=INK)
    return Styles(
        header={
            False: _style(page, Font(bold=True, color="FFFFFF"), middle, fill=fill),
            True: _style(page, Font(size=8, color="C7CCD1"), middle, fill=fill),
        },
        body={
            (kind, grey): _style(
                page,
                small if grey else Font(),
                wrapped if kind is CellType.TEXT and not grey else top,
                number_format=FORMATS[kind],
            )
            for kind in CellType
            for grey in (False, True)
        },
        title=_style(page, Font(size=18, bold=True, color=INK), wrapped),
        paragraph=_style(page, ink, wrapped),
        key=_style(page, Font(bold=True, color=INK), top, number_format="@"),
    )


def _style(
    page: Worksheet,
    font: Font,
    alignment: Alignment,
    *,
    fill: PatternFill | None = None,
    number_format: str = "General",
) -> int:
    """The number under which openpyxl keeps a style."""
    cell = WriteOnlyCell(page)
    cell.font = font
    cell.alignment = alignment
    cell.number_format = number_format
    if fill is not None:
        cell.fill = fill
    return cell.style_id
