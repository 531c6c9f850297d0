"""The program around the window: smoke run, log without names, one calm dialog for a fault."""

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp import app
from fieldapp.app import NamelessFormatter, Program
from fieldapp.services.opening import OpenOffice
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.unlock import Unlock
from tests.conftest import PASSPHRASE

Started = Callable[[Path], Program]


@pytest.fixture
def started(qtbot: QtBot, qapp: QApplication) -> Iterator[Started]:
    """Starts the program on a folder."""
    made: list[Program] = []

    def start(folder: Path) -> Program:
        program = Program(qapp, folder)
        made.append(program)
        program.start()
        return program

    yield start
    for program in made:
        if program.window is not None:
            program.window.close()
        program.stop()


def test_the_window_opens_after_unlock_and_closing_it_lets_go_of_the_folder(
    started: Started, new_office: Callable[..., OpenOffice], qtbot: QtBot
) -> None:
    office = new_office("LOM")
    office.close()
    program = started(office.settings.folder)
    unlock = program.window
    assert isinstance(unlock, Unlock)
    qtbot.waitUntil(lambda: unlock.name.count() == 1)
    unlock.passphrase.setText(PASSPHRASE)
    unlock.go.click()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=20_000)
    window = program.window
    assert window is not None
    qtbot.waitUntil(lambda: not program.jobs.busy, timeout=20_000)
    with qtbot.waitSignal(program.finished, timeout=20_000):
        window.close()
    again = new_office_opens(office.settings.folder)
    assert again


def new_office_opens(folder: Path) -> bool:
    """Whether nobody holds the folder any more."""
    from fieldapp.services import opening

    opened = opening.unlock(folder, PASSPHRASE, sign_in="Adviser")
    opened.close()
    return True


def test_settings_that_cannot_be_read_are_told_in_a_dialog(
    started: Started, tmp_path: Path
) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "office.toml").write_text("this is not toml")
    program = started(folder)
    window = program.window
    assert window is not None
    assert "cannot be read" in window.text()  # type: ignore[attr-defined]


def test_a_fault_is_logged_without_its_words_and_shown_with_details_to_copy(
    started: Started, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    program = started(tmp_path / "empty")
    try:
        raise ValueError("Ama Mensah")
    except ValueError as error:
        program.on_fault(type(error), error, error.__traceback__)
    formatter = NamelessFormatter("%(message)s")
    written = "\n".join(formatter.format(record) for record in caplog.records)
    assert "ValueError" in written
    assert "Ama Mensah" not in written
    dialog = program._fault
    assert dialog is not None
    assert dialog.isVisible()
    dialog.copy.click()
    assert "Ama Mensah" in QGuiApplication.clipboard().text()
    dialog.close()


def test_the_log_stands_in_the_office_folder(
    started: Started, new_office: Callable[..., OpenOffice]
) -> None:
    office = new_office("LOM")
    office.close()
    started(office.settings.folder)
    logging.getLogger("fieldapp").warning("%d rows", 3)
    assert "3 rows" in (office.settings.folder / "logs" / "fieldapp.log").read_text("utf-8")


def test_without_a_display_the_program_says_so_before_qt_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from fieldapp.errors import UserError

    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux can be without a display")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(UserError, match="no screen"):
        app.run(None)


def test_the_check_of_the_display_imports_no_qt() -> None:
    import subprocess

    script = "import sys, fieldapp.ui.display; print('PySide6' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
