"""The columns of the lists of people, services and units, organisations."""

from __future__ import annotations

from fieldapp.records.people import full_name
from fieldapp.records.units import Organisation
from fieldapp.services.people import PersonRow, UnitRow, name_order
from fieldapp.text import N_
from fieldapp.ui.choices import choice_words
from fieldapp.ui.desk import Desk
from fieldapp.ui.listing import ListWords
from fieldapp.ui.pane import ListPlan
from fieldapp.ui.rows import Column


def _people(desk: Desk, uids: frozenset[str] | None) -> list[PersonRow]:
    return desk.people.people(uids)


def _units(desk: Desk, _uids: frozenset[str] | None) -> list[UnitRow]:
    return desk.people.units()


def _organisations(desk: Desk, _uids: frozenset[str] | None) -> list[Organisation]:
    return desk.people.organisations()


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


PEOPLE = ListPlan(
    words=ListWords(
        N_("People"),
        N_("New person"),
        N_("Participants, instructors, commanders and custodians belong here. Begin one with "
           "Ctrl+N; people of a workbook come with “fieldapp import”."),
    ),
    columns=(
        Column(N_("Family names"), lambda r: r.person.family or "", lambda r: name_order(r.person),
               width=120),
        Column(N_("Given names"), lambda r: r.person.given, width=120),
        Column(N_("Local script"), lambda r: r.person.name_local or "", width=100),
        Column(N_("Rank"), lambda r: r.rank, width=80),
        Column(N_("Unit"), lambda r: r.unit_name, width=120),
        Column(N_("Sex"), lambda r: choice_words(r.person.sex), width=70),
    ),
    read=_people,
    uid=lambda r: str(r.person.uid),
    find=lambda r: _joined(full_name(r.person), r.person.name_local, r.person.service_no, r.rank,
                           r.unit_name, r.position),
    kinds=frozenset({"person", "assignment", "unit"}),
    order=(0, False),
)  # fmt: skip

UNITS = ListPlan(
    words=ListWords(
        N_("Services and units"),
        N_("New service or unit"),
        N_("The services and units of the host nation belong here, each as part of another one. "
           "Begin one with Ctrl+N."),
    ),
    columns=(
        Column(N_("Name"), lambda r: "    " * r.depth + r.unit.name, lambda r: r.path, width=300),
        Column(N_("Short code"), lambda r: r.unit.short_code or "", width=90),
        Column(N_("Part of"), lambda r: r.path.rpartition(" › ")[0], width=200),
    ),
    read=_units,
    uid=lambda r: str(r.unit.uid),
    find=lambda r: _joined(r.path, r.unit.short_code, r.unit.acronym, r.unit.name_local,
                           *r.unit.aliases),
    kinds=frozenset({"unit"}),
)  # fmt: skip

ORGANISATIONS = ListPlan(
    words=ListWords(
        N_("Organisations"),
        N_("New organisation"),
        N_("Partners belong here: federal agencies, academies, contractors. Begin one with "
           "Ctrl+N."),
    ),
    columns=(
        Column(N_("Name"), lambda o: o.name, width=260),
        Column(N_("Acronym"), lambda o: o.acronym or "", width=90),
        Column(N_("Country"), lambda o: o.country or "", width=120),
    ),
    read=_organisations,
    uid=lambda o: str(o.uid),
    find=lambda o: _joined(o.name, o.acronym, o.country),
    kinds=frozenset({"organisation"}),
)  # fmt: skip
