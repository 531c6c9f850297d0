"""The workbooks that others made: what becomes of each row, checked by hand against the sheets."""

from collections import Counter
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from fieldapp.records.equipment import Item, Lot
from fieldapp.records.office import Agreement
from fieldapp.records.training import Event
from fieldapp.records.units import Organisation, ServiceUnit
from fieldapp.services.history import History
from fieldapp.services.importing import Importing, ImportResult, Severity
from fieldapp.services.opening import OpenOffice
from tests.importing import books


def counts(result: ImportResult) -> tuple[int, int, int, int, int, int]:
    assert result.rows == sum(
        (result.created, result.updated, result.same, result.skipped, result.rejected)
    )
    return (
        result.rows, result.created, result.updated, result.same, result.skipped, result.rejected,
    )  # fmt: skip


def twice(importing: Importing, kind: str, path: Path) -> tuple[ImportResult, ImportResult]:
    """The first run and the second one, which must add nothing."""
    _changes, first = importing.run(kind, [path])
    changes, again = importing.run(kind, [path])
    assert not changes
    assert (again.created, again.updated, again.same) == (0, 0, first.created)
    assert all(total.agrees for result in (first, again) for total in result.totals.values())
    return first, again


def data_rows(path: Path, header: int) -> int:
    """Rows below a header that hold something, by another reader."""
    with closing(openpyxl.load_workbook(path, read_only=True)) as found:
        rows = found.worksheets[0].iter_rows(min_row=header + 1, values_only=True)
        return sum(any(cell is not None for cell in row) for row in rows)


def test_training_of_african_forces(importing: Importing, office: OpenOffice) -> None:
    path = books.real("fmtr_2018_2019_africa.xlsx")
    first, _again = twice(importing, "events", path)
    # 3,444 rows below the header: 233 "Program Totals"; row 680 (Chad) has no course title.
    assert data_rows(path, 1) == first.rows
    assert counts(first) == (3444, 3210, 0, 0, 233, 1)
    assert Counter(p.reason for p in first.problems if p.severity is Severity.SKIPPED) == {
        "This is a row of totals.": 233
    }
    people, money = first.totals["quantity"], first.totals["value"]
    assert (people.in_file, people.taken, people.rejected) == (32_193, 32_173, 20)
    assert (money.in_file, money.taken, money.rejected) == (8_738_539_200, 8_735_839_200, 2_700_000)
    # each of the 233 totals of the report agrees with its rows, in people and in dollars
    assert (people.stated_right, money.stated_right) == (233, 233)
    assert (people.stated_wrong, money.stated_wrong) == (0, 0)
    orders = [p for p in first.problems if "month/day/year" in p.reason]
    assert [p.column for p in orders] == ["Start date", "End date"]
    # six courses end before they begin: years typed 2107, months swapped
    assert sum(p.reason == "The last day is before the first day." for p in first.problems) == 6
    with office.reading() as reader:
        events = reader.every(Event)
        assert reader.count(Agreement) == 18
        assert reader.count(ServiceUnit) == first.linked["unit"]
        assert reader.count(Organisation) == first.linked["organisation"]
    assert sum(event.headcount or 0 for event in events) == 32_173
    assert sum(int(event.cost or 0) for event in events) == 8_735_839_200
    assert all(event.headcount_only and event.old and event.start for event in events)
    assert not any(event.unfit for event in events)


def test_shipments_of_a_defense_agency(importing: Importing, office: OpenOffice) -> None:
    path = books.real("dla_leso_shipments_2020q2.xlsx")
    first, _again = twice(importing, "equipment", path)
    # 1,911 shipments, of which 710 are of one piece; 2,697 cancelled requests on the second sheet
    assert counts(first) == (4608, 1911, 0, 0, 2697, 0)
    assert {p.sheet for p in first.problems if p.severity is Severity.SKIPPED} == {"CANCELLATIONS"}
    assert [p for p in first.problems if p.severity is not Severity.SKIPPED] == []
    assert first.totals["quantity"].taken == 21_333
    assert first.totals["value"].taken == 3_780_672_420
    with office.reading() as reader:
        assert (reader.count(Item), reader.count(Lot)) == (710, 1201)
        # 334 names, of which 4 stand for agencies of two states
        assert reader.count(ServiceUnit) == 338
        [vehicle] = reader.every(Item, order_no="2YT05601430530")
    assert (vehicle.stock_class, vehicle.stock_no) == ("2355", "015812392")
    assert vehicle.unit_value == 70_542_100
    assert (vehicle.note or "").startswith("THIS VEHICLE WILL BE USED FOR ACTIVE SHOOTER")


def test_the_property_book_of_washington(importing: Importing, office: OpenOffice) -> None:
    path = books.real("leso_property_washington.xlsx")
    first, _again = twice(importing, "equipment", path)
    # 2,383 lines of property, a summary and a page footer; three lines have "null" for a name
    assert data_rows(path, 6) == first.rows
    assert counts(first) == (2385, 2380, 0, 0, 2, 3)
    skipped = [(p.row, p.reason) for p in first.problems if p.severity is Severity.SKIPPED]
    assert skipped == [(2390, "This is a row of totals."), (2391, "This is a page footer.")]
    pieces, value = first.totals["quantity"], first.totals["value"]
    # the summary row of the sheet: 12,376 pieces for 23,963,983.52 dollars
    assert (pieces.in_file, value.in_file) == (12_376, 2_396_398_352)
    assert (pieces.stated_right, value.stated_right) == (1, 1)
    assert (pieces.taken, pieces.rejected) == (12_310, 66)
    warnings = Counter(p.column for p in first.problems if p.severity is Severity.WARNING)
    # 58 PENDING and 11 PENDING TRANSFER; 27 serials with a quantity of several
    assert warnings == {"Property Status": 69, "Serial Number": 27}
    with office.reading() as reader:
        items, lots = reader.every(Item), reader.every(Lot)
        units = reader.every(ServiceUnit)
    assert len(items) + len(lots) == 2380
    assert sum(bool(item.serial) for item in items) == 1397
    assert len(units) == 114
    assert {unit.region for unit in units} == {"WA"}
    assert all(unit.source_code for unit in units)


@pytest.mark.parametrize(
    ("name", "expected", "pieces", "cents"),
    [
        # one row, of armor, has no item name
        ("leso_property_kansas.xlsx", (1492, 1491, 0, 0, 0, 1), 1685, 551_825_963),
        ("leso_property_oklahoma.xlsx", (1554, 1554, 0, 0, 0, 0), 1863, 3_006_403_878),
        # 28 blank names and a "null"; a row that holds the sum 64,921 alone; a stray time
        ("leso_property_ohio.xlsx", (10845, 10814, 0, 0, 2, 29), 64_921, 0),
    ],
)
def test_the_property_books_of_other_states(
    importing: Importing, name: str, expected: tuple[int, ...], pieces: int, cents: int
) -> None:
    path = books.real(name)
    _changes, result = importing.run("equipment", [path], dry_run=True)
    assert data_rows(path, 1) == result.rows
    assert counts(result) == expected
    assert (result.totals["quantity"].in_file, result.totals["value"].in_file) == (pieces, cents)
    assert all(total.agrees for total in result.totals.values())
    assert sum(p.severity is Severity.REJECTED for p in result.problems) == expected[-1]


def test_one_undo_takes_a_whole_book_back(importing: Importing, office: OpenOffice) -> None:
    path = books.real("leso_property_oklahoma.xlsx")
    importing.run("equipment", [path])
    History(office).undo()
    with office.reading() as reader:
        assert (reader.count(Item), reader.count(Lot), reader.count(ServiceUnit)) == (0, 0, 0)
    assert importing.run("equipment", [path])[1].updated == 1554


def test_agencies_that_two_files_name_in_one_state_are_made_once(
    importing: Importing,
) -> None:
    importing.run("equipment", [books.real("dla_leso_shipments_2020q2.xlsx")])
    plan = importing.plan("equipment", books.real("leso_property_washington.xlsx"))
    with_namesake = [u for u in plan.made if isinstance(u, ServiceUnit) and u.region != "WA"]
    assert with_namesake == []
    # of the 114 agencies of Washington six had shipments in 2020 as well and are not doubled
    assert plan.result.linked["unit"] == 108
