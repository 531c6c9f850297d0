"""An import as an action: planned, applied whole, found again, taken back."""

import dataclasses as dc
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from fieldapp.errors import Cancelled, UserError
from fieldapp.records.changes import Action
from fieldapp.records.equipment import Item
from fieldapp.records.training import Event
from fieldapp.records.units import ServiceUnit
from fieldapp.services.history import History
from fieldapp.services.importing import Importing, Outcome
from fieldapp.services.opening import OpenOffice
from tests import make
from tests.importing import books


def events(office: OpenOffice, *, removed: bool = False) -> list[Event]:
    with office.reading() as reader:
        return reader.every(Event, removed=removed)


def two_events(folder: Path, name: str = "list.xlsx") -> Path:
    rows = [books.EVENT_HEAD, books.event_row(), books.event_row(name="Mine risk ")]
    return books.book(folder, rows, name)


def test_a_second_run_of_the_same_file_finds_every_row_and_adds_nothing(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    path = two_events(tmp_path)
    importing.run("events", [path])
    before = office.file.state
    changes, again = importing.run("events", [path])
    assert (again.same, again.rows, bool(changes)) == (2, 2, False)
    assert office.file.state == before


def test_equal_rows_of_a_file_are_rows_of_their_own_and_found_again(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    path = books.book(tmp_path, [books.EVENT_HEAD, *[books.event_row()] * 3])
    importing.run("events", [path])
    assert len(events(office)) == 3
    assert importing.run("events", [path])[1].same == 3


def test_columns_in_another_order_and_other_blanks_are_the_same_rows(
    importing: Importing, tmp_path: Path
) -> None:
    importing.run("events", [two_events(tmp_path)])
    rows = [row[::-1] for row in (books.EVENT_HEAD, books.event_row(name=" Night  driving"))]
    turned = books.book(tmp_path, rows, "turned.xlsx")
    assert importing.run("events", [turned])[1].same == 1


def test_a_record_that_was_edited_stays_as_the_office_has_it(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    path = two_events(tmp_path)
    importing.run("events", [path])
    edited = [dc.replace(event, name=f"{event.name} corrected") for event in events(office)]
    make.kept(office, *edited)
    assert importing.run("events", [path])[1].same == 2
    assert {event.name for event in events(office)} == {event.name for event in edited}


def test_an_import_is_one_action_and_one_undo_takes_it_back(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    changes, _result = importing.run("events", [two_events(tmp_path)])
    with office.reading() as reader:
        made = reader.change_set(changes.set_number or 0)
    assert made is not None
    assert made.action is Action.IMPORT
    assert made.why.message == "take in {rows} rows of {file}"
    assert made.why.values == {"rows": 2, "file": "list.xlsx"}
    History(office).undo()
    with office.reading() as reader:
        assert reader.count(Event) == reader.count(ServiceUnit) == 0


def test_an_import_taken_back_can_come_in_again_under_its_numbers(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    path = two_events(tmp_path)
    importing.run("events", [path])
    numbers = {event.uid: event.number for event in events(office)}
    History(office).undo()
    _changes, again = importing.run("events", [path])
    assert (again.updated, again.created) == (2, 0)
    assert {event.uid: event.number for event in events(office)} == numbers


def test_a_record_that_a_person_put_in_the_bin_stays_there(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    path = two_events(tmp_path)
    importing.run("events", [path])
    History(office).undo()
    importing.run("events", [path])
    thrown = dc.replace(events(office)[0], removed=True, removed_why="not ours")
    make.kept(office, thrown)
    _changes, again = importing.run("events", [path])
    assert (again.same, len(events(office))) == (2, 1)
    assert [p.reason for p in again.problems if p.row] == [
        "This row was taken in before and its record is in the bin; it stays there."
    ]


def test_a_dry_run_writes_nothing_and_counts_a_row_of_two_files_once(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    before = office.file.state
    paths = [two_events(tmp_path, "a.xlsx"), two_events(tmp_path, "b.xlsx")]
    changes, result = importing.run("events", paths, dry_run=True)
    assert (result.created, result.same, result.written, bool(changes)) == (2, 2, False, False)
    assert office.file.state == before
    assert events(office) == []


def test_what_progress_raises_ends_the_import_with_nothing_kept(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    plan = importing.plan("events", two_events(tmp_path))
    before = office.file.state

    def stop(done: int, rows: int) -> None:
        if done == rows:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        importing.apply(plan, progress=stop)
    assert office.file.state == before
    assert events(office) == []


def test_a_plan_that_the_office_has_overtaken_is_made_again_before_it_is_written(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    plan = importing.plan("events", two_events(tmp_path))
    one = books.book(tmp_path, [books.EVENT_HEAD, books.event_row()], "one.xlsx")
    importing.run("events", [one])
    _changes, result = importing.apply(plan)
    assert (result.created, result.same) == (1, 1)
    assert len(events(office)) == 2


def test_two_offices_make_different_records_of_one_file(
    importing: Importing, new_office: Callable[[str], OpenOffice], tmp_path: Path
) -> None:
    path = two_events(tmp_path)
    first = {row.uid for row in importing.plan("events", path).rows}
    second = {row.uid for row in Importing(new_office("TIA")).plan("events", path).rows}
    assert first.isdisjoint(second)


def test_the_result_is_plain_for_json(importing: Importing, tmp_path: Path) -> None:
    path = books.book(tmp_path, [books.EVENT_HEAD, books.event_row(), books.event_row(qty="few")])
    _changes, result = importing.run("events", [path], dry_run=True)
    plain = json.loads(json.dumps(result.as_plain()))
    assert plain["rows"] == sum(plain[outcome.value] for outcome in Outcome) == 2
    assert {"sheet", "row", "column", "value", "reason", "severity"} == set(plain["problems"][0])


def test_a_report_lists_every_row_and_every_problem(importing: Importing, tmp_path: Path) -> None:
    rows = [books.EQUIPMENT_HEAD, books.item_row(name="=1+1"), books.item_row(name=None, qty="x")]
    report = tmp_path / "report.xlsx"
    _changes, result = importing.run(
        "equipment", [books.book(tmp_path, rows)], dry_run=True, report=report
    )
    made = openpyxl.load_workbook(report)
    problems = list(made["Problems"].iter_rows(min_row=2, values_only=True))
    listed = list(made["Rows"].iter_rows(min_row=2, values_only=True))
    assert len(problems) == len(result.problems)
    assert [row[2:4] for row in listed] == [(2, "created"), (3, "not taken in")]
    assert listed[0][5] == "=1+1"
    assert ("Rows", 2) in list(made["Summary"].iter_rows(values_only=True))


def test_an_unknown_kind_names_those_there_are(importing: Importing, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Choose one of: events, equipment, people"):
        importing.plan("weather", two_events(tmp_path))


def test_nothing_that_stands_in_a_file_is_logged(
    importing: Importing, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        importing.run("equipment", [books.book(tmp_path, [books.EQUIPMENT_HEAD, books.item_row()])])
    assert "RADIO" not in caplog.text
    assert "PORT" not in caplog.text


def test_items_get_numbers_of_the_fiscal_year_of_today(
    importing: Importing, office: OpenOffice, tmp_path: Path
) -> None:
    importing.run("equipment", [books.book(tmp_path, [books.EQUIPMENT_HEAD, books.item_row()])])
    with office.reading() as reader:
        assert [item.number for item in reader.every(Item)] == ["LOM-E26-A0001"]
