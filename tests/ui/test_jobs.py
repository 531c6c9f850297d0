"""The door to background work keeps the order of writing and delivers on the GUI thread."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from fieldapp.errors import Cancelled, UserError
from fieldapp.ui.jobs import Jobs, Lane, Progress, Unexpected


class Receiver(QObject):
    """Collects what it is given, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.threads: list[QThread] = []

    def take(self, what: object) -> None:
        """Take a result or an error."""
        self.got.append(what)
        self.threads.append(QThread.currentThread())


@pytest.fixture
def receiver(qtbot: QtBot) -> Receiver:
    """Lives on the GUI thread."""
    return Receiver()


def test_a_result_is_delivered_on_the_gui_thread_after_run_returned(
    jobs: Jobs, receiver: Receiver, settled: Callable[[], None]
) -> None:
    jobs.run(threading.get_ident, on_done=receiver.take)
    assert receiver.got == []
    settled()
    assert receiver.got != [threading.get_ident()]
    assert receiver.threads == [receiver.thread()]


def test_the_write_lane_keeps_the_order(
    jobs: Jobs, receiver: Receiver, settled: Callable[[], None]
) -> None:
    done: list[int] = []
    for number in range(50):
        jobs.run(partial(done.append, number), on_done=receiver.take, lane=Lane.WRITE)
    settled()
    assert done == list(range(50))


def test_reading_does_not_wait_for_writing(
    jobs: Jobs, receiver: Receiver, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    gate = threading.Event()
    jobs.run(gate.wait, on_done=receiver.take, lane=Lane.WRITE)
    jobs.run(lambda: "read", on_done=receiver.take)
    qtbot.waitUntil(lambda: receiver.got == ["read"])
    gate.set()
    settled()
    assert receiver.got == ["read", True]


def test_an_expected_failure_reaches_who_asked(
    jobs: Jobs, receiver: Receiver, settled: Callable[[], None]
) -> None:
    def refuse() -> None:
        raise UserError("The disk is full. Free some room.")

    jobs.run(refuse, on_done=receiver.take, on_failed=receiver.take)
    settled()
    assert [str(error) for error in receiver.got] == ["The disk is full. Free some room."]


def test_an_expected_failure_that_nobody_awaits_is_told_by_signal(
    jobs: Jobs, receiver: Receiver, settled: Callable[[], None]
) -> None:
    def refuse() -> None:
        raise UserError("Refused.")

    jobs.failed.connect(receiver.take)
    jobs.run(refuse, on_done=receiver.take)
    settled()
    assert [str(error) for error in receiver.got] == ["Refused."]


def test_a_fault_is_told_as_one_and_who_asked_hears_that_nothing_was_kept(
    jobs: Jobs, receiver: Receiver, settled: Callable[[], None]
) -> None:
    broken = Receiver()
    jobs.broke.connect(broken.take)
    jobs.run(lambda: 1 // 0, on_done=receiver.take, on_failed=receiver.take)
    settled()
    assert isinstance(broken.got[0], ZeroDivisionError)
    assert isinstance(receiver.got[0], Unexpected)


def test_long_work_is_stopped_at_its_next_report(
    jobs: Jobs, receiver: Receiver, settled: Callable[[], None]
) -> None:
    begun = threading.Event()
    go_on = threading.Event()

    def work(progress: Progress) -> str:
        begun.set()
        go_on.wait(10)
        progress.report(1, 2)
        return "done all the same"

    progress = jobs.run_long(work, on_done=receiver.take, on_failed=receiver.take)
    assert begun.wait(10)
    progress.cancel()
    go_on.set()
    settled()
    assert isinstance(receiver.got[0], Cancelled)


def test_progress_arrives_on_the_gui_thread(
    jobs: Jobs, receiver: Receiver, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    gate = threading.Event()

    def work(progress: Progress) -> None:
        gate.wait(10)
        progress.report(2, 2)

    progress = jobs.run_long(work, on_done=receiver.take, on_failed=receiver.take)
    with qtbot.waitSignal(progress.moved) as moved:
        gate.set()
    assert moved.args == [2, 2]
    settled()


def test_a_result_for_a_screen_that_is_gone_is_dropped(
    jobs: Jobs, settled: Callable[[], None]
) -> None:
    import shiboken6

    gate = threading.Event()
    receiver = Receiver()
    jobs.run(gate.wait, on_done=receiver.take)
    shiboken6.delete(receiver)
    gate.set()
    settled()
    assert receiver.got == []


def test_after_stop_no_work_is_taken_and_what_ran_has_ended(qtbot: QtBot) -> None:
    jobs, receiver = Jobs(), Receiver()
    done: list[int] = []
    jobs.run(lambda: done.append(1), on_done=receiver.take, lane=Lane.WRITE)
    jobs.stop()
    assert done == [1]
    assert not jobs.run(lambda: done.append(2), on_done=receiver.take)


def test_busy_is_told_when_work_begins_and_when_the_last_of_it_ends(
    jobs: Jobs, receiver: Receiver, settled: Callable[[], None]
) -> None:
    busy = Receiver()
    jobs.busy_changed.connect(busy.take)
    for _ in range(3):
        jobs.run(lambda: None, on_done=receiver.take)
    settled()
    assert busy.got == [True, False]
