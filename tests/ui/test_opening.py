"""Unlock and first start: wrong passphrases, recovery words, an unfit folder, a second place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fieldapp.errors import UnsafeFolder
from fieldapp.services import opening
from fieldapp.services.opening import OpenOffice
from fieldapp.settings import Role
from fieldapp.ui.first_run.window import FirstRun
from fieldapp.ui.jobs import Jobs
from fieldapp.ui.unlock import Unlock
from tests.conftest import PASSPHRASE


@pytest.fixture
def folder(new_office: Callable[..., OpenOffice]) -> Path:
    """The folder of an office that nobody has open."""
    office = new_office("LOM")
    office.close()
    return office.settings.folder


@pytest.fixture
def unlock(qtbot: QtBot, folder: Path, jobs: Jobs, settled: Callable[[], None]) -> Unlock:
    """The unlock window."""
    made = Unlock(folder, "Office LOM", jobs)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def test_the_right_passphrase_opens(unlock: Unlock, qtbot: QtBot) -> None:
    assert unlock.name.currentText() == "Adviser"
    unlock.passphrase.setText(PASSPHRASE)
    with qtbot.waitSignal(unlock.opened) as opened:
        unlock.go.click()
    assert opened.args is not None
    opened.args[0].close()
    assert unlock.passphrase.text() == ""


def test_a_wrong_passphrase_is_told_in_place_and_can_be_typed_again(
    unlock: Unlock, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    unlock.passphrase.setText("not this one")
    unlock.go.click()
    settled()
    assert "does not open the office" in unlock.problem.text()
    assert unlock.go.isEnabled()
    assert unlock.passphrase.selectedText()


def test_an_office_in_use_is_told_in_place(
    unlock: Unlock, folder: Path, settled: Callable[[], None]
) -> None:
    other = opening.unlock(folder, PASSPHRASE, sign_in="Adviser")
    unlock.passphrase.setText(PASSPHRASE)
    unlock.go.click()
    settled()
    other.close()
    assert "already open" in unlock.problem.text()


def test_wrong_recovery_words_say_what_is_wrong_with_them(
    unlock: Unlock, settled: Callable[[], None]
) -> None:
    unlock.other.click()
    unlock.words.setPlainText("bakel " * 12)
    unlock.go.click()
    settled()
    assert "recovery words" in unlock.problem.text()


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path, jobs: Jobs) -> FirstRun:
    """The first start in an empty folder."""
    made = FirstRun(tmp_path / "first" / "office", jobs)
    qtbot.addWidget(made)
    made.show()
    return made


def fill(first: FirstRun, **changed: str) -> None:
    """Answer the form about the office."""
    answers = {
        "code": "lom",
        "name": "Lomé field office",
        "country": "Togo",
        "person": "Ama Adviser",
        "passphrase": PASSPHRASE,
        "again": PASSPHRASE,
    } | changed
    for key, text in answers.items():
        getattr(first.office, key).setText(text)


def test_a_field_office_is_set_up_in_four_pages(
    first: FirstRun, qtbot: QtBot, tmp_path: Path, settled: Callable[[], None]
) -> None:
    first.who.field.click()
    fill(first)
    first.office.go.click()
    qtbot.waitUntil(lambda: first.pages.currentIndex() == 2, timeout=30_000)
    assert first.office.passphrase.text() == ""
    asked = first.words._asked
    first.words.back_word.setText("wrong")
    first.words.go.click()
    assert "not word" in first.words.problem.text()
    first.words.back_word.setText(first.words._words[asked])
    first.words.go.click()
    assert first.pages.currentIndex() == 3
    place = tmp_path / "stick"
    place.mkdir()
    with qtbot.waitSignal(first.opened) as opened:
        first.place._on_folder(str(place))
    assert opened.args is not None
    office: OpenOffice = opened.args[0]
    assert office.settings.office_code == "LOM"
    assert office.settings.second_backup_place == place
    assert office.settings.role is Role.FIELD
    office.close()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"code": ""}, "Fill in the office code."),
        ({"passphrase": "short", "again": "short"}, "too short"),
        ({"again": "a quiet heron waited"}, "differ"),
        ({"code": "l-m"}, "cannot be an office code"),
    ],
)
def test_nothing_is_made_before_all_answers_fit(
    first: FirstRun, changed: dict[str, str], told: str
) -> None:
    first.who.headquarters.click()
    fill(first, **changed)
    first.office.go.click()
    assert told in first.office.problem.text()
    assert not first._folder.exists()


def test_an_unfit_folder_is_refused_with_an_offer(first: FirstRun, tmp_path: Path) -> None:
    first.who.field.click()
    first.office.explain(UnsafeFolder("This is a network drive.", tmp_path / "here"))
    assert first.office.take_offer.isVisible()
    assert str(tmp_path / "here") in first.office.take_offer.text()
    first.office.take_offer.click()
    assert first.office.folder.text() == str(tmp_path / "here")
    assert not first.office.take_offer.isVisible()


def test_the_strength_of_a_passphrase_is_told_while_it_is_typed(first: FirstRun) -> None:
    first.who.field.click()
    first.office.passphrase.setText("password2026")
    assert first.office.strength.text().startswith("○○○")
    first.office.passphrase.setText("paper kites above the harbour wall")
    assert first.office.strength.text().startswith("●●●")
