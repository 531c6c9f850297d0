"""Whatever is lost, repeated, swapped, cloned or restored: the invariants of sync.md §1.8 hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.exchange.machine import memory, run


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(4))
def test_fifty_runs_of_forty_steps_keep_every_invariant(seed: int) -> None:
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        run(50, 40, Path(folder), seed)
