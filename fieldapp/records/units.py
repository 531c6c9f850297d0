"""Whom the office works with: partners, and host-nation services and units (records.md a3)."""

from __future__ import annotations

import dataclasses as dc
from typing import Annotated

from fieldapp.records.fields import Field, Need, Record
from fieldapp.text import N_

C, L, V, S = Need.COMPLETE, Need.LOCK, Need.VETTING, Need.SAVE


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Record):
    """A partner: a federal agency, a state's academy, a contractor, an international body."""

    name: Annotated[
        str,
        Field(N_("Name"), S, synonyms=("us unit", "us unit - us qty", "partner", "organization")),
    ] = ""
    acronym: Annotated[str | None, Field(N_("Acronym"))] = None
    sort: Annotated[str | None, Field(N_("Kind"), C, vocabulary="organisation_kind")] = None
    country: Annotated[str | None, Field(N_("Country"))] = None
    state: Annotated[str | None, Field(N_("State or province"))] = None
    skills: Annotated[tuple[str, ...], Field(N_("Skills offered"))] = ()
    memorandum_ends: Annotated[str | None, Field(N_("Memorandum of understanding ends"))] = None
    note: Annotated[str | None, Field(N_("Note"), prose=True)] = None


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class ServiceUnit(Record):
    """A service or unit of the host nation; a tree with one parent each."""

    name: Annotated[
        str,
        Field(
            N_("Name"),
            S,
            synonyms=(
                "unit", "student's unit", "students unit", "agency", "law enforcement agency",
                "station name (lea)", "station name", "unité", "unidad", "service",
            ),
        ),
    ] = ""  # fmt: skip
    short_code: Annotated[str | None, Field(N_("Short code"), C)] = None
    name_local: Annotated[str | None, Field(N_("Name in the local script"), L)] = None
    acronym: Annotated[str | None, Field(N_("Acronym"))] = None
    aliases: Annotated[tuple[str, ...], Field(N_("Also called"))] = ()
    parent: Annotated[str | None, Field(N_("Part of"), refers="unit")] = None
    country: Annotated[str | None, Field(N_("Country"), synonyms=("country", "pays", "país"))] = (
        None
    )
    region: Annotated[str | None, Field(N_("State or province"), synonyms=("state",))] = None
    unit_type: Annotated[str | None, Field(N_("Type"), C, vocabulary="unit_type")] = None
    gov_level: Annotated[
        str | None, Field(N_("Level of government"), L, vocabulary="gov_level")
    ] = None
    unit_level: Annotated[str | None, Field(N_("Level"), vocabulary="unit_level")] = None
    activity: Annotated[str | None, Field(N_("Activity"), V, vocabulary="activity")] = None
    reporting_type: Annotated[
        str | None, Field(N_("Type for reports"), vocabulary="reporting_type")
    ] = None
    security_force: Annotated[bool | None, Field(N_("Security force"), C)] = None
    commander: Annotated[str | None, Field(N_("Commander"), V, refers="person")] = None
    place: Annotated[str | None, Field(N_("Seat"))] = None
    address: Annotated[str | None, Field(N_("Address"), prose=True)] = None
    contact: Annotated[str | None, Field(N_("Contact"))] = None
    source_code: Annotated[
        str | None, Field(N_("Code in the source"), synonyms=("dodaac", "unit genid"))
    ] = None
