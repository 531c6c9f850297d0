"""The attendance grid: one key a mark, painted at once, kept in order, put back when refused."""

import dataclasses as dc
import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fieldapp.records.training import Event, EventState, Mark
from fieldapp.services.opening import OpenOffice
from fieldapp.ui.desk import Desk
from fieldapp.ui.training.register import RegisterPage
from tests import make

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def event(office: OpenOffice) -> Event:
    """A course of two days for three people."""
    event = make.event(end=dt.date(2026, 3, 3))
    people = [make.person(given=name, family="X") for name in ("Ama", "Kofi", "Yao")]
    make.kept(
        office,
        event,
        *people,
        *(make.session(event.uid, day=dt.date(2026, 3, day)) for day in (2, 3)),
        *(make.enrolment(event.uid, person.uid) for person in people),
    )
    return event


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, event: Event, settled: Callable[[], None]) -> RegisterPage:
    """The grid of the course, with the cursor on the first cell."""
    made = RegisterPage(desk)
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    made.show_record(event)
    qtbot.waitUntil(lambda: made.view.currentIndex().isValid())
    settled()
    made.view.setFocus()
    return made


def kept(desk: Desk, event: Event) -> list[list[str]]:
    """The marks as the store has them: people down, sessions across."""
    register = desk.training.register(event.uid)
    return [
        [
            mark.value if (mark := register.marks.get((s.uid, row.enrolment.uid))) else ""
            for s in register.sessions
        ]
        for row in register.rows
    ]


def shown(page: RegisterPage) -> list[list[str]]:
    """The marks as the grid shows them."""
    model = page.model
    return [
        [str(model.index(r, c).data()) for c in range(model.columnCount())]
        for r in range(model.rowCount())
    ]


def test_a_letter_or_a_digit_marks_and_goes_down(
    page: RegisterPage, desk: Desk, event: Event, settled: Callable[[], None]
) -> None:
    QTest.keyClicks(page.view, "pa4")
    assert shown(page) == [["P", ""], ["A", ""], ["E", ""]]
    settled()
    assert kept(desk, event) == [["P", ""], ["A", ""], ["E", ""]]


def test_space_toggles_and_backspace_clears_in_place(
    page: RegisterPage, desk: Desk, event: Event, settled: Callable[[], None]
) -> None:
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    assert shown(page)[0][0] == "P"
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    assert shown(page)[0][0] == "A"
    QTest.keyClick(page.view, Qt.Key.Key_Backspace)
    settled()
    assert shown(page) == kept(desk, event) == [["", ""], ["", ""], ["", ""]]


def test_enter_goes_down_and_arrows_go_across(page: RegisterPage) -> None:
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    QTest.keyClick(page.view, Qt.Key.Key_Right)
    index = page.view.currentIndex()
    assert (index.row(), index.column()) == (1, 1)


def test_a_range_is_marked_as_one_action(
    page: RegisterPage, desk: Desk, event: Event, settled: Callable[[], None]
) -> None:
    page.view.selectAll()
    QTest.keyClicks(page.view, "l")
    settled()
    assert kept(desk, event) == [["L", "L"]] * 3
    desk.history.undo()
    assert kept(desk, event) == [["", ""]] * 3


def test_all_present_marks_who_has_no_mark_yet(
    page: RegisterPage, desk: Desk, event: Event, qtbot: QtBot
) -> None:
    QTest.keyClicks(page.view, "a")
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(page.view, Qt.Key.Key_P, both)
    qtbot.waitUntil(lambda: kept(desk, event) == [["A", ""], ["P", ""], ["P", ""]])
    qtbot.waitUntil(lambda: shown(page) == [["A", ""], ["P", ""], ["P", ""]])


def test_a_refused_mark_gives_way_to_the_last_kept_one(
    page: RegisterPage, desk: Desk, office: OpenOffice, event: Event, settled: Callable[[], None]
) -> None:
    QTest.keyClicks(page.view, "p")
    settled()
    make.kept(office, dc.replace(event, state=EventState.LOCKED))
    refused: list[str] = []
    desk.writing.refused.connect(lambda error: refused.append(str(error)))
    page.view.setCurrentIndex(page.model.index(0, 0))
    QTest.keyClicks(page.view, "a")
    assert shown(page)[0][0] == "A"
    settled()
    assert shown(page)[0][0] == "P"
    assert "locked for reports" in refused[0]


def test_a_reading_that_arrives_while_a_mark_is_kept_does_not_hide_it(
    page: RegisterPage, desk: Desk, event: Event, settled: Callable[[], None]
) -> None:
    old = desk.training.register(event.uid)
    cell = page.model.cell(page.model.index(0, 0))
    page.model.paint({cell: Mark.PRESENT})
    page.model.show(old)
    assert shown(page)[0][0] == "P"
    page.model.settle({cell: Mark.PRESENT}, kept=True)
    assert shown(page)[0][0] == "P"


def test_undo_of_a_mark_is_seen_in_the_grid(
    page: RegisterPage, desk: Desk, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    QTest.keyClicks(page.view, "p")
    settled()
    desk.writing.do(desk.history.undo)
    qtbot.waitUntil(lambda: shown(page)[0][0] == "")


def test_the_cursor_stays_on_its_person_when_another_one_joins(
    page: RegisterPage, desk: Desk, office: OpenOffice, event: Event, qtbot: QtBot
) -> None:
    page.view.setCurrentIndex(page.model.index(1, 1))
    before = page.model.cell(page.view.currentIndex())
    newcomer = make.person(given="Aaron", family="A")
    make.kept(office, newcomer)
    desk.writing.do(lambda: desk.training.enrol(event.uid, (newcomer.uid,)))
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    assert page.model.cell(page.view.currentIndex()) == before


def test_no_mark_is_taken_where_the_session_was_not_held(
    page: RegisterPage, desk: Desk, office: OpenOffice, event: Event, qtbot: QtBot
) -> None:
    from fieldapp.records.training import SessionState

    session = desk.training.sessions(event.uid)[0]
    changes = make.kept(office, dc.replace(session, state=SessionState.NOT_HELD))
    desk.feed.tell(changes)
    qtbot.waitUntil(lambda: not page.model.can_mark(page.model.index(0, 0)))
    QTest.keyClicks(page.view, "p")
    assert shown(page)[0][0] == ""


def test_fast_marking_keeps_every_key(
    page: RegisterPage, desk: Desk, event: Event, settled: Callable[[], None]
) -> None:
    for letter in "PALEHPALEH":
        page.view.setCurrentIndex(page.model.index(0, 0))
        QTest.keyClicks(page.view, letter)
    assert shown(page)[0][0] == "H"
    settled()
    assert kept(desk, event)[0][0] == "H"
