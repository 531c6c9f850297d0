"""Windows for tests: offscreen, over a real office, with a door to background work that ends."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from fieldapp.services.opening import OpenOffice
from fieldapp.ui.ask import Ask

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fieldapp.ui.desk import Desk
    from fieldapp.ui.jobs import Jobs
    from fieldapp.ui.main_window import MainWindow

TYPING_MS = 20


class Answering(Ask):
    """Answers at once what a person would, and remembers what was asked and told."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.told: list[str] = []
        self.reply = ""

    def choose(
        self,
        parent: "QWidget",  # noqa: ARG002
        question: str,
        *,
        yes: str,  # noqa: ARG002
        no: str,  # noqa: ARG002
        on_yes: Callable[[], None],
        detail: str = "",  # noqa: ARG002
    ) -> None:
        """Say yes."""
        self.asked.append(question)
        on_yes()

    def words(
        self,
        parent: "QWidget",  # noqa: ARG002
        question: str,
        *,
        yes: str,  # noqa: ARG002
        on_given: Callable[[str], None],
    ) -> None:
        """Give the reply that the test prepared."""
        self.asked.append(question)
        on_given(self.reply)

    def tell(self, parent: "QWidget", sentence: str, detail: str = "") -> None:  # noqa: ARG002
        """Remember."""
        self.told.append(f"{sentence} {detail}")


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator["Jobs"]:
    """The door to background work; waits for what runs when the test ends."""
    from fieldapp.ui.jobs import Jobs

    made = Jobs()
    yield made
    made.stop()


@pytest.fixture
def settled(qtbot: QtBot, jobs: "Jobs") -> Callable[[], None]:
    """Waits until nothing runs in the background."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)

    return wait


@pytest.fixture
def desk(jobs: "Jobs", office: OpenOffice) -> Iterator["Desk"]:
    """What screens of the field office LOM are given; fields keep themselves after 20 ms.

    A fault in the background fails the test.
    """
    from fieldapp.ui.desk import Desk

    faults: list[Exception] = []
    jobs.broke.connect(faults.append)
    yield Desk(office, jobs, Answering(), typing_ms=TYPING_MS)
    assert faults == []


@pytest.fixture
def window(desk: "Desk", settled: Callable[[], None]) -> Iterator["MainWindow"]:
    """The main window of LOM, shown."""
    from fieldapp.ui.main_window import MainWindow

    made = MainWindow(desk)  # not given to qtbot, which would delete it before what runs has ended
    made.show()
    settled()
    yield made
    settled()
    made.close()
    made.deleteLater()
