"""The columns of the lists about events."""

from __future__ import annotations

from fieldapp.records.training import Event
from fieldapp.text import N_
from fieldapp.ui.choices import choice_words
from fieldapp.ui.desk import Desk
from fieldapp.ui.editors import day_words, value_text
from fieldapp.ui.listing import ListWords
from fieldapp.ui.pane import ListPlan
from fieldapp.ui.rows import Column


def _find(event: Event) -> str:
    return " ".join(
        text
        for text in (
            event.name,
            event.name_local,
            event.number,
            event.place,
            value_text(event.start),
            choice_words(event.state),
        )
        if text
    )


def _events(desk: Desk, uids: frozenset[str] | None) -> list[Event]:
    return desk.training.events(uids)


EVENTS = ListPlan(
    words=ListWords(
        N_("Events"),
        N_("New event"),
        N_(
            "Courses, workshops and other events belong here. Begin one with Ctrl+N, or take a "
            "workbook in with “fieldapp import events”."
        ),
    ),
    columns=(
        Column(N_("First day"), lambda e: day_words(e.start), lambda e: e.start, width=84,
               tip=lambda e: value_text(e.start)),
        Column(N_("Name"), lambda e: e.name, width=200),
        Column(N_("Place"), lambda e: e.place or "", width=90),
        Column(N_("State"), lambda e: choice_words(e.state), width=100),
        Column(N_("Number"), lambda e: e.number or "", width=116),
    ),
    read=_events,
    uid=lambda event: str(event.uid),
    find=_find,
    kinds=frozenset({"event"}),
    order=(0, True),
)  # fmt: skip
