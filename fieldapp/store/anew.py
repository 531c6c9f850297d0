"""A new identity for an installation: after a restore, a copy or a fork (sync.md D3)."""

from __future__ import annotations

from fieldapp.records import ids
from fieldapp.store import ledger
from fieldapp.store.unit import Unit


def begin_anew(unit: Unit) -> None:
    """A new replica id, a new letter for numbers, and everything offered again."""
    ledger.offer_all_again(unit)
    unit.advance(
        replica=ids.new_replica(),
        letter=ids.next_letter(unit.state.letter),
        seq=0,
        previous="",
    )
