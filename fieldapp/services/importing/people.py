"""People from lists of names, each with the post that the list gives."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.records import ids
from fieldapp.records.fields import Record, fields_of
from fieldapp.records.people import Assignment, Person, full_name
from fieldapp.records.units import ServiceUnit
from fieldapp.services.importing.building import built
from fieldapp.services.importing.links import Links, name_key
from fieldapp.services.importing.results import Severity
from fieldapp.services.importing.slots import own_slot, slot_of, slots_of
from fieldapp.services.importing.targets import Row, Target, Tell
from fieldapp.text import N_, _

NAME_WHOLE = N_("The name stands in one column and was not split; it is kept as given names.")
NAMESAKE = N_("Row {row} has the same name and date of birth; both are kept. Compare them.")
NAMESAKE_KNOWN = N_(
    "The office has a person of this name and date of birth; both are kept. Compare them."
)

_FULL_NAME = (
    "name", "student name", "participant", "participant name", "nom et prénom", "nom et prénoms",
    "nom complet", "nombre completo", "nombre y apellidos", "الاسم", "नाम",
)  # fmt: skip
_UNIT = fields_of(ServiceUnit)
_POST = {
    key: slot
    for key, slot in slots_of([Assignment]).items()
    if key in {"unit", "position", "rank", "rank_local", "work_email", "years"}
}
_SLOTS = {
    **_POST,
    **slots_of([Person]),
    "whole": own_slot("whole", str, N_("Full name"), _FULL_NAME, person=True),
    "country": slot_of(_UNIT["country"]),
    "region": slot_of(_UNIT["region"]),
}
_ON_THE_POST = frozenset(_POST) | {"country", "region"}
_NAMES = frozenset({"given", "family", "whole", "name_local"})


def _build(row: Row, links: Links) -> tuple[Record, ...]:
    """The person and, where the list names a unit, position or rank, the post."""
    posted = bool(_POST.keys() & row.texts.keys())
    spent = {"whole", *(_ON_THE_POST if posted else ())}
    person = built(Person, row, links, spent=spent, **_names(row))
    if not posted:
        return (person,)
    unit = row.values.get("unit")
    place = {key: row.values.get(key) for key in ("country", "region")}
    holder = (
        links.unit(unit, **{key: value for key, value in place.items() if isinstance(value, str)})
        if isinstance(unit, str)
        else None
    )
    post = built(
        Assignment,
        row,
        links,
        uid=ids.link_uid("import post", [row.uid]),
        spent=_SLOTS.keys() - _POST.keys(),
        person=person.uid,
        unit=holder,
    )
    return (person, post)


def _names(row: Row) -> dict[str, str]:
    """A whole name is split only where a comma shows the place: "MENSAH, Ama"."""
    whole = row.values.get("whole")
    if not isinstance(whole, str) or {"given", "family"} & row.values.keys():
        return {}
    family, comma, given = (part.strip() for part in whole.partition(","))
    if comma and family and given and "," not in given:
        return {"given": given, "family": family}
    row.tell("whole", whole, _(NAME_WHOLE), Severity.NOTE)
    return {"given": whole}


class Namesakes:
    """Finds people who are certainly the same, and those who may be."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], str] = {}
        self._office: dict[tuple[str, str], str] = {}
        self._file: dict[tuple[str, str], int] = {}

    def prepare(self, records: Iterable[Record]) -> None:
        """Learn the people of the office."""
        for record in records:
            if isinstance(record, Person):
                for number in self._numbers_of(record):
                    self._numbers[number] = record.uid
                if key := self._key(record):
                    self._office[key] = record.uid

    def same_as(self, record: Record) -> str | None:
        """The person of the office with the same national number or service number and name."""
        if not isinstance(record, Person):
            return None
        for number in self._numbers_of(record):
            if number in self._numbers:
                return self._numbers[number]
        return None

    def look(self, number: int, record: Record, tell: Tell) -> None:
        """Say who has the same name and date of birth: two people may well."""
        key = self._key(record) if isinstance(record, Person) else None
        if key is None or not isinstance(record, Person):
            return
        if self._office.get(key, record.uid) != record.uid:
            tell("family", full_name(record), _(NAMESAKE_KNOWN))
        if key in self._file:
            tell("family", full_name(record), _(NAMESAKE).format(row=self._file[key]))
        self._file.setdefault(key, number)

    @staticmethod
    def _key(person: Person) -> tuple[str, str] | None:
        name = " ".join(sorted(name_key(full_name(person)).split()))
        return (name, str(person.born)) if person.born and name else None

    @staticmethod
    def _numbers_of(person: Person) -> list[tuple[str, str]]:
        """Numbers are compared with the name: offices of one country issue the same ones."""
        name = " ".join(sorted(name_key(full_name(person)).split()))
        numbers = (person.national_id, person.service_no)
        return [(name, name_key(number)) for number in numbers if number]


PEOPLE = Target(
    key="people",
    label=N_("People"),
    kinds=(Person,),
    slots=_SLOTS,
    must=(_NAMES, frozenset(_SLOTS) - _NAMES - {"country", "note"}),
    build=_build,
    sums={},
    last_look=Namesakes,
)
