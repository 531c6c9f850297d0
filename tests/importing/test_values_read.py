"""What cells mean: dates, money, quantities, serials, names, and what does not fit."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from fieldapp.records.equipment import Item, ItemState, Lot
from fieldapp.records.fields import Record
from fieldapp.records.office import Agreement
from fieldapp.records.people import Assignment, Person
from fieldapp.records.training import Event, EventState
from fieldapp.records.units import Organisation, ServiceUnit
from fieldapp.records.values import Cents, PartialDate
from fieldapp.services.importing import Importing, ImportResult, Severity
from fieldapp.services.opening import OpenOffice
from tests import make
from tests.importing import books


def taken(importing: Importing, folder: Path, kind: str, rows: books.Rows) -> ImportResult:
    _changes, result = importing.run(kind, [books.book(folder, rows)])
    return result


def every(office: OpenOffice, kind: type[Record]) -> list[Any]:
    with office.reading() as reader:
        return reader.every(kind)


def test_a_course_with_a_quantity_becomes_an_event_with_a_headcount(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    taken(importing, tmp_path, "events", [books.EVENT_HEAD, books.event_row()])
    [event] = every(office, Event)
    [unit] = every(office, ServiceUnit)
    [lead] = every(office, Organisation)
    [agreement] = every(office, Agreement)
    assert (event.name, event.place, event.country) == ("Night driving", "Lome", "Togo")
    assert (event.start, event.end) == (dt.date(2018, 6, 14), dt.date(2018, 7, 26))
    assert (event.headcount_only, event.headcount, event.cost) == (True, 12, Cents(1_384_100))
    assert (event.old, event.state, event.number) == (True, EventState.HELD, "LOM-18-A0001")
    assert event.source_program == books.PROGRAM
    assert (event.host_units, unit.name, unit.country) == ((unit.uid,), "Traffic Police", "Togo")
    assert (event.lead, lead.name) == (lead.uid, "Police Academy")
    assert event.note == "US unit - US qty: Police Academy - 3"
    assert event.agreements == (agreement.uid,)
    assert (agreement.code, agreement.fund_source) == ("IMET-1 FY2018", "IMET-1")
    assert (agreement.year, agreement.funder) == (2018, "dos")


def test_words_that_say_nothing_are_blank_and_counted(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    rows = [books.EVENT_HEAD, books.event_row(unit="N/A ", lead="N/A"), books.event_row(unit=" ")]
    result = taken(importing, tmp_path, "events", rows)
    assert every(office, ServiceUnit) == []
    assert ("Student's unit", "1 cell says that there is nothing; it counts as blank.") in [
        (p.column, p.reason) for p in result.problems
    ]


def test_a_program_nobody_knows_is_told_once_and_kept(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    program = "Moon Fund - Fiscal Year 2019 Department of Defense Training"
    rows = [books.EVENT_HEAD, *[books.event_row(program=program, qty=n) for n in (1, 2)]]
    result = taken(importing, tmp_path, "events", rows)
    [agreement] = every(office, Agreement)
    assert (agreement.code, agreement.funder) == ("Moon Fund FY2019", "dod")
    assert dict(agreement.unfit) == {"fund_source": "Moon Fund"}
    assert [p.row for p in result.problems if p.value == "Moon Fund"] == [2]


@pytest.mark.parametrize(
    ("starts", "wanted", "reason"),
    [
        (["3/4/2018", "3/14/2018"], dt.date(2018, 3, 4), "Dates in this column are read as month/"),
        (["3/4/2018", "14/3/2018"], dt.date(2018, 4, 3), "Dates in this column are read as day/"),
        (["3/4/2018", "5/6/2018"], dt.date(2018, 4, 3), "Nothing shows whether day or month"),
        (["3/4/2018", "14/3/2018", "3/14/2018"], dt.date(2018, 4, 3), "Some dates in this column"),
    ],
)
def test_day_and_month_are_decided_from_the_whole_column_and_told_once(
    importing: Importing, office: OpenOffice, tmp_path: Path, starts: list[str],
    wanted: dt.date, reason: str,
) -> None:  # fmt: skip
    rows = [("Course title", "Start date"), *[(f"Course {n}", s) for n, s in enumerate(starts)]]
    result = taken(importing, tmp_path, "events", rows)
    events = {event.name: event for event in every(office, Event)}
    assert events["Course 0"].start == wanted
    [problem] = [p for p in result.problems if p.column == "Start date"]
    assert (problem.row, problem.value) == (None, "3/4/2018")
    assert problem.reason.startswith(reason)


def test_a_column_that_does_not_show_its_order_follows_the_other_dates_of_the_sheet(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    rows = [("Course title", "Start date", "End date"), ("Night driving", "3/4/2018", "3/14/2018")]
    taken(importing, tmp_path, "events", rows)
    assert every(office, Event)[0].start == dt.date(2018, 3, 4)


def test_a_value_that_does_not_fit_is_kept_beside_its_field_and_told_with_its_place(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    rows = [books.EVENT_HEAD, books.event_row(start="31/31/2018", qty="a dozen", cost="=1/0")]
    result = taken(importing, tmp_path, "events", rows)
    [event] = every(office, Event)
    assert (event.start, event.headcount) == (None, None)
    assert event.unfit["start"] == "31/31/2018"
    assert event.unfit["headcount"] == "a dozen"
    told = {(p.sheet, p.row, p.column, p.value) for p in result.problems if p.row}
    assert ("Sheet1", 2, "Start date", "31/31/2018") in told
    assert ("Sheet1", 2, "Qty", "a dozen") in told
    assert result.totals["quantity"].agrees


def test_what_the_rules_find_odd_is_told_and_kept(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    rows = [books.EVENT_HEAD, books.event_row(start="11/16/2107 ")]
    result = taken(importing, tmp_path, "events", rows)
    [event] = every(office, Event)
    assert (event.start, event.number) == (dt.date(2107, 11, 16), "LOM-26-A0001")
    [problem] = [p for p in result.problems if p.row]
    assert (problem.column, problem.value) == ("End date", "7/26/2018")
    assert problem.reason == "The last day is before the first day."


def test_a_row_without_a_name_is_rejected_and_makes_no_unit(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    rows = [books.EVENT_HEAD, books.event_row(name=None)]
    result = taken(importing, tmp_path, "events", rows)
    assert (result.rejected, every(office, Event), every(office, ServiceUnit)) == (1, [], [])
    [problem] = [p for p in result.problems if p.severity is Severity.REJECTED]
    assert problem.reason == "This row has no entry for “Name”, so no record can be made of it."
    assert (result.totals["quantity"].rejected, result.totals["quantity"].agrees) == (12, True)


def test_one_piece_is_an_item_and_several_are_a_lot(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    rows = [
        books.EQUIPMENT_HEAD,
        books.item_row(),
        books.item_row(qty=30, serial="NULL", name="GLOVES", cost=4.5),
        books.item_row(qty=3, serial="10375,10388", name="SCOPE"),
    ]
    result = taken(importing, tmp_path, "equipment", rows)
    [item] = every(office, Item)
    lots = {lot.description: lot for lot in every(office, Lot)}
    [unit] = every(office, ServiceUnit)
    assert (item.serial, item.stock_no) == ("4838575", "1005-00-073-9421")
    assert (item.unit_value, item.received) == (Cents(49_900), PartialDate("2006-12-06"))
    assert (item.holder, item.state, item.old) == (unit.uid, ItemState.TRANSFERRED, True)
    assert (unit.name, unit.region, unit.country) == ("PORT POLICE DEPT", "WA", "Togo")
    assert (lots["GLOVES"].quantity, lots["GLOVES"].unit_value) == (30, Cents(450))
    assert (lots["GLOVES"].note, lots["SCOPE"].note) == (None, "Serial Number: 10375,10388")
    [problem] = [p for p in result.problems if p.severity is Severity.WARNING]
    assert (problem.row, problem.column, problem.value) == (4, "Serial Number", "10375,10388")
    assert (result.totals["quantity"].taken, result.totals["value"].taken) == (34, 213_100)


def test_leading_zeros_and_long_serials_stay_as_they_are(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    head = ("Item name", "NIIN", "Serial No", "Property Number")
    rows = [head, ("Radio", "015812392", "123456789012345678", 77)]
    taken(importing, tmp_path, "equipment", rows)
    [item] = every(office, Item)
    assert (item.stock_no, item.serial, item.tag) == ("015812392", "123456789012345678", "77")


def test_words_for_states_are_matched_and_others_are_kept_to_be_corrected(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    head = ("Agency", "Item name", "Serial No", "Property Status")
    rows = [head, ("A", "Radio", "1", "ASSIGNED"), ("A", "Radio", "2", "PENDING RECEIPT"),
            ("A", "Radio", "3", "PENDING")]  # fmt: skip
    result = taken(importing, tmp_path, "equipment", rows)
    items = {item.serial: item for item in every(office, Item)}
    assert items["1"].state is ItemState.TRANSFERRED
    assert items["2"].state is ItemState.IN_TRANSIT
    assert dict(items["3"].unfit) == {"state": "PENDING"}
    told = [(p.row, p.value) for p in result.problems if p.column == "Property Status"]
    assert told == [(None, "ASSIGNED"), (None, "PENDING RECEIPT"), (4, "PENDING")]


def test_a_total_is_checked_and_kept_only_where_it_says_something_else(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    head = ("Item name", "Quantity", "Unit Cost", "Total Cost")
    rows = [head, ("Boots", 4, 10.25, 41), ("Gloves", 4, 10.25, 42)]
    result = taken(importing, tmp_path, "equipment", rows)
    lots = {lot.description: lot for lot in every(office, Lot)}
    assert (lots["Boots"].note, lots["Gloves"].note) == (None, "Total Cost: 42")
    [problem] = [p for p in result.problems if p.row]
    assert (problem.row, problem.column, problem.value) == (3, "Total Cost", "42")


def test_a_serial_that_stands_twice_is_kept_with_a_warning(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    make.kept(office, make.item(description="Radio, hand", serial="s1", number="LOM-E26-A0900"))
    rows = [("Item name", "Serial No", "Ship date"), ("RADIO HAND", "S1", "2020-01-01"),
            ("RADIO HAND", "S2", "2020-01-01"), ("RADIO HAND", "S2", "2020-01-02"),
            ("SHOVEL", "S2", "2020-01-02")]  # fmt: skip
    result = taken(importing, tmp_path, "equipment", rows)
    assert result.created == 4
    assert [(p.row, p.value) for p in result.problems if p.row] == [(2, "S1"), (4, "S2")]


def test_units_are_matched_by_name_alias_and_place(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    known = make.unit(name="Gendarmerie Nationale", aliases=("National Gendarmerie",))
    make.kept(office, known)
    rows = [
        books.EVENT_HEAD,
        books.event_row(unit="GENDARMERIE  NATIONALE "),
        books.event_row(unit="National gendarmerie "),
        books.event_row(unit="National gendarmerie ", country="Benin"),
    ]
    result = taken(importing, tmp_path, "events", rows)
    assert result.linked["unit"] == 1
    assert sum(event.host_units == (known.uid,) for event in every(office, Event)) == 2


def test_agencies_of_one_name_in_two_states_are_two_units(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    rows = [books.EQUIPMENT_HEAD, books.item_row(), books.item_row(region="OR", serial="2")]
    taken(importing, tmp_path, "equipment", rows)
    assert sorted(unit.region for unit in every(office, ServiceUnit)) == ["OR", "WA"]


def test_a_unit_in_the_bin_comes_out_again(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    binned = make.unit(name="Traffic Police", removed=True, removed_why="twice")
    make.kept(office, binned)
    result = taken(importing, tmp_path, "events", [books.EVENT_HEAD, books.event_row()])
    [unit] = every(office, ServiceUnit)
    assert (unit.uid, unit.removed_why) == (binned.uid, None)
    assert any("comes out again" in p.reason for p in result.problems)


def test_people_come_with_their_posts(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    rows = [
        ("No", "Prénoms", "Nom", "Sexe", "Date de naissance", "Unité", "Fonction", "Shoe size"),
        (1, "Ama", "Mensah", "Femme", "1988", "Police de la route", "Motarde", 38),
        (2, "Kofi", "Null", "H", "02/04/1979", "Police de la route", None, None),
    ]
    taken(importing, tmp_path, "people", rows)
    people = {person.given: person for person in every(office, Person)}
    posts = {post.person: post for post in every(office, Assignment)}
    [unit] = every(office, ServiceUnit)
    ama, kofi = people["Ama"], people["Kofi"]
    assert (ama.family, ama.sex, ama.born) == ("Mensah", "F", PartialDate("1988"))
    assert (kofi.family, kofi.sex, kofi.born) == ("Null", "M", PartialDate("1979-04-02"))
    assert (posts[ama.uid].position, posts[ama.uid].unit) == ("Motarde", unit.uid)
    assert (ama.note, kofi.note, ama.old) == ("Shoe size: 38", None, True)


def test_a_name_in_one_column_is_split_only_at_a_comma(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    rows = [("Name", "Sex"), ("MENSAH, Ama", "F"), ("Juan de la Cruz", "M")]
    result = taken(importing, tmp_path, "people", rows)
    assert {(p.given, p.family) for p in every(office, Person)} == {
        ("Ama", "MENSAH"),
        ("Juan de la Cruz", None),
    }
    assert [(p.row, p.severity) for p in result.problems if p.row] == [(3, Severity.NOTE)]


def test_a_person_with_the_same_number_and_name_is_there_already_and_a_namesake_is_kept(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    make.kept(office, make.person(given="Ama", family="Mensah", service_no="P1"))
    rows = [
        ("First name", "Last name", "DOB", "Police ID"),
        ("Mensah", "AMA", "1988-04-02", "p1"),
        ("Ama", "Mensah", "1988-04-02", "P2"),
        ("Kofi", "Mensah", "1990", "P1"),
    ]
    result = taken(importing, tmp_path, "people", rows)
    assert (result.created, result.same) == (2, 1)
    assert [(p.row, p.severity) for p in result.problems if p.row] == [
        (2, Severity.NOTE),
        (3, Severity.WARNING),
    ]
