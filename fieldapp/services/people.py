"""People and where they serve, the tree of services and units, partner organisations."""

from __future__ import annotations

import dataclasses as dc
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fieldapp.errors import UserError
from fieldapp.records.changes import Changes, Why
from fieldapp.records.people import Assignment, Person, full_name
from fieldapp.records.search import normalised
from fieldapp.records.units import Organisation, ServiceUnit
from fieldapp.services.listing import present
from fieldapp.services.opening import OpenOffice
from fieldapp.store.reading import Reader
from fieldapp.text import N_, _

STEP = " › "
"""Stands between the names of a path, which leads from the root to the unit."""


@dc.dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with the newest post; empty texts where none is known."""

    person: Person
    unit_name: str
    rank: str
    position: str


@dc.dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the tree; `depth` is 0 for a root, `path` the names from the root to it."""

    unit: ServiceUnit
    path: str
    depth: int


@dc.dataclass(frozen=True, slots=True)
class Post:
    """What matters of an assignment in lists; `unit` is a uid or empty."""

    unit: str
    rank: str
    position: str


class People:
    """Whom the office works with."""

    def __init__(self, office: OpenOffice) -> None:
        self._office = office

    def people(self, uids: Iterable[str] | None = None) -> list[PersonRow]:
        """People in order of family and given names, each with the newest post.

        All of them, or those out of the bin among `uids`: to show again what changed.
        """
        with self._office.reading() as reader:
            everyone = present(reader, Person, uids)
            few = None if uids is None else [person.uid for person in everyone]
            posts = newest_posts(reader, few)
            names = dict(reader.columns(ServiceUnit, ("uid", "name")))
        none = Post("", "", "")
        rows = []
        for person in everyone:
            post = posts.get(person.uid, none)
            rows.append(PersonRow(person, names.get(post.unit, ""), post.rank, post.position))
        return sorted(rows, key=lambda row: name_order(row.person))

    def assignments(self, person_uid: str) -> list[Assignment]:
        """A person's posts, newest first."""
        with self._office.reading() as reader:
            posts = reader.every(Assignment, person=person_uid)
        return sorted(posts, key=_recency, reverse=True)

    def assign(self, person_uid: str, assignment: Assignment) -> Changes:
        """Keep a new or corrected post of a person.

        Raises:
            UserError: the person is not here.
        """
        with self._office.reading() as reader:
            person = reader.get(Person, person_uid)
        if person is None or person.removed:
            raise UserError(_("This person is not in the list any more. Look in the bin."))
        why = Why(N_("change the post of {title}"), {"title": full_name(person)})
        with self._office.unit(why) as unit:
            unit.put(dc.replace(assignment, person=person_uid))
            return unit.commit()

    def units(self) -> list[UnitRow]:
        """All services and units in the order of the tree, names in order within a parent."""
        with self._office.reading() as reader:
            return list(_tree(reader.every(ServiceUnit)))

    def organisations(self) -> list[Organisation]:
        """All partner organisations by name."""
        with self._office.reading() as reader:
            found = reader.every(Organisation)
        return sorted(found, key=lambda one: normalised(one.name))


def name_order(person: Person) -> tuple[str, str]:
    """What people are sorted by: family name, or the only one, then given names."""
    return ((person.family or person.given).casefold(), person.given.casefold())


def newest_posts(reader: Reader, people: Iterable[str] | None = None) -> dict[str, Post]:
    """Person uid -> newest post, for some people or for all: one query, whole records are dear."""
    keys = ("person", "unit", "rank", "position", "since", "until", "uid")
    found: dict[str, tuple[tuple[bool, str, str], Post]] = {}
    for row in reader.columns(Assignment, keys, field="person", among=people):
        person, unit, rank, position, since, until, uid = row
        recency = (until is None, since or "", uid)
        if person not in found or found[person][0] < recency:
            found[person] = recency, Post(unit or "", rank or "", position or "")
    return {person: post for person, (_recency_, post) in found.items()}


def _recency(post: Assignment) -> tuple[bool, str, str]:
    """Posts that still last come after ended ones, then by their first day, then as written."""
    return (post.until is None, post.since.text if post.since else "", post.uid)


def _tree(units: Sequence[ServiceUnit]) -> Iterator[UnitRow]:
    """Depth first; a unit whose parent is missing, or its own descendant, stands as a root."""
    known = {unit.uid for unit in units}
    ordered = sorted(units, key=lambda unit: (normalised(unit.name), unit.uid))
    below: dict[str, list[ServiceUnit]] = {}
    for unit in ordered:
        parent = unit.parent if unit.parent in known else ""
        below.setdefault(parent or "", []).append(unit)
    seen: set[str] = set()
    yield from _branch(below.get("", ()), below, seen)
    for unit in ordered:
        if unit.uid not in seen:
            yield from _branch((unit,), below, seen)


def _branch(
    roots: Iterable[ServiceUnit], below: Mapping[str, list[ServiceUnit]], seen: set[str]
) -> Iterator[UnitRow]:
    waiting = [(unit, unit.name, 0) for unit in reversed(list(roots))]
    while waiting:
        unit, path, depth = waiting.pop()
        if unit.uid in seen:
            continue
        seen.add(unit.uid)
        yield UnitRow(unit, path, depth)
        waiting.extend(
            (child, path + STEP + child.name, depth + 1)
            for child in reversed(below.get(unit.uid, ()))
        )
