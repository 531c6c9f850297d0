"""The forms of people, services and units, organisations."""

from __future__ import annotations

from fieldapp.records.people import Person
from fieldapp.records.units import Organisation, ServiceUnit
from fieldapp.text import N_
from fieldapp.ui.people.posts import PostsPage
from fieldapp.ui.plan import FormPlan, Section

PERSON_FORM = FormPlan(
    record=Person,
    one_of_these=N_("New person"),
    main_title=N_("Person"),
    first=("given", "family"),
    sections=(
        Section(
            N_("Name"),
            (("given", "family"), ("name_local", "one_name"), ("sex", "born")),
        ),
        Section(
            N_("Identity"),
            (("service_no", "national_id"), ("citizenship", "us_citizen"),
             ("birth_city", "birth_state", "birth_country"),
             ("passport", "passport_expires", "passport_country")),
        ),
        Section(
            N_("Reached at"),
            (("phone", "email"), ("residence_city", "residence_country")),
        ),
        Section(N_("Skills"), (("education", "english"), ("languages",))),
        Section(
            N_("Stays in the office"),
            (("father", "mother"), ("home_address",), ("note",)),
        ),
    ),
    pages=(PostsPage,),
)  # fmt: skip

UNIT_FORM = FormPlan(
    record=ServiceUnit,
    one_of_these=N_("New service or unit"),
    main_title=N_("Service or unit"),
    first=("name", "parent"),
    sections=(
        Section(
            N_("Name"),
            (("name",), ("name_local", "acronym", "short_code"), ("aliases",), ("parent",)),
        ),
        Section(
            N_("What it is"),
            (("unit_type", "gov_level"), ("unit_level", "activity"),
             ("reporting_type", "security_force"), ("commander",)),
        ),
        Section(
            N_("Where"),
            (("country", "region", "place"), ("address",), ("contact", "source_code")),
        ),
    ),
)  # fmt: skip

ORGANISATION_FORM = FormPlan(
    record=Organisation,
    one_of_these=N_("New organisation"),
    main_title=N_("Organisation"),
    first=("name",),
    sections=(
        Section(
            N_("Organisation"),
            (("name",), ("acronym", "sort"), ("country", "state"), ("skills", "memorandum_ends")),
        ),
        Section(N_("Note"), (("note",),)),
    ),
)
