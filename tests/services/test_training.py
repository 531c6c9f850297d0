"""Events: sessions are planned, people enrolled, marks taken; rules hold and queries stay few."""

import datetime as dt

import pytest

from fieldapp.errors import UserError
from fieldapp.records import ids
from fieldapp.records.people import Sex
from fieldapp.records.training import (
    Attendance,
    Enrolment,
    EventState,
    Mark,
    Part,
    Role,
    Session,
    SessionState,
)
from fieldapp.records.values import PartialDate
from fieldapp.services.history import History
from fieldapp.services.keeping import Keeping
from fieldapp.services.opening import OpenOffice
from fieldapp.services.training import Training
from tests import make
from tests.conftest import FakeClock
from tests.counting import statements


@pytest.fixture
def training(office: OpenOffice) -> Training:
    return Training(office)


@pytest.fixture
def course(office: OpenOffice, training: Training) -> tuple[str, list[str], list[str]]:
    """Event uid, session uids of five days, enrolment uids of three people."""
    event = make.event()
    people = [make.person(given=name) for name in ("Ama", "Kofi", "Yawa")]
    make.kept(office, event, *people)
    training.plan_sessions(event.uid)
    training.enrol(event.uid, [person.uid for person in people])
    sessions = [session.uid for session in training.sessions(event.uid)]
    return event.uid, sessions, [row.enrolment.uid for row in training.roster(event.uid)]


def test_sessions_are_planned_for_each_day_once(office: OpenOffice, training: Training) -> None:
    event = make.event(start=dt.date(2026, 3, 5), end=dt.date(2026, 3, 9))
    make.kept(office, event)
    training.plan_sessions(event.uid, weekdays_only=True)
    assert [s.day and s.day.day for s in training.sessions(event.uid)] == [5, 6, 9]
    training.plan_sessions(event.uid, parts=(Part.MORNING, Part.AFTERNOON), weekdays_only=True)
    planned = [(s.day and s.day.day, s.part.value) for s in training.sessions(event.uid)]
    assert planned[:3] == [(5, "full day"), (5, "am"), (5, "pm")]
    assert not training.plan_sessions(event.uid, weekdays_only=True)
    assert len(planned) == 9


def test_a_planned_session_comes_back_from_the_bin(
    office: OpenOffice, training: Training, course: tuple[str, list[str], list[str]]
) -> None:
    event, sessions, _enrolments = course
    Keeping(office).remove(Session, sessions[0])
    assert len(training.sessions(event)) == 4
    changes = training.plan_sessions(event)
    assert changes.of("session") == {sessions[0]}


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"end": dt.date(2026, 3, 1)}, "before"), ({"end": dt.date(2036, 3, 1)}, "400"),
     ({"state": EventState.LOCKED}, "locked")],
)  # fmt: skip
def test_sessions_are_not_planned_for_dates_that_cannot_be(
    office: OpenOffice, training: Training, changes: dict[str, object], told: str
) -> None:
    event = make.event(**changes)
    make.kept(office, event)
    with pytest.raises(UserError, match=told):
        training.plan_sessions(event.uid)


def test_an_enrolment_keeps_unit_and_rank_of_its_time(
    office: OpenOffice, training: Training
) -> None:
    event, person, unit = make.event(), make.person(), make.unit()
    ended = make.assignment(
        person.uid, rank="Corporal", since=PartialDate("2019"), until=PartialDate("2024-06")
    )
    post = make.assignment(person.uid, unit=unit.uid, rank="Sergeant", since=PartialDate("2018"))
    make.kept(office, event, person, unit, post, ended)
    training.enrol(event.uid, [person.uid])
    make.kept(office, make.assignment(person.uid, rank="Captain", uid=post.uid))
    (row,) = training.roster(event.uid)
    assert (row.unit_name, row.enrolment.rank, row.enrolment.position) == (
        "Traffic Police", "Sergeant", "Patrol officer",
    )  # fmt: skip


def test_whoever_is_enrolled_again_comes_back(
    office: OpenOffice, training: Training, course: tuple[str, list[str], list[str]]
) -> None:
    event, _sessions, enrolments = course
    people = [row.enrolment.person for row in training.roster(event)]
    assert not training.enrol(event, people)
    Keeping(office).remove(Enrolment, enrolments[0])
    training.withdraw(enrolments[1], "no_show")
    assert training.roster(event)[0].enrolment.left == dt.date(2026, 1, 15)
    changes = training.enrol(event, people)
    assert changes.of("enrolment") == set(enrolments[:2])
    assert all(row.enrolment.left is None for row in training.roster(event))
    assert len(training.roster(event)) == 3


def test_marks_of_many_cells_are_one_action(
    office: OpenOffice, training: Training, course: tuple[str, list[str], list[str]]
) -> None:
    event, sessions, enrolments = course
    sets = office.file.state.sets
    cells = {(sessions[0], enrolment): Mark.PRESENT for enrolment in enrolments}
    changes = training.mark(event, cells)
    assert office.file.state.sets == sets + 1
    assert changes.of("attendance") == {ids.link_uid("attendance", cell) for cell in cells}
    assert training.register(event).marks == cells
    undoable = History(office).undoable()
    assert undoable is not None
    assert History(office).undo().what == "mark 3 present"
    assert training.register(event).marks == {}


def test_the_same_marks_again_change_nothing(
    training: Training, course: tuple[str, list[str], list[str]]
) -> None:
    event, sessions, enrolments = course
    cells: dict[tuple[str, str], Mark | None] = {(sessions[0], enrolments[0]): Mark.LATE}
    assert training.mark(event, cells)
    assert not training.mark(event, cells)


def test_a_cleared_mark_is_not_taken_and_its_record_stays(
    office: OpenOffice, training: Training, course: tuple[str, list[str], list[str]]
) -> None:
    event, sessions, enrolments = course
    cell = (sessions[0], enrolments[0])
    training.mark(event, {cell: Mark.ABSENT})
    training.mark(event, {cell: None})
    assert training.register(event).marks == {}
    with office.reading() as reader:
        (kept,) = reader.every(Attendance)
    assert kept.mark is None
    assert not training.mark(event, {(sessions[1], enrolments[0]): None})


def test_nobody_is_marked_after_leaving_or_where_nothing_was_held(
    office: OpenOffice,
    training: Training,
    course: tuple[str, list[str], list[str]],
    fake_clock: FakeClock,
) -> None:
    event, sessions, enrolments = course
    fake_clock.set(dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC))
    training.withdraw(enrolments[0], "no_show")
    with pytest.raises(UserError, match="left the event on 3 Mar 2026"):
        training.mark(event, {(sessions[2], enrolments[0]): Mark.PRESENT})
    assert training.mark(event, {(sessions[1], enrolments[0]): Mark.PRESENT})
    with office.reading() as reader:
        session = reader.get(Session, sessions[4])
    assert session is not None
    Keeping(office).keep(
        Session(uid=session.uid, event=event, day=session.day, state=SessionState.NOT_HELD)
    )
    with pytest.raises(UserError, match="was not held"):
        training.mark(event, {(sessions[4], enrolments[1]): Mark.PRESENT})
    with pytest.raises(UserError, match="register"):
        training.mark(event, {("0" * 32, enrolments[1]): Mark.PRESENT})


def test_one_cell_that_cannot_be_marked_keeps_all_of_them_back(
    training: Training, course: tuple[str, list[str], list[str]]
) -> None:
    event, sessions, enrolments = course
    with pytest.raises(UserError):
        training.mark(
            event,
            {(sessions[0], enrolments[0]): Mark.PRESENT, (sessions[0], "f" * 32): Mark.PRESENT},
        )
    assert training.register(event).marks == {}


def test_a_locked_event_takes_no_marks(
    office: OpenOffice, training: Training, course: tuple[str, list[str], list[str]]
) -> None:
    event, sessions, _enrolments = course
    Keeping(office).keep_typed(type(training.register(event).event), event, "state", "locked")
    with pytest.raises(UserError, match="locked for reports"):
        training.all_present(sessions[0])


def test_all_present_fills_the_blanks_and_leaves_what_is_marked(
    office: OpenOffice, training: Training, course: tuple[str, list[str], list[str]]
) -> None:
    event, sessions, enrolments = course
    alternate = make.person(given="Zita")
    make.kept(office, alternate)
    training.enrol(event, [alternate.uid], role=Role.ALTERNATE)
    training.mark(event, {(sessions[0], enrolments[1]): Mark.ABSENT})
    training.all_present(sessions[0])
    marks = training.register(event).marks
    assert sorted(mark.value for mark in marks.values()) == ["A", "P", "P"]
    training.copy_session(sessions[0], sessions[1])
    copied = training.register(event).marks
    assert copied[sessions[1], enrolments[1]] is Mark.ABSENT
    assert len(copied) == 6


def test_marks_are_not_copied_between_events(
    office: OpenOffice, training: Training, course: tuple[str, list[str], list[str]]
) -> None:
    other = make.event()
    foreign = make.session(other.uid)
    make.kept(office, other, foreign)
    with pytest.raises(UserError, match="one event"):
        training.copy_session(course[1][0], foreign.uid)


def test_totals_tell_seats_from_people(office: OpenOffice, training: Training) -> None:
    event = make.event(end=dt.date(2026, 3, 3))
    ama, kofi = make.person(), make.person(given="Kofi", sex=Sex.MALE)
    guest = make.person(given="John", us_citizen=True)
    teacher = make.person(given="Tete")
    make.kept(office, event, ama, kofi, guest, teacher)
    training.plan_sessions(event.uid)
    training.enrol(event.uid, [ama.uid, kofi.uid, guest.uid])
    training.enrol(event.uid, [teacher.uid], role=Role.INSTRUCTOR)
    first, second = (session.uid for session in training.sessions(event.uid))
    at = {row.person.uid: row.enrolment.uid for row in training.roster(event.uid)}
    training.all_present(first)
    training.mark(
        event.uid, {(second, at[ama.uid]): Mark.HALF, (second, at[kofi.uid]): Mark.ABSENT}
    )
    total = training.totals(training.register(event.uid))
    assert (total.attendances, total.individuals, total.women) == (3, 2, 1)
    assert (total.taken, total.expected) == (6, 8)
    assert total.by_session[first].there == 4
    assert total.by_session[second].not_taken == 2
    assert total.by_enrolment[at[ama.uid]].there == 2
    assert total.by_enrolment[at[kofi.uid]].absent == 1


def test_a_register_of_500_people_by_20_sessions_takes_few_queries(
    office: OpenOffice, training: Training
) -> None:
    event = make.event(end=dt.date(2026, 3, 21))
    unit = make.unit()
    people = [make.person(given=f"Ama{n}") for n in range(500)]
    sessions = [make.session(event.uid, day=dt.date(2026, 3, day)) for day in range(2, 22)]
    enrolments = [make.enrolment(event.uid, person.uid, unit=unit.uid) for person in people]
    make.kept(office, event, unit, *people, *sessions, *enrolments)
    cells: dict[tuple[str, str], Mark | None] = {
        (session.uid, enrolment.uid): Mark.PRESENT
        for session in sessions
        for enrolment in enrolments
    }
    training.mark(event.uid, cells)
    with statements("SELECT") as seen:
        register = training.register(event.uid)
    assert (len(register.rows), len(register.sessions), len(register.marks)) == (500, 20, 10_000)
    assert len(seen) <= 8


def test_events_are_listed_newest_first_and_can_be_asked_for_by_uid(
    office: OpenOffice, training: Training
) -> None:
    early, late = make.event(start=dt.date(2025, 1, 6)), make.event()
    gone = make.event()
    make.kept(office, early, late, gone)
    Keeping(office).remove(type(gone), gone.uid)
    assert [event.uid for event in training.events()] == [late.uid, early.uid]
    assert [e.uid for e in training.events([early.uid, late.uid, gone.uid])] == [
        late.uid, early.uid,
    ]  # fmt: skip


def test_a_person_whose_record_has_not_arrived_still_has_a_row(
    office: OpenOffice, training: Training
) -> None:
    event = make.event()
    make.kept(office, event, make.enrolment(event.uid, "a" * 32))
    (row,) = training.roster(event.uid)
    assert row.person.uid == "a" * 32
