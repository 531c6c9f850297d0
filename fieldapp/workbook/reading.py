"""Opens workbooks from outside, in a child process that may fail without harm."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from fieldapp.limited import LimitedReader, ReaderCrashed
from fieldapp.workbook.cells import Cell, Odd
from fieldapp.workbook.profiles import Engine, Profile

log = logging.getLogger(__name__)

_FUNCTION = "fieldapp.workbook.read:answer"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row with something in it: its number in the sheet, from 1, and its cells from column A.

    Blank cells at its end are left out; `at` gives None for them.
    """

    number: int
    cells: tuple[Cell, ...]

    def at(self, column: int) -> Cell:
        """The cell of a column, counted from 0."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet with its rows in order; a hidden one is listed without rows.

    `remarks` are sentences for a person about oddities that were let pass.
    """

    name: str
    hidden: bool
    rows: tuple[ReadRow, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadBook:
    """A workbook as it was read, and by which engine."""

    sheets: tuple[ReadSheet, ...]
    remarks: tuple[str, ...] = ()
    engine: str = ""

    def sheet(self, name: str) -> ReadSheet | None:
        """The visible sheet of that name."""
        for sheet in self.sheets:
            if sheet.name == name and not sheet.hidden:
                return sheet
        return None


class Workbooks:
    """Reads one workbook after another in the same child process; a context manager."""

    def __init__(self, reader: LimitedReader | None = None) -> None:
        self._reader = reader or LimitedReader()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(
        self, data: bytes, name: str, profile: Profile, *, engine: Engine = "calamine"
    ) -> ReadBook:
        """The rows of a workbook; `name` is the file's, for what people are told.

        Ask for `engine="openpyxl"` when digests show that calamine misread a package. Raises
        FileRefused with one sentence, Cancelled after `cancel()`.
        """
        request = {"name": name, "profile": profile.value, "engine": engine}
        try:
            found = self._reader.ask(_FUNCTION, request, data, name=name)
        except ReaderCrashed:
            if engine == "openpyxl" or not data.startswith(b"PK"):
                raise
            log.warning("reading once more with openpyxl")
            request["engine"] = "openpyxl"
            found = self._reader.ask(_FUNCTION, request, data, name=name)
        return as_read(found)

    def cancel(self) -> None:
        """Stop the reading that is under way, from any thread."""
        self._reader.cancel()

    def close(self) -> None:
        """Let the child process go."""
        self._reader.close()


def as_read(found: dict[str, Any]) -> ReadBook:
    """The book that an answer of read.py describes."""
    return ReadBook(
        tuple(
            ReadSheet(
                str(sheet["name"]),
                bool(sheet["hidden"]),
                tuple(
                    ReadRow(
                        number, tuple([_cell(word) if type(word) is dict else word for word in row])
                    )
                    for number, row in sheet["rows"]
                ),
                tuple(sheet["remarks"]),
            )
            for sheet in found["sheets"]
        ),
        tuple(found["remarks"]),
        str(found["engine"]),
    )


def _cell(word: dict[str, Any]) -> Cell:
    """The cell that an object stands for (see words.py); a ValueError here is a mistake there."""
    ((key, text),) = word.items()
    match key:
        case "d":
            return dt.date.fromisoformat(text)
        case "t":
            return dt.datetime.fromisoformat(text)
        case "h":
            return dt.time.fromisoformat(text)
        case "o":
            return Odd(*text)
    raise ValueError(key)
