"""Rows that came back, and answers that got lost: everything comes to rest."""

from __future__ import annotations

import dataclasses as dc
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.records.exchange import Code, Damaged
from fieldapp.records.people import Person
from fieldapp.services.exchange.applying import Applied
from fieldapp.store import doubts, ledger
from fieldapp.store.ledger import Behind
from tests.exchange.checks import bad
from tests.exchange.machine import memory
from tests.exchange.world import Replica, World, template

UNFIT = "11"
"""What headquarters of these tests cannot hold."""


@pytest.fixture
def world() -> Iterator[World]:
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        made = World(Path(folder), template(Path(folder)), 7, bad)
        yield made
        made.close()


def exchange(world: World, replica: Replica) -> None:
    world.hq.take(replica.export())
    said, _changed = replica.apply(world.hq.answer(replica.state.office))
    assert said is Applied.DONE


def codes(replica: Replica) -> list[Code]:
    with replica.file.reading() as reader:
        return [row.code for row in doubts.list_returned(reader)]


def test_a_returned_row_is_off_the_list_once_its_correction_arrives(world: World) -> None:
    office = world.reps[0]
    uid = office.new({"given": UNFIT, "family": "Mensah"})
    exchange(world, office)
    assert codes(office) == [Code.UNFIT]
    assert office.confirmed()[1] == set()
    office.edit(uid, given="Ama")
    exchange(world, office)
    assert codes(office) == []
    assert office.confirmed()[1] == {uid}


def test_a_returned_row_takes_the_place_of_the_one_before_it(world: World) -> None:
    office = world.reps[0]
    uid = office.new({"given": UNFIT, "family": "Mensah"})
    first = office.export()
    world.hq.take(first)
    second = office.export(full=True)
    office.edit(uid, family="Osei")
    world.hq.take(office.export())
    assert len(world.hq.returned()) == 1
    world.hq.take(second)
    assert len(world.hq.returned()) == 1, "an old one that comes late is not returned again"
    office.edit(uid, given="Ama")
    exchange(world, office)
    assert world.hq.returned() == set()
    assert office.confirmed()[1] == {uid}


def test_another_office_settles_nothing_that_was_returned(world: World) -> None:
    office, other = world.reps[0], world.reps[2]
    uid = office.new({"given": "Ama", "family": "Mensah"})
    exchange(world, office)
    office.edit(uid, given=UNFIT)
    package = office.export()
    world.hq.take(package)
    before = world.hq.returned()
    row = dc.replace(package.rows[0], ver="zz", ancestors=(package.rows[0].ver,))
    other.new({"given": "Kofi", "family": "Boateng"})
    stolen = other.export()
    world.hq.take(dc.replace(stolen, rows=(row,)))
    assert world.hq.returned() == before | {(uid, "zz")}


def test_a_returned_row_does_not_grow_with_each_answer(world: World) -> None:
    office = world.reps[0]
    uid = office.new({"given": "Ama", "family": "Mensah"})
    exchange(world, office)
    office.edit(uid, given=UNFIT)
    world.hq.edit(uid, family="Osei")
    for _round in range(4):
        exchange(world, office)
    with office.file.reading() as reader:
        line, person = reader.lineage(Person, uid), reader.get(Person, uid)
    assert line is not None
    assert len(line.ancestors) == len(set(line.ancestors)) <= 3
    assert person is not None
    assert (person.given, person.family) == (UNFIT, "Osei")
    assert office.unconfirmed() == []


@pytest.mark.parametrize("ver_is_edited", [False, True])
def test_a_row_edited_on_the_way_is_offered_again_and_then_confirmed(
    world: World,
    ver_is_edited: bool,
) -> None:
    office = world.reps[0]
    uid = office.new({"given": "Ama", "family": "Mensah"})
    other = office.new({"given": "Kofi", "family": "Boateng"})
    package = office.export()
    row = next(row for row in package.rows if row.uid == uid)
    ver = "f" * 32 if ver_is_edited else row.ver
    broken = Damaged(kind="person", uid=uid, ver=ver, number=2)
    rest = tuple(row for row in package.rows if row.uid == other)
    world.hq.take(dc.replace(package, rows=rest, damaged=(broken,)))
    office.apply(world.hq.answer("GT01"))
    assert codes(office) == [Code.EDITED]
    assert office.confirmed()[1] == {other}
    assert office.unconfirmed() == [uid]
    exchange(world, office)
    assert codes(office) == []
    assert office.confirmed()[1] == {uid, other}
    assert office.unconfirmed() == []


def test_a_second_laptop_does_not_offer_what_was_edited_on_the_way_of_the_first(
    world: World,
) -> None:
    first, second = world.reps[:2]
    uid = first.new({"given": "Ama", "family": "Mensah"})
    exchange(world, first)
    exchange(world, second)
    first.edit(uid, given="Amah")
    package = first.export()
    broken = Damaged(kind="person", uid=uid, ver=package.rows[0].ver, number=2)
    world.hq.take(dc.replace(package, rows=(), damaged=(broken,)))
    exchange(world, second)
    assert second.unconfirmed() == []
    first.apply(world.hq.answer("GT01"))
    assert first.unconfirmed() == [uid]
    exchange(world, first)
    assert world.hq.people()[uid][0].given == "Amah"


def test_an_answer_over_a_gap_asks_for_a_sending_even_if_nothing_changed(world: World) -> None:
    office = world.reps[0]
    uid = office.new({"given": "Ama", "family": "Mensah"})
    exchange(world, office)
    old_disk = office.raw()
    exchange(world, office)
    exchange(world, office)  # from now on headquarters builds on an answer that the disk lacks
    world.hq.edit(uid, family="Osei")
    office.put_back(old_disk)
    said, changed = office.apply(world.hq.answer("GT01"))
    assert said is Applied.GAP
    assert not changed
    with office.file.reading() as reader:
        assert ledger.behind_by(reader) is Behind.ANSWER
    exchange(world, office)
    assert office.people()[uid].family == "Osei"
    exchange(world, office)  # its numbers were in use: it is another installation since then
    with office.file.reading() as reader:
        assert ledger.behind_by(reader) is Behind.NOTHING


def test_a_restored_headquarters_builds_on_no_answer_of_before(world: World) -> None:
    """The second laptop hears of the restore though it sends nothing."""
    first, second = world.reps[:2]
    for replica in (first, second, first, second):
        exchange(world, replica)
    backup, epoch = world.hq.raw(), world.hq.file.state.epoch
    uid = second.new({"given": "Ama", "family": "Mensah"})
    exchange(world, second)
    world.hq.put_back(backup)
    world.hq.begin_anew(epoch)
    exchange(world, first)
    exchange(world, first)
    assert uid not in world.hq.people()
    said, _changed = second.apply(world.hq.answer("GT01"))
    assert said is Applied.DONE
    assert second.unconfirmed() == [uid]
    exchange(world, second)
    assert uid in world.hq.people()


def test_after_a_restore_answers_hold_no_more_than_before(world: World) -> None:
    """What the installation was before hears nothing any more and holds no answer back."""
    office = world.reps[0]
    uids = [office.new({"given": "Ama", "family": "Mensah"}) for _number in range(3)]
    exchange(world, office)
    for _restore in range(2):
        office.reincarnate()
    exchange(world, office)
    exchange(world, office)
    assert world.hq.answer("GT01").rows == ()
    world.hq.edit(uids[0], family="Osei")
    assert [row.uid for row in world.hq.answer("GT01").rows] == [uids[0]]


def test_an_installation_thought_gone_is_heard_as_soon_as_it_sends(world: World) -> None:
    office = world.reps[0]
    uid = office.new({"given": "Ama", "family": "Mensah"})
    exchange(world, office)
    clone = world.clone(office)
    world.reps.append(clone)
    clone.reincarnate()
    exchange(world, clone)
    exchange(world, clone)
    clone.edit(uid, family="Osei")
    exchange(world, clone)
    exchange(world, clone)
    said, _changed = office.apply(world.hq.answer("GT01"))
    assert said is Applied.GAP
    exchange(world, office)
    assert office.people()[uid].family == "Osei"


def test_an_answer_made_for_one_installation_is_no_answer_for_another(world: World) -> None:
    """It leaves out what that one sent itself, which a copy of its disk does not have."""
    office = world.reps[0]
    uid = office.new({"given": "Ama", "family": "Mensah"})
    exchange(world, office)
    copied = world.clone(office)
    world.reps.append(copied)
    copied.reincarnate()
    office.edit(uid, family="Osei")
    exchange(world, office)
    said, _changed = copied.apply(world.hq.answer("GT01"))
    assert said is Applied.GAP
    exchange(world, copied)
    assert copied.people()[uid].family == "Osei"


def test_a_copied_disk_that_got_a_name_of_its_own_hears_everything_once(world: World) -> None:
    """Under its former name it took answers that left out what its twin had sent."""
    office = world.reps[0]
    uid = office.new({"given": "Ama", "family": "Mensah"})
    exchange(world, office)
    copied = world.clone(office)
    world.reps.append(copied)
    office.edit(uid, family="Osei")
    exchange(world, office)
    said, _changed = copied.apply(world.hq.answer("GT01"))
    assert said is Applied.DONE
    assert copied.people()[uid].family == "Mensah"
    copied.reincarnate()
    exchange(world, copied)
    assert copied.people()[uid].family == "Osei"
    exchange(world, copied)
    assert world.hq.answer("GT01").rows == ()
