"""One tiny run of each bench, so that they cannot rot; no time is asserted."""

from __future__ import annotations

import pytest

from tests.bench import mark, package, start


@pytest.mark.parametrize("bench", [start, mark, package])
def test_a_tiny_run_measures_something(bench: object, capsys: pytest.CaptureFixture[str]) -> None:
    """Every line has a figure."""
    lines = bench.run(tiny=True)  # type: ignore[attr-defined]
    assert lines
    assert all(line.ours > 0 for line in lines)
    assert "MiB" in capsys.readouterr().out
