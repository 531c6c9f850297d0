"""People of the host nation and where they serve (records.md a4): one table, many roles."""

from __future__ import annotations

import dataclasses as dc
import enum
from typing import Annotated

from fieldapp.records.fields import Field, Need, Privacy, Record
from fieldapp.records.values import PartialDate
from fieldapp.text import N_

C, L, V, S = Need.COMPLETE, Need.LOCK, Need.VETTING, Need.SAVE
PERSONAL, IDENTITY, STAYS = Privacy.PERSONAL, Privacy.IDENTITY, Privacy.STAYS


class Sex(enum.StrEnum):
    """As the vetting system has it; U is for old records that do not say (records.md a4)."""

    MALE = "M"
    FEMALE = "F"
    UNKNOWN = "U"


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """Participant, instructor, commander, signatory or custodian."""

    given: Annotated[
        str,
        Field(
            N_("Given names"), S, PERSONAL,
            synonyms=("given name", "first name", "first/middle", "prénoms", "prénom", "nombres"),
        ),
    ] = ""  # fmt: skip
    family: Annotated[
        str | None,
        Field(
            N_("Family names"), L, PERSONAL,
            synonyms=("last name", "surname", "nom", "nom de famille", "apellidos"),
        ),
    ] = None  # fmt: skip
    one_name: Annotated[bool, Field(N_("Has a single name"))] = False
    name_local: Annotated[str | None, Field(N_("Name in the local script"), privacy=PERSONAL)] = (
        None
    )
    name_parts: Annotated[
        tuple[str, ...], Field(N_("Name as split for vetting"), V, privacy=PERSONAL)
    ] = ()
    father: Annotated[str | None, Field(N_("Father's name"), privacy=STAYS)] = None
    mother: Annotated[str | None, Field(N_("Mother's name"), privacy=STAYS)] = None
    sex: Annotated[Sex | None, Field(N_("Sex"), C, synonyms=("gender", "sexe", "sexo"))] = None
    born: Annotated[
        PartialDate | None,
        Field(
            N_("Date of birth"), V, PERSONAL, synonyms=("dob", "birth date", "date de naissance")
        ),
    ] = None
    birth_city: Annotated[str | None, Field(N_("City of birth"), V, PERSONAL)] = None
    birth_state: Annotated[str | None, Field(N_("Province of birth"), V, PERSONAL)] = None
    birth_country: Annotated[str | None, Field(N_("Country of birth"), V, PERSONAL)] = None
    citizenship: Annotated[
        str | None, Field(N_("Citizenship"), C, synonyms=("nationality", "nationalité"))
    ] = None
    us_citizen: Annotated[bool | None, Field(N_("Citizen of the United States"), C)] = False
    national_id: Annotated[
        str | None, Field(N_("National identity number"), V, IDENTITY, synonyms=("national id",))
    ] = None
    service_no: Annotated[
        str | None,
        Field(N_("Service number"), privacy=IDENTITY, synonyms=("police id", "matricule")),
    ] = None
    passport: Annotated[str | None, Field(N_("Passport number"), privacy=IDENTITY)] = None
    passport_expires: Annotated[PartialDate | None, Field(N_("Passport expires"))] = None
    passport_country: Annotated[str | None, Field(N_("Passport issued by"))] = None
    email: Annotated[str | None, Field(N_("E-mail"), privacy=PERSONAL, synonyms=("mail",))] = None
    phone: Annotated[str | None, Field(N_("Telephone"), privacy=PERSONAL, synonyms=("phone",))] = (
        None
    )
    home_address: Annotated[str | None, Field(N_("Home address"), privacy=STAYS, prose=True)] = None
    residence_city: Annotated[str | None, Field(N_("City of residence"), privacy=PERSONAL)] = None
    residence_country: Annotated[str | None, Field(N_("Country of residence"))] = None
    education: Annotated[str | None, Field(N_("Education"), vocabulary="education")] = None
    english: Annotated[str | None, Field(N_("English"), vocabulary="english")] = None
    languages: Annotated[tuple[str, ...], Field(N_("Languages"))] = ()
    note: Annotated[str | None, Field(N_("Note"), privacy=STAYS, prose=True)] = None


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Record):
    """A person's post in a unit, with its dates."""

    person: Annotated[str, Field(N_("Person"), S, refers="person")] = ""
    unit: Annotated[str | None, Field(N_("Service or unit"), C, refers="unit")] = None
    position: Annotated[
        str | None, Field(N_("Position"), C, synonyms=("job title", "fonction", "cargo"))
    ] = None
    rank: Annotated[str | None, Field(N_("Rank"), L, synonyms=("grade", "rango"))] = None
    rank_local: Annotated[str | None, Field(N_("Rank in the local language"))] = None
    since: Annotated[PartialDate | None, Field(N_("From"))] = None
    until: Annotated[PartialDate | None, Field(N_("Until"))] = None
    years: Annotated[int | None, Field(N_("Years in this position"), unit=N_("years"))] = None
    commander: Annotated[bool, Field(N_("Commands the unit"), C)] = False
    work_email: Annotated[str | None, Field(N_("E-mail at work"), privacy=PERSONAL)] = None
    branch: Annotated[str | None, Field(N_("Branch"), vocabulary="branch")] = None
    contact_name: Annotated[str | None, Field(N_("Contact person"), privacy=PERSONAL)] = None
    contact_email: Annotated[str | None, Field(N_("Contact's e-mail"), privacy=PERSONAL)] = None


def full_name(person: Person) -> str:
    """Given and family names as one line, in the script they were given in."""
    return " ".join(part for part in (person.given, person.family) if part) or (
        person.name_local or ""
    )
