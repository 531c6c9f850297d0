"""The office, the people who keep its records, and the agreements that pay (records.md a1, a2)."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
import enum
from typing import Annotated

from fieldapp.records.fields import Field, Need, Privacy, Record
from fieldapp.records.values import Cents
from fieldapp.text import N_

C, L, V, S = Need.COMPLETE, Need.LOCK, Need.VETTING, Need.SAVE


class Right(enum.StrEnum):
    """What a named person of the office may do (architecture.md)."""

    TRAINER = "trainer"
    LOCAL_STAFF = "local staff"
    ADVISER = "adviser"


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Office(Record):
    """One field office or one headquarters."""

    code: Annotated[str, Field(N_("Office code"), S, synonyms=("office code", "post code"))] = ""
    name: Annotated[str, Field(N_("Name"), C, synonyms=("office", "post"))] = ""
    program: Annotated[str | None, Field(N_("Program"), C, vocabulary="program")] = None
    country: Annotated[str | None, Field(N_("Country"), C, synonyms=("pays", "país"))] = None
    post: Annotated[str | None, Field(N_("Post"), C)] = None
    district: Annotated[str | None, Field(N_("Consular district"))] = None
    fiscal_year_start: Annotated[
        int | None, Field(N_("First month of the fiscal year"), C, unit=N_("month"))
    ] = 10
    vetting_batch: Annotated[int | None, Field(N_("People in a vetting batch at most"))] = 50
    vetting_lead_days: Annotated[
        int | None, Field(N_("Days that vetting needs before an event"), unit=N_("days"))
    ] = 21
    courtesy_days: Annotated[
        int | None, Field(N_("Days of the courtesy check"), unit=N_("days"))
    ] = 30
    vetting_months: Annotated[
        int | None, Field(N_("Months for which an approval holds"), unit=N_("months"))
    ] = 12
    languages: Annotated[tuple[str, ...], Field(N_("Languages of the office"))] = ()
    calendar: Annotated[str | None, Field(N_("Second calendar shown"), vocabulary="calendar")] = (
        None
    )


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Staff(Record):
    """A named person who uses the office's file."""

    name: Annotated[str, Field(N_("Name"), S, Privacy.PERSONAL)] = ""
    right: Annotated[Right, Field(N_("Right"), S)] = Right.LOCAL_STAFF
    position: Annotated[str | None, Field(N_("Position"))] = None
    active: Annotated[bool, Field(N_("Works here now"))] = True


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Record):
    """An interagency agreement or funding line (records.md a2)."""

    code: Annotated[
        str, Field(N_("Agreement code"), S, synonyms=("iaa", "iaa code", "agreement"))
    ] = ""
    funder: Annotated[str | None, Field(N_("Funder"), C, vocabulary="funder")] = None
    fund_source: Annotated[
        str | None,
        Field(
            N_("Fund source"),
            C,
            vocabulary="fund_source",
            synonyms=("program", "fund", "funding", "programme"),
        ),
    ] = None
    law: Annotated[str | None, Field(N_("Authorizing law"), V, vocabulary="law")] = None
    project: Annotated[str | None, Field(N_("Project code"), synonyms=("project",))] = None
    year: Annotated[int | None, Field(N_("Year of obligation"), L)] = None
    starts: Annotated[dt.date | None, Field(N_("Period begins"), L)] = None
    ends: Annotated[dt.date | None, Field(N_("Period ends"), L)] = None
    amount: Annotated[Cents | None, Field(N_("Amount"), L, unit="USD")] = None


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Term(Record):
    """One word of a list: a code and its labels; offices add words, headquarters steers them."""

    vocabulary: Annotated[str, Field(N_("List"), S)] = ""
    code: Annotated[str, Field(N_("Code"), S)] = ""
    label: Annotated[str, Field(N_("Label"), S)] = ""
    labels: Annotated[tuple[str, ...], Field(N_("Labels in other languages"))] = ()
    retired: Annotated[bool, Field(N_("No longer used"))] = False
