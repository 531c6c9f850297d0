"""Hand-made faults in a copy of the program: the machine and the other tests must find them.

    python -m tests.exchange.mutants [NAME …]

breaks the rules of sync.md §1 one at a time and prints whether and how fast each was found. That a
rule can be broken unseen would mean that the tests prove nothing (sync.md D10).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MACHINE = ("-m", "tests.exchange.machine", "300", "40")
ORDERS = ("-m", "pytest", "-q", "-x", "-p", "no:randomly", "tests/exchange/test_orders.py")

EXCHANGE = "services/exchange/"
SEALING = EXCHANGE + "sealing.py"
TAKING_IN = EXCHANGE + "taking_in.py"
APPLYING = EXCHANGE + "applying.py"
ANSWERING = EXCHANGE + "answering.py"
LEDGER = "store/ledger.py"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: in a module, a piece of text that occurs once is replaced."""

    name: str
    module: str
    old: str
    new: str
    quick: bool = False
    found_by: tuple[str, ...] = MACHINE


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the fault was found, in how many seconds, and by which assertion."""

    killed: bool
    seconds: float
    why: str


MUTANTS = (
    Mutant("coverage over a gap", LEDGER, "if base <= covered:", "if True:"),
    Mutant(
        "confirmed when sealed", LEDGER,
        "sa.insert(sendings).values(**values)",
        'sa.insert(sendings).values(**values, confirmed_at="2026")', quick=True,
    ),
    Mutant(
        "changes since the last sending", SEALING,
        "base = 0 if full else ledger.watermark(unit)",
        "base = 0 if full else max([0, *(s['max'] for s in ledger.list_sendings(unit, own=True))])",
        quick=True,
    ),
    Mutant(
        "the last writer wins", TAKING_IN,
        "merged = merge(base, ours, theirs)", "merged = Merged(dict(theirs), ())", quick=True,
    ),
    Mutant(
        "headquarters wins in silence", TAKING_IN,
        "    _keep_clashes(unit, package, row, was, merged, now)\n", "",
    ),
    Mutant(
        "merged against the present version", TAKING_IN,
        "merge(base, ours, theirs)", "merge(ours, ours, theirs)",
    ),
    Mutant("no ancestors sent", SEALING, "ancestors=lineage.ancestors,", "ancestors=(),"),
    Mutant(
        "ancestors cut short", SEALING,
        "ancestors=lineage.ancestors,", "ancestors=lineage.ancestors[:2],",
    ),
    Mutant(
        "old versions taken for new", TAKING_IN,
        "if row.ver in there.seen or (there.lineage", "if (there.lineage",
    ),
    Mutant(
        "ancestors not marked as seen", TAKING_IN,
        "unit.hold_seen(row.uid, row.ancestors, source=source)", "pass",
    ),
    Mutant(
        "a clone is told nothing", APPLYING,
        "            anew.begin_anew(unit)\n            return\n", "            return\n",
    ),
    Mutant(
        "old answers applied", APPLYING,
        "if (epoch, number) <= (state.epoch, state.answer):", "if False:",
    ),
    Mutant(
        "answers applied over a gap", APPLYING,
        "ahead = since and (epoch != state.epoch or since > state.answer)", "ahead = False",
    ),
    Mutant(
        "an answer for one installation applied by another", APPLYING,
        "GAP if ahead or not _for_us(unit, answer) else", "GAP if ahead else",
    ),
    Mutant(
        "a new installation trusts what its former name heard", "store/anew.py",
        "ledger.note_behind(unit, ledger.Behind.EVERYTHING)", "pass",
    ),
    Mutant(
        "a restored headquarters is not refilled", APPLYING,
        "        versions.offer_all_again(unit)\n", "        pass\n",
    ),
    Mutant(
        "the owning office is not checked", TAKING_IN,
        "if there.office not in {None, package.office}:", "if False:", quick=True,
    ),
    Mutant(
        "an unsent change is overwritten", APPLYING, "elif was.ver in row.merged:", "elif True:",
    ),
    Mutant("a clash is joined in the office", APPLYING, "if joined.clashes:", "if False:"),
    Mutant(
        "an edit of a removed record is merged", "records/merge.py",
        "if _edits_a_removed(base, ours, theirs):", "if False:",
    ),
    Mutant(
        "a removal wins over an unseen edit", "records/merge.py",
        "not (removal and ours_touched)", "not False",
    ),
    Mutant(
        "a package counts each time", TAKING_IN,
        "if ledger.is_received(unit, package.package_id):", "if False:", quick=True,
    ),
    Mutant(
        "lineage is not returned", APPLYING,
        "lineage = dc.replace(was, ver=row.ver, ancestors=row.ancestors, source=",
        "lineage = dc.replace(was, ver=row.ver, ancestors=(), source=",
    ),
    Mutant(
        "answers hold what one laptop lacks", ANSWERING,
        'heard = min(last.values(), default=0)', 'heard = max(last.values(), default=0)',
    ),
    Mutant(
        "joined versions are not told to the sender", TAKING_IN,
        "return source if source.startswith(_JOINED) or not source else _JOINED + source",
        "return source",
    ),
    Mutant(
        "returned rows count as confirmed ancestors", LEDGER,
        "return reader.connection.execute(rejected).first() is None", "return True",
    ),
    Mutant(
        "an edited row is not offered again", APPLYING,
        "    _offer_edited(unit, answer)\n", "",
    ),
    Mutant(
        "a corrected row stays returned", TAKING_IN,
        "over = waiting.intersection(row.ancestors)", "over = set[str]()",
    ),
    Mutant(
        "fields of a newer version are dropped", "records/fields.py",
        '            extra[key] = t.cast("Plain", raw)\n', "            pass\n", quick=True,
    ),
    Mutant(
        "the newer clock wins", TAKING_IN,
        "merged = merge(base, ours, theirs)",
        'merged = (Merged(dict(theirs), ()) if package.manifest["created"] > now.isoformat() '
        "else merge(base, ours, theirs))",
    ),
    Mutant(
        "a fork raises no alarm", TAKING_IN,
        "ledger.note_installation(unit, package.replica, forked=True)", "pass",
    ),
    Mutant(
        "a number is used twice", SEALING,
        'unit.advance(seq=int(manifest["seq"]), previous', "unit.advance(previous",
    ),
    Mutant(
        "a new epoch trusts old answers", "store/anew.py",
        "        ledger.forget_heard(unit)\n", "",
    ),
)  # fmt: skip


def broken_copy(mutant: Mutant, folder: Path) -> None:
    """A copy of the program and its tests with the fault in it."""
    for name in ("fieldapp", "tests", "resources"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    path = folder / "fieldapp" / mutant.module
    source = path.read_text("utf-8")
    assert source.count(mutant.old) == 1, (mutant.name, source.count(mutant.old))
    path.write_text(source.replace(mutant.old, mutant.new), "utf-8")


def hunt(mutant: Mutant, *, within: float = 900) -> Verdict:
    """Look for the fault with the test named for it; a test that never ends has found it too."""
    from tests.exchange.machine import memory

    with tempfile.TemporaryDirectory(dir=memory()) as place:
        folder = Path(place)
        broken_copy(mutant, folder)
        begun = time.monotonic()
        try:
            done = subprocess.run(
                [sys.executable, *mutant.found_by],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(folder)},
                capture_output=True,
                text=True,
                timeout=within,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Verdict(killed=False, seconds=within, why="out of time")
        seconds = time.monotonic() - begun
    lines = (done.stdout + done.stderr).splitlines()
    why = next((line for line in lines if "Error" in line and "Traceback" not in line), "")
    return Verdict(killed=done.returncode != 0, seconds=seconds, why=why.strip(" |E")[:90])


def chosen(names: list[str]) -> Iterator[Mutant]:
    """All, or those in whose name one of the words occurs."""
    for mutant in MUTANTS:
        if not names or any(name in mutant.name for name in names):
            yield mutant


def main(names: list[str]) -> int:
    """Print a line for each mutant; the number of survivors."""
    survivors = 0
    for mutant in chosen(names):
        verdict = hunt(mutant)
        survivors += not verdict.killed
        word = "killed" if verdict.killed else "SURVIVED"
        line = f"{mutant.name:45} {word:8} {verdict.seconds:5.0f} s  {verdict.why}\n"
        sys.stdout.write(line)
        sys.stdout.flush()
    return survivors


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
