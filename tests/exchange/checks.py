"""What must hold after each step and once the line is good again: I1 … I16 of sync.md §1.8."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from fieldapp.records.exchange import Answer, Package
from fieldapp.services.exchange import taking_in
from tests.exchange.world import FIELDS, Headquarters, Replica, World

FOREIGN = "zz"
"""The version of a row that an office sends of a record of another."""

EXTRA = {"hat_size": "58"}
"""A field that only a newer version of the program knows."""


def bad(value: Any) -> bool:
    """What headquarters refuses in these tests: it stands for a value its field cannot hold."""
    return isinstance(value, str) and value.isdigit() and int(value) % 11 == 0


class Checked(RuleBasedStateMachine):
    """The state of a run and everything that is asserted of it; `machine` has the rules.

    Attributes:
        net, answers: every package and answer ever made; delivered at any time, often, or never.
        ever: those packages that headquarters was given, by id.
        taken: those of them that it holds, after whatever restores.
        minted: value -> record, of all that people typed.
        over: values replaced by who had seen them, or lost with a disk.
        before: value -> the one it replaced, as its author saw it.
    """

    root: Path
    template: Path

    @initialize(seed=st.integers(0, 99))
    def begin(self, seed: int) -> None:
        self.world = World(self.root, self.template, seed, refused=bad)
        self.net: list[Package] = []
        self.answers: list[Answer] = []
        self.tokens = itertools.count(1)
        self.minted: dict[str, str] = {}
        self.over: set[str] = set()
        self.before: dict[str, str] = {}
        self.backups: list[tuple[int, bytes]] = []
        self.hq_backups: list[bytes] = []
        self.restored = False
        self.extra: set[str] = set()
        self.ever: dict[str, Package] = {}
        self.taken: dict[str, Package] = {}
        self.numbers: set[tuple[str, int]] = set()

    @property
    def reps(self) -> list[Replica]:
        return self.world.reps

    @property
    def hq(self) -> Headquarters:
        return self.world.hq

    @property
    def alone(self) -> bool:
        """Nobody copied or put back a disk, so that every installation is what it seems."""
        return len(self.reps) == 3 and not self.restored

    def export(self, replica: Replica, *, full: bool = False) -> Package:
        package = replica.export(full=full)
        number = (package.replica, package.whole("seq"))
        if self.alone:
            assert number not in self.numbers, "I7 a number is given once"
        self.numbers.add(number)
        self.net.append(package)
        return package

    def deliver_to_hq(self, package: Package) -> taking_in.TakenIn:
        done = self.hq.take(package)
        self.ever.setdefault(package.package_id, package)
        self.taken.setdefault(package.package_id, package)
        return done

    @invariant()
    def shown_is_true(self) -> None:
        """I4 and I7: confirmed is what headquarters holds, in one piece from the beginning."""
        if not hasattr(self, "world"):
            return
        there = self.hq.owners()
        for replica in self.reps:
            if replica.state.epoch != self.hq.file.state.epoch:
                continue
            covered, shown = replica.confirmed()
            assert shown <= there.keys(), ("I4 confirmed but absent", shown - there.keys())
            if covered:
                reached = self.reached(replica)
                assert covered <= reached, ("I7 coverage over a gap", covered, reached)

    def reached(self, replica: Replica) -> int:
        spans = sorted(
            (p.whole("base"), p.whole("max"))
            for p in self.taken.values()
            if p.replica == replica.state.replica
        )
        reached = 0
        for base, top in spans:
            if base <= reached:
                reached = max(reached, top)
        return reached

    @invariant()
    def forks_are_noticed(self) -> None:
        if hasattr(self, "world"):
            twice, flagged = self.hq.forks()
            assert twice <= flagged, "I5 two packages under one number raise the alarm"

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.quiet()
            self.check_histories()
            self.check_values()
            self.check_conflicts()
            self.check_convergence()
            self.check_nothing_waits()
        finally:
            self.world.close()

    def quiet(self) -> None:
        """The line is good again: everybody exchanges until nothing moves, at most six times."""
        for _round in range(6):
            moved = False
            for replica in self.reps:
                package = replica.export()
                self.deliver_to_hq(package)
                _what, changed = replica.apply(self.hq.answer(replica.state.office))
                moved = moved or changed or bool(package.rows or replica.unconfirmed())
            if not moved:
                break

    def check_values(self) -> None:
        """I1: a value is in the history, in a conflict, in what was returned, or replaced."""
        seen: set[Any] = set()
        for history in self.hq.histories().values():
            for _ver, kept, _who in history:
                seen |= {kept.get(field) for field in FIELDS}
        seen |= self.clashing()
        for package in self.taken.values():
            for row in package.rows:
                if any(bad(row.content.get(field)) for field in FIELDS):
                    seen |= {row.content.get(field) for field in FIELDS}
        lost = [v for v in self.minted if v not in seen and v not in self.over]
        assert not lost, ("I1 a saved value is nowhere", lost)

    def clashing(self) -> set[Any]:
        """Values that are kept in a conflict."""
        found: set[Any] = set()
        for clash in self.hq.conflicts():
            for side in (clash.ours, clash.theirs):
                found |= set(map(str, side.values())) if isinstance(side, dict) else {side}
        return found

    def check_conflicts(self) -> None:
        """I16: no false alarm."""
        if not self.alone or self.hq.forks()[0]:
            return
        histories = self.hq.histories()
        senders = {row.ver: p.replica for p in self.taken.values() for row in p.rows}
        for clash in self.hq.conflicts():
            others = {who for _v, _c, who in histories[clash.uid]}
            assert others - {senders.get(clash.ver)}, (
                "I16 a conflict though nobody else touched it",
                clash,
            )

    def check_histories(self) -> None:
        """I6, I8 and I10 over every step that every record took."""
        owner = {p.replica: p.office for p in self.taken.values()}
        offices = self.hq.owners()
        for uid, history in self.hq.histories().items():
            for _ver, _content, who in history:
                assert owner.get(who, offices[uid]) == offices[uid], ("I10 foreign hand", uid)
            for (_v0, old, _w0), (_v1, new, who) in itertools.pairwise(history):
                if who == "HQ":
                    continue
                if "removed" in old and "removed" in new:
                    assert old == new, ("I6 changed inside a removed record", uid, old, new)
                for field in FIELDS:
                    a, b = old.get(field), new.get(field)
                    assert a == b or self.had_seen(b, a), ("I8 silently overwritten", uid, a, b)

    def had_seen(self, later: Any, earlier: Any) -> bool:
        while later is not None and later != earlier:
            later = self.before.get(later)
        return bool(later == earlier)

    def check_convergence(self) -> None:
        """I14, and I12 for fields that this version does not know."""
        there = self.hq.people()
        for replica in self.reps:
            for uid, person in replica.people().items():
                if any(bad(getattr(person, field)) for field in FIELDS):
                    continue
                assert uid in there, ("I14 missing at headquarters", uid)
                held = there[uid][0]
                if person.removed or held.removed:
                    assert person.removed == held.removed, ("I14 removed on one side", uid)
                    continue
                assert person == held, ("I14 diverged", uid, person, held)
                if uid in self.extra:
                    assert held.extra == EXTRA, "I12 fields of a newer version survive"

    def check_nothing_waits(self) -> None:
        """Everything was answered, and only what still cannot be kept stands as returned."""
        for replica in self.reps:
            assert replica.unconfirmed() == [], "nothing is left to send"
        if self.alone and not self.hq.forks()[0]:
            standing = set().union(*(replica.versions() for replica in self.reps))
            left = {one for one in self.hq.returned() - standing if one[1] != FOREIGN}
            assert not left, ("returned rows that were corrected since", left)

    def forgive(self, contents: Iterable[dict[str, Any]]) -> None:
        """What was only on a lost disk may be lost."""
        for kept in contents:
            self.over |= {kept.get(field) or "" for field in FIELDS}
