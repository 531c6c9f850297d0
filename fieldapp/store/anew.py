"""A new identity for an installation: after a restore, a copy or a fork (sync.md D3)."""

from __future__ import annotations

from fieldapp.records import ids
from fieldapp.store import ledger, versions
from fieldapp.store.unit import Unit


def begin_anew(unit: Unit, *, letter: str = "", epoch: int = 0) -> None:
    """A new replica id, a new letter for numbers, and everything offered again.

    `letter` and `epoch` are the last ones known to have been in use here, which a file that was
    put back may know nothing of: no number is issued twice, and offices hear of a headquarters
    that lost something, however often it is put back.
    """
    state = unit.state
    versions.offer_all_again(unit)
    ledger.note_former(unit, state.replica)
    unit.advance(
        replica=ids.new_replica(),
        letter=ids.next_letter(max(state.letter, letter, key=lambda one: (len(one), one))),
        seq=0,
        previous="",
    )
    if not state.headquarters:
        ledger.note_behind(unit, ledger.Behind.EVERYTHING)
    else:
        unit.advance(epoch=max(state.epoch, epoch) + 1)
        ledger.forget_heard(unit)
