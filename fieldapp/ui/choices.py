"""The words on screen for the choices that code branches on (interface.md, "Words")."""

from __future__ import annotations

import enum

from fieldapp.records.equipment import DonationSort, DonationState, ItemState
from fieldapp.records.office import Right
from fieldapp.records.people import Sex
from fieldapp.records.training import EventState, Mark, Part, Role, SessionState
from fieldapp.text import N_, _

_PAIRS: tuple[tuple[enum.Enum, str], ...] = (
    (EventState.PLANNED, N_("Planned")),
    (EventState.APPROVED, N_("Approved")),
    (EventState.HELD, N_("Held - data open")),
    (EventState.LOCKED, N_("Locked for reports")),
    (EventState.CANCELLED_BY_US, N_("Cancelled by us")),
    (EventState.CANCELLED_BY_PARTNER, N_("Cancelled by partner")),
    (Part.FULL_DAY, N_("Full day")),
    (Part.MORNING, N_("Morning")),
    (Part.AFTERNOON, N_("Afternoon")),
    (Part.EVENING, N_("Evening")),
    (SessionState.PLANNED, N_("Planned")),
    (SessionState.HELD, N_("Held")),
    (SessionState.NOT_HELD, N_("Not held")),
    (Role.PARTICIPANT, N_("Participant")),
    (Role.ALTERNATE, N_("Alternate")),
    (Role.INSTRUCTOR, N_("Instructor")),
    (Role.ASSISTANT, N_("Assistant instructor")),
    (Role.INTERPRETER, N_("Interpreter")),
    (Role.OBSERVER, N_("Observer")),
    (Mark.PRESENT, N_("Present")),
    (Mark.ABSENT, N_("Absent")),
    (Mark.LATE, N_("Late")),
    (Mark.EXCUSED, N_("Excused")),
    (Mark.HALF, N_("Half a day")),
    (Sex.MALE, N_("Male")),
    (Sex.FEMALE, N_("Female")),
    (Sex.UNKNOWN, N_("Not recorded")),
    (ItemState.PLANNED, N_("Planned")),
    (ItemState.ORDERED, N_("Ordered")),
    (ItemState.IN_TRANSIT, N_("In transit")),
    (ItemState.RECEIVED, N_("Received")),
    (ItemState.IN_WAREHOUSE, N_("In the warehouse")),
    (ItemState.TRANSFERRED, N_("Handed over")),
    (ItemState.IN_USE, N_("In use")),
    (ItemState.IN_REPAIR, N_("In repair")),
    (ItemState.NON_OPERATIONAL, N_("Not working")),
    (ItemState.MISSING, N_("Missing")),
    (ItemState.STOLEN, N_("Stolen")),
    (ItemState.DESTROYED, N_("Destroyed")),
    (ItemState.RETURNED, N_("Returned")),
    (ItemState.DISPOSED, N_("Disposed of")),
    (DonationSort.DONATION, N_("Donation")),
    (DonationSort.LOAN, N_("Loan")),
    (DonationSort.SUB_ISSUE, N_("Passed on to another unit")),
    (DonationSort.RETURN, N_("Return")),
    (DonationState.DRAFT, N_("Draft")),
    (DonationState.PRINTED, N_("Printed")),
    (DonationState.SIGNED, N_("Signed")),
    (Right.TRAINER, N_("Trainer")),
    (Right.LOCAL_STAFF, N_("Local staff")),
    (Right.ADVISER, N_("Adviser")),
)


# by class and name: members of two text enums that have the same value count as equal
_WORDS = {(type(member), member.name): words for member, words in _PAIRS}


def choice_words(member: enum.Enum | None) -> str:
    """A choice in the language in use; nothing for None."""
    if member is None:
        return ""
    return _(_WORDS.get((type(member), member.name), str(member.value)))
