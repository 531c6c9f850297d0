"""The negative control: a broken rule of the exchange does not pass the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.mutants import MUTANTS, Mutant, broken_copy, hunt


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_mutant_still_finds_its_place(mutant: Mutant) -> None:
    source = Path("fieldapp", mutant.module).read_text("utf-8")
    assert source.count(mutant.old) == 1
    compile(source.replace(mutant.old, mutant.new), mutant.module, "exec")


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "mutant", [one for one in MUTANTS if one.quick], ids=lambda mutant: mutant.name
)
def test_a_broken_rule_is_found(mutant: Mutant) -> None:
    verdict = hunt(mutant, within=280)
    assert verdict.killed, verdict.why


def test_an_unbroken_copy_passes(tmp_path: Path) -> None:
    same = Mutant("nothing", "store/ledger.py", "def watermark", "def watermark",
                  found_by=("-m", "tests.exchange.machine", "3", "20"))  # fmt: skip
    broken_copy(same, tmp_path / "copy")
    assert not hunt(same).killed
