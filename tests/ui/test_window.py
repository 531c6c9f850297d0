"""The main window: keys, undo that names what it undoes, closing without loss."""

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView
from pytestqt.qtbot import QtBot

from fieldapp.records.training import Event
from fieldapp.services.opening import OpenOffice
from fieldapp.ui import tabs
from fieldapp.ui.desk import Desk
from fieldapp.ui.editors import LineEditor
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pane import Pane
from tests import make

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def event(office: OpenOffice) -> Event:
    """A course that is there before the window opens."""
    made = make.event()
    make.kept(office, made)
    return made


def pane(window: MainWindow) -> Pane:
    """The list and form in front."""
    front = window.front
    assert isinstance(front, Pane)
    return front


def venue(window: MainWindow) -> LineEditor:
    """The line of the venue."""
    editor = pane(window).form.sections.lines["venue"].editor
    assert isinstance(editor, LineEditor)
    return editor


def stored(office: OpenOffice, uid: str) -> Event:
    """The event as the store has it."""
    with office.reading() as reader:
        found = reader.get(Event, uid)
    assert found is not None
    return found


def test_the_first_event_is_chosen_and_shown(event: Event, window: MainWindow) -> None:
    assert pane(window).form.uid == event.uid
    assert pane(window).listing.table.current_uid() == event.uid


def test_ctrl_and_a_digit_brings_its_tab_to_the_front(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for digit in (tabs.PEOPLE_TAB, tabs.EQUIPMENT, tabs.EXCHANGE, tabs.TRAINING):
        QTest.keyClick(window, Qt.Key(ord(str(digit))), CTRL)
        assert window.tabs.currentIndex() == window._digits[digit]


def test_undo_names_what_it_undoes_and_takes_it_back(
    event: Event, window: MainWindow, office: OpenOffice, qtbot: QtBot
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    line = venue(window).line
    line.setFocus()
    QTest.keyClicks(line, "Hall 3")
    qtbot.waitUntil(lambda: stored(office, event.uid).venue == "Hall 3")
    qtbot.waitUntil(lambda: "Venue" in window.undoing.undo_action.text())
    QTest.keyClick(line, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: stored(office, event.uid).venue is None)
    qtbot.waitUntil(lambda: line.text() == "")
    qtbot.waitUntil(window.undoing.redo_action.isEnabled)
    QTest.keyClick(line, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: stored(office, event.uid).venue == "Hall 3")


def test_undo_right_after_typing_takes_back_what_was_just_typed(
    event: Event, window: MainWindow, desk: Desk, office: OpenOffice, settled: Callable[[], None]
) -> None:
    desk.writing.typing_ms = 3_600_000
    QTest.keyClicks(venue(window).line, "Hall 3")
    window.undoing.undo()
    settled()
    assert stored(office, event.uid).venue is None
    assert [s.why.message for s in _sets(office)][:2] == ["change {field} of {title}"] * 2


def _sets(office: OpenOffice) -> list:  # type: ignore[type-arg]
    from fieldapp.records.changes import Action

    with office.reading() as reader:
        return reader.newest_sets(who=office.person, actions=(Action.EDIT, Action.UNDO))


def test_ctrl_s_says_that_it_is_saved_already(
    event: Event, window: MainWindow, qtbot: QtBot
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_S, CTRL)
    assert "nothing to save" in window.status.saved.text()
    QTest.keyClicks(venue(window).line, "Hall 3")
    qtbot.waitUntil(lambda: window.status.saved.text().startswith("saved "))
    QTest.keyClick(window, Qt.Key.Key_S, CTRL)
    assert window.status.saved.text().startswith("already saved ")


def test_closing_keeps_what_was_typed_a_moment_ago(
    event: Event, window: MainWindow, desk: Desk, office: OpenOffice, qtbot: QtBot
) -> None:
    desk.writing.typing_ms = 3_600_000
    QTest.keyClicks(venue(window).line, "Hall 3")
    with qtbot.waitSignal(window.closed, timeout=10_000):
        window.close()
    assert stored(office, event.uid).venue == "Hall 3"
    assert not window.isVisible()


def test_a_new_event_is_begun_with_three_fields_and_goes_on_in_its_form(
    window: MainWindow, office: OpenOffice, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_N, CTRL)
    beginning = pane(window).beginning
    qtbot.waitUntil(beginning.isVisible)
    for key, typed in (("name", "Riot control"), ("place", "Kara"), ("start", "2 March 2026")):
        editor = beginning.editors[key]
        assert isinstance(editor, LineEditor)
        QTest.keyClicks(editor.line, typed)
        QTest.keyClick(editor.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(pane(window).form.uid))
    settled()
    made = stored(office, pane(window).form.uid)
    assert (made.name, made.place, made.start) == ("Riot control", "Kara", dt.date(2026, 3, 2))
    assert made.number == "LOM-26-A0001"
    assert pane(window).listing.table.current_uid() == made.uid


def test_a_new_event_without_a_name_says_what_is_missing_and_keeps_the_rest_typed(
    window: MainWindow, qtbot: QtBot
) -> None:
    beginning = pane(window).beginning
    pane(window).new()
    place = beginning.editors["place"]
    assert isinstance(place, LineEditor)
    QTest.keyClicks(place.line, "Kara")
    beginning.begin.click()
    assert beginning._problems["name"].text() == "This is not filled in."
    beginning.reject()
    pane(window).new()
    assert place.typed_text() == "Kara"
    beginning.reject()


def test_a_removed_event_leaves_the_list_and_comes_back_from_the_bin(
    event: Event, window: MainWindow, qtbot: QtBot
) -> None:
    listing = pane(window).listing
    pane(window).form.remove_or_restore()
    qtbot.waitUntil(lambda: listing.model.total == 0)
    window._on_bin()
    bin_dialog = window._bin
    assert bin_dialog is not None
    qtbot.waitUntil(lambda: bin_dialog.listing.model.total == 1)
    bin_dialog.listing.table.choose(event.uid)
    bin_dialog.restore.click()
    qtbot.waitUntil(lambda: listing.model.total == 1)
    bin_dialog.reject()


def test_a_change_elsewhere_is_seen_in_the_list_without_losing_the_place(
    event: Event, window: MainWindow, desk: Desk, office: OpenOffice, qtbot: QtBot
) -> None:
    later = make.event(name="A later one", start=dt.date(2026, 9, 1), end=dt.date(2026, 9, 2))
    desk.feed.tell(make.kept(office, later))
    listing = pane(window).listing
    qtbot.waitUntil(lambda: listing.model.total == 2)
    assert listing.table.current_uid() == event.uid
    assert pane(window).form.uid == event.uid


def test_what_is_refused_is_said_over_the_foot_of_the_window(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.writing.do(desk.history.undo)
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.words.text() == "There is nothing to undo."


def test_every_control_that_takes_the_keyboard_has_a_name(
    event: Event, window: MainWindow, settled: Callable[[], None]
) -> None:
    for digit in window._digits:
        window.go_to_tab(digit)
        settled()
    nameless = [
        widget
        for kind in (QLineEdit, QPlainTextEdit, QComboBox, QTableView, QAbstractButton)
        for widget in window.findChildren(kind)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.isHidden()
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
        and widget.objectName() not in {"qt_spinbox_lineedit", "qt_calendar_yearbutton"}
    ]
    assert [f"{w} in {w.parent()}" for w in nameless] == []


def test_no_colour_is_too_faint_on_its_ground() -> None:
    from PySide6.QtGui import QColor

    from fieldapp.ui.look import DARK, LIGHT

    def light(colour: str) -> float:
        drawn = QColor(colour)
        red, green, blue = (
            value / 12.92 if value <= 0.03928 else float(((value + 0.055) / 1.055) ** 2.4)
            for value in (drawn.redF(), drawn.greenF(), drawn.blueF())
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(one: str, other: str) -> float:
        high, low = sorted((light(one), light(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for scheme in (LIGHT, DARK):
        for ground in (scheme.desk, scheme.paper, scheme.band):
            for tone, colour in scheme.tones.items():
                assert contrast(colour, ground) >= 4.5, (tone, ground)
            assert contrast(scheme.faint, ground) >= 4.5, ("faint", ground)
        for tone, colour in scheme.tones.items():
            assert contrast(scheme.on_accent, colour) >= 4.5, ("on", tone)
