"""Times, memory and tables: pairs run in turn, medians and ratios are quoted."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Line:
    """One measured line: our figure, what stands beside it, and what is to be reached.

    Attributes:
        ours, beside: in `unit`.
        ratio: the limit as a multiple of `beside`, None where there is none.
        limit: the limit in `unit`, None where there is none.
    """

    work: str
    ours: float
    beside: float | None = None
    beside_what: str = ""
    unit: str = "ms"
    ratio: float | None = None
    limit: float | None = None

    @property
    def kept(self) -> bool:
        """Whether every limit is kept."""
        within = self.limit is None or self.ours <= self.limit
        if self.ratio is None or not self.beside:
            return within
        return within and self.ours <= self.ratio * self.beside


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that one call takes."""
    gc.collect()
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def in_turn(
    ours: Callable[[], float], beside: Callable[[], float], rounds: int
) -> tuple[float, float]:
    """Medians of two measurements that take turns, so that a busy moment meets both."""
    pairs = [(ours(), beside()) for _round in range(rounds)]
    return (
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of all lies, such as 0.99."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def show(title: str, lines: Sequence[Line]) -> None:
    """Print a table; peak memory is that of this process."""
    out = sys.stdout.write
    out(f"\n{title}\n")
    for line in lines:
        beside = ratio = ""
        if line.beside:
            beside = f"{line.beside:10.2f} {line.unit} {line.beside_what}"
            ratio = f"{line.ours / line.beside:6.2f} x"
        limits = [f"<= {line.ratio:g} x"] if line.ratio else []
        limits += [f"<= {line.limit:g} {line.unit}"] if line.limit else []
        verdict = ("kept" if line.kept else "MISSED") if limits else ""
        out(
            f"  {line.work:<52}{line.ours:10.2f} {line.unit}  {beside:<44}{ratio:>9}  "
            f"{' and '.join(limits):<24}{verdict}\n"
        )
    memory = psutil.Process().memory_info().rss / 2**20
    out(f"  memory of this process now: {memory:.0f} MiB\n")
