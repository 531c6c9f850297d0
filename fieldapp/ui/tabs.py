"""Which lists stand on which tab."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from fieldapp.records.kinds import kind_of
from fieldapp.text import N_
from fieldapp.ui.desk import Desk
from fieldapp.ui.equipment.columns import ACTS, ITEMS, LOTS
from fieldapp.ui.equipment.form import ACT_FORM, ITEM_FORM, LOT_FORM
from fieldapp.ui.exchange.tab import ExchangeTab
from fieldapp.ui.funding.agreements import AGREEMENT_FORM, AGREEMENTS
from fieldapp.ui.pane import ListPlan, Pane
from fieldapp.ui.people.columns import ORGANISATIONS, PEOPLE, UNITS
from fieldapp.ui.people.form import ORGANISATION_FORM, PERSON_FORM, UNIT_FORM
from fieldapp.ui.plan import FormPlan
from fieldapp.ui.tab import Place, Tab
from fieldapp.ui.training.columns import EVENTS
from fieldapp.ui.training.form import EVENT_FORM

TRAINING, PEOPLE_TAB, EQUIPMENT, EXCHANGE = 2, 3, 4, 6
"""The digits of Ctrl+digit; they never move, also while a tab does not exist yet."""


def make(desk: Desk) -> list[tuple[int, str, QWidget]]:
    """The tabs in order: digit, English name, widget."""
    training = Tab([_pane(EVENTS, EVENT_FORM, desk), _pane(AGREEMENTS, AGREEMENT_FORM, desk)])
    people = Tab(
        [
            _pane(PEOPLE, PERSON_FORM, desk),
            _pane(UNITS, UNIT_FORM, desk),
            _pane(ORGANISATIONS, ORGANISATION_FORM, desk),
        ]
    )
    equipment = Tab(
        [_pane(ITEMS, ITEM_FORM, desk), _pane(LOTS, LOT_FORM, desk), _pane(ACTS, ACT_FORM, desk)]
    )
    return [
        (TRAINING, N_("Training"), training),
        (PEOPLE_TAB, N_("People"), people),
        (EQUIPMENT, N_("Equipment"), equipment),
        (EXCHANGE, N_("Send & receive"), ExchangeTab(desk)),
    ]


def _pane(list_plan: ListPlan, form_plan: FormPlan, desk: Desk) -> Place:
    make_it = partial(Pane, list_plan, form_plan, desk)
    return Place(list_plan.words.name, kind_of(form_plan.record).key, make_it)
