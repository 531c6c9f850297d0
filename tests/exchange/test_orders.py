"""Whatever order packages arrive in: the same records (I3), one-sided changes kept (I5, I9)."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.records.exchange import Package
from fieldapp.records.merge import EDIT_OF_REMOVED, expanded, merge
from fieldapp.records.people import Person
from fieldapp.services.exchange import taking_in
from fieldapp.store import doubts, ledger
from fieldapp.store.reading import Reader
from tests.exchange.machine import memory
from tests.exchange.world import World, template

Standing = tuple[str, Person | str | None]
"""The version of a record with the record or, of a removed one, the reason alone."""


def standing(reader: Reader) -> dict[str, Standing]:
    """uid -> what stands there; a removal carries no fields, so only its reason counts."""
    people = reader.every(Person) + reader.every(Person, removed=True)
    lines = {person.uid: reader.lineage(Person, person.uid) for person in people}
    return {
        person.uid: (line.ver or "", person.removed_why if person.removed else person)
        for person in people
        if (line := lines[person.uid]) is not None
    }


def nothing_refused(_value: object) -> bool:
    return False


@pytest.fixture
def world() -> Iterator[World]:
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        made = World(Path(folder), template(Path(folder)), 7, nothing_refused)
        yield made
        made.close()


def six_packages(world: World) -> list[Package]:
    """One laptop's week: new, changed, removed and brought back, none of it confirmed yet."""
    office = world.reps[0]
    made = []
    ama = office.new({"given": "Ama", "family": "Mensah"})
    kofi = office.new({"given": "Kofi", "family": "Boateng"})
    made.append(office.export())
    office.edit(ama, given="Amah")
    made.append(office.export())
    esi = office.new({"given": "Esi", "family": "Addo"})
    office.edit(kofi, removed=True)
    made.append(office.export())
    office.edit(ama, family="Osei")
    office.edit(esi, given="Essie")
    made.append(office.export(full=True))
    office.edit(kofi, removed=False)
    office.edit(kofi, family="Boateng-Addo")
    made.append(office.export())
    office.edit(esi, removed=True)
    office.new({"given": "Yaw", "family": "Darko"})
    made.append(office.export())
    return made


def reached_by(world: World, order: tuple[Package, ...], number: int) -> dict[str, Standing]:
    """What stands at headquarters after an order of packages; nothing of it is kept."""
    now = world.clock.now()
    with world.hq.unit() as unit:
        for place, package in enumerate(order):
            # once, twice or three times, and an earlier one again in between
            for _again in range(1 + (number + place) % 3):
                taking_in.take_in(unit, package, None, now)
            taking_in.take_in(unit, order[(number * place) % (place + 1)], None, now)
        assert doubts.list_conflicts(unit) == [], "I16 one laptop does not clash with itself"
        return standing(unit)


def test_all_720_orders_of_six_packages_lead_to_the_same_records(world: World) -> None:
    packages = six_packages(world)
    with world.hq.unit() as unit:
        ledger.enrol(unit, packages[0].replica, "GT01", "", world.clock.now())
        unit.commit()
    with world.reps[0].file.reading() as reader:
        office = standing(reader)
    assert len(office) == 4
    for number, order in enumerate(itertools.permutations(packages)):
        assert reached_by(world, order, number) == office, ("I3", number)


def test_two_packages_under_one_number_raise_the_alarm_once(world: World) -> None:
    office, clone = world.reps[0], world.clone(world.reps[0])
    world.reps.append(clone)
    office.new({"given": "Ama", "family": "Mensah"})
    clone.new({"given": "Kofi", "family": "Boateng"})
    first, second = office.export(), clone.export()
    assert not world.hq.take(first).forked
    assert world.hq.take(second).forked
    assert world.hq.take(second).duplicate
    was = clone.state.replica
    clone.apply(world.hq.answer("GT01"))
    assert clone.state.replica != was, "the copy becomes an installation of its own"
    assert office.state.replica == was


VALUES = st.sampled_from(["", "a", "b", "c"])
CONTENT = st.fixed_dictionaries({"given": VALUES, "family": VALUES, "note": VALUES}).map(
    lambda chosen: {key: value for key, value in chosen.items() if value}
)


@given(base=CONTENT, ours=CONTENT, theirs=CONTENT)
def test_a_change_of_one_side_survives_and_one_of_both_sides_clashes(
    base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]
) -> None:
    merged = merge(base, ours, theirs)
    clashing = {clash.field: (clash.ours, clash.theirs) for clash in merged.clashes}
    for key in ("given", "family", "note"):
        before, mine, other, now = (side.get(key) for side in (base, ours, theirs, merged.content))
        if other in {mine, before}:
            assert now == mine, "I9"
            assert key not in clashing
        elif mine == before:
            assert now == other, "I9"
            assert key not in clashing
        else:
            assert now == mine, "the present value stays"
            assert clashing[key] == (mine, other), "both are kept"


@given(ours=CONTENT, theirs=CONTENT)
def test_without_a_common_ancestor_every_difference_is_kept_for_a_person(
    ours: dict[str, str], theirs: dict[str, str]
) -> None:
    merged = merge(None, ours, theirs)
    different = {key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)}
    assert merged.content == ours
    assert {clash.field for clash in merged.clashes} == different


@given(base=CONTENT, theirs=CONTENT)
def test_an_edit_of_a_removed_record_changes_nothing_in_it(
    base: dict[str, str], theirs: dict[str, str]
) -> None:
    ours = {**base, "removed": "-"}
    merged = merge(base, ours, theirs)
    assert merged.content == ours
    kept = [clash for clash in merged.clashes if clash.field == EDIT_OF_REMOVED]
    assert [clash.theirs for clash in kept] == ([theirs] if theirs != base else [])


def test_a_removal_carries_the_fields_of_the_version_it_removed() -> None:
    base = {"given": "Ama", "removed": "typed twice"}
    assert expanded({"removed": "-"}, base) == {"given": "Ama", "removed": "-"}
