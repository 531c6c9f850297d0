"""The first day of an office in its window: set up, train, send, and see it confirmed."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.app import Program
from fieldapp.records.training import Event
from fieldapp.services.exchange.service import Exchange
from fieldapp.services.opening import OpenOffice
from fieldapp.ui import tabs
from fieldapp.ui.editors import LineEditor
from fieldapp.ui.exchange.tab import ExchangeTab
from fieldapp.ui.first_run.window import FirstRun
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pane import Pane
from fieldapp.ui.training.participants import ParticipantsPage
from fieldapp.ui.training.register import RegisterPage
from fieldapp.ui.training.sessions import SessionsPage

CTRL = Qt.KeyboardModifier.ControlModifier
PASSPHRASE = "paper kites above the harbour"
Offices = Callable[..., OpenOffice]


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    """The program, started in an empty folder; a fault in the background fails the test."""
    made = Program(qapp, tmp_path / "field" / "office")
    faults: list[Exception] = []
    made.jobs.broke.connect(faults.append)
    made.start()
    yield made
    made.stop()
    assert faults == []


def test_from_an_empty_folder_to_a_confirmed_event(
    program: Program, qtbot: QtBot, new_office: Offices, tmp_path: Path
) -> None:
    set_up(program, qtbot)
    window = program.window
    assert isinstance(window, MainWindow)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    begin_event(window, qtbot)
    for given in ("Ama", "Kofi"):
        begin_person(window, qtbot, given)
    fill_register(window, program, qtbot)

    headquarters = Exchange(new_office("HQ", "headquarters"))
    exchange = exchange_tab(window)
    enrol(window, exchange, headquarters, qtbot, tmp_path)
    reply = send(window, program, headquarters, qtbot, tmp_path)
    exchange.taking_in.take([reply])
    qtbot.waitUntil(lambda: "confirm" in exchange.taking_in.result.text(), timeout=60_000)
    settle(program, qtbot)

    window.go_to_tab(tabs.TRAINING)
    head = pane(window).form.head
    qtbot.waitUntil(lambda: head.status.text() == "✓ confirmed")
    assert program.desk is not None
    assert program.desk.exchange.status().unconfirmed == 0
    with qtbot.waitSignal(program.finished, timeout=20_000):
        window.close()
    assert program.office is None


def settle(program: Program, qtbot: QtBot) -> None:
    """Until nothing runs in the background."""
    qtbot.waitUntil(lambda: not program.jobs.busy, timeout=60_000)


def type_into(widget: QWidget, words: str) -> None:
    """Type, then Enter."""
    QTest.keyClicks(widget, words)
    QTest.keyClick(widget, Qt.Key.Key_Return)


def key(window: MainWindow, qtbot: QtBot, which: Qt.Key) -> None:
    """A key with Ctrl, to the window in front: offscreen, nobody brings it there after a dialog."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, which, CTRL)


def press(qtbot: QtBot, words: str) -> None:
    """Press the button of the dialog that is about to open."""

    def button() -> bool:
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QMessageBox) and box.isVisible():
                for each in box.buttons():
                    if each.text() == words:
                        each.click()
                        return True
        return False

    qtbot.waitUntil(button, timeout=60_000)


def pane(window: MainWindow) -> Pane:
    """The list and form in front."""
    front = window.front
    assert isinstance(front, Pane)
    return front


def exchange_tab(window: MainWindow) -> ExchangeTab:
    """Send & receive."""
    window.go_to_tab(tabs.EXCHANGE)
    found = window.tabs.currentWidget()
    assert isinstance(found, ExchangeTab)
    return found


def set_up(program: Program, qtbot: QtBot) -> None:
    """Answer the pages of the first start."""
    first = program.window
    assert isinstance(first, FirstRun)
    first.who.field.click()
    page = first.office
    for line, words in (
        (page.code, "lom"),
        (page.name, "Lome field office"),
        (page.country, "Togo"),
        (page.person, "Ama Adviser"),
        (page.passphrase, PASSPHRASE),
    ):
        QTest.keyClicks(line, words)
    type_into(page.again, PASSPHRASE)
    qtbot.waitUntil(lambda: first.pages.currentIndex() == 2, timeout=60_000)
    type_into(first.words.back_word, first.words._words[first.words._asked])
    first.place.later.click()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=60_000)
    settle(program, qtbot)


def begin(window: MainWindow, qtbot: QtBot, answers: dict[str, str]) -> None:
    """Ctrl+N, the first fields, Enter."""
    key(window, qtbot, Qt.Key.Key_N)
    beginning = pane(window).beginning
    qtbot.waitUntil(beginning.isVisible)
    for field, words in answers.items():
        editor = beginning.editors[field]
        assert isinstance(editor, LineEditor)
        type_into(editor.line, words)
    qtbot.waitUntil(lambda: not beginning.isVisible())


def begin_event(window: MainWindow, qtbot: QtBot) -> None:
    """A course of three days."""
    begin(window, qtbot, {"name": "Riot control", "place": "Kara", "start": "2 March 2026"})
    qtbot.waitUntil(lambda: pane(window).form.record is not None)
    end = pane(window).form.sections.lines["end"].editor
    assert isinstance(end, LineEditor)
    type_into(end.line, "4 March 2026")


def begin_person(window: MainWindow, qtbot: QtBot, given: str) -> None:
    """Someone to train."""
    key(window, qtbot, Qt.Key.Key_3)
    begin(window, qtbot, {"given": given, "family": "Mensah"})


def fill_register(window: MainWindow, program: Program, qtbot: QtBot) -> None:
    """Sessions, participants, marks."""
    key(window, qtbot, Qt.Key.Key_2)
    form = pane(window).form
    sessions, participants, register = form.pages
    assert isinstance(sessions, SessionsPage)
    assert isinstance(participants, ParticipantsPage)
    assert isinstance(register, RegisterPage)
    form.tabs.setCurrentWidget(sessions)
    sessions.plan_days.click()
    qtbot.waitUntil(lambda: sessions.model.total == 3)
    form.tabs.setCurrentWidget(participants)
    for number, given in enumerate(("ama", "kofi"), start=1):
        line = participants.add_line
        line.setFocus()
        QTest.keyClicks(line, given)
        popup = line._offered.popup()
        assert popup is not None
        qtbot.waitUntil(popup.isVisible)
        QTest.keyClick(popup, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda n=number: participants.model.total == n)  # type: ignore[misc]
    form.tabs.setCurrentWidget(register)
    qtbot.waitUntil(lambda: register.model.rowCount() == 2 and register.model.columnCount() == 3)
    register.view.setFocus()
    for column in range(3):
        register.view.setCurrentIndex(register.model.index(0, column))
        QTest.keyClicks(register.view, "pa")
    settle(program, qtbot)
    qtbot.waitUntil(lambda: "3 seats filled" in register.totals.text())


def enrol(
    window: MainWindow, exchange: ExchangeTab, headquarters: Exchange, qtbot: QtBot, tmp_path: Path
) -> None:
    """The request goes to headquarters, the answer comes back and is taken in."""
    exchange.tab.bar.setCurrentIndex(2)
    screen = exchange.tab.front
    screen.request.click()  # type: ignore[attr-defined]
    place = window._desk.office.settings.sendings
    qtbot.waitUntil(lambda: any(place.glob("ENROL_*.json")))
    (request,) = place.glob("ENROL_*.json")
    taken = headquarters.enrol_take(request, confirmed=True, replies=tmp_path / "replies")
    assert taken.reply is not None
    exchange.taking_in.take([taken.reply])
    press(qtbot, "They are the same")
    qtbot.waitUntil(lambda: window._desk.exchange.status().enrolled)


def send(
    window: MainWindow, program: Program, headquarters: Exchange, qtbot: QtBot, tmp_path: Path
) -> Path:
    """Ctrl+E; headquarters takes the file in and answers."""
    settle(program, qtbot)
    key(window, qtbot, Qt.Key.Key_E)
    press(qtbot, "Close")
    (sending,) = window._desk.office.settings.sendings.glob("SYNC_*.xlsx")
    (taken,) = headquarters.receive([sending], replies=tmp_path / "replies")
    assert taken.reply is not None
    with window._desk.office.reading() as reader:
        assert len(reader.every(Event)) == 1
    return taken.reply
