"""A written workbook is pleasant to open, small, and the same each time."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from fieldapp.errors import Cancelled, UserError
from fieldapp.workbook.sheets import Book, CellType, Column, KeyValues, Readme, Sheet, Value
from fieldapp.workbook.write import write
from tests.workbook import books

COLUMNS = (
    Column("name", "Name", CellType.TEXT),
    Column("phone", "Telephone number of the person", CellType.IDENTITY),
    Column("price", "Price", CellType.MONEY),
    Column("day", "Day", CellType.DATE),
    Column("note", "Note", CellType.TEXT, width=33),
    Column("_uid", "_uid", CellType.IDENTITY, grey=True),
)
ROWS: list[tuple[Value, ...]] = [
    ("Ama", "+22890112233", Decimal("12345.5"), dt.date(2026, 1, 15), "x" * 500, "ab" * 16),
    ("Kofi", None, None, None, None, None),
]


def opened(book: Book, sheet: int = 0) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(write(book))).worksheets[sheet]


def test_the_header_is_styled_frozen_filtered_and_printed_on_each_page() -> None:
    sheet = opened(books.table(ROWS, COLUMNS))
    assert sheet["A1"].font.b
    assert sheet["A1"].alignment.wrap_text
    assert sheet["A1"].fill.fgColor.rgb.endswith("1F2A37")
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:F3"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.sheet_view.tabSelected


def test_the_filters_name_reaches_as_far_as_the_rows() -> None:
    with zipfile.ZipFile(io.BytesIO(write(books.table(ROWS * 300, COLUMNS)))) as archive:
        assert b"$A$1:$F$601" in archive.read("xl/workbook.xml")
        assert b"<dimension" not in archive.read("xl/worksheets/sheet1.xml")


def test_columns_are_wide_enough_and_not_too_wide() -> None:
    dimensions = opened(books.table(ROWS, COLUMNS)).column_dimensions
    assert dimensions["B"].width >= len("+22890112233") + 2
    assert dimensions["C"].width >= len("12,345.50")
    assert dimensions["E"].width == 33
    assert all(8 <= dimensions[letter].width <= 60 for letter in "ABCDEF")


def test_cells_have_the_formats_of_their_types() -> None:
    sheet = opened(books.table(ROWS, COLUMNS))
    assert [sheet.cell(2, n).number_format for n in range(1, 7)] == [
        "General",
        "@",
        "#,##0.00",
        "yyyy-mm-dd",
        "General",
        "@",
    ]
    assert sheet["D2"].is_date
    assert sheet["B2"].data_type == "s"


def test_the_programs_own_columns_are_folded_away() -> None:
    dimension = opened(books.table(ROWS, COLUMNS)).column_dimensions["F"]
    assert dimension.hidden
    assert dimension.outlineLevel == 1


def test_a_language_from_the_right_turns_every_sheet() -> None:
    book = Book((Readme("R", "t", ()), Sheet("S", COLUMNS, ROWS)), right_to_left=True)
    assert all(opened(book, n).sheet_view.rightToLeft for n in (0, 1))
    assert not opened(books.table(ROWS, COLUMNS)).sheet_view.rightToLeft


def test_protection_is_a_hint_that_still_allows_filtering() -> None:
    plain, protected = (
        opened(Book((Sheet("S", COLUMNS, ROWS),), protected=wanted)).protection
        for wanted in (False, True)
    )
    assert not plain.sheet
    assert protected.sheet
    assert not protected.autoFilter
    assert protected.password is None


def test_the_same_book_gives_the_same_bytes_without_a_time_or_a_name() -> None:
    book = Book((KeyValues("_manifest", (("a", "b"),)), Sheet("S", COLUMNS, ROWS)), title="Title")
    data = write(book)
    assert data == write(book)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = archive.read("docProps/core.xml").decode()
    assert re.findall(r">([^<]+)<", properties) == [
        "fieldapp",
        "Title",
        "1980-01-01T00:00:00Z",
        "1980-01-01T00:00:00Z",
    ]


def test_a_package_of_two_hundred_rows_is_small() -> None:
    chance = random.Random(7)  # noqa: S311 - the same package each time
    ids = [f"{chance.getrandbits(128):032x}" for _n in range(1000)]
    grey = tuple(Column(k, k, CellType.IDENTITY, grey=True) for k in ("_u", "_d", "_v", "_a", "_r"))
    rows: list[list[Value]] = [
        [
            f"Unit {chance.randrange(9)}",
            f"+228{chance.randrange(10**8)}",
            number,
            Decimal(chance.randrange(10**6)) / 100,
            dt.date(2026, 1, 1) + dt.timedelta(chance.randrange(300)),
            dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=chance.randrange(10**7)),
            chance.random() < 0.5,
            chance.choice(["present", "absent"]),
            *ids[number * 5 : number * 5 + 5],
        ]
        for number in range(200)
    ]
    human = tuple(
        Column(kind + str(n), f"Human label {n}", kind)
        for n, kind in enumerate(
            [
                CellType.TEXT,
                CellType.IDENTITY,
                CellType.INTEGER,
                CellType.MONEY,
                CellType.DATE,
                CellType.DATETIME,
                CellType.BOOLEAN,
                CellType.TEXT,
            ]
        )
    )
    book = Book(
        (
            Readme("README", "What this is", ("This workbook carries records.",)),
            KeyValues("_manifest", tuple((f"key {n}", ids[n]) for n in range(20))),
            Sheet("Marks", (*human, *grey), rows),
        ),
        protected=True,
    )
    assert len(write(book)) <= 40 * 1024


def test_rows_may_come_from_a_generator_and_are_counted() -> None:
    seen: list[int] = []
    rows = ((f"n{number}", None, None, None, None, None) for number in range(2_500))
    data = write(Book((Sheet("S", COLUMNS, rows),)), progress=seen.append)
    assert len(books.read(data).sheets[0].rows) == 2_501
    assert seen == sorted(seen)
    assert seen[-1] == 2_501


def test_progress_can_stop_the_writing() -> None:
    def stop(_rows: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write(books.table(ROWS, COLUMNS), progress=stop)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x" * 32_768, r"has 32,768 characters, and Excel holds 32,767"),
        ("👩" * 16_384, "Excel holds 32,767"),
        ("a\x0bb", "control character"),
        ("a\x00b", "control character"),
        ("half \ud800 of a pair", "control character"),
        ("\uffff", "control character"),
    ],
)
def test_a_text_that_excel_cannot_hold_is_refused_by_its_place(text: str, expected: str) -> None:
    rows: list[tuple[Value, ...]] = [*ROWS, ("Ama", text, None, None, None, None)]
    with pytest.raises(UserError, match=expected) as refused:
        write(books.table(rows, COLUMNS))
    assert str(refused.value).startswith(
        "Sheet “Table”, row 4, column “Telephone number of the person”: "
    )


def test_a_mistake_of_the_program_is_no_message_to_the_user() -> None:
    with pytest.raises(TypeError):
        write(books.table([(1.5,)], (Column("a", "A", CellType.NUMBER),)))  # type: ignore[list-item]
    with pytest.raises(ValueError, match=r"shorter|longer"):
        write(books.table([(1, 2)], (Column("a", "A", CellType.NUMBER),)))
    with pytest.raises(ValueError, match="not a number"):
        write(books.table([(Decimal("NaN"),)], (Column("a", "A", CellType.NUMBER),)))


@pytest.mark.parametrize("name", ["", " ", "a/b", "[a]", "x" * 32, "'a", "a'"])
def test_a_name_that_excel_would_change_is_a_mistake(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        Book((Readme(name, "t", ()),))


def test_two_sheets_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="twice"):
        Book((Readme("Data", "t", ()), Readme("DATA", "t", ())))
    with pytest.raises(ValueError, match="needs a sheet"):
        Book(())
