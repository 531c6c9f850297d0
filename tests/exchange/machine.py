"""The model's machine (sync.md §1.8) against the real code: real files, real merging, wild clocks.

    python -m tests.exchange.machine 2000 60 [SEED] [--shrink]

runs 2,000 examples of 60 steps; the test run takes 200 x 40. `--shrink` looks for the shortest
steps to a failure, which takes minutes. What is asserted stands in `checks`.
"""

from __future__ import annotations

import dataclasses as dc
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from fieldapp.records.exchange import Damaged, Package, Row, with_id
from fieldapp.records.people import Person
from fieldapp.services.exchange.applying import Applied
from tests.exchange.checks import EXTRA, FOREIGN, Checked, bad
from tests.exchange.world import FIELDS, Crash, Headquarters, Replica, template

NUMBERS = st.integers(0, 9)
MANY = st.integers(0, 999)
FIELD = st.sampled_from(FIELDS)
YES_NO = st.booleans()


class Machine(Checked):
    """Offices edit, seal, lose, repeat and swap packages, clone and restore disks."""

    def rep(self, number: int) -> Replica:
        return self.reps[number % len(self.reps)]

    def token(self, uid: str = "", *, refusable: bool = True) -> str:
        value = str(next(self.tokens))
        if bad(value) and not refusable:
            value = str(next(self.tokens))
        self.minted[value] = uid
        return value

    def replace(self, store: Replica | Headquarters, person: Person, field: str) -> None:
        """Somebody types another value over the one that stands there."""
        old = getattr(person, field) or ""
        self.over.add(old)
        # headquarters keeps only what it can hold
        value = self.token(person.uid, refusable=isinstance(store, Replica))
        self.before[value] = old
        store.edit(person.uid, **{field: value})

    def remove_from(self, replica: Replica, person: Person) -> None:
        self.over |= {getattr(person, field) or "" for field in FIELDS}
        replica.edit(person.uid, removed=True)

    def live(self, replica: Replica) -> list[Person]:
        return sorted((p for p in replica.people().values() if not p.removed), key=lambda p: p.uid)

    def shared(self, replica: Replica, j: int) -> tuple[Person, Person] | None:
        """A record in use both in the office and at headquarters, as each of them has it."""
        there = self.hq.people()
        both = [(p, there[p.uid][0]) for p in self.live(replica) if p.uid in there]
        both = [(here, at_hq) for here, at_hq in both if not at_hq.removed]
        return both[j % len(both)] if both else None

    # people at work

    @rule(i=NUMBERS)
    def new(self, i: int) -> None:
        self.rep(i).new({"given": self.token(), "family": self.token()})

    @rule(i=NUMBERS)
    def new_of_a_newer_version(self, i: int) -> None:
        self.extra.add(self.rep(i).new({"given": self.token()}, EXTRA))

    @rule(i=NUMBERS, j=MANY, field=FIELD)
    def edit(self, i: int, j: int, field: str) -> None:
        if people := self.live(self.rep(i)):
            self.replace(self.rep(i), people[j % len(people)], field)

    @rule(i=NUMBERS, j=MANY)
    def remove(self, i: int, j: int) -> None:
        if people := self.live(self.rep(i)):
            self.remove_from(self.rep(i), people[j % len(people)])

    @rule(i=NUMBERS, j=MANY)
    def restore_from_bin(self, i: int, j: int) -> None:
        replica = self.rep(i)
        if gone := sorted(p.uid for p in replica.people().values() if p.removed):
            replica.edit(gone[j % len(gone)], removed=False)

    @rule(j=MANY, field=FIELD)
    def hq_edit(self, j: int, field: str) -> None:
        people = [p for p, _office in self.hq.people().values() if not p.removed]
        if people:
            self.replace(self.hq, sorted(people, key=lambda p: p.uid)[j % len(people)], field)

    # packages and answers on their way

    @rule(i=NUMBERS, full=YES_NO)
    def send(self, i: int, full: bool) -> None:
        self.export(self.rep(i), full=full)

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

    @precondition(lambda self: self.net)
    @rule(j=MANY, k=MANY)
    def edited_on_the_way(self, j: int, k: int) -> None:
        """Somebody types into a row of the workbook."""
        package = self.net[j % len(self.net)]
        if not package.rows or package.package_id in self.taken:
            return
        place = k % len(package.rows)
        row = package.rows[place]
        rows = package.rows[:place] + package.rows[place + 1 :]
        broken = Damaged(kind=row.kind, uid=row.uid, ver=row.ver, number=place + 2)
        self.deliver_to_hq(dc.replace(package, rows=rows, damaged=(broken,)))

    @rule(office=st.sampled_from(["GT01", "KE02"]))
    def answer(self, office: str) -> None:
        self.answers.append(self.hq.answer(office))

    @precondition(lambda self: self.answers)
    @rule(i=NUMBERS, j=MANY)
    def deliver_answer(self, i: int, j: int) -> None:
        self.rep(i).apply(self.answers[j % len(self.answers)])

    @rule(i=NUMBERS)
    def exchange(self, i: int) -> None:
        """One good round trip; it gives depth."""
        self.deliver_to_hq(self.export(self.rep(i)))
        self.reply_to(self.rep(i))

    def reply_to(self, replica: Replica) -> None:
        made = self.hq.answer(replica.state.office)
        self.answers.append(made)
        replica.apply(made)

    # crashes (I13)

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

    @precondition(lambda self: self.answers)
    @rule(i=NUMBERS, j=MANY)
    def crash_in_apply(self, i: int, j: int) -> None:
        replica = self.rep(i)
        before = replica.digest()
        try:
            replica.apply(self.answers[j % len(self.answers)], crash=True)
        except Crash:
            assert replica.digest() == before, "I13 an answer cut short leaves nothing"

    # shapes that chance would seldom find

    @rule(i=NUMBERS, j=MANY)
    def newest_first(self, i: int, j: int) -> None:
        self.edit(i, j, "given")
        first = self.export(self.rep(i))
        self.edit(i, j, "given")
        self.deliver_to_hq(self.export(self.rep(i)))
        self.deliver_to_hq(first)

    @rule(j=MANY)
    def foreign_row(self, j: int) -> None:
        """Another office claims a record."""
        uids = sorted(uid for uid, office in self.hq.owners().items() if office == "GT01")
        if not uids:
            return
        uid = uids[j % len(uids)]
        before = self.hq.histories()[uid]
        row = Row(kind="person", uid=uid, dot=1, ver=FOREIGN, ancestors=(before[-1][0],),
                  content={"given": "stolen", "one_name": 0, "us_citizen": 0})  # fmt: skip
        manifest = with_id({"office": "KE02", "replica": f"X{next(self.tokens)}", "seq": "1",
                            "base": "0", "max": "1", "last_reply": "0", "hq_epoch": "0",
                            "counts": '{"person":1}'})  # fmt: skip
        self.hq.take(Package(manifest=manifest, rows=(row,)))
        after = self.hq.histories()[uid]
        assert after == before, "I10 no office changes a record of another"

    @rule(i=NUMBERS, j=MANY, field=FIELD)
    def race(self, i: int, j: int, field: str) -> None:
        """An answer crosses an edit that was not sent yet."""
        replica = self.rep(i)
        if both := self.shared(replica, j):
            self.replace(self.hq, both[1], field)
            made = self.hq.answer(replica.state.office)
            self.replace(replica, both[0], FIELDS[j % 2])
            replica.apply(made)

    @rule(i=NUMBERS, j=MANY, field=FIELD)
    def older_answer(self, i: int, j: int, field: str) -> None:
        """Two answers arrive in the wrong order."""
        self.exchange(i)
        replica = self.rep(i)
        both = self.shared(replica, j)
        if both is None:
            return
        older = self.hq.answer(replica.state.office)
        self.replace(self.hq, both[1], field)
        replica.apply(self.hq.answer(replica.state.office))
        before = replica.digest()
        said, _changed = replica.apply(older)
        assert said is not Applied.DONE, "an older answer is left alone"
        assert replica.digest() == before, "an older answer changes nothing"

    @rule(i=NUMBERS, j=MANY)
    def headquarters_forgets(self, i: int, j: int) -> None:
        """What an office took over is lost at headquarters, and the office builds on it."""
        self.exchange(i)
        replica = self.rep(i)
        both = self.shared(replica, j)
        if both is None or both[0] != both[1] or any(bad(getattr(both[0], f)) for f in FIELDS):
            return
        uid = both[0].uid
        self.hq_backup()
        for _change in range(1 + j % 2):
            self.replace(self.hq, self.hq.people()[uid][0], "given")
            self.reply_to(replica)
        if replica.people()[uid] != self.hq.people()[uid][0]:
            return
        self.put_hq_back(self.hq_backups[-1], replay=False)
        self.replace(replica, replica.people()[uid], "family")
        before = [c for c in self.hq.conflicts() if c.uid == uid]
        self.deliver_to_hq(self.export(replica))
        after = [c for c in self.hq.conflicts() if c.uid == uid]
        assert before == after, ("I16 a conflict with what headquarters forgot", after)

    @rule(j=MANY, turned=YES_NO)
    def remove_against_edit(self, j: int, turned: bool) -> None:
        """Two laptops of one office: one removes, the other edits."""
        a, b = self.reps[:2]
        there = {p.uid: p for p in self.live(b)}
        if both := [(p, there[p.uid]) for p in self.live(a) if p.uid in there]:
            mine, other = both[j % len(both)]
            self.remove_from(a, mine)
            self.replace(b, other, "given")
            for replica in (a, b) if turned else (b, a):
                self.deliver_to_hq(self.export(replica))

    # disks

    @precondition(lambda self: len(self.reps) < 5)
    @rule(i=NUMBERS)
    def clone_disk(self, i: int) -> None:
        self.reps.append(self.world.clone(self.rep(i)))

    @rule(i=NUMBERS)
    def backup(self, i: int) -> None:
        self.backups.append((i % len(self.reps), self.rep(i).raw()))

    @precondition(lambda self: self.backups)
    @rule(j=NUMBERS, noticed=YES_NO)
    def restore(self, j: int, noticed: bool) -> None:
        self.restored = True
        k, data = self.backups[j % len(self.backups)]
        replica = self.reps[k]
        self.forgive(vars_of(p) for p in replica.people().values())
        self.forgive(replica.held())
        replica.put_back(data)
        if noticed:
            replica.reincarnate()

    @rule()
    def hq_backup(self) -> None:
        self.hq_backups.append(self.hq.raw())

    @precondition(lambda self: self.hq_backups)
    @rule(j=NUMBERS, replay=YES_NO)
    def hq_restore(self, j: int, replay: bool) -> None:
        self.put_hq_back(self.hq_backups[j % len(self.hq_backups)], replay=replay)

    def put_hq_back(self, data: bytes, *, replay: bool) -> None:
        """`replay`: the packages are at hand and taken in once more."""
        self.restored = True
        self.check_histories()
        epoch = self.hq.file.state.epoch
        for history in self.hq.histories().values():
            self.forgive(kept for _ver, kept, who in history if who == "HQ")
        if not replay:
            self.over |= {value for value in self.clashing() if isinstance(value, str)}
        self.hq.put_back(data)
        self.hq.begin_anew(epoch)
        taken = list(self.taken.values())
        # a later backup may hold what an earlier one had lost
        self.taken = {key: p for key, p in self.ever.items() if self.hq.holds(key)}
        for package in taken if replay else ():
            self.deliver_to_hq(package)


def vars_of(person: Person) -> dict[str, str]:
    return {field: getattr(person, field) or "" for field in FIELDS}


def run(examples: int, steps: int, root: Path, chosen: int = 0, *, shrink: bool = False) -> None:
    """Run the machine from a seed, the same each time; raises what it finds."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    seeded = seed(chosen)(type("Seeded", (Machine,), {"root": root, "template": template(root)}))
    run_state_machine_as_test(
        seeded,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=phases,
            print_blob=False,
        ),
    )


def memory() -> Path | None:
    """A folder in memory, which spares the disk; None where there is none."""
    shm = Path("/dev/shm")  # noqa: S108 - files of a test, gone at its end
    return shm if shm.is_dir() else None


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
        chosen = numbers[2] if len(numbers) > 2 else 0
        run(numbers[0], numbers[1], Path(folder), chosen, shrink="--shrink" in sys.argv)
    sys.stdout.write(f"OK {numbers[0]} examples x {numbers[1]} steps\n")
