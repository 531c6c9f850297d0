"""The first start: who you are, the office, the recovery words, a second place for backups."""

from __future__ import annotations

import dataclasses as dc
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from fieldapp import settings
from fieldapp.errors import UserError
from fieldapp.services import demo, opening, setting_up
from fieldapp.services.opening import OpenOffice
from fieldapp.settings import Role
from fieldapp.text import _
from fieldapp.ui.first_run.office_page import Answers, OfficePage
from fieldapp.ui.first_run.place_page import PlacePage
from fieldapp.ui.first_run.who_page import WhoPage
from fieldapp.ui.first_run.words_page import WordsPage
from fieldapp.ui.jobs import Jobs, Lane


class FirstRun(QWidget):
    """Four pages, one after the other.

    Signals:
        opened: an office is set up, or the demonstration made, and open (OpenOffice).
    """

    opened = Signal(object)

    def __init__(self, folder: Path, jobs: Jobs) -> None:
        super().__init__()
        self._folder, self._jobs = folder, jobs
        self._office: OpenOffice | None = None
        self.setWindowTitle(_("fieldapp - first start"))
        self.who = WhoPage()
        self.office = OfficePage(folder)
        self.words = WordsPage()
        self.place = PlacePage()
        self.pages = QStackedWidget()
        for page in (self.who, self.office, self.words, self.place):
            area = QScrollArea()
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setWidget(page)
            self.pages.addWidget(area)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        self.resize(640, 640)
        self._wire()
        self.who.start()

    def _wire(self) -> None:
        self.who.chosen.connect(self._on_role)
        self.who.look_around.connect(self._on_look_around)
        self.office.back.connect(self._on_back)
        self.office.answered.connect(self._on_answered)
        self.words.confirmed.connect(self._on_words_confirmed)
        self.place.chosen.connect(self._on_place)

    @property
    def unfinished(self) -> OpenOffice | None:
        """An office that is set up and open while its last pages still show."""
        return self._office

    @Slot(object)
    def _on_role(self, role: Role) -> None:
        self.office.ask(role)
        self.pages.setCurrentIndex(1)
        self.office.start()

    @Slot()
    def _on_back(self) -> None:
        self.pages.setCurrentIndex(0)
        self.who.start()

    # --- an office -------------------------------------------------------------------------

    @Slot(object)
    def _on_answered(self, answers: Answers) -> None:
        self.office.busy(True)
        work = partial(
            setting_up.set_up,
            answers.settings,
            person_name=answers.person_name,
            sign_in=answers.person_name,
            passphrase=answers.passphrase,
        )
        self._jobs.run(work, on_done=self._on_set_up, on_failed=self._on_failed, lane=Lane.WRITE)

    def _on_set_up(self, made: tuple[OpenOffice, str]) -> None:
        self._office, words = made
        self.office.busy(False)
        self.office.forget_passphrase()
        self.words.show_words(words, self._office.settings.office_name)
        self.pages.setCurrentIndex(2)
        self.words.start()

    def _on_failed(self, error: UserError) -> None:
        self.office.busy(False)
        self.office.explain(error)

    @Slot()
    def _on_words_confirmed(self) -> None:
        self.pages.setCurrentIndex(3)
        self.place.start()

    @Slot(object)
    def _on_place(self, place: Path | None) -> None:
        if self._office is None:
            return
        chosen = self._office.settings.with_changes(second_backup_place=place)
        work = partial(settings.save, chosen)
        self._jobs.run(
            work,
            on_done=partial(self._on_saved, chosen),
            on_failed=self.place.explain,
            lane=Lane.WRITE,
        )

    def _on_saved(self, chosen: settings.Settings, _nothing: None) -> None:
        office, self._office = self._office, None
        if office is not None:
            self.opened.emit(dc.replace(office, settings=chosen))

    # --- look around -----------------------------------------------------------------------

    @Slot()
    def _on_look_around(self) -> None:
        self.who.busy(True)
        place = self._folder.parent / f"{self._folder.name}-demonstration"
        self._jobs.run(
            partial(_demonstration, place),
            on_done=self._on_demonstration,
            on_failed=self._on_no_demonstration,
            lane=Lane.WRITE,
        )

    def _on_demonstration(self, office: OpenOffice) -> None:
        self.who.busy(False)
        self.opened.emit(office)

    def _on_no_demonstration(self, error: UserError) -> None:
        self.who.busy(False)
        self.who.explain(error)


def _demonstration(place: Path) -> OpenOffice:
    """In the background: make the invented office, or find it, and open it."""
    made = demo.build(place, say=_unsaid)
    return opening.unlock(made.office, made.passphrase, sign_in=made.sign_in)


def _unsaid(_sentence: str) -> None:
    """The steps that the command line prints are not shown in the window."""
