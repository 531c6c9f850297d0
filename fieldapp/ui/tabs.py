"""Which lists stand on which tab."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldapp.text import N_
from fieldapp.ui.desk import Desk
from fieldapp.ui.equipment.columns import ACTS, ITEMS, LOTS
from fieldapp.ui.equipment.form import ACT_FORM, ITEM_FORM, LOT_FORM
from fieldapp.ui.exchange.tab import ExchangeTab
from fieldapp.ui.funding.agreements import AGREEMENT_FORM, AGREEMENTS
from fieldapp.ui.pane import Pane
from fieldapp.ui.people.columns import ORGANISATIONS, PEOPLE, UNITS
from fieldapp.ui.people.form import ORGANISATION_FORM, PERSON_FORM, UNIT_FORM
from fieldapp.ui.tab import Tab
from fieldapp.ui.training.columns import EVENTS
from fieldapp.ui.training.form import EVENT_FORM

TRAINING, PEOPLE_TAB, EQUIPMENT, EXCHANGE = 2, 3, 4, 6
"""The digits of Ctrl+digit; they never move, also while a tab does not exist yet."""


def make(desk: Desk) -> list[tuple[int, str, QWidget]]:
    """The tabs in order: digit, English name, widget."""
    training = Tab(
        [
            (N_("Events"), Pane(EVENTS, EVENT_FORM, desk)),
            (N_("Agreements"), Pane(AGREEMENTS, AGREEMENT_FORM, desk)),
        ]
    )
    people = Tab(
        [
            (N_("People"), Pane(PEOPLE, PERSON_FORM, desk)),
            (N_("Services and units"), Pane(UNITS, UNIT_FORM, desk)),
            (N_("Organisations"), Pane(ORGANISATIONS, ORGANISATION_FORM, desk)),
        ]
    )
    equipment = Tab(
        [
            (N_("Inventory"), Pane(ITEMS, ITEM_FORM, desk)),
            (N_("Batches without serials"), Pane(LOTS, LOT_FORM, desk)),
            (N_("Hand-over acts"), Pane(ACTS, ACT_FORM, desk)),
        ]
    )
    return [
        (TRAINING, N_("Training"), training),
        (PEOPLE_TAB, N_("People"), people),
        (EQUIPMENT, N_("Equipment"), equipment),
        (EXCHANGE, N_("Send & receive"), ExchangeTab(desk)),
    ]
