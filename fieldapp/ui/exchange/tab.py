"""Send and receive: what has changed, the ledger of sendings, files taken in, enrolment."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.settings import Role
from fieldapp.text import N_
from fieldapp.ui.desk import Desk
from fieldapp.ui.exchange.enrolment import EnrolmentScreen
from fieldapp.ui.exchange.offices import OfficesScreen
from fieldapp.ui.exchange.questions import QuestionsScreen
from fieldapp.ui.exchange.sendings import SendingsScreen
from fieldapp.ui.exchange.taking_in import TakingIn
from fieldapp.ui.tab import Tab


class ExchangeTab(QWidget):
    """The tab, with the door for files below every screen of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.sendings: SendingsScreen | None = None
        self.taking_in = TakingIn(desk)
        if desk.office.settings.role is Role.HEADQUARTERS:
            self.tab = Tab([(N_("Offices"), OfficesScreen(desk))])
        else:
            self.sendings = SendingsScreen(desk)
            self.tab = Tab(
                [
                    (N_("Sendings"), self.sendings),
                    (N_("Returned and questions"), QuestionsScreen(desk)),
                    (N_("Enrolment"), EnrolmentScreen(desk, self.taking_in)),
                ]
            )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tab, 1)
        column.addWidget(self.taking_in)

    def enter(self) -> None:
        """The tab comes to the front."""
        self.tab.enter()

    def prepare(self) -> None:
        """Ctrl+E: write the next sending; headquarters writes none."""
        if self.sendings is not None:
            self.tab.bar.setCurrentIndex(0)
            self.sendings.prepare()
