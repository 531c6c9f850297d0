"""Records of any kind are kept, removed, restored and duplicated; misfits stay visible."""

import dataclasses as dc
import datetime as dt

import pytest

from fieldapp.errors import Rejected, UserError
from fieldapp.records.equipment import Item
from fieldapp.records.people import Assignment, Person
from fieldapp.records.training import Attendance, Enrolment, Event, EventState, Session
from fieldapp.records.units import ServiceUnit
from fieldapp.records.values import Cents, PartialDate
from fieldapp.services.history import History
from fieldapp.services.keeping import Keeping
from fieldapp.services.opening import OpenOffice
from fieldapp.services.training import Training
from tests import make
from tests.conftest import FakeClock


@pytest.fixture
def keeping(office: OpenOffice) -> Keeping:
    return Keeping(office)


def held(office: OpenOffice, uid: str, kind: type[Event] = Event) -> Event:
    with office.reading() as reader:
        found = reader.get(kind, uid)
    assert found is not None
    return found


def test_a_new_event_gets_a_number_of_the_fiscal_year(office: OpenOffice, keeping: Keeping) -> None:
    first, second = make.event(), make.event()
    keeping.keep(first)
    keeping.keep(second)
    assert held(office, first.uid).number == "LOM-26-A0001"
    assert held(office, second.uid).number == "LOM-26-A0002"


def test_keeping_the_same_record_twice_changes_nothing(
    office: OpenOffice, keeping: Keeping
) -> None:
    person = make.person()
    first = keeping.keep(person)
    assert first.of("person") == {person.uid}
    sets = office.file.state.sets
    assert not keeping.keep(person)
    assert office.file.state.sets == sets


def test_a_record_without_what_it_needs_is_refused_and_nothing_is_kept(
    office: OpenOffice, keeping: Keeping
) -> None:
    event = make.event(place=None)
    with pytest.raises(Rejected, match="Place"):
        keeping.keep(event)
    with office.reading() as reader:
        assert reader.get(Event, event.uid) is None


def test_an_action_is_named_by_what_it_did(office: OpenOffice, keeping: Keeping) -> None:
    event = make.event()
    history = History(office)
    keeping.keep(event)
    assert history.of(Event, event.uid)[0].what == "new Event: Crime scene basics"
    event = held(office, event.uid)
    keeping.keep(dc.replace(event, place="Kara"))
    assert history.of(Event, event.uid)[0].what == "change Place of Crime scene basics"
    keeping.keep(dc.replace(event, place="Sokodé", planned=30))
    assert history.of(Event, event.uid)[0].what == "change Event: Crime scene basics"


def test_typed_text_is_read_as_the_field_needs_it(office: OpenOffice, keeping: Keeping) -> None:
    event = make.event()
    keeping.keep(event)
    for key, text in {
        "end": "10.03.2026", "budget": "1 250,50", "planned": "30", "interpretation": "oui",
        "state": "held", "sort": "Workshop", "languages": "fr; ee",
    }.items():  # fmt: skip
        assert keeping.keep_typed(Event, event.uid, key, text)
    kept = held(office, event.uid)
    assert kept.end == dt.date(2026, 3, 10)
    assert kept.budget == Cents(125_050)
    assert kept.planned == 30
    assert kept.interpretation is True
    assert kept.state is EventState.HELD
    assert kept.sort == "workshop"
    assert kept.languages == ("fr", "ee")
    assert not kept.unfit


def test_text_that_does_not_fit_is_kept_beside_the_last_good_value(
    office: OpenOffice, keeping: Keeping
) -> None:
    event = make.event(budget=Cents(5000))
    keeping.keep(event)
    keeping.keep_typed(Event, event.uid, "budget", "about 60")
    kept = held(office, event.uid)
    assert kept.budget == Cents(5000)
    assert kept.unfit == {"budget": "about 60"}
    keeping.keep_typed(Event, event.uid, "budget", "60")
    kept = held(office, event.uid)
    assert kept.budget == Cents(6000)
    assert not kept.unfit


def test_a_word_that_is_not_in_the_list_does_not_fit(office: OpenOffice, keeping: Keeping) -> None:
    event = make.event()
    keeping.keep(event)
    keeping.keep_typed(Event, event.uid, "sort", "Picnic")
    assert held(office, event.uid).unfit == {"sort": "Picnic"}


def test_a_reference_can_be_typed_by_its_whole_title(office: OpenOffice, keeping: Keeping) -> None:
    unit, item = make.unit(name="Border Police"), make.item()
    make.kept(office, unit, make.unit(name="Border Police Kara"), item)
    keeping.keep_typed(Item, item.uid, "holder", "border police")
    with office.reading() as reader:
        assert reader.every(Item)[0].holder == unit.uid
    keeping.keep_typed(Item, item.uid, "holder", "Border")
    with office.reading() as reader:
        kept = reader.every(Item)[0]
    assert kept.holder == unit.uid
    assert kept.unfit == {"holder": "Border"}


def test_a_field_that_may_not_be_empty_cannot_be_emptied(
    office: OpenOffice, keeping: Keeping
) -> None:
    event = make.event()
    keeping.keep(event)
    with pytest.raises(Rejected, match="Name"):
        keeping.keep_typed(Event, event.uid, "name", "  ")
    keeping.keep_typed(Event, event.uid, "state", "")
    assert held(office, event.uid).state is EventState.PLANNED


def test_a_removed_record_is_in_the_bin_and_comes_back(
    office: OpenOffice, keeping: Keeping, fake_clock: FakeClock
) -> None:
    person = make.person()
    keeping.keep(person)
    gone_at = fake_clock.step(days=1)
    keeping.remove(Person, person.uid, reason="entered twice")
    (row,) = keeping.bin()
    assert (row.kind, row.uid, row.title) == ("person", person.uid, "Ama Mensah")
    assert (row.removed_at, row.by, row.reason) == (gone_at, "Ama Adviser", "entered twice")
    with office.reading() as reader:
        assert reader.every(Person) == []
    assert not keeping.remove(Person, person.uid)
    keeping.restore(Person, person.uid)
    assert keeping.bin() == []
    with office.reading() as reader:
        assert reader.every(Person) == [person]


def test_an_event_takes_its_parts_to_the_bin_and_back(office: OpenOffice, keeping: Keeping) -> None:
    event, person = make.event(), make.person()
    session, other = make.session(event.uid), make.session(event.uid, day=dt.date(2026, 3, 3))
    enrolment = make.enrolment(event.uid, person.uid)
    mark = make.attendance(session.uid, enrolment.uid)
    make.kept(office, event, person, session, other, enrolment, mark)
    keeping.remove(Session, other.uid)
    keeping.remove(Event, event.uid)
    with office.reading() as reader:
        counts = [reader.count(kind) for kind in (Event, Session, Enrolment, Attendance, Person)]
    assert counts == [0, 0, 0, 0, 1]
    assert [row.uid for row in keeping.bin()] == [event.uid]
    keeping.restore(Event, event.uid)
    with office.reading() as reader:
        counts = [reader.count(kind) for kind in (Event, Session, Enrolment, Attendance)]
    assert counts == [1, 1, 1, 1], "the session removed before stays in the bin"
    assert [row.uid for row in keeping.bin()] == [other.uid]


def test_what_others_use_cannot_be_removed(office: OpenOffice, keeping: Keeping) -> None:
    event, person, unit = make.event(), make.person(), make.unit()
    post = make.assignment(person.uid, unit=unit.uid)
    make.kept(office, event, person, unit, post, make.enrolment(event.uid, person.uid))
    with pytest.raises(Rejected, match="Crime scene basics"):
        keeping.remove(Person, person.uid)
    with pytest.raises(Rejected, match="Ama Mensah"):
        keeping.remove(ServiceUnit, unit.uid)
    keeping.remove(Event, event.uid)
    keeping.remove(Person, person.uid)
    with office.reading() as reader:
        assert reader.every(Assignment, removed=True) != []


def test_a_duplicate_is_another_thing_than_its_original(
    office: OpenOffice, keeping: Keeping
) -> None:
    item = make.item(other_ids=("VIN 7",))
    keeping.keep(item)
    changes, copied = keeping.duplicate(Item, item.uid)
    assert changes.of("item") == {copied}
    with office.reading() as reader:
        original, copy = reader.get(Item, item.uid), reader.get(Item, copied)
    assert original is not None
    assert copy is not None
    assert (copy.description, copy.make, copy.unit_value) == (item.description, "Motorola", 61_250)
    assert (copy.serial, copy.tag, copy.other_ids) == (None, None, ())
    assert copy.number != original.number


def test_a_link_record_has_no_duplicate(office: OpenOffice, keeping: Keeping) -> None:
    event, person = make.event(), make.person()
    enrolment = make.enrolment(event.uid, person.uid)
    make.kept(office, event, person, enrolment)
    with pytest.raises(UserError, match="only one"):
        keeping.duplicate(Enrolment, enrolment.uid)


def test_a_date_of_birth_may_be_typed_as_a_year(office: OpenOffice, keeping: Keeping) -> None:
    person = make.person()
    keeping.keep(person)
    keeping.keep_typed(Person, person.uid, "born", "1988")
    with office.reading() as reader:
        assert reader.every(Person)[0].born == PartialDate("1988")


def test_the_roster_of_a_restored_event_is_whole(office: OpenOffice, keeping: Keeping) -> None:
    event, person = make.event(), make.person()
    make.kept(office, event, person)
    training = Training(office)
    training.plan_sessions(event.uid)
    training.enrol(event.uid, [person.uid])
    before = training.register(event.uid)
    keeping.remove(Event, event.uid)
    with pytest.raises(UserError, match="bin"):
        training.register(event.uid)
    keeping.restore(Event, event.uid)
    assert training.register(event.uid) == before
