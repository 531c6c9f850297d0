"""The demonstration as `fieldapp demo` makes it: two real offices and their exchange."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from fieldapp.errors import OfficeInUse, UserError
from fieldapp.records.equipment import Item
from fieldapp.records.people import Person
from fieldapp.records.training import Attendance, Event, Mark
from fieldapp.services.demo import DemoResult, build, invented
from fieldapp.services.demo.building import MARK
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.opening import unlock


@dataclass(frozen=True)
class _Made:
    result: DemoResult
    said: tuple[str, ...]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> _Made:
    said: list[str] = []
    result = build(tmp_path_factory.mktemp("look") / "around", say=said.append)
    return _Made(result, tuple(said))


def test_each_step_and_each_file_is_named(demonstration: _Made) -> None:
    result, text = demonstration.result, "\n".join(demonstration.said)
    assert result.made
    assert len(result.files) == 6
    for file in result.files:
        assert file.is_file()
        assert str(file) in text
    assert text.count(result.passphrase) == 2
    assert "People 60" in text
    assert text.count("Nothing waits to be confirmed.") == 2
    assert "{" not in text


def test_the_office_opens_with_what_was_printed_and_is_confirmed(demonstration: _Made) -> None:
    result = demonstration.result
    office = unlock(result.office, result.passphrase, sign_in=result.sign_in)
    try:
        status = Exchange(office).status()
        assert status.enrolled
        assert (status.unconfirmed, status.returned, status.conflicts) == (0, 0, 0)
        with office.reading() as reader:
            assert reader.count(Person) == 60
            assert reader.count(Event) == 6
    finally:
        office.close()


def test_headquarters_holds_the_corrections(demonstration: _Made) -> None:
    result = demonstration.result
    later = invented.later()
    headquarters = unlock(result.headquarters, result.passphrase)
    try:
        with headquarters.reading() as reader:
            person = reader.get(Person, later["person"][0])
            mark = reader.get(Attendance, later["attendance"][0])
            item = reader.get(Item, later["item"][0])
            assert reader.count(Person) == 60
    finally:
        headquarters.close()
    assert person is not None
    assert person.phone == later["person"][1]["phone"]
    assert mark is not None
    assert (mark.mark, mark.reason) == (Mark.EXCUSED, None)
    assert item is not None
    assert item.place == later["item"][1]["place"]


def test_headquarters_gets_nothing_that_stays_in_the_office(demonstration: _Made) -> None:
    result = demonstration.result
    namesake = invented.uid_of("person", "p08")
    found = []
    for folder, sign_in in ((result.office, result.sign_in), (result.headquarters, None)):
        opened = unlock(folder, result.passphrase, sign_in=sign_in)
        try:
            with opened.reading() as reader:
                person = reader.get(Person, namesake)
        finally:
            opened.close()
        assert person is not None
        found.append((person.father, person.note is None))
    assert found == [("Hassan Mahdi", False), (None, True)]


def test_a_second_run_uses_what_is_there(demonstration: _Made) -> None:
    said: list[str] = []
    again = build(demonstration.result.folder, say=said.append)
    assert not again.made
    assert again.office == demonstration.result.office
    assert "already" in said[0]
    assert again.passphrase in said[1]


def test_a_fresh_one_waits_until_the_old_one_is_closed(demonstration: _Made) -> None:
    result = demonstration.result
    office = unlock(result.office, result.passphrase, sign_in=result.sign_in)
    try:
        with pytest.raises(OfficeInUse):
            build(result.folder, say=lambda _line: None, fresh=True)
        with office.reading() as reader:
            assert reader.count(Person) == 60
    finally:
        office.close()


def test_a_demonstration_cut_short_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "cut short"
    (folder / "office").mkdir(parents=True)
    (folder / "office" / "records.db").write_bytes(b"half")
    (folder / MARK).write_text("finished = false\n")
    result = build(folder, say=lambda _line: None)
    assert result.made
    unlock(result.office, result.passphrase, sign_in=result.sign_in).close()


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "office" / "holiday.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    with pytest.raises(UserError, match="Choose an empty folder"):
        build(tmp_path, say=lambda _line: None, fresh=True)
    assert kept.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["office"]
