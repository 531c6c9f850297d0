"""The invented office entered into a real encrypted file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.keys.stretching import Cost
from fieldapp.records.changes import Action
from fieldapp.records.equipment import Donation, DonationLine, Item, Lot
from fieldapp.records.fields import content
from fieldapp.records.kinds import KINDS
from fieldapp.records.office import Agreement, Office
from fieldapp.records.people import Assignment, Person
from fieldapp.records.training import Attendance, Event, Session
from fieldapp.records.units import Organisation, ServiceUnit
from fieldapp.services.demo import invented
from fieldapp.services.demo.loading import load
from fieldapp.services.opening import OpenOffice
from fieldapp.services.setting_up import set_up
from fieldapp.settings import Settings

_FAST = Cost(memory_kib=64, passes=1, lanes=1, rounds=1000)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    opened = _set_up(tmp_path_factory.mktemp("demonstration") / "office")
    load(opened)
    yield opened
    opened.close()


def _set_up(folder: Path) -> OpenOffice:
    chosen = Settings(
        folder=folder, office_code="VEL", office_name="Velmar", country="Talmera", zone="UTC"
    )
    opened, _words = set_up(
        chosen, person_name="Dana", sign_in="Dana", passphrase="seven green kettles", cost=_FAST
    )
    return opened


def test_the_file_holds_everything_that_was_invented(office: OpenOffice) -> None:
    with office.reading() as reader:
        counts = {kind: reader.count(kind) for kind in (
            Person, Assignment, ServiceUnit, Event, Organisation, Agreement, Item, Lot, Donation,
        )}  # fmt: skip
        assert list(counts.values()) == [60, 60, 14, 6, 5, 2, 40, 3, 3]
        courses = invented.courses()
        assert reader.count(Session) == sum(len(course.sessions) for course in courses)
        taken = sum(len(marks) for course in courses for marks in course.marks.values())
        assert reader.count(Attendance) == taken
        assert reader.count(DonationLine) == sum(len(act.lines) for act in invented.acts())


def test_what_is_kept_is_what_was_invented(office: OpenOffice) -> None:
    with office.reading() as reader:
        for person, post in invented.people():
            assert reader.get(Person, person.uid) == person
            assert reader.get(Assignment, post.uid) == post
        for unit in invented.units():
            assert reader.get(ServiceUnit, unit.uid) == unit


def test_the_office_is_complete(office: OpenOffice) -> None:
    with office.reading() as reader:
        (own,) = reader.every(Office)
    assert (own.code, own.program, own.post) == ("VEL", "icitap", "Velmar")
    assert own.languages == ("en", "ar", "ne", "es")


def test_events_are_numbered_in_the_fiscal_year_in_which_they_begin(office: OpenOffice) -> None:
    with office.reading() as reader:
        numbers = {event.name: event.number or "" for event in reader.every(Event)}
    assert numbers["Examination of travel documents"].startswith("VEL-26-")
    assert numbers["Formed police unit: training before deployment"].startswith("VEL-27-")
    assert len(set(numbers.values())) == 6


def test_the_history_reads_like_the_work_of_a_person(office: OpenOffice) -> None:
    with office.reading() as reader:
        sets = reader.newest_sets(who=office.person, actions=(Action.EDIT,), limit=200)
    assert len(sets) >= 30
    sentences = {one.why.message.format(**one.why.values) for one in sets}
    assert "plan Basic criminal investigation" in sentences
    assert "mark 12 at Basic criminal investigation, 2026-05-04" in sentences
    assert "write a hand-over act with 10 lines" in sentences


def test_people_are_found_in_each_script(office: OpenOffice) -> None:
    with office.reading() as reader:
        for typed in ("al-mas", "المصري", "प्रकाश", "o'br", "garcia loz"):
            assert reader.search(typed, ("person",)), typed


def test_two_demonstrations_hold_the_same(office: OpenOffice, tmp_path: Path) -> None:
    other = _set_up(tmp_path / "office")
    try:
        load(other)
        with office.reading() as one, other.reading() as two:
            for key, kind in KINDS.items():
                if key == "staff":
                    continue
                mine = {record.uid: content(record) for record in one.every(kind.record)}
                assert mine == {record.uid: content(record) for record in two.every(kind.record)}
    finally:
        other.close()
