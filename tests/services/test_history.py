"""One log serves history, undo, redo and the past; undo restores only what still stands."""

import dataclasses as dc
import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.errors import UserError
from fieldapp.records.changes import Action, Why
from fieldapp.records.equipment import Item, ItemState
from fieldapp.records.fields import content
from fieldapp.records.people import Person, Sex
from fieldapp.records.training import Event, EventState, Mark
from fieldapp.records.values import Cents, PartialDate
from fieldapp.services.history import History, with_plain
from fieldapp.services.keeping import Keeping
from fieldapp.services.opening import OpenOffice
from fieldapp.services.training import Training
from fieldapp.services.wording import counted, said
from tests import make
from tests.conftest import FakeClock
from tests.counting import statements


@pytest.fixture
def history(office: OpenOffice) -> History:
    return History(office)


def event_in(office: OpenOffice, uid: str) -> Event:
    with office.reading() as reader:
        found = reader.get(Event, uid)
    assert found is not None
    return found


def colleague(office: OpenOffice) -> OpenOffice:
    """The same office, worked on by another person."""
    other = make.staff(name="Kossi Trainer")
    make.kept(office, other, action=Action.SET_UP)
    return dc.replace(office, person=other.uid)


def test_undo_takes_back_the_latest_action_and_redo_does_it_again(
    office: OpenOffice, history: History
) -> None:
    event = make.event()
    make.kept(office, event)
    before = event_in(office, event.uid)
    Keeping(office).keep(dc.replace(before, place="Kara", planned=20))
    after = event_in(office, event.uid)
    undone = history.undo()
    assert undone.what == "change Event: Crime scene basics"
    assert undone.left == ()
    assert undone.changes.of("event") == {event.uid}
    assert event_in(office, event.uid) == before
    redone = history.redo()
    assert redone.what == undone.what
    assert event_in(office, event.uid) == after
    assert history.undo().what == undone.what
    assert event_in(office, event.uid) == before


def test_undo_goes_on_backwards_and_redo_forwards_in_the_same_steps(
    office: OpenOffice, history: History
) -> None:
    event = make.event(place="A")
    make.kept(office, event)
    for place in ("B", "C", "D"):
        Keeping(office).keep(dc.replace(event_in(office, event.uid), place=place))
    seen = []
    for _step in range(3):
        history.undo()
        seen.append(event_in(office, event.uid).place)
    history.redo()
    seen.append(event_in(office, event.uid).place)
    history.undo()
    for _step in range(3):
        history.redo()
        seen.append(event_in(office, event.uid).place)
    assert seen == ["C", "B", "A", "B", "B", "C", "D"]
    assert history.redoable() is None


def test_after_a_new_action_nothing_is_done_again(office: OpenOffice, history: History) -> None:
    event = make.event()
    make.kept(office, event)
    Keeping(office).keep(dc.replace(event_in(office, event.uid), place="Kara"))
    history.undo()
    assert history.redoable() is not None
    Keeping(office).keep(dc.replace(event_in(office, event.uid), place="Sokodé"))
    assert history.redoable() is None
    with pytest.raises(UserError, match="nothing to do again"):
        history.redo()


def test_there_is_nothing_to_undo_in_a_new_office(history: History) -> None:
    assert history.undoable() is None
    with pytest.raises(UserError, match="nothing to undo"):
        history.undo()


def test_undo_leaves_a_field_that_was_changed_later_and_names_it(
    office: OpenOffice, history: History
) -> None:
    event = make.event()
    make.kept(office, event)
    held = event_in(office, event.uid)
    Keeping(office).keep(dc.replace(held, place="Kara", planned=20))
    other = colleague(office)
    Keeping(other).keep(dc.replace(event_in(office, event.uid), place="Sokodé"))
    undone = history.undo()
    assert undone.left == ("Place of Crime scene basics",)
    now = event_in(office, event.uid)
    assert (now.place, now.planned) == ("Sokodé", None)


def test_undo_is_of_this_person_only(office: OpenOffice, history: History) -> None:
    mine, theirs = make.event(), make.event(name="Forensics")
    make.kept(office, mine)
    other = colleague(office)
    make.kept(other, theirs, why="new event")
    assert history.undo().changes.of("event") == {mine.uid}
    assert History(other).undo().changes.of("event") == {theirs.uid}


def test_undo_of_an_import_puts_its_new_records_into_the_bin_and_redo_brings_them_back(
    office: OpenOffice, history: History
) -> None:
    old = make.person(given="Efua")
    make.kept(office, old)
    people = [make.person(given=f"Ama{n}") for n in range(200)]
    make.kept(
        office, *people, dc.replace(old, phone="+228 90"), why="import people",
        action=Action.IMPORT,
    )  # fmt: skip
    undone = history.undo()
    assert (undone.what, undone.left) == ("import people", ())
    with office.reading() as reader:
        assert reader.every(Person) == [old]
    rows = Keeping(office).bin()
    assert len(rows) == 200
    assert {row.reason for row in rows} == {"Taken back: import people"}
    history.redo()
    with office.reading() as reader:
        kept = {person.uid: person for person in reader.every(Person)}
    assert kept == {p.uid: p for p in (*people, dc.replace(old, phone="+228 90"))}


def test_a_record_changed_since_its_import_stays_when_the_import_is_taken_back(
    office: OpenOffice, history: History
) -> None:
    one, two = make.person(given="One"), make.person(given="Two")
    make.kept(office, one, two, action=Action.IMPORT)
    other = colleague(office)
    Keeping(other).keep(dc.replace(one, phone="+228 90"))
    undone = history.undo()
    assert undone.left == ("Telephone of One Mensah",)
    with office.reading() as reader:
        assert [person.given for person in reader.every(Person)] == ["One"]


def test_a_removal_is_taken_back(office: OpenOffice, history: History) -> None:
    event = make.event()
    make.kept(office, event)
    Keeping(office).remove(Event, event.uid, reason="double")
    assert event_in(office, event.uid).removed_why == "double"
    history.undo()
    assert not event_in(office, event.uid).removed
    history.redo()
    assert event_in(office, event.uid).removed_why == "double"


def test_the_history_tells_every_change_in_plain_words(
    office: OpenOffice, history: History, fake_clock: FakeClock
) -> None:
    unit = make.unit(name="Border Police")
    item = make.item(unit_value=Cents(61_250))
    make.kept(office, unit, item)
    moment = fake_clock.step(days=1)
    with office.reading() as reader:
        held = reader.every(Item)[0]
    Keeping(office).keep(
        dc.replace(
            held, holder=unit.uid, unit_value=Cents(60_000), sensitive=True,
            received=PartialDate("2026-01-05"), state=ItemState.IN_USE, category="vehicle",
        )
    )  # fmt: skip
    rows = {row.field_key: row for row in history.of(Item, item.uid) if row.at == moment}
    shown = {key: (row.field_label, row.old_text, row.new_text) for key, row in rows.items()}
    assert shown["holder"] == ("Held by", "", "Border Police")
    assert shown["unit_value"] == ("Unit value", "612.50 USD", "600.00 USD")
    assert shown["sensitive"] == ("Sensitive: inspected every year", "no", "yes")
    assert shown["received"] == ("Received", "", "5 Jan 2026")
    assert shown["state"] == ("State", "in warehouse", "in use")
    assert shown["category"][2] == "Vehicles"
    assert {row.who_name for row in rows.values()} == {"Ama Adviser"}


def test_the_newest_change_stands_first_and_undo_is_part_of_the_history(
    office: OpenOffice, history: History
) -> None:
    event = make.event()
    make.kept(office, event)
    Keeping(office).keep_typed(Event, event.uid, "place", "Kara")
    history.undo()
    newest, before, *_first = history.of(Event, event.uid)
    assert newest.what == "undo: change Place of Crime scene basics"
    assert (newest.old_text, newest.new_text) == ("Kara", "Lomé")
    assert (before.old_text, before.new_text) == ("Lomé", "Kara")
    assert newest.set_number > before.set_number


def test_marks_are_shown_as_letters(office: OpenOffice, history: History) -> None:
    event, person = make.event(), make.person()
    session = make.session(event.uid)
    enrolment = make.enrolment(event.uid, person.uid)
    mark = make.attendance(session.uid, enrolment.uid)
    make.kept(office, event, person, session, enrolment, mark)
    Training(office).mark(event.uid, {(session.uid, enrolment.uid): Mark.EXCUSED})
    row = history.of(type(mark), mark.uid)[0]
    assert (row.old_text, row.new_text, row.what) == ("P", "E", "mark 1 excused")
    assert next(r for r in history.of(type(mark), mark.uid) if r.field_key == "enrolment").new_text


def test_any_change_can_be_put_back(office: OpenOffice, history: History) -> None:
    event = make.event(place="A")
    make.kept(office, event)
    first = Keeping(office).keep_typed(Event, event.uid, "place", "B")
    Keeping(office).keep_typed(Event, event.uid, "place", "C")
    assert first.set_number is not None
    changes = history.put_back(Event, event.uid, first.set_number, "place")
    assert changes.of("event") == {event.uid}
    assert event_in(office, event.uid).place == "A"
    assert history.of(Event, event.uid)[0].what == "put back Place of Crime scene basics"
    with pytest.raises(UserError, match="not in the history"):
        history.put_back(Event, event.uid, first.set_number, "planned")


def test_a_record_is_shown_as_it_was(
    office: OpenOffice, history: History, fake_clock: FakeClock
) -> None:
    event = make.event()
    before = fake_clock.now()
    fake_clock.step(days=1)
    make.kept(office, event)
    born = event_in(office, event.uid)
    made_at = fake_clock.now()
    fake_clock.step(days=1)
    Keeping(office).keep(dc.replace(born, place="Kara", state=EventState.HELD))
    fake_clock.step(days=1)
    Keeping(office).remove(Event, event.uid)
    assert history.as_of(Event, event.uid, before) is None
    assert history.as_of(Event, event.uid, made_at) == born
    assert history.all_as_of(Event, before) == []
    assert history.all_as_of(Event, made_at) == [born]
    assert history.all_as_of(Event, fake_clock.now()) == []
    now = history.as_of(Event, event.uid, fake_clock.now())
    assert now is not None
    assert now.removed


@pytest.mark.parametrize(("n", "words"), [(1, "clear 1 mark"), (24, "clear 24 marks")])
def test_an_action_with_a_count_is_said_in_the_right_number(n: int, words: str) -> None:
    assert said(Why(counted("clear {n} mark", "clear {n} marks"), {"n": n})) == words


def test_an_action_of_a_newer_version_is_said_as_it_stands() -> None:
    assert said(Why("weigh {thing}", {})) == "weigh {thing}"
    assert said(Why("")) == ""


_PEOPLE = st.fixed_dictionaries(
    {
        "given": st.sampled_from(["Ama", "Kofi", "محمد", "Оле́на"]),
        "family": st.sampled_from([None, "Mensah", "de la Cruz"]),
        "sex": st.sampled_from([None, *Sex]),
        "born": st.sampled_from([None, PartialDate("1988"), PartialDate("1988-04-02")]),
        "us_citizen": st.sampled_from([None, True, False]),
        "one_name": st.booleans(),
        "father": st.sampled_from([None, "Yao"]),
        "languages": st.sampled_from([(), ("fr",), ("fr", "ee")]),
        "unfit": st.sampled_from([{}, {"born": "spring"}, {"sex": "?", "born": "1988?"}]),
        "extra": st.sampled_from([{}, {"badge": "7"}, {"badge": ["a", "b"]}]),
        "old": st.booleans(),
    }
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=st.lists(_PEOPLE, min_size=1, max_size=5))
def test_undo_of_random_edits_restores_the_exact_content(
    office: OpenOffice, edits: list[dict[str, Any]]
) -> None:
    history, person = History(office), make.person()
    make.kept(office, person)
    states = [person]
    for edit in edits:
        changed = dc.replace(person, **edit)
        if make.kept(office, changed):
            states.append(changed)

    def held() -> Person:
        with office.reading() as reader:
            found = reader.get(Person, person.uid)
        assert found is not None
        return found

    for state in reversed(states[:-1]):
        history.undo()
        assert content(held(), stays=True) == content(state, stays=True)
        assert held() == state
    for state in states[1:]:
        history.redo()
        assert held() == state


def test_plain_values_restore_what_a_default_would_hide() -> None:
    person = make.person(us_citizen=None)
    assert with_plain(dc.replace(person, us_citizen=True), {"us_citizen": None}) == person


def test_undo_of_a_large_import_reads_and_writes_each_record_once(
    office: OpenOffice, history: History
) -> None:
    people = [make.person(given=f"Ama{n}") for n in range(400)]
    make.kept(office, *people, why="import people", action=Action.IMPORT)
    with statements() as seen:
        history.undo()
    assert len(seen) <= 2 * len(people) + 20


def test_the_past_of_all_records_does_not_ask_for_each(
    office: OpenOffice, history: History, fake_clock: FakeClock
) -> None:
    people = [make.person(given=f"Ama{n}") for n in range(300)]
    make.kept(office, *people)
    then = fake_clock.now()
    fake_clock.step(seconds=60)
    make.kept(office, *(dc.replace(person, given="Changed") for person in people))
    was = {person.uid: person for person in history.all_as_of(Person, then)}
    assert was == {person.uid: person for person in people}
    assert then < dt.datetime(2026, 1, 15, 9, 31, tzinfo=dt.UTC)
