"""The thorough engine: openpyxl, which knows formulas and errors from values."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook.workbook import Workbook
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from fieldapp.workbook.cells import unescaped
from fieldapp.workbook.words import word

_SHARED_TEXT = f"{{{SHEET_MAIN_NS}}}si"
_YES_OR_NO = {"=TRUE()": True, "=FALSE()": False}  # LibreOffice's way to write a boolean


class _Reader(ExcelReader):
    """Leaves shared texts as they stand.

    openpyxl 3.1 takes every `x005F_` out of them, after which an escaped "_x0041_" is an A.
    """

    def read_strings(self) -> None:
        for part in self.package.Override:
            if part.ContentType == SHARED_STRINGS:
                with self.archive.open(part.PartName.lstrip("/")) as source:
                    self.shared_strings = list(_shared_texts(source))


def _shared_texts(source: Any) -> Iterator[str]:
    for _event, element in iterparse(source):
        if element.tag == _SHARED_TEXT:
            text = Text.from_tree(element)
            yield text.content if text else ""
            element.clear()


def opened(data: bytes, *, formulas: bool) -> Workbook:
    """The workbook for reading row by row; with formulas as such, or their last values."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on styles and extensions, of no concern to rows
        reader = _Reader(io.BytesIO(data), read_only=True, data_only=not formulas, keep_links=False)
        reader.read()
    return reader.wb


def rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
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
            return word(unescaped(str(value))) if value is not None else None
    return word(value)
