"""Writes a workbook: openpyxl makes its shell, the rows are streamed into it."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fieldapp.workbook.rows import RowWriter, text_cell
from fieldapp.workbook.sheets import Book, CellType, Column, KeyValues, Part, Readme, Sheet, Value
from fieldapp.workbook.shell import (
    PAGE_WIDTH,
    PAIR_WIDTHS,
    Shell,
    Styles,
    after_rows,
    before_rows,
)

PEEKED_ROWS = 2_000  # a book whose sheets all end within these is a small one
SAMPLED_ROWS = 100  # that many rows decide how wide a column is
NARROWEST, WIDEST = 8.0, 60.0
FILTER_BUTTON = 3  # characters its arrow hides of a label
REPORT_EVERY = 500  # rows between two calls of progress

# Small books are packages that travel over poor lines; in large ones the last percent of size
# costs more time than all the rest.
_STRONGEST, _QUICK = 9, 6


def write(book: Book, *, progress: Callable[[int], None] | None = None) -> bytes:
    """The bytes of an Excel workbook; the same book always gives the same bytes.

    `progress` is told how many rows are written; what it raises ends the writing. Raises UserError
    with sheet, row and column for a text that Excel cannot hold.
    """
    peeked = [_Peeked.into(part) for part in book.sheets]
    shell = Shell(book, [_widths(one.part, one.first[:SAMPLED_ROWS]) for one in peeked])
    parts = shell.parts()
    pages = [f"xl/worksheets/sheet{n}.xml" for n in range(1, len(peeked) + 1)]
    level = _STRONGEST if all(one.whole for one in peeked) else _QUICK
    output = _Output(progress)
    with zipfile.ZipFile(output.file, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        # The kind of each part comes first, by which mail filters tell an Excel file from any
        # other archive; the list of sheets last, for it names how far the filters reach.
        for name in sorted(parts.keys() - {"xl/workbook.xml", *pages}):
            output.put(archive, name, parts[name])
        last_rows = [
            output.put_sheet(archive, page, parts[page], _lines(one, shell.styles))
            for page, one in zip(pages, peeked, strict=True)
        ]
        shell.set_last_rows(last_rows)
        output.put(archive, "xl/workbook.xml", shell.parts()["xl/workbook.xml"])
    output.tell()
    return output.file.getvalue()


@dataclass(frozen=True, slots=True)
class _Peeked:
    """A sheet whose first rows have been looked at."""

    part: Part
    first: list[Sequence[Value]]
    rest: Iterator[Sequence[Value]]
    whole: bool  # whether there is nothing in `rest`

    @classmethod
    def into(cls, part: Part) -> _Peeked:
        rows = iter(part.rows if isinstance(part, Sheet) else ())
        first = list(itertools.islice(rows, PEEKED_ROWS))
        return cls(part, first, rows, whole=len(first) < PEEKED_ROWS)


class _Output:
    """The archive's bytes, and the count of rows that have gone into them."""

    def __init__(self, progress: Callable[[int], None] | None) -> None:
        self.file = io.BytesIO()
        self._progress = progress
        self._rows = 0

    def put(self, archive: zipfile.ZipFile, name: str, content: bytes) -> None:
        """Add a part; opened by its name it bears no time, only ZIP's first day."""
        with archive.open(name, "w") as out:
            out.write(content)

    def put_sheet(
        self, archive: zipfile.ZipFile, name: str, empty: bytes, lines: Iterator[str]
    ) -> int:
        """Add a sheet, row by row; the number of its last row."""
        last_row = 0
        with archive.open(name, "w") as out:
            out.write(before_rows(empty))
            while chunk := list(itertools.islice(lines, REPORT_EVERY)):
                last_row += len(chunk)
                self._rows += len(chunk)
                out.write("".join(chunk).encode())
                self.tell()
            out.write(after_rows(empty, max(last_row, 1)))
        return max(last_row, 1)

    def tell(self) -> None:
        if self._progress is not None:
            self._progress(self._rows)


def _lines(one: _Peeked, styles: Styles) -> Iterator[str]:
    """The rows of a sheet as XML, numbered from 1 without a gap."""
    match one.part:
        case Readme(title=title, paragraphs=paragraphs):
            yield f'<row r="1" ht="30" customHeight="1">{text_cell(title, styles.title)}</row>'
            for number, paragraph in enumerate(paragraphs, start=2):
                cell = text_cell(paragraph, styles.paragraph)
                yield f'<row r="{number}">{cell}</row>'
        case KeyValues(name=name, pairs=pairs):
            columns = (_PAIR_KEY, _PAIR_VALUE)
            rows = RowWriter(name, columns, styles)
            for number, pair in enumerate(pairs, start=1):
                yield rows.row(number, pair)
        case Sheet(name=name, columns=columns):
            rows = RowWriter(name, columns, styles)
            yield rows.header()
            for number, values in enumerate(itertools.chain(one.first, one.rest), start=2):
                yield rows.row(number, values)


_PAIR_KEY = Column("key", "key", CellType.IDENTITY)
_PAIR_VALUE = Column("value", "value", CellType.IDENTITY)


def _widths(part: Part, rows: Sequence[Sequence[Value]]) -> list[float]:
    """The columns' widths in characters."""
    if isinstance(part, Readme):
        return [PAGE_WIDTH]
    if isinstance(part, KeyValues):
        return list(PAIR_WIDTHS)
    return [
        column.width or _width(column, [row[place] for row in rows])
        for place, column in enumerate(part.columns)
    ]


def _width(column: Column, values: Sequence[Value]) -> float:
    """Wide enough for the content, and for the label in at most two lines."""
    words = max((_shown_width(word) for word in column.label.split()), default=0)
    label = max(words, -(-_shown_width(column.label) // 2)) + FILTER_BUTTON
    content = max((_shown_width(_shown(column, value)) for value in values), default=0)
    return min(max(label, content + 2.0, NARROWEST), WIDEST)


def _shown(column: Column, value: Value) -> str:
    if isinstance(value, dt.datetime):
        return "yyyy-mm-dd hh:mm:ss"
    if isinstance(value, int | Decimal) and column.type is CellType.MONEY:
        return f"{value:,.2f}"
    return "" if value is None else str(value)


def _shown_width(text: str) -> int:
    """Characters of the longest line; those of Chinese, Japanese and Korean take two."""
    return max(
        (len(line) + sum(unicodedata.east_asian_width(sign) in "WF" for sign in line))
        for line in (text[:200].splitlines() or [""])
    )
