"""Training: events, their sessions, who takes part, and attendance marks (records.md a6-a8)."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
import enum
from decimal import Decimal
from typing import Annotated

from fieldapp.records.fields import Field, Need, Privacy, Record
from fieldapp.records.values import Cents
from fieldapp.text import N_

C, L, V, S = Need.COMPLETE, Need.LOCK, Need.VETTING, Need.SAVE


class EventState(enum.StrEnum):
    """The states of an event; the words on screen are interface.md's."""

    PLANNED = "planned"
    APPROVED = "approved"
    HELD = "held"
    LOCKED = "locked"
    CANCELLED_BY_US = "cancelled by us"
    CANCELLED_BY_PARTNER = "cancelled by partner"


class Part(enum.StrEnum):
    """The part of a day that a session takes (records.md a8)."""

    FULL_DAY = "full day"
    MORNING = "am"
    AFTERNOON = "pm"
    EVENING = "evening"


class SessionState(enum.StrEnum):
    """Whether a session took place."""

    PLANNED = "planned"
    HELD = "held"
    NOT_HELD = "not held"


class Role(enum.StrEnum):
    """What a person does at an event (records.md a7)."""

    PARTICIPANT = "participant"
    ALTERNATE = "alternate"
    INSTRUCTOR = "instructor"
    ASSISTANT = "assistant instructor"
    INTERPRETER = "interpreter"
    OBSERVER = "observer"


class Mark(enum.StrEnum):
    """Presence at one session; no mark means "not taken"."""

    PRESENT = "P"
    ABSENT = "A"
    LATE = "L"
    EXCUSED = "E"
    HALF = "H"


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """A course, workshop, study tour or other training event."""

    number: Annotated[
        str | None, Field(N_("Event number"), synonyms=("event no", "event number"))
    ] = None
    name: Annotated[
        str,
        Field(
            N_("Name"), S,
            synonyms=("course title", "event name", "title", "course", "intitulé", "curso"),
        ),
    ] = ""  # fmt: skip
    name_local: Annotated[str | None, Field(N_("Name in the local language"), L)] = None
    sort: Annotated[str | None, Field(N_("Type"), C, vocabulary="event_type")] = None
    state: Annotated[EventState, Field(N_("State"), C)] = EventState.PLANNED
    state_why: Annotated[str | None, Field(N_("Reason of the state"))] = None
    approved_by: Annotated[str | None, Field(N_("Approved by, with which paper"))] = None
    modality: Annotated[str | None, Field(N_("Modality"), C, vocabulary="modality")] = None
    venue_kind: Annotated[str | None, Field(N_("Kind of venue"), C, vocabulary="venue_kind")] = None
    place: Annotated[
        str | None, Field(N_("Place"), S, synonyms=("location", "city", "lieu", "lugar"))
    ] = None
    venue: Annotated[str | None, Field(N_("Venue"))] = None
    country: Annotated[
        str | None, Field(N_("Country"), C, synonyms=("country", "pays", "país"))
    ] = None
    start: Annotated[
        dt.date | None, Field(N_("First day"), S, synonyms=("start date", "start", "from"))
    ] = None
    end: Annotated[dt.date | None, Field(N_("Last day"), C, synonyms=("end date", "end", "to"))] = (
        None
    )
    contact_hours: Annotated[Decimal | None, Field(N_("Contact hours"), L, unit=N_("hours"))] = None
    training_days: Annotated[int | None, Field(N_("Training days"), L, unit=N_("days"))] = None
    agreements: Annotated[tuple[str, ...], Field(N_("Paid from"), C, refers="agreement")] = ()
    project: Annotated[str | None, Field(N_("Project code"))] = None
    key_activity: Annotated[
        str | None, Field(N_("Sector"), L, vocabulary="key_activity", synonyms=("sector",))
    ] = None
    lead: Annotated[str | None, Field(N_("Lead organisation"), refers="organisation")] = None
    partners: Annotated[tuple[str, ...], Field(N_("Partners"), refers="organisation")] = ()
    host_units: Annotated[
        tuple[str, ...], Field(N_("Services and units served"), L, refers="unit")
    ] = ()
    organiser: Annotated[str | None, Field(N_("Organiser"), privacy=Privacy.PERSONAL)] = None
    planned: Annotated[int | None, Field(N_("Participants planned"), unit=N_("people"))] = None
    headcount_only: Annotated[bool, Field(N_("Counted without names"))] = False
    headcount: Annotated[
        int | None,
        Field(
            N_("Headcount"), unit=N_("people"), synonyms=("qty", "quantity", "students", "trained")
        ),
    ] = None
    headcount_women: Annotated[
        int | None, Field(N_("Women among them"), unit=N_("people"), synonyms=("women", "female"))
    ] = None
    budget: Annotated[Cents | None, Field(N_("Budget"), L, unit="USD")] = None
    cost: Annotated[
        Cents | None,
        Field(N_("Cost"), L, unit="USD", synonyms=("total cost", "actual cost", "coût")),
    ] = None
    objectives: Annotated[str | None, Field(N_("Objectives"), prose=True)] = None
    languages: Annotated[tuple[str, ...], Field(N_("Languages of instruction"))] = ()
    interpretation: Annotated[bool, Field(N_("Interpreted"))] = False
    parent: Annotated[str | None, Field(N_("Taught onward from"), refers="event")] = None
    source_program: Annotated[
        str | None, Field(N_("Program in the source"), synonyms=("program", "programme"))
    ] = None
    note: Annotated[str | None, Field(N_("Note"), prose=True)] = None


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Session(Record):
    """A day, or a part of one, of an event."""

    event: Annotated[str, Field(N_("Event"), S, refers="event")] = ""
    day: Annotated[dt.date | None, Field(N_("Day"), S)] = None
    part: Annotated[Part, Field(N_("Part of the day"), S)] = Part.FULL_DAY
    hours: Annotated[Decimal | None, Field(N_("Hours"), L, unit=N_("hours"))] = None
    state: Annotated[SessionState, Field(N_("State"))] = SessionState.PLANNED
    state_why: Annotated[str | None, Field(N_("Reason of the state"))] = None
    topic: Annotated[str | None, Field(N_("Topic"))] = None
    room: Annotated[str | None, Field(N_("Room"))] = None


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment(Record):
    """A person at an event; rank, unit and position stay as they were then."""

    event: Annotated[str, Field(N_("Event"), S, refers="event")] = ""
    person: Annotated[str, Field(N_("Person"), S, refers="person")] = ""
    role: Annotated[Role, Field(N_("Role"), C)] = Role.PARTICIPANT
    group: Annotated[str | None, Field(N_("Group"))] = None
    guest: Annotated[bool, Field(N_("Guest of honour"))] = False
    unit: Annotated[str | None, Field(N_("Unit at the time"), C, refers="unit")] = None
    rank: Annotated[str | None, Field(N_("Rank at the time"), C)] = None
    position: Annotated[str | None, Field(N_("Position at the time"), C)] = None
    vetting: Annotated[str | None, Field(N_("Vetting needed"), V, vocabulary="vetting_type")] = None
    joined: Annotated[dt.date | None, Field(N_("Joined on"))] = None
    left: Annotated[dt.date | None, Field(N_("Left on"))] = None
    left_why: Annotated[str | None, Field(N_("Reason for leaving"), vocabulary="left_why")] = None
    travels: Annotated[bool, Field(N_("Travels"))] = False
    returned: Annotated[dt.date | None, Field(N_("Return confirmed on"))] = None
    comment: Annotated[str | None, Field(N_("Comment"), prose=True)] = None


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Attendance(Record):
    """The mark of one participant at one session (records.md a8)."""

    session: Annotated[str, Field(N_("Session"), S, refers="session")] = ""
    enrolment: Annotated[str, Field(N_("Participant"), S, refers="enrolment")] = ""
    mark: Annotated[Mark | None, Field(N_("Mark"), C)] = None
    hours: Annotated[Decimal | None, Field(N_("Hours present"), unit=N_("hours"))] = None
    minutes_late: Annotated[int | None, Field(N_("Minutes late"), unit=N_("minutes"))] = None
    reason: Annotated[str | None, Field(N_("Reason"), L, vocabulary="absence_reason")] = None
    cause: Annotated[str | None, Field(N_("Cause"), vocabulary="absence_cause")] = None
    evidence: Annotated[str | None, Field(N_("Evidence"), vocabulary="evidence")] = None
