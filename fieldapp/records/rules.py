"""Rules that nobody may pass by; a problem says where it is, what it blocks, what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fieldapp.records import equipment, people, training
from fieldapp.records.fields import Need, Record, fields_of
from fieldapp.text import N_


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing or wrong in one field of a record.

    Attributes:
        field: the key; "" where it concerns the whole record.
        need: SAVE blocks keeping, COMPLETE makes it incomplete, LOCK blocks the lock for reports.
        message: an English sentence marked with N_.
    """

    field: str
    need: Need
    message: str


MISSING = N_("This is not filled in.")
UNFIT = N_("This value does not fit the field and was not taken over: {value}")


def problems(record: Record, *, vetted: bool = False) -> list[Problem]:
    """All problems of a record alone; `vetted` adds what vetting by law needs (records.md a20)."""
    found = [Problem(key, Need.COMPLETE, UNFIT.replace("{value}", text))
             for key, text in record.unfit.items()]  # fmt: skip
    for key, entry in fields_of(type(record)).items():
        need = entry.field.need
        if need is Need.OPTIONAL or key in record.unfit or (need is Need.VETTING and not vetted):
            continue
        if getattr(record, key) in (None, "", ()):
            found.append(Problem(key, need, MISSING))
    if rule := _RULES.get(type(record)):
        found = rule(record, found)
    return found


def blocks_saving(record: Record) -> list[Problem]:
    """The problems for which a record cannot be kept at all."""
    return [problem for problem in problems(record) if problem.need is Need.SAVE]


def incomplete(record: Record) -> list[Problem]:
    """What the pill "not complete" lists."""
    return [p for p in problems(record) if p.need in {Need.SAVE, Need.COMPLETE}]


def _person(record: people.Person, found: list[Problem]) -> list[Problem]:
    if record.one_name:
        found = [p for p in found if p.field != "family"]
    if not record.given and (record.family or record.name_local):
        found = [p for p in found if p.field != "given"]
    if record.us_citizen:
        found = [p for p in found if p.need is not Need.VETTING]
    elif record.born is None and "born" not in record.unfit and not record.old:
        found = [p for p in found if p.field != "born"]
        found.append(Problem("born", Need.COMPLETE, MISSING))
    return found


def _event(record: training.Event, found: list[Problem]) -> list[Problem]:
    if record.old:
        found = [p for p in found if p.field not in {"start", "place"}]
    if record.start and record.end and record.end < record.start:
        found.append(Problem("end", Need.COMPLETE, N_("The last day is before the first day.")))
    if (record.headcount or 0) < 0 or (record.headcount_women or 0) < 0:
        found.append(Problem("headcount", Need.COMPLETE, N_("A headcount cannot be below zero.")))
    if (record.headcount_women or 0) > (record.headcount or record.headcount_women or 0):
        found.append(
            Problem(
                "headcount_women", Need.COMPLETE, N_("There are more women than people in all.")
            )
        )
    return found


def _item(record: equipment.Item, found: list[Problem]) -> list[Problem]:
    if record.serial_why or (record.old and not record.serial):
        found = [p for p in found if p.field != "serial"]
    if record.old:
        found = [p for p in found if p.field != "tag"]
    return found


def _lot(record: equipment.Lot, found: list[Problem]) -> list[Problem]:
    if record.quantity is not None and record.quantity < 0:
        found.append(Problem("quantity", Need.COMPLETE, N_("A quantity cannot be below zero.")))
    return found


def _line(record: equipment.DonationLine, found: list[Problem]) -> list[Problem]:
    if not (record.item or record.lot):
        found.append(Problem("item", Need.SAVE, N_("Choose an item or a batch.")))
    if record.quantity is not None and record.quantity < 1:
        found.append(
            Problem("quantity", Need.COMPLETE, N_("Write how many pieces were given, 1 or more."))
        )
    return found


_RULES: dict[type[Record], Callable[..., list[Problem]]] = {
    people.Person: _person,
    training.Event: _event,
    equipment.Item: _item,
    equipment.Lot: _lot,
    equipment.DonationLine: _line,
}
