"""Kill -9 at any moment of entry, export and receive, as often as wanted; nothing saved is lost.

    python -m tests.crash.kill_loop 200

A worker process works in two real offices and tells of each moment; it is killed at a moment drawn
from how long such a transaction was measured to take, or at any moment at all; then both offices
are opened and everything that was called saved is looked for. With --without-commit the workers
leave the commit out, and the loop must find out.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.crash.proof import Called

# Nothing heavy above: the limited child of a receive imports this module once more.

TARGETS = {
    "marks": 30, "person": 10, "items": 20, "export": 15, "receive": 12, "confirm": 6,
    "correct": 4, "backup": 3,
}  # fmt: skip
AIMS = {"inside": 80, "after": 10, "anywhere": 10}
ENOUGH = 0.75  # below this share every kill aims between begin and commit
AFTER_S = 0.03  # in which an export writes its file
GENERATION = 50  # kills of one pair of offices, after which they must agree
WITHIN_S = 60.0


@dataclass
class Report:
    """What the loop saw: where each kill fell, what was called saved, and every fault."""

    kills: int = 0
    inside: int = 0
    saved: int = 0
    seconds: float = 0.0
    fell: collections.Counter[str] = field(default_factory=collections.Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the kills, those between begin and commit."""
        return self.inside / self.kills if self.kills else 1.0

    def as_json(self) -> str:
        return json.dumps(
            {
                "kills": self.kills,
                "between_begin_and_commit": self.inside,
                "share": round(self.share, 3),
                "called_saved": self.saved,
                "seconds": round(self.seconds, 1),
                "fell": dict(sorted(self.fell.items())),
                "faults": self.faults,
            }
        )


class Moments:
    """Where a worker is, by what it has told."""

    def __init__(self) -> None:
        self.deed = "opening"
        self.begun: float | None = None
        self.begins = 0
        self.lengths: list[tuple[str, float]] = []

    def hear(self, message: tuple[Any, ...]) -> None:
        match message:
            case ("deed", name):
                self.deed, self.begins = name, 0
            case ("begin", moment):
                self.begun = moment
                self.begins += 1
            case ("commit", moment) if self.begun is not None:
                self.lengths.append((self.deed, moment - self.begun))
                self.begun = None
            case ("end",):
                self.begun = None


class Loop:
    """Kills workers of one pair of offices after another."""

    def __init__(self, folder: Path, seed: int, *, without_commit: bool = False) -> None:
        from tests.crash import deeds

        self._folder = folder
        self._template = folder / "template"
        self._chance = random.Random(seed)  # noqa: S311 - a test's choice
        self._without_commit = without_commit
        self._lengths: dict[str, list[float]] = collections.defaultdict(list)
        self._processes = multiprocessing.get_context(
            "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
        )
        self._readers: list[Any] = []
        self.report = Report()
        deeds.set_up(self._template)
        self._measure()

    def run(self, kills: int) -> Report:
        """So many kills, or until a fault is seen."""
        from tests.crash.proof import Called

        began = time.monotonic()
        while self.report.kills < kills and not self.report.faults:
            root = Path(tempfile.mkdtemp(dir=self._folder)) / "offices"
            shutil.copytree(self._template, root)
            called = Called(root)
            for _number in range(min(GENERATION, kills - self.report.kills)):
                self._kill(root, called)
                self.report.faults += called.faults()
                if self.report.faults:
                    break
            else:
                self.report.faults += called.at_the_end()
            self.report.saved += called.saved
            if not self.report.faults:
                shutil.rmtree(root)
        self.report.faults += _left_behind(self._readers)
        self.report.seconds = time.monotonic() - began
        return self.report

    def _measure(self) -> None:
        """How long the transactions of each deed take here, told by a worker that may finish."""
        root = self._folder / "measured"
        shutil.copytree(self._template, root)
        moments = Moments()
        process, pipe = self._start(root, (*TARGETS, *TARGETS, ""), without_commit=False)
        with pipe, contextlib.suppress(EOFError):
            while True:
                moments.hear(pipe.recv())
        process.join()
        if process.exitcode:
            self.report.faults.append(f"a worker failed by itself: exit {process.exitcode}")
        self._learn(moments)
        shutil.rmtree(root)

    def _learn(self, moments: Moments) -> None:
        for deed, length in moments.lengths:
            self._lengths[deed].append(length)

    def _start(
        self, root: Path, first: tuple[str, ...], *, without_commit: bool
    ) -> tuple[Any, Connection[Any, Any]]:
        from tests.crash import deeds

        mine, theirs = self._processes.Pipe(duplex=False)
        seed = self._chance.randrange(2**32)
        process = self._processes.Process(  # type: ignore[attr-defined]
            target=deeds.work, args=(theirs, root, seed, first, without_commit)
        )
        process.start()
        theirs.close()
        return process, mine

    def _kill(self, root: Path, called: Called) -> None:
        """One worker, from its start to its end."""
        target = self._chance.choices(list(TARGETS), list(TARGETS.values()))[0]
        before = self._chance.choices(("person", "marks"), k=self._chance.randrange(4))
        moments = Moments()
        process, pipe = self._start(root, (*before, target), without_commit=self._without_commit)
        aim = self._chance.choices(list(AIMS), list(AIMS.values()))[0]
        if self.report.share < ENOUGH:
            aim = "inside"
        with pipe:
            alive = self._wait(pipe, called, moments, target, aim)
            children = _readers_of(process.pid) if target in {"receive", "confirm"} else []
            process.kill()
            process.join()
            with contextlib.suppress(EOFError, OSError):
                while True:  # what it had told before it died
                    _hear(pipe.recv(), called, moments)
        self._learn(moments)
        if not alive:
            self.report.faults.append(f"a worker failed by itself in {moments.deed}")
        self._readers += children
        inside = moments.begun is not None
        self.report.kills += 1
        self.report.inside += inside
        self.report.fell[f"{moments.deed} {'inside' if inside else 'outside'}"] += 1

    def _wait(
        self,
        pipe: Connection[Any, Any],
        called: Called,
        moments: Moments,
        target: str,
        aim: str,
    ) -> bool:
        """Until the moment of the kill; False if the worker ended before it."""
        length = self._chance.choice(self._lengths[target][-50:] or [AFTER_S])
        # A busy computer kills later than it was told to.
        moment = self._chance.random() * (0.9 if self.report.share >= ENOUGH else 0.5)
        which = self._chance.randint(1, 2 if target == "receive" else 1)
        until = time.monotonic() + (moment * 0.4 if aim == "anywhere" else WITHIN_S)
        seen = False
        try:
            while (left := until - time.monotonic()) > 0 and pipe.poll(left):
                message = pipe.recv()
                _hear(message, called, moments)
                if moments.deed != target:
                    if seen:  # it was over without such a moment, as for a file taken in before
                        break
                    continue
                seen = True
                if message == ("deed", "backup"):  # it has no transaction of its own
                    until = time.monotonic() + moment * length
                elif moments.begins == which and (message[0], aim) == ("begin", "inside"):
                    until = message[1] + moment * length
                elif moments.begins == which and (message[0], aim) == ("commit", "after"):
                    until = message[1] + moment * AFTER_S
        except EOFError:
            return False
        return True


def _hear(message: tuple[Any, ...], called: Called, moments: Moments) -> None:
    called.hear(message)
    moments.hear(message)


def _readers_of(pid: int | None) -> list[Any]:
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        return list(psutil.Process(pid).children(recursive=True))
    return []


def _left_behind(children: list[Any]) -> list[str]:
    """Readers end with the program that started them."""
    import psutil

    _gone, alive = psutil.wait_procs(children, timeout=WITHIN_S)
    return [f"a reader outlived its program: {child.pid}" for child in alive]


def main() -> int:
    """The command line; 0 where nothing was lost and enough kills fell inside."""
    asked = argparse.ArgumentParser(description="Kill workers and look for what was saved.")
    asked.add_argument("kills", type=int, nargs="?", default=200)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    asked.add_argument("--without-commit", action="store_true", help="the control: it must fail")
    options = asked.parse_args()
    sys.stderr.write(f"seed {options.seed}\n")
    with tempfile.TemporaryDirectory(prefix="kill-loop-") as folder:
        loop = Loop(Path(folder), options.seed, without_commit=options.without_commit)
        report = loop.run(options.kills)
    sys.stdout.write(report.as_json() + "\n")
    return 0 if not report.faults and report.share >= 0.6 else 1


if __name__ == "__main__":
    sys.exit(main())
