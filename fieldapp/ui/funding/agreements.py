"""Agreements that pay for events and equipment: list and form."""

from __future__ import annotations

from fieldapp.records.office import Agreement
from fieldapp.services.showing import Word
from fieldapp.text import N_
from fieldapp.ui.desk import Desk
from fieldapp.ui.listing import ListWords
from fieldapp.ui.pane import ListPlan
from fieldapp.ui.plan import FormPlan, Section
from fieldapp.ui.rows import Column


def _agreements(desk: Desk, _uids: frozenset[str] | None) -> tuple[Word, ...]:
    return desk.showing.all_of("agreement")


AGREEMENTS = ListPlan(
    words=ListWords(
        N_("Agreements"),
        N_("New agreement"),
        N_("Agreements and funding lines belong here; events and equipment say which one pays. "
           "Begin one with Ctrl+N."),
    ),
    columns=(Column(N_("Agreement code"), lambda w: w.label, width=300),),
    read=_agreements,
    uid=lambda w: str(w.code),
    find=lambda w: str(w.label),
    kinds=frozenset({"agreement"}),
)  # fmt: skip

AGREEMENT_FORM = FormPlan(
    record=Agreement,
    one_of_these=N_("New agreement"),
    main_title=N_("Agreement"),
    first=("code",),
    sections=(
        Section(
            N_("Agreement"),
            (("code", "project"), ("funder", "fund_source"), ("law", "year")),
        ),
        Section(N_("Period and amount"), (("starts", "ends"), ("amount",))),
    ),
)
