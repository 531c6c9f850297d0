"""Packages and answers as workbooks, and back: digests prove every value (sync.md §1.3)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from fieldapp import text
from fieldapp.errors import FileRefused
from fieldapp.records import canonical, values
from fieldapp.records.exchange import ANSWER_FORMAT, PACKAGE_FORMAT, Damaged, Package, Row
from fieldapp.records.fields import Declared, Kind
from fieldapp.records.kinds import KINDS
from fieldapp.records.values import Plain
from fieldapp.services.exchange.columns import (
    ANC,
    DOT,
    MERGED,
    MORE,
    OP,
    SEAL,
    SHOWN,
    UID,
    VER,
    cell_type,
    columns_of,
)
from fieldapp.text import _
from fieldapp.workbook.cells import Odd
from fieldapp.workbook.reading import ReadBook, ReadRow, ReadSheet
from fieldapp.workbook.sheets import Book, CellType, Column, KeyValues, Part, Readme, Sheet, Value

MANIFEST = "_manifest"
PIECE = 16_000
"""Characters of a long value in one cell, which ends at 32,767 units of UTF-16."""
_BY_SHEET = {kind.sheet: kind for kind in KINDS.values()}


def package_book(package: Package) -> Book:
    """The workbook of a package: a readme, the manifest, a sheet for each kind that it holds."""
    counts = json.loads(package.manifest["counts"])
    lines = [
        _("{label}: {n}").format(label=_(KINDS[key].plural), n=number)
        for key, number in counts.items()
    ]
    readme = Readme(
        "README",
        _("Sending {number} of office {office}").format(
            number=package.manifest["seq"], office=package.office
        ),
        (
            _("This workbook carries records of the office to headquarters. Send it as it is."),
            _(
                "Please do not edit it. Headquarters notices a changed cell, sends that row back "
                "and takes in all others."
            ),
            _(
                "It is not sealed: whoever gets this file can read it. Send it only by a way that "
                "your office trusts."
            ),
            *lines,
        ),
    )
    return Book(
        (readme, manifest_part(package.manifest), *data_sheets(package.rows)),
        right_to_left=text.right_to_left(),
        title=readme.title,
        protected=True,
    )


def manifest_part(manifest: Mapping[str, str]) -> KeyValues:
    """The manifest as a sheet; a value too long for a cell goes on in the rows below."""
    pairs: list[tuple[str, Value]] = []
    for key, value in manifest.items():
        pairs.extend((key, piece) for piece in pieces_of(value))
    return KeyValues(MANIFEST, tuple(pairs))


def pieces_of(value: str) -> list[str]:
    """A text in as many pieces as cells are needed for it."""
    return [value[at : at + PIECE] for at in range(0, len(value), PIECE)] or [""]


def data_sheets(rows: Iterable[Row], *, answer: bool = False) -> list[Part]:
    """A sheet for each kind among the rows, in the order of kinds."""
    by_kind: dict[str, list[Row]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    sheets: list[Part] = []
    for key, kind in KINDS.items():
        if key in by_kind:
            columns = columns_of(kind, answer=answer)
            cells = [_cells(kind, columns, row) for row in by_kind[key]]
            sheets.append(Sheet(kind.sheet, columns, cells))
    return sheets


def _cells(kind: Kind, columns: tuple[Column, ...], row: Row) -> list[Value]:
    fields = kind.fields
    more = {k: v for k, v in row.content.items() if k not in fields}
    technical: dict[str, Value] = {
        MORE: canonical.as_bytes(more).decode() if more else None,
        UID: row.uid,
        OP: "del" if "removed" in row.content else "put",
        DOT: row.dot,
        VER: row.ver,
        ANC: " ".join(row.ancestors) or None,
        MERGED: " ".join(row.merged) or None,
        SEAL: row.digest(),
    }
    cells: list[Value] = []
    for column in columns:
        if column.key in technical:
            cells.append(technical[column.key])
        elif column.key.endswith(SHOWN):
            cells.append(row.shown.get(column.key[:-1]))
        else:
            cells.append(_cell(fields[column.key], row.content.get(column.key)))
    return cells


def _cell(entry: Declared, plain: Plain | None) -> Value:
    if plain is None:
        return None
    if isinstance(plain, list):
        return "\n".join(plain)
    typed = cell_type(entry)
    if typed is CellType.DATE and len(str(plain)) != 10:
        typed = CellType.TEXT  # known to the year or month only
    return _TYPED.get(typed, str)(plain)


_TYPED: dict[CellType, Callable[[str | int], Value]] = {
    CellType.BOOLEAN: bool,
    CellType.INTEGER: int,
    CellType.NUMBER: Decimal,
    CellType.MONEY: Decimal,
    CellType.DATE: lambda plain: dt.date.fromisoformat(str(plain)),
}
"""How a plain value is put into a cell; as text where nothing is said."""


def manifest_of(book: ReadBook, name: str) -> dict[str, str]:
    """The manifest of a workbook.

    Raises:
        FileRefused: it has none, so it is not one of ours.
    """
    sheet = book.sheet(MANIFEST)
    manifest: dict[str, str] = {}
    for row in sheet.rows if sheet else ():
        key = str(row.at(0) or "")
        manifest[key] = manifest.get(key, "") + str(row.at(1) or "")
    if manifest.get("format") not in {PACKAGE_FORMAT, ANSWER_FORMAT}:
        raise FileRefused(
            _(
                "{name} is no sending and no confirmation of fieldapp. Nothing was taken in. "
                "A foreign spreadsheet is taken in with: fieldapp import"
            ).format(name=name)
        )
    if canonical.package_id(manifest) != manifest.get("package_id"):
        raise _edited(name)
    return manifest


def rows_of(
    book: ReadBook, manifest: Mapping[str, str], name: str
) -> tuple[tuple[Row, ...], tuple[Damaged, ...]]:
    """All rows that agree with their seals, and those that do not.

    Raises:
        FileRefused: a row is missing or added, or a seal was changed.
    """
    try:
        heads = json.loads(manifest["columns"])
        digests = json.loads(manifest["sheets"])
    except (KeyError, ValueError) as error:
        raise _edited(name) from error
    rows: list[Row] = []
    damaged: list[Damaged] = []
    for key, digest in digests.items():
        kind = KINDS.get(key)
        sheet = book.sheet(kind.sheet) if kind else None
        if kind is None or sheet is None:
            raise _edited(name)
        reader = _SheetReader(kind, sheet, heads.get(key, {}), name)
        if canonical.sheet_digest(reader.seals()) != digest:
            raise _edited(name)
        for line in sheet.rows[1:]:
            found = reader.row(line)
            if isinstance(found, Row):
                rows.append(found)
            else:
                damaged.append(found)
    return tuple(rows), tuple(damaged)


class _SheetReader:
    """Reads the rows of one data sheet by the labels that the manifest gives its columns."""

    def __init__(self, kind: Kind, sheet: ReadSheet, labels: Mapping[str, str], name: str) -> None:
        header = sheet.rows[0].cells if sheet.rows else ()
        places = {str(cell): at for at, cell in enumerate(header) if cell is not None}
        try:
            self._at = {key: places[label] for key, label in labels.items()}
            self._at |= {
                key: at
                for key, at in places.items()
                if key[:1] == "_" or (key in kind.fields and kind.fields[key].field.refers)
            }
            self._needed = [self._at[key] for key in (UID, VER, SEAL)]
        except KeyError as error:
            raise _edited(name) from error
        self._kind = kind
        self._sheet = sheet

    def seals(self) -> list[tuple[str, str]]:
        """(uid, seal) of every row as they stand in the sheet."""
        return [
            (self._text(line, UID) or "", self._text(line, SEAL) or "")
            for line in self._sheet.rows[1:]
        ]

    def _text(self, line: ReadRow, key: str) -> str | None:
        cell = line.at(self._at[key]) if key in self._at else None
        return None if cell is None else str(cell)

    def row(self, line: ReadRow) -> Row | Damaged:
        """The row, or a mark that its cells do not agree with its seal."""
        uid, ver = self._text(line, UID) or "", self._text(line, VER) or ""
        broken = Damaged(kind=self._kind.key, uid=uid, ver=ver, number=line.number)
        try:
            made = Row(
                kind=self._kind.key,
                uid=uid,
                dot=int(self._text(line, DOT) or "0"),
                ver=ver,
                ancestors=tuple((self._text(line, ANC) or "").split()),
                content=self._content(line),
                shown=self._shown(line),
                merged=tuple((self._text(line, MERGED) or "").split()),
                number=line.number,
            )
        except (values.Unfit, ValueError, TypeError, ArithmeticError):
            return broken
        return made if made.digest() == self._text(line, SEAL) else broken

    def _content(self, line: ReadRow) -> dict[str, Plain]:
        content: dict[str, Plain] = {}
        more = json.loads(self._text(line, MORE) or "{}")
        for key, at in self._at.items():
            entry = self._kind.fields.get(key)
            if entry is not None and (plain := _plain(entry, line.at(at))) is not None:
                content[key] = plain
        return {**content, **more}

    def _shown(self, line: ReadRow) -> dict[str, str]:
        found = {
            key[:-1]: str(cell)
            for key, at in self._at.items()
            if key.endswith(SHOWN) and (cell := line.at(at)) is not None
        }
        return {key: title for key, title in found.items() if key in self._kind.fields}


def _plain(entry: Declared, cell: Any) -> Plain | None:
    """The plain value of a cell, as it was before it was written.

    Raises:
        values.Unfit: the cell holds something else now.
    """
    if cell is None:
        return None
    if isinstance(cell, Odd):
        raise values.Unfit(cell.text)
    base = entry.base
    if base is bool:
        return int(bool(values.value(bool, cell)))
    if base is tuple:
        return values.clean(str(cell)).split("\n")
    if base is str:
        return values.clean(str(cell))
    if isinstance(cell, dt.date | Decimal):
        cell = cell.isoformat() if isinstance(cell, dt.date) else values.decimal_text(cell)
    return values.plain(values.value(base, cell))


def _edited(name: str) -> FileRefused:
    return FileRefused(
        _(
            "{name} was changed after it was made: rows or sheets are missing, added or renamed. "
            "Nothing was taken in. Ask for the file to be sent again as it was."
        ).format(name=name)
    )
