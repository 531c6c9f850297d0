"""Events from lists of courses: a course with a quantity becomes an event with a headcount."""

from __future__ import annotations

import re

from fieldapp.records.fields import Record
from fieldapp.records.training import Event, EventState
from fieldapp.services.importing.building import built
from fieldapp.services.importing.links import Links
from fieldapp.services.importing.slots import head_key, slots_of
from fieldapp.services.importing.targets import Row, Sum, Target, Values
from fieldapp.text import N_, _

# As the yearly report on foreign military training heads its tables:
# "IMET-1 - Fiscal Year 2018 Department of State Training".
_PROGRAM = re.compile(
    r"(?P<fund>.+?)\s+-\s+(?:Fiscal Year|FY)\s*(?P<year>(?:19|20)\d\d)"
    r"\s*(?P<by>.*?)(?:\s+Training)?",
    re.IGNORECASE,
)
_AND_COUNT = re.compile(r"(?P<name>.*\S)\s+-\s+(?P<count>\d+)")

_FUND_SOURCES = {
    "regional centers": "RC",
    "section 333": "333",
    "section 506": "506",
    "section 1206": "1206",
    "non sa uc": "NON-SA",
    "misc dod dos non sa": "NON-SA",
    "service academies": "ACADEMIES",
    "dohs uscg": "USCG",
}
"""Programs as that report calls them -> codes of the list of fund sources."""

NO_FUND_SOURCE = N_("This program is not in the list of fund sources; the agreement has none yet.")


def _build(row: Row, links: Links) -> tuple[Record, ...]:
    """An event that is over and counted without names, as an old record."""
    country = _text(row.values.get("country"))
    lead, line = _lead(_text(row.values.get("lead")), row)
    kept = Row(row.uid, row.values, row.unfit, row.texts, row.heads, (*line, *row.lines), row.tell)
    units = row.values.get("host_units")
    names = units if isinstance(units, tuple) else ()
    event = built(
        Event,
        kept,
        links,
        headcount_only=True,
        lead=links.organisation(lead) if lead else None,
        host_units=tuple(dict.fromkeys(links.unit(name, country=country) for name in names)),
        agreements=_agreements(row, links),
        **({} if "state" in row.values else {"state": EventState.HELD}),
    )
    return (event,)


def _lead(text: str | None, row: Row) -> tuple[str | None, tuple[str, ...]]:
    """The organisation that trains, and a line for the note if its headcount stood behind it."""
    found = _AND_COUNT.fullmatch(" ".join((text or "").split()))
    if found is None or text is None:
        return text, ()
    return found["name"], (f"{row.heads['lead']}: {' '.join(text.split())}",)


def _agreements(row: Row, links: Links) -> tuple[str, ...]:
    """Those that a column names, and the fund with its fiscal year from the program."""
    named = row.values.get("agreements")
    codes = named if isinstance(named, tuple) else ()
    uids = [links.agreement(code) for code in codes]
    program = " ".join((_text(row.values.get("source_program")) or "").split())
    if found := _PROGRAM.fullmatch(program):
        fund = found["fund"]
        fund_source = _FUND_SOURCES.get(head_key(fund)) or links.term("fund_source", fund)
        if fund_source is None and links.first_time(f"fund source {fund}"):
            row.tell("source_program", fund, _(NO_FUND_SOURCE))
        uids.append(
            links.agreement(
                f"{fund} FY{found['year']}",
                fund_source=fund_source,
                funder=_funder(found["by"], fund_source, links),
                year=int(found["year"]),
                unfit={} if fund_source else {"fund_source": fund},
            )
        )
    return tuple(dict.fromkeys(uids))


def _funder(department: str, fund_source: str | None, links: Links) -> str | None:
    """The funder; of the Department of State's funds only INCLE is certainly that of INL."""
    if head_key(department) == "department of state":
        return "dos-inl" if fund_source == "INCLE" else "dos"
    return links.term("funder", department)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(values: Values, key: str) -> int:
    found = values.get(key)
    return int(found) if isinstance(found, int) else 0


def _headcount(record: Record) -> int:
    return (record.headcount or 0) if isinstance(record, Event) else 0


def _cost(record: Record) -> int:
    return int(record.cost or 0) if isinstance(record, Event) else 0


EVENTS = Target(
    key="events",
    label=N_("Events"),
    kinds=(Event,),
    slots=slots_of([Event]),
    must=(frozenset({"name"}), frozenset({"start", "end", "place", "headcount"})),
    build=_build,
    sums={
        "quantity": Sum(
            N_("People"), "headcount", lambda values: _number(values, "headcount"), _headcount
        ),
        "value": Sum(N_("Cost"), "cost", lambda values: _number(values, "cost"), _cost, money=True),
    },
)
