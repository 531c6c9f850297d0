"""Where the table is on a sheet, and which of its rows are no data."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from fieldapp.errors import FileRefused
from fieldapp.records.equipment import Item
from fieldapp.services.importing import Importing, ImportResult, Severity
from fieldapp.services.opening import OpenOffice
from tests.importing import books

HEAD = books.EQUIPMENT_HEAD


def counts(result: ImportResult) -> tuple[int, int, int, int, int]:
    return result.created, result.updated, result.same, result.skipped, result.rejected


def planned(importing: Importing, path: Path, kind: str = "equipment") -> ImportResult:
    return importing.plan(kind, path).result


def said(result: ImportResult, severity: Severity) -> list[tuple[int | None, str]]:
    return [(p.row, p.reason) for p in result.problems if p.severity is severity]


def test_a_header_is_found_below_title_rows_and_a_blank(
    importing: Importing, tmp_path: Path
) -> None:
    rows = [["PROPERTY BOOK BY STATE"], ["Name: none, State: WA"], [], HEAD, books.item_row()]
    result = planned(importing, books.book(tmp_path, rows))
    assert counts(result) == (1, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("tail", "reason"),
    [
        ((None, "Summary", None, None, 3, None, None, 998), "This is a row of totals."),
        (("TOTAL:", None, None, None, 3), "This is a row of totals."),
        ((None, None, None, None, 3), "This is a row of totals."),
        ((None, None, None, None, 4), "These cells belong to no row of the table."),
        ((None, None, " - 1 - ", None, None, None), "This is a page footer."),
        (("Page 2 of 3",), "This is a page footer."),
        ((None, None, None, None, None, None, dt.time(8, 4)), "These cells belong to no row"),
        (HEAD, "The header is repeated here."),
    ],
)
def test_what_is_no_data_is_skipped_with_its_reason(
    importing: Importing, tmp_path: Path, tail: tuple[Any, ...], reason: str
) -> None:
    rows = [HEAD, books.item_row(), books.item_row(qty=2, serial=None), [], tail]
    result = planned(importing, books.book(tmp_path, rows))
    assert counts(result) == (2, 0, 0, 1, 0)
    [(row, found)] = said(result, Severity.SKIPPED)
    assert (row, found[: len(reason)]) == (5, reason)


def test_a_course_whose_name_speaks_of_totals_is_a_course(
    importing: Importing, tmp_path: Path
) -> None:
    rows = [books.EVENT_HEAD, books.event_row(name="Total Station Survey Course")]
    assert counts(planned(importing, books.book(tmp_path, rows), "events")) == (1, 0, 0, 0, 0)


def test_program_totals_are_compared_with_the_rows_above_them(
    importing: Importing, tmp_path: Path
) -> None:
    total = ("Togo", books.PROGRAM, "Fiscal Year 2018 Program Totals ", *[None] * 5)
    rows = [
        books.EVENT_HEAD,
        books.event_row(qty="5 ", cost="$100 "),
        books.event_row(qty="7 ", cost="$1,100 "),
        (*total, "12 ", "$1,200 "),
        books.event_row(qty="1 ", cost="$1 "),
        (*total, "2 ", "$1 "),
    ]
    result = planned(importing, books.book(tmp_path, rows), "events")
    assert counts(result) == (3, 0, 0, 2, 0)
    people, money = result.totals["quantity"], result.totals["value"]
    assert (people.in_file, people.stated_right, people.stated_wrong) == (13, 1, 1)
    assert (money.in_file, money.stated_right, money.stated_wrong) == (120_100, 2, 0)
    [warning] = [p for p in result.problems if p.severity is Severity.WARNING and p.row == 6]
    assert (warning.column, warning.value) == ("Qty", "2")
    assert warning.reason == "This total does not agree: the rows above add up to 1."


def test_a_sheet_of_cancelled_requests_is_skipped_row_by_row(
    importing: Importing, tmp_path: Path
) -> None:
    head = ("Cancelled By", *HEAD, "Reason Cancelled")
    cancelled = ("SYSTEM", *books.item_row(), "Allocation limit")
    sheets = {"SHIPMENTS": [HEAD, books.item_row()], "CANCELLATIONS": [head, cancelled, cancelled]}
    result = planned(importing, books.book(tmp_path, sheets))
    assert (result.rows, *counts(result)) == (3, 1, 0, 0, 2, 0)
    reason = "This sheet lists requests that were cancelled; nothing was delivered."
    assert said(result, Severity.SKIPPED) == [(2, reason), (3, reason)]


def test_a_hidden_sheet_is_named_and_one_of_another_kind_is_counted(
    importing: Importing, tmp_path: Path
) -> None:
    sheets: dict[str, books.Rows] = {
        "List": [HEAD, books.item_row()],
        "hidden Old": [HEAD, books.item_row(serial="1")],
        "About": [["Made by the logistics office"], ["in 2020"]],
    }
    result = planned(importing, books.book(tmp_path, sheets))
    assert (result.rows, *counts(result)) == (3, 1, 0, 0, 2, 0)
    assert [p.sheet for p in result.problems if "hidden" in p.reason] == ["Old"]


def test_a_workbook_without_such_a_table_is_refused_with_the_columns_it_needs(
    importing: Importing, tmp_path: Path
) -> None:
    path = books.book(tmp_path, [["Date", "Weather"], ["Monday", "rain"]])
    with pytest.raises(FileRefused, match=r"No sheet of “list.xlsx” .* Description; "):
        importing.plan("equipment", path)


def test_a_file_that_is_not_there_is_refused_in_one_sentence(
    importing: Importing, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match=r"“none\.xlsx” cannot be opened: No such file"):
        importing.plan("events", tmp_path / "none.xlsx")


def test_a_head_that_names_two_fields_is_decided_by_what_stands_below(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    head = ("Item name", "Serial", "State")
    importing.run("equipment", [books.book(tmp_path, [head, ("Radio", "1", "In use")], "a.xlsx")])
    importing.run("equipment", [books.book(tmp_path, [head, ("Radio", "2", "WA")], "b.xlsx")])
    with office.reading() as reader:
        items = {item.serial: item for item in reader.every(Item)}
    assert items["1"].state == "in use"
    assert (items["2"].state, items["2"].note) == ("in warehouse", "State: WA")


def test_columns_nobody_knows_are_kept_in_the_note_and_counters_are_not(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    head = ("Row", "Item  Name", "Serial No", "Colour", "Remarks", None)
    rows = [head, (1, "Radio", "A1", "green", "fragile", "late"), (2, "Radio", "A2", None, None)]
    _changes, result = importing.run("equipment", [books.book(tmp_path, rows)])
    with office.reading() as reader:
        items = {item.serial: item for item in reader.every(Item)}
    assert items["A1"].note == "fragile\nColour: green\nF: late"
    assert items["A2"].note is None
    columns = [(p.column, p.reason) for p in result.problems if p.row is None]
    assert columns == [
        ("Row", "This column only numbers the rows and was left out."),
        ("Colour", "This column was not recognised; its values are kept in the note."),
        ("F", "This column was not recognised; its values are kept in the note."),
    ]
