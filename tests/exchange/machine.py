"""The model's machine (sync.md §1.8) against the real code: real files, real merging, wild clocks.

    python -m tests.exchange.machine 2000 60

runs 2,000 examples of 60 steps; the test run takes 200 × 40.
"""

from __future__ import annotations

import copy
import itertools
import json
import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fieldapp.records import values
from fieldapp.records.exchange import Answer, Package, Row, with_id
from fieldapp.records.people import Person
from fieldapp.services.exchange import taking_in
from tests.exchange.world import FIELDS, Crash, Headquarters, Replica, World, template

NUMBERS = st.integers(0, 9)
MANY = st.integers(0, 999)


def bad(value: Any) -> bool:
    """What headquarters refuses: a value that its field cannot hold there."""
    return isinstance(value, str) and value.isdigit() and int(value) % 11 == 0


def strict_made(kind: Any, uid: str, plain: Any, held: Any = None) -> Any:
    if any(bad(plain.get(field)) for field in FIELDS):
        raise values.Unfit("refused", "given")
    return _MADE(kind, uid, plain, held)


_MADE = taking_in.made


class Machine(RuleBasedStateMachine):
    """Offices edit, seal, lose, repeat and swap packages, clone and restore disks."""

    root: Path
    template: Path
    swap = True

    @initialize(seed=st.integers(0, 99))
    def begin(self, seed: int) -> None:
        self.patch = mock.patch.object(taking_in, "made", strict_made)
        self.patch.start()
        self.world = World(self.root, self.template, seed)
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
        self.taken: dict[str, Package] = {}
        self.seqs: set[tuple[str, int, str]] = set()

    @property
    def reps(self) -> list[Replica]:
        return self.world.reps

    @property
    def hq(self) -> Headquarters:
        return self.world.hq

    def rep(self, number: int) -> Replica:
        return self.reps[number % len(self.reps)]

    def token(self, uid: str = "") -> str:
        value = str(next(self.tokens))
        self.minted[value] = uid
        return value

    def replace(self, replica: Replica | Headquarters, uid: str, field: str, old: str) -> None:
        self.over.add(old)
        value = self.token(uid)
        self.before[value] = old
        replica.edit(uid, **{field: value})

    def live(self, replica: Replica) -> list[Person]:
        return sorted((p for p in replica.people().values() if not p.removed), key=lambda p: p.uid)

    def deliver_to_hq(self, package: Package) -> None:
        self.hq.take(package)
        self.taken[package.package_id] = package

    @rule(i=NUMBERS)
    def new(self, i: int) -> None:
        self.rep(i).new({"given": self.token(), "family": self.token()})

    @rule(i=NUMBERS)
    def new_of_a_newer_version(self, i: int) -> None:
        uid = self.rep(i).new({"given": self.token()}, {"hat_size": "58"})
        self.extra.add(uid)

    @rule(i=NUMBERS, j=st.integers(0, 99), field=st.sampled_from(FIELDS))
    def edit(self, i: int, j: int, field: str) -> None:
        replica = self.rep(i)
        if people := self.live(replica):
            person = people[j % len(people)]
            self.replace(replica, person.uid, field, getattr(person, field))

    @rule(i=NUMBERS, j=st.integers(0, 99))
    def remove(self, i: int, j: int) -> None:
        replica = self.rep(i)
        if people := self.live(replica):
            person = people[j % len(people)]
            self.over |= {getattr(person, field) for field in FIELDS}
            replica.edit(person.uid, removed=True)

    @rule(i=NUMBERS, j=st.integers(0, 99))
    def restore_from_bin(self, i: int, j: int) -> None:
        replica = self.rep(i)
        gone = sorted(p.uid for p in replica.people().values() if p.removed)
        if gone:
            replica.edit(gone[j % len(gone)], removed=False)

    @rule(i=NUMBERS, full=st.booleans())
    def export(self, i: int, full: bool) -> None:  # noqa: FBT001 - hypothesis passes by name
        self.net.append(self.rep(i).export(full=full))

    @rule(i=NUMBERS)
    def crash_in_export(self, i: int) -> None:
        replica = self.rep(i)
        before = replica.digest()
        try:
            replica.export(crash=True)
        except Crash:
            assert replica.digest() == before, "I13 an export cut short leaves nothing"

    @precondition(lambda self: self.net)
    @rule(j=MANY)
    def crash_in_receive(self, j: int) -> None:
        before = self.hq.digest()
        try:
            self.hq.take(self.net[j % len(self.net)], crash=True)
        except Crash:
            assert self.hq.digest() == before, "I13 a receive cut short leaves nothing"

    @precondition(lambda self: self.net)
    @rule(j=MANY)
    def deliver(self, j: int) -> None:
        self.deliver_to_hq(self.net[j % len(self.net)])

    @precondition(lambda self: self.net)
    @rule(j=MANY)
    def twice(self, j: int) -> None:
        package = self.net[j % len(self.net)]
        self.deliver_to_hq(package)
        before = self.hq.digest()
        assert self.hq.take(package).duplicate
        assert self.hq.digest() == before, "I2 received again it changes nothing"

    @rule(j=st.integers(0, 99), field=st.sampled_from(FIELDS))
    def hq_edit(self, j: int, field: str) -> None:
        people = {u: p for u, (p, _office) in self.hq.people().items() if not p.removed}
        if people:
            uid = sorted(people)[j % len(people)]
            self.replace(self.hq, uid, field, getattr(people[uid], field) or "")

    @rule(office=st.sampled_from(["GT01", "KE02"]))
    def answer(self, office: str) -> None:
        self.answers.append(self.hq.answer(office))

    @precondition(lambda self: self.answers)
    @rule(i=NUMBERS, j=MANY)
    def deliver_answer(self, i: int, j: int) -> None:
        self.rep(i).apply(self.answers[j % len(self.answers)])

    @precondition(lambda self: self.answers)
    @rule(i=NUMBERS, j=MANY)
    def crash_in_apply(self, i: int, j: int) -> None:
        replica = self.rep(i)
        before = replica.digest()
        try:
            replica.apply(self.answers[j % len(self.answers)], crash=True)
        except Crash:
            assert replica.digest() == before, "I13 an answer cut short leaves nothing"

    @rule(i=NUMBERS)
    def exchange(self, i: int) -> None:
        replica = self.rep(i)
        package = replica.export()
        self.net.append(package)
        self.deliver_to_hq(package)
        made = self.hq.answer(replica.state.office)
        self.answers.append(made)
        replica.apply(made)

    @rule(i=NUMBERS, j=st.integers(0, 99))
    def newest_first(self, i: int, j: int) -> None:
        replica = self.rep(i)
        self.edit(i, j, "given")
        first = replica.export()
        self.edit(i, j, "given")
        second = replica.export()
        self.net += [first, second]
        self.deliver_to_hq(second)
        self.deliver_to_hq(first)

    @rule(j=st.integers(0, 99))
    def foreign_row(self, j: int) -> None:
        uids = sorted(u for u, (_p, office) in self.hq.people().items() if office == "GT01")
        if not uids:
            return
        uid = uids[j % len(uids)]
        before = self.hq.history(uid)
        row = Row(kind="person", uid=uid, dot=1, ver="zz", ancestors=(before[-1][0],),
                  content={"given": "stolen", "one_name": 0, "us_citizen": 0})  # fmt: skip
        manifest = with_id({"office": "KE02", "replica": f"X{next(self.tokens)}", "seq": "1",
                            "base": "0", "max": "1", "last_reply": "0", "hq_epoch": "0",
                            "counts": '{"person":1}'})  # fmt: skip
        self.hq.take(Package(manifest=manifest, rows=(row,)))
        after = self.hq.history(uid)
        assert after == before, "I10 no office changes a record of another"

    @rule(i=NUMBERS, j=st.integers(0, 99), field=st.sampled_from(FIELDS))
    def race(self, i: int, j: int, field: str) -> None:
        """An answer crosses an edit that was not sent yet."""
        replica = self.rep(i)
        there = self.hq.people()
        mine = {p.uid: p for p in self.live(replica)}
        uids = sorted(u for u in mine if u in there and not there[u][0].removed)
        if uids:
            uid = uids[j % len(uids)]
            self.replace(self.hq, uid, field, getattr(there[uid][0], field) or "")
            made = self.hq.answer(replica.state.office)
            other = FIELDS[j % 2]
            self.replace(replica, uid, other, getattr(mine[uid], other) or "")
            replica.apply(made)

    @rule(j=st.integers(0, 99), turned=st.booleans())
    def remove_against_edit(self, j: int, turned: bool) -> None:  # noqa: FBT001 - as above
        """Two laptops of one office: one removes, the other edits."""
        a, b = self.reps[:2]
        here, there = a.people(), b.people()
        both = here.keys() & there.keys()
        uids = sorted(u for u in both if not here[u].removed and not there[u].removed)
        if uids:
            uid = uids[j % len(uids)]
            self.over |= {getattr(here[uid], field) or "" for field in FIELDS}
            a.edit(uid, removed=True)
            self.replace(b, uid, "given", there[uid].given)
            for replica in (a, b) if turned else (b, a):
                self.deliver_to_hq(replica.export())

    @precondition(lambda self: len(self.reps) < 5)
    @rule(i=NUMBERS)
    def clone_disk(self, i: int) -> None:
        self.reps.append(self.world.clone(self.rep(i)))

    @rule(i=NUMBERS)
    def backup(self, i: int) -> None:
        self.backups.append((i % len(self.reps), self.rep(i).bytes()))

    @precondition(lambda self: self.backups)
    @rule(j=NUMBERS, noticed=st.booleans())
    def restore(self, j: int, noticed: bool) -> None:  # noqa: FBT001 - as above
        self.restored = True
        k, data = self.backups[j % len(self.backups)]
        replica = self.reps[k]
        self.forgive(replica)
        replica.put_back(data)
        if noticed:
            replica.reincarnate()

    def forgive(self, replica: Replica) -> None:
        """What was only on a lost disk may be lost."""
        for person in replica.people().values():
            self.over |= {getattr(person, field) or "" for field in FIELDS}
        from tests.exchange.world import versions  # noqa: PLC0415

        with replica.file.reading() as reader:
            for text in reader.connection.execute(versions.select()).mappings():
                if text["content"]:
                    kept = json.loads(text["content"])
                    self.over |= {kept.get(field, "") for field in FIELDS}

    @rule()
    def hq_backup(self) -> None:
        self.hq_backups.append(self.hq.bytes())

    @precondition(lambda self: self.hq_backups)
    @rule(j=NUMBERS)
    def hq_restore(self, j: int) -> None:
        self.restored = True
        state = self.hq.file.state
        for uid in self.hq.people():
            for _ver, kept, who in self.hq.history(uid):
                if who == "HQ":
                    self.over |= {kept.get(field, "") for field in FIELDS}
        self.hq.put_back(self.hq_backups[j % len(self.hq_backups)])
        self.hq.new_epoch(state.epoch + 1, state.answer)
        for package in list(self.taken.values()):
            self.hq.take(package)

    @invariant()
    def confirmed_means_there(self) -> None:
        if not hasattr(self, "world"):
            return
        there = self.hq.people()
        for replica in self.reps:
            if replica.state.epoch == self.hq.file.state.epoch:
                for uid in replica.delivered():
                    assert uid in there, ("I4 confirmed but absent", uid)

    @invariant()
    def coverage_has_no_gap(self) -> None:
        if not hasattr(self, "world"):
            return
        for replica in self.reps:
            covered = replica.watermark()
            if replica.state.epoch != self.hq.file.state.epoch or not covered:
                continue
            spans = [
                (p.whole("base"), p.whole("max"))
                for p in self.taken.values()
                if p.replica == replica.state.replica
            ]
            reached = 0
            for base, top in sorted(spans):
                if base <= reached:
                    reached = max(reached, top)
            assert covered <= reached, ("I7 coverage over a gap", covered, reached)

    @invariant()
    def forks_are_noticed(self) -> None:
        if hasattr(self, "world"):
            twice, flagged = self.hq.forks()
            assert twice <= flagged, "I5 two packages under one number raise the alarm"

    @invariant()
    def offices_are_apart(self) -> None:
        if not hasattr(self, "world"):
            return
        owner = {p.replica: p.office for p in self.taken.values()}
        for uid, (_person, office) in self.hq.people().items():
            for _ver, _content, who in self.hq.history(uid):
                assert who == "HQ" or owner.get(who, office) == office, ("I10", uid)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.quiet()
            self.check_values()
            self.check_conflicts()
            self.check_histories()
            self.check_convergence()
        finally:
            self.patch.stop()
            self.world.close()

    def quiet(self) -> None:
        """The line is good again: everybody exchanges."""
        for _round in range(6):
            for replica in self.reps:
                self.deliver_to_hq(replica.export())
                replica.apply(self.hq.answer(replica.state.office))

    def check_values(self) -> None:
        seen: set[Any] = set()
        for uid in self.hq.people():
            for _ver, kept, _who in self.hq.history(uid):
                seen |= {kept.get(field) for field in FIELDS}
        for clash in self.hq.conflicts():
            for side in (clash.ours, clash.theirs):
                seen |= set(map(str, side.values())) if isinstance(side, dict) else {side}
        for package in self.taken.values():
            for row in package.rows:
                if any(bad(row.content.get(field)) for field in FIELDS):
                    seen |= {row.content.get(field) for field in FIELDS}
        lost = [v for v in self.minted if v not in seen and v not in self.over]
        assert not lost, ("I1 a saved value is nowhere", lost)

    def check_conflicts(self) -> None:
        twice, _flagged = self.hq.forks()
        if len(self.reps) > 3 or twice or self.restored:
            return
        for clash in self.hq.conflicts():
            others = {who for _v, _c, who in self.hq.history(clash.uid)}
            sender = next(
                (p.replica for p in self.taken.values()
                 for row in p.rows if row.ver == clash.ver), None
            )  # fmt: skip
            assert others - {sender}, ("I16 a conflict though nobody else touched it", clash)

    def check_histories(self) -> None:
        for uid in self.hq.people():
            history = self.hq.history(uid)
            for (_v0, old, _w0), (_v1, new, who) in itertools.pairwise(history):
                if who != "HQ" and "removed" in old and "removed" in new:
                    assert old == new, ("I6 changed inside a removed record", uid, old, new)
                for field in FIELDS:
                    a, b = old.get(field), new.get(field)
                    if a != b and who != "HQ":
                        assert self.had_seen(b, a), ("I8 silently overwritten", uid, field, a, b)

    def had_seen(self, later: Any, earlier: Any) -> bool:
        while later is not None and later != earlier:
            later = self.before.get(later)
        return bool(later == earlier)

    def check_convergence(self) -> None:
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
                assert copy.copy(person) == held, ("I14 diverged", uid, person, held)
                if uid in self.extra:
                    assert held.extra == {"hat_size": "58"}, "I12 unknown fields survive"


def run(examples: int, steps: int, root: Path) -> None:
    """Run the machine; raises what it finds."""
    Machine.root = root
    Machine.template = template(root)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            print_blob=False,
        ),
    )


if __name__ == "__main__":
    memory = Path("/dev/shm")  # noqa: S108 - files of a test, gone at its end
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        run(int(sys.argv[1]), int(sys.argv[2]), Path(folder))
    sys.stdout.write(f"OK {sys.argv[1]} examples x {sys.argv[2]} steps\n")
