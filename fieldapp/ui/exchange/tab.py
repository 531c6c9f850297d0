"""Send and receive: what has changed, the ledger of sendings, files taken in, enrolment."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.settings import Role
from fieldapp.text import N_
from fieldapp.ui.desk import Desk
from fieldapp.ui.exchange.enrolment import EnrolmentScreen
from fieldapp.ui.exchange.offices import OfficesScreen
from fieldapp.ui.exchange.questions import QuestionsScreen
from fieldapp.ui.exchange.sendings import SendingsScreen
from fieldapp.ui.exchange.taking_in import TakingIn
from fieldapp.ui.tab import Place, Tab


class ExchangeTab(QWidget):
    """The tab, with the door for files below every screen of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.taking_in = TakingIn(desk)
        if desk.office.settings.role is Role.HEADQUARTERS:
            places = [Place(N_("Offices"), "", partial(OfficesScreen, desk))]
        else:
            enrolment = partial(EnrolmentScreen, desk, self.taking_in)
            places = [
                Place(N_("Sendings"), "", partial(SendingsScreen, desk)),
                Place(N_("Returned and questions"), "", partial(QuestionsScreen, desk)),
                Place(N_("Enrolment"), "", enrolment),
            ]
        self.tab = Tab(places)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tab, 1)
        column.addWidget(self.taking_in)

    def enter(self) -> None:
        """The tab comes to the front."""
        self.tab.enter()

    def prepare(self) -> None:
        """Ctrl+E: write the next sending; headquarters writes none."""
        self.tab.bar.setCurrentIndex(0)
        if isinstance(self.tab.front, SendingsScreen):
            self.tab.front.prepare()
