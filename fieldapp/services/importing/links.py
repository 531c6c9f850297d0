"""Units, partners, agreements named in cells: matched with those of the office, or made."""

from __future__ import annotations

import dataclasses as dc
import functools
import typing as t
from collections import Counter
from collections.abc import Iterable, Mapping

from fieldapp.records import ids
from fieldapp.records.fields import Record
from fieldapp.records.kinds import kind_of
from fieldapp.records.office import Agreement, Term
from fieldapp.records.search import words
from fieldapp.records.terms import VOCABULARIES
from fieldapp.records.units import Organisation, ServiceUnit
from fieldapp.text import _

R = t.TypeVar("R", bound=Record)


@functools.lru_cache(maxsize=20_000)
def name_key(text: str) -> str:
    """A name as it is compared: words without accents, in one case, whatever stands between."""
    return " ".join(words(text)) or text.strip()


class Known(t.Protocol):
    """What the office answers; a reader of the store does."""

    def every(self, kind: type[R], *, removed: bool = False) -> list[R]:
        """Records of a kind, those in the bin if asked."""


class Links:
    """Finds the record that a name stands for, and makes it where the office has none.

    Two laptops of one office make the same uid from the same name. Units are told apart by country
    and, where the file gives one, by state or province: two counties of one name in two states are
    two units. Nothing is written here: `made` is put before the rows that point to it.
    """

    def __init__(self, known: Known, *, office_code: str, country: str) -> None:
        self.country = country
        self._office = office_code
        self._made: dict[str, Record] = {}
        self.restored = 0  # of those made, how many come out of the bin
        self._units = _Index(known, ServiceUnit, self._unit_keys)
        self._organisations = _Index(known, Organisation, _organisation_keys)
        self._agreements = _Index(known, Agreement, lambda record: [(name_key(record.code),)])
        self._terms = _term_index(known.every(Term))
        self._told: set[str] = set()

    @property
    def made(self) -> tuple[Record, ...]:
        """New records and those taken out of the bin, in the order in which they were named."""
        return tuple(self._made.values())

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind are made or restored."""
        return dict(Counter(kind_of(record).key for record in self._made.values()))

    def unit(
        self,
        name: str,
        *,
        country: str | None = None,
        region: str | None = None,
        source_code: str | None = None,
    ) -> str:
        """The uid of the service or unit of that name."""
        name = " ".join(name.split())
        place = (name_key(country or self.country), name_key(region or ""))
        made = ServiceUnit(
            uid=ids.link_uid("import unit", [self._office, *place, name_key(name)]),
            name=name,
            country=country or self.country or None,
            region=region,
            source_code=source_code,
        )
        return self._linked(self._units, (*place, name_key(name)), made)

    def organisation(self, name: str) -> str:
        """The uid of the partner of that name."""
        name = " ".join(name.split())
        uid = ids.link_uid("import organisation", [self._office, name_key(name)])
        made = Organisation(uid=uid, name=name)
        return self._linked(self._organisations, (name_key(name),), made)

    def agreement(self, code: str, **fields: t.Any) -> str:
        """The uid of the agreement of that code; `fields` are those of a new one."""
        code = " ".join(code.split())
        uid = ids.link_uid("import agreement", [self._office, name_key(code)])
        made = Agreement(uid=uid, code=code, **fields)
        return self._linked(self._agreements, (name_key(code),), made)

    def named(self, kind: str, text: str) -> str:
        """The uid of a unit, organisation or agreement by its kind's key."""
        if kind == "unit":
            return self.unit(text)
        return self.organisation(text) if kind == "organisation" else self.agreement(text)

    def term(self, vocabulary: str, text: str) -> str | None:
        """The code of the word of a list that a text means by code or label."""
        return self._terms.get((vocabulary, name_key(text)))

    def first_time(self, what: str) -> bool:
        """Whether this is asked for the first time: what is true of many rows is told once."""
        if what in self._told:
            return False
        self._told.add(what)
        return True

    def _unit_keys(self, unit: ServiceUnit) -> list[tuple[str, ...]]:
        place = (name_key(unit.country or self.country), name_key(unit.region or ""))
        names = (unit.name, unit.name_local, unit.short_code, unit.acronym, *unit.aliases)
        return [(*place, name_key(name)) for name in names if name]

    def _linked(self, index: _Index[R], key: tuple[str, ...], made: R) -> str:
        """By the uid that an earlier import gave it, by name, from the bin, or new."""
        own = index.of_uid(made.uid)
        alive = own if own is not None and not own.removed else index.alive.get(key)
        found = alive or own or index.removed.get(key)
        if found is None:
            self._made[made.uid] = made
            index.add(made, key)
            return made.uid
        if found.removed:
            restored = dc.replace(found, removed=False, removed_why=None)
            self._made[found.uid] = restored
            self.restored += 1
            index.add(restored, key)
        return found.uid


class _Index(t.Generic[R]):
    """The records of one kind by the keys of their names."""

    def __init__(
        self,
        known: Known,
        kind: type[R],
        keys: t.Callable[[R], Iterable[tuple[str, ...]]],
    ) -> None:
        self.alive: dict[tuple[str, ...], R] = {}
        self.removed: dict[tuple[str, ...], R] = {}
        self._uids: dict[str, R] = {}
        for removed, index in ((True, self.removed), (False, self.alive)):
            for record in known.every(kind, removed=removed):
                self._uids[record.uid] = record
                for key in keys(record):
                    index.setdefault(key, record)

    def of_uid(self, uid: str) -> R | None:
        """The record of a uid, also from the bin."""
        return self._uids.get(uid)

    def add(self, record: R, key: tuple[str, ...]) -> None:
        """One more that the office will have."""
        self.alive[key] = record
        self._uids[record.uid] = record


def _organisation_keys(record: Organisation) -> list[tuple[str, ...]]:
    return [(name_key(name),) for name in (record.name, record.acronym) if name]


def _term_index(terms: Iterable[Term]) -> Mapping[tuple[str, str], str]:
    """(list, word) -> code: by codes first, then by labels; the office's, then those shipped."""
    index: dict[tuple[str, str], str] = {}
    ordered = sorted(terms, key=lambda term: term.retired)
    shipped = [
        (vocabulary, code, label)
        for vocabulary, listed in VOCABULARIES.items()
        for code, label in listed.items()
    ]
    for vocabulary, code in [
        *((term.vocabulary, term.code) for term in ordered),
        *((vocabulary, code) for vocabulary, code, _label in shipped),
    ]:
        index.setdefault((vocabulary, name_key(code)), code)
    for term in ordered:
        for label in (term.label, *term.labels):
            index.setdefault((term.vocabulary, name_key(label)), term.code)
    for vocabulary, code, label in shipped:
        for word in (label, _(label)):
            index.setdefault((vocabulary, name_key(word)), code)
    return index
