"""Books to write, and the ways to read them back, for the tests of this room."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fieldapp.workbook import cells
from fieldapp.workbook.profiles import Engine, Profile
from fieldapp.workbook.read import read_book
from fieldapp.workbook.reading import ReadBook, as_read
from fieldapp.workbook.sheets import Book, CellType, Column, Sheet, Value

ALL_TYPES = tuple(Column(kind.value, f"The {kind.value}", kind) for kind in CellType)
ROOT = Path(__file__).parents[2]


def table(rows: Sequence[Sequence[Value]], columns: tuple[Column, ...] = ALL_TYPES) -> Book:
    """A book of one sheet."""
    return Book((Sheet("Table", columns, rows),))


def read(
    data: bytes, *, profile: Profile = Profile.PACKAGE, engine: Engine = "calamine"
) -> ReadBook:
    """A workbook read in this process, as it arrives through the child's JSON."""
    import json

    answer = json.dumps(read_book(data, profile, engine, name="a.xlsx"))
    found: dict[str, Any] = json.loads(answer, parse_float=Decimal)
    return as_read(found)


def values(book: ReadBook, columns: tuple[Column, ...] = ALL_TYPES) -> list[list[Value]]:
    """The rows below the header, as the values they were written from."""
    return [
        [cells.fit(row.at(place), column.type) for place, column in enumerate(columns)]
        for row in book.sheets[0].rows[1:]
    ]


def saved_again(data: bytes, folder: Path, kind: str = "xlsx") -> bytes:
    """The workbook as LibreOffice saves it; skips the test where there is none."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    before = folder / "before.xlsx"
    before.write_bytes(data)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder / "after"),
            str(before),
        ],
        check=True,
        capture_output=True,
        timeout=110,
    )
    return (folder / "after" / f"before.{kind}").read_bytes()


def shared_data() -> Path:
    """The folder of real workbooks that are no part of the product; skips where it is absent."""
    folder = Path(os.environ.get("FIELDAPP_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the real workbooks are not here (FIELDAPP_SHARED_DATA)")
    return folder
