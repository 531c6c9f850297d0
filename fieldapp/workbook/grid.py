"""The reach of a sheet, measured in its XML before a parser makes room for it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

MANY_ROWS = 60_000  # from there on even a column before GA makes a large area
_DIGITS, _LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORKSHEET = re.compile(rb"<(?:(\w+):)?worksheet[\s>]")
# LibreOffice writes every yes and no as one of these two formulas.
_YES_OR_NO = rb"<%sf(?: [^<>]*)?>(?:TRUE|FALSE)\(\)</%sf>"


@dataclass(frozen=True, slots=True)
class Grid:
    """What a sheet holds, by its own XML."""

    rows: int
    last_row: int
    last_column: int
    cells: int
    ordered: bool  # whether each row's number is above the one before
    formulas: bool
    errors: bool
    merged: bool

    @property
    def area(self) -> int:
        """Cells from A1 to the far corner, all of which calamine makes room for."""
        return self.last_row * self.last_column


def measure(xml: bytes) -> Grid:
    """The grid of a worksheet in UTF-8.

    Searches bytes instead of parsing: it must be quick for a million cells and cannot be made to
    use memory. Whoever disguises an address from it meets the limits of the child process instead.
    """
    found = _WORKSHEET.search(xml[:4096])
    prefix = (found[1] + b":") if found and found[1] else b""
    start = max(xml.find(b"<%ssheetData" % prefix), 0)
    end = xml.rfind(b"</%ssheetData" % prefix)
    body = xml[start : end if end >= 0 else len(xml)]
    numbers = [
        int(number[:9]) for number in re.findall(rb"<%srow [^<>]*?\br=[\"'](\d+)" % prefix, body)
    ]
    cell = b"<%sc" % prefix
    in_rows = [row.count(cell) for row in body.split(b"</%srow>" % prefix)]
    rows = body.count(b"<%srow" % prefix)
    far_column, far_row = _far(body, cell)
    last_row = max([rows, far_row, *numbers])
    formulas = len(re.findall(rb"<%sf[ >/]" % prefix, body))
    return Grid(
        rows=rows,
        last_row=last_row,
        last_column=max(*in_rows, far_column, _near(body, cell) if last_row > MANY_ROWS else 0),
        cells=sum(in_rows),
        ordered=all(one < next_one for one, next_one in itertools.pairwise(numbers)),
        formulas=formulas > 0 and formulas > len(re.findall(_YES_OR_NO % (prefix, prefix), body)),
        errors=b't="e"' in body or b"t='e'" in body,
        merged=b"<%smergeCell " % prefix in xml,
    )


def _far(body: bytes, cell: bytes) -> tuple[int, int]:
    """The last column and row among addresses that are far out; 0 for none.

    Near ones need no look: a column before GA and a row of five digits are within every limit.
    """
    far = re.compile(cell + rb" [^<>]*?\br=[\"'](?:[A-Z]{3,}|[G-Z][A-Z]|[A-Z]{1,2}(?=\d{6}))\d+")
    addresses = {found[0].rpartition(b"=")[2][1:].decode() for found in far.finditer(body)}
    columns = [_column(address.rstrip(_DIGITS)) for address in addresses]
    rows = [int(address.lstrip(_LETTERS)[:9]) for address in addresses]
    return max(columns, default=0), max(rows, default=0)


def _near(body: bytes, cell: bytes) -> int:
    """The last column by all addresses; only a long sheet is worth the time."""
    letters = set(re.findall(cell + rb" [^<>]*?\br=[\"']([A-Z]+)\d", body))
    return max((_column(each.decode()) for each in letters), default=0)


def _column(letters: str) -> int:
    """A is 1, Z 26, AA 27; openpyxl's own would load all of it in every child process."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
