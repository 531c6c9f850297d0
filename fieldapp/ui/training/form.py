"""The form of an event."""

from __future__ import annotations

from fieldapp.records.training import Event
from fieldapp.text import N_
from fieldapp.ui.plan import FormPlan, Section
from fieldapp.ui.training.participants import ParticipantsPage
from fieldapp.ui.training.register import RegisterPage
from fieldapp.ui.training.sessions import SessionsPage

EVENT_FORM = FormPlan(
    record=Event,
    one_of_these=N_("New event"),
    main_title=N_("Event"),
    first=("name", "place", "start"),
    sections=(
        Section(
            N_("What"),
            (("name",), ("name_local", "number"), ("sort", "modality"), ("state", "state_why")),
        ),
        Section(
            N_("When and where"),
            (("start", "end"), ("place", "country"), ("venue", "venue_kind"),
             ("contact_hours", "training_days")),
        ),
        Section(N_("Paid from"), (("agreements", "project"), ("budget", "cost"))),
        Section(
            N_("With whom"),
            (("lead", "organiser"), ("partners", "host_units"), ("approved_by", "key_activity")),
        ),
        Section(
            N_("How many"),
            (("planned", "headcount", "headcount_women"), ("headcount_only",)),
        ),
        Section(
            N_("More"),
            (("objectives",), ("languages", "interpretation"), ("parent", "source_program"),
             ("note",)),
        ),
    ),
    pages=(SessionsPage, ParticipantsPage, RegisterPage),
)  # fmt: skip
