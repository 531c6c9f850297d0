"""In an office: apply headquarters' answer (sync.md §1.6)."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
import enum

from fieldapp.records.exchange import TRANSPORT, Answer, Row
from fieldapp.records.fields import Record, content, made
from fieldapp.records.kinds import KINDS
from fieldapp.records.merge import merge
from fieldapp.store import anew, doubts, ledger, versions
from fieldapp.store.ledger import Behind
from fieldapp.store.lineage import Lineage
from fieldapp.store.unit import Unit


class Applied(enum.StrEnum):
    """What an answer was to the office."""

    DONE = "done"
    OLDER = "older"
    GAP = "gap"
    OTHER_OFFICE = "other office"


def apply(unit: Unit, answer: Answer, now: dt.datetime) -> Applied:
    """Take over what headquarters holds, returned and changed. The unit is not committed.

    An answer older than the last one is left alone; one that builds on an answer that never came
    (GAP) as well: the next one, made after our next package, holds everything. That this package
    is due is all that a GAP changes.
    """
    told = _told(unit, answer)
    if told is Applied.GAP and not ledger.behind_by(unit):
        ledger.note_behind(unit, Behind.ANSWER)
    if told is not Applied.DONE:
        return told
    _meet_fork(unit, answer)
    _meet_epoch(unit, answer)
    _catch_up(unit, answer)
    ledger.confirm(unit, answer.accepted, now)
    for row in answer.rows:
        _take_row(unit, row)
    doubts.replace_returned(unit, answer.returned, unit.state.office)
    _offer_edited(unit, answer)
    doubts.clear_conflicts(unit)
    for conflict in answer.conflicts:
        doubts.add_conflict(unit, conflict, unit.state.office, "", now)
    return Applied.DONE


def _told(unit: Unit, answer: Answer) -> Applied:
    """Whether the answer is for this installation, new, and builds on what it has."""
    state = unit.state
    if answer.manifest["office"] != state.office:
        return Applied.OTHER_OFFICE
    epoch, number, since = (answer.whole(key) for key in ("hq_epoch", "hseq", "since"))
    if (epoch, number) <= (state.epoch, state.answer):
        return Applied.OLDER
    ahead = since and (epoch != state.epoch or since > state.answer)
    return Applied.GAP if ahead or not _for_us(unit, answer) else Applied.DONE


def _for_us(unit: Unit, answer: Answer) -> bool:
    """Whether nothing was left out of it that only another installation knows."""
    return answer.manifest["only"] in {"", unit.state.replica}


def _meet_epoch(unit: Unit, answer: Answer) -> None:
    epoch = answer.whole("hq_epoch")
    if unit.state.epoch and epoch != unit.state.epoch:
        # headquarters was restored: offer everything, also what came from it
        versions.offer_all_again(unit)
    unit.advance(epoch=epoch, answer=answer.whole("hseq"))


def _catch_up(unit: Unit, answer: Answer) -> None:
    """What was lacking is there; everything is only where the answer leaves nothing out."""
    everything = not answer.whole("since") and _for_us(unit, answer)
    if everything or ledger.behind_by(unit) is Behind.ANSWER:
        ledger.note_behind(unit, Behind.NOTHING)


def _meet_fork(unit: Unit, answer: Answer) -> None:
    """Another file with our identity sent first: become a new installation (sync.md §1.7)."""
    main = answer.streams.get(unit.state.replica, {})
    for sending in ledger.list_sendings(unit, own=True):
        if main.get(sending["seq"], sending["package_id"]) != sending["package_id"]:
            anew.begin_anew(unit)
            return


def _take_row(unit: Unit, row: Row) -> None:
    kind = KINDS.get(row.kind)
    if kind is None:
        return
    from_hq = f"hq:{unit.state.epoch}"
    old = unit.get(kind.record, row.uid)
    was = unit.lineage(kind.record, row.uid)
    if old is None or was is None:
        lineage = Lineage(
            dot=0,
            ver=row.ver,
            ancestors=row.ancestors,
            office=unit.state.office,
            source=from_hq,
        )
        unit.write(made(kind.record, row.uid, row.content), None, lineage, None)
    elif was.ver == row.ver:
        unit.set_lineage(old, dc.replace(was, source=from_hq), was)
    elif was.ver in row.merged:
        _adopt(unit, row, old, was)
    elif row.ver not in was.ancestors:  # else what stands here was made from it
        _meet(unit, row, old, was)


def _adopt(unit: Unit, row: Row, old: Record, was: Lineage) -> None:
    """Headquarters has everything that stands here: take over its version."""
    versions.forget_versions(unit, row.uid)
    lineage = dc.replace(was, ver=row.ver, ancestors=row.ancestors, source=f"hq:{unit.state.epoch}")
    unit.write(made(type(old), old.uid, row.content, old), old, lineage, was)


def _meet(unit: Unit, row: Row, old: Record, was: Lineage) -> None:
    """Both changed: join what does not clash; leave a clash to headquarters' next merge."""
    base = None
    for ancestor in was.ancestors:
        if ancestor in row.merged:
            base = versions.content_of(unit, row.uid, ancestor)
            if base is not None:
                break
    if base is None:
        return
    joined = merge(base, row.content, content(old))
    if joined.clashes:
        return
    unit.keep_version(old, was)
    unit.hold(row.uid, row.ver, row.content, source=f"hq:{unit.state.epoch}")
    mine = (was.ver,) if was.ver else ()
    lineage = dc.replace(
        was, dot=unit.tick(), ver=None, ancestors=(row.ver, *mine, *was.ancestors), source=""
    )
    unit.write(made(type(old), old.uid, joined.content, old), old, lineage, was)


def _offer_edited(unit: Unit, answer: Answer) -> None:
    """Rows that only the way broke are offered again by themselves (sync.md §1.4)."""
    for returned in answer.returned:
        kind = KINDS.get(returned.kind)
        if returned.code not in TRANSPORT or returned.ver != unit.state.replica or kind is None:
            continue
        record = unit.get(kind.record, returned.uid)
        was = unit.lineage(kind.record, returned.uid)
        if record is not None and was is not None:
            unit.set_lineage(record, dc.replace(was, dot=unit.tick()), was)
