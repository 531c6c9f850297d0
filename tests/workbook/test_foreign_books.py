"""Spreadsheets of others are read for what they show, and what is odd in them is told."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from fieldapp.errors import FileRefused
from fieldapp.workbook.cells import Odd
from fieldapp.workbook.profiles import Engine, Profile
from fieldapp.workbook.reading import Workbooks
from fieldapp.workbook.write import write
from tests.workbook import books, hostile

PACKAGE, FOREIGN = Profile.PACKAGE, Profile.FOREIGN
ENGINES: tuple[Engine, ...] = ("calamine", "openpyxl")


@pytest.fixture(scope="module")
def workbooks() -> Iterator[Workbooks]:
    with Workbooks() as workbooks:
        yield workbooks


def made(fill: Callable[[Workbook, Worksheet], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book, book.worksheets[0])
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


@pytest.mark.parametrize("engine", ENGINES)
def test_blank_rows_and_columns_keep_their_places(engine: Engine) -> None:
    def fill(_book: Workbook, sheet: Worksheet) -> None:
        sheet["C4"] = "first"
        sheet["B9"] = 2.5

    rows = books.read(made(fill), profile=FOREIGN, engine=engine).sheets[0].rows
    assert [(row.number, row.cells) for row in rows] == [
        (4, (None, None, "first")),
        (9, (None, Decimal("2.5"))),
    ]
    assert rows[1].at(7) is None


@pytest.mark.parametrize("engine", ENGINES)
def test_the_calendar_of_1904_is_honoured(engine: Engine) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet["A1"] = dt.date(2020, 2, 29)

    rows = books.read(made(fill), profile=FOREIGN, engine=engine).sheets[0].rows
    assert rows[0].cells == (dt.date(2020, 2, 29),)


@pytest.mark.parametrize("engine", ENGINES)
def test_times_and_spans_are_told_apart_from_dates(engine: Engine) -> None:
    def fill(_book: Workbook, sheet: Worksheet) -> None:
        sheet.append([dt.time(8, 30), dt.timedelta(hours=30, minutes=15), dt.time(23, 59, 59)])

    rows = books.read(made(fill), profile=FOREIGN, engine=engine).sheets[0].rows
    assert rows[0].cells == (dt.time(8, 30), "30:15:00", dt.time(23, 59, 59))


FORMULAS = hostile.with_rows(
    b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"</f><v>a</v></c>'
    b'<c r="C1"><f>NOW()</f></c><c r="D1" t="b"><f aca="false">TRUE()</f><v>1</v></c></row>'
)


def test_a_foreign_formula_gives_its_last_value_and_a_remark() -> None:
    sheet = books.read(FORMULAS, profile=FOREIGN).sheets[0]
    assert sheet.rows[0].cells == (2, "a", None, True)
    assert "formulas" in sheet.remarks[0]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_formula_in_a_package_is_told_and_not_taken(engine: Engine) -> None:
    """LibreOffice's TRUE() alone is a value: it writes every yes and no so."""
    book = books.read(FORMULAS, engine=engine)
    assert book.sheets[0].rows[0].cells == (
        Odd("=1+1", "formula"),
        Odd('="a"', "formula"),
        Odd("=NOW()", "formula"),
        True,
    )


@pytest.mark.parametrize("profile", list(Profile))
def test_an_error_in_a_cell_is_never_taken_for_a_blank(profile: Profile) -> None:
    rows = b'<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><v>1</v></c></row>'
    found = books.read(hostile.with_rows(rows), profile=profile).sheets[0].rows
    assert found[0].cells == (Odd("#N/A", "error"), 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_hidden_sheets_are_listed_and_not_read(engine: Engine) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet["A1"] = "seen"
        for state in ("hidden", "veryHidden"):
            hidden = book.create_sheet(state)
            hidden["A1"] = "unseen"
            hidden.sheet_state = state

    book = books.read(made(fill), profile=FOREIGN, engine=engine)
    assert [(sheet.name, sheet.hidden, len(sheet.rows)) for sheet in book.sheets] == [
        ("Sheet", False, 1),
        ("hidden", True, 0),
        ("veryHidden", True, 0),
    ]
    assert book.sheet("hidden") is None


def test_merged_cells_and_macros_are_told() -> None:
    def fill(_book: Workbook, sheet: Worksheet) -> None:
        sheet["A1"] = "over two"
        sheet.merge_cells("A1:B1")

    data = hostile.remade(made(fill), added={"xl/vbaProject.bin": b"x"})
    book = books.read(data, profile=FOREIGN)
    assert "merged" in book.sheets[0].remarks[0]
    assert "macros" in book.remarks[0]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (b"<v>30.0</v>", 30),
        (b"<v>0.30000000000000004</v>", Decimal("0.3")),
        (b"<v>8.9499999999999993</v>", Decimal("8.95")),
        (b"<v>1E+21</v>", 10**21),
        (b"<v>-0</v>", 0),
        (b"<v></v>", None),
    ],
)
def test_numbers_are_what_a_spreadsheet_shows(engine: Engine, stored: bytes, read: object) -> None:
    row = b'<row r="1"><c r="A1">' + stored + b'</c><c r="B1"><v>1</v></c></row>'
    rows = books.read(hostile.with_rows(row), profile=FOREIGN, engine=engine).sheets[0].rows
    assert rows[0].cells == (read, 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_text_no_record_can_hold_is_odd(engine: Engine) -> None:
    row = (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>a_x0007_b</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>'
        b'<c r="C1" t="inlineStr"><is><t>' + b"x" * 40_000 + b"</t></is></c></row>"
    )
    cells = books.read(hostile.with_rows(row), profile=FOREIGN, engine=engine).sheets[0].rows[0]
    assert cells.at(0) == Odd("a\N{REPLACEMENT CHARACTER}b", "text")
    # Calamine leaves an escaped half of a pair as it stands.
    assert cells.at(1) == ("😀" if engine == "openpyxl" else "_xD83D__xDE00_")
    assert cells.at(2) == Odd("x" * 200, "text")


@pytest.mark.parametrize("engine", ENGINES)
def test_shared_texts_keep_what_looks_like_an_escape(engine: Engine) -> None:
    """openpyxl by itself takes `x005F_` out of them, and an escaped "_x0041_" becomes an A."""
    shared = b"""<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
        <si><t>_x005F_x0041_</t></si><si><t>_x0041_</t></si>
        <si><r><t>ri</t></r><r><t>ch</t></r></si><si><t>x005F_</t></si></sst>"""
    cells = b"".join(b'<c t="s"><v>%d</v></c>' % n for n in range(4))
    kind = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats'
        b'-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    relation = (
        b'<Relationship Id="rId99" Target="sharedStrings.xml" Type="http://schemas.openxml'
        b'formats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    data = hostile.remade(
        hostile.with_rows(b"<row>" + cells + b"</row>"),
        {
            "[Content_Types].xml": lambda xml: xml.replace(b"</Types>", kind),
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(b"</Relationships>", relation),
        },
        added={"xl/sharedStrings.xml": shared},
    )
    rows = books.read(data, engine=engine).sheets[0].rows
    assert rows[0].cells == ("_x0041_", "A", "rich", "x005F_")


def test_a_workbook_of_another_maker_is_read(workbooks: Workbooks) -> None:
    """Prefixed names, single quotes and parts found by their relations."""
    data = hostile.remade(
        hostile.good(),
        {
            hostile.SHEET: lambda _xml: (
                b'<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/'
                b"spreadsheetml/2006/main\"><x:sheetData><x:row r='3'><x:c r='B3'><x:v>4</x:v>"
                b"</x:c></x:row></x:sheetData></x:worksheet>"
            )
        },
    )
    rows = workbooks.open(data, "a.xlsx", FOREIGN).sheets[0].rows
    assert [(row.number, row.cells) for row in rows] == [(3, (None, 4))]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_older_and_open_formats_are_read(workbooks: Workbooks, kind: str, tmp_path: Path) -> None:
    row = ("=text", "00123", 5, Decimal("2.5"), Decimal("0.25"), dt.date(2026, 1, 2), None, True)
    data = books.saved_again(write(books.table([row])), tmp_path, kind)
    book = workbooks.open(data, f"a.{kind}", FOREIGN)
    assert books.values(book) == [list(row)]
    with pytest.raises(FileRefused, match=r"“p[.]xlsx”"):
        workbooks.open(data, "p.xlsx", PACKAGE)


@pytest.mark.parametrize(
    ("file", "sheet", "rows", "number", "first"),
    [
        ("fmtr_2018_2019_africa.xlsx", 0, 3445, 1, "country"),
        ("dla_leso_shipments_2020q2.xlsx", 0, 1912, 1, "State"),
        ("leso_property_washington.xlsx", 0, 2390, 1, None),
    ],
)
def test_real_workbooks_are_read_alike_by_both_engines(
    workbooks: Workbooks, file: str, sheet: int, rows: int, number: int, first: str | None
) -> None:
    data = (books.shared_data() / file).read_bytes()
    quick, thorough = (workbooks.open(data, file, FOREIGN, engine=engine) for engine in ENGINES)
    assert (quick.engine, thorough.engine) == ENGINES
    assert quick.sheets == thorough.sheets
    found = quick.sheets[sheet].rows
    assert (len(found), found[0].number) == (rows, number)
    if first:
        assert str(found[0].cells[0]).casefold() == first.casefold()
