"""At headquarters: take a package in, row by row, each with exactly one outcome (sync.md §1.5)."""

from __future__ import annotations

import collections
import dataclasses as dc
import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence

from fieldapp.records import canonical, values
from fieldapp.records.canonical import Content
from fieldapp.records.exchange import Code, Conflict, Damaged, Package, Returned, Row
from fieldapp.records.fields import Record, content, made
from fieldapp.records.kinds import KINDS
from fieldapp.records.merge import Merged, Outcome, expanded, merge
from fieldapp.store import doubts, ledger, versions
from fieldapp.store.lineage import Lineage
from fieldapp.store.unit import KEPT_ANCESTORS, Unit

DUPLICATE = "duplicate"


@dc.dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a package.

    Attributes:
        outcomes: outcome -> rows; they add up to the rows of the manifest. Empty for a duplicate.
        forked: another package with this number was taken in before.
        missing: numbers of the stream that have not come.
    """

    outcomes: Mapping[str, int]
    duplicate: bool = False
    forked: bool = False
    missing: tuple[int, ...] = ()


def take_in(unit: Unit, package: Package, sealed: bytes | None, now: dt.datetime) -> TakenIn:
    """Merge a verified package of an enrolled installation. The unit is not committed."""
    if ledger.is_received(unit, package.package_id):
        return TakenIn({}, duplicate=True, missing=missing(unit, package.replica))
    seq = package.whole("seq")
    first = ledger.main_package(unit, package.replica, seq)
    if not ledger.is_heard_of(unit, package.replica):
        ledger.note_gone(unit, package.manifest.get("former", "").split(), package.office)
    back = doubts.returned_versions(unit, package.office)
    outcomes: collections.Counter[str] = collections.Counter()
    for batch in _batches(package.rows):
        there = _standing(unit, batch)
        for row in batch:
            outcome = _take_row(unit, package, row, there[row.uid], now)
            if row.uid in back and there[row.uid].office in {None, package.office}:
                _settle(unit, package, row, outcome, back[row.uid])
            outcomes[outcome.value] += 1
    for damaged in package.damaged:
        _return(unit, package, damaged, Code.EDITED, str(damaged.number))
        outcomes[Outcome.REJECTED.value] += 1
    ledger.add_received(
        unit,
        package_id=package.package_id,
        office=package.office,
        replica=package.replica,
        seq=seq,
        base=package.whole("base"),
        max=package.whole("max"),
        received_at=now.isoformat(timespec="milliseconds"),
        main=first is None,
        outcomes=json.dumps(outcomes),
        bytes=sealed,
    )
    heard = package.whole("last_reply") if package.whole("hq_epoch") == unit.state.epoch else 0
    ledger.note_installation(unit, package.replica, last_answer=heard)
    if first is not None:
        ledger.note_installation(unit, package.replica, forked=True)
    return TakenIn(dict(outcomes), forked=first is not None, missing=missing(unit, package.replica))


def missing(unit: Unit, replica: str) -> tuple[int, ...]:
    """Numbers below the highest received under which nothing has come from an installation."""
    return ledger.gaps(unit, replica).get(replica, ())


@dc.dataclass(frozen=True, slots=True)
class _Present:
    """What stands at headquarters under the uid of a row, and the versions seen before it."""

    record: Record | None
    lineage: Lineage | None
    seen: frozenset[str]

    @property
    def office(self) -> str | None:
        """Whose record it is; None where there is none."""
        return self.lineage.office if self.lineage else None


_BATCH = 500


def _batches(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows to be looked up together; a uid that comes twice is looked up again."""
    batch: dict[str, Row] = {}
    for row in rows:
        if row.uid in batch or len(batch) == _BATCH:
            yield list(batch.values())
            batch = {}
        batch[row.uid] = row
    yield list(batch.values())


def _standing(unit: Unit, batch: Sequence[Row]) -> dict[str, _Present]:
    found = {row.uid: _Present(None, None, frozenset()) for row in batch}
    for key in {row.kind for row in batch} & KINDS.keys():
        uids = [row.uid for row in batch if row.kind == key]
        there = versions.standing(unit, key, uids)
        seen = versions.seen(unit, uids)
        for uid in uids:
            record, lineage = there.get(uid, (None, None))
            found[uid] = _Present(record, lineage, frozenset(seen.get(uid, ())))
    return found


def _settle(unit: Unit, package: Package, row: Row, outcome: Outcome, waiting: set[str]) -> None:
    """A row takes the place of returned ones before it, and of its own kind once it is taken in."""
    over = waiting.intersection(row.ancestors)
    if outcome is not Outcome.REJECTED:
        over |= waiting & {row.ver, package.replica}
    if over:
        doubts.settle_returned(unit, row.uid, sorted(over))
        # should one of them come late, it is not returned once more
        unit.hold_seen(row.uid, sorted(over - {package.replica}), source=package.replica)


def _take_row(unit: Unit, package: Package, row: Row, there: _Present, now: dt.datetime) -> Outcome:
    if known := _known(unit, package, row, there):
        return known
    try:
        incoming = made(KINDS[row.kind].record, row.uid, row.content, there.record)
    except values.Unfit as error:
        return _return(unit, package, row, Code.UNFIT, str(error.args[-1]))
    if there.record is not None and there.lineage is not None:
        was = unit.seal(there.record, there.lineage)
        return _merge(unit, package, row, (there.record, was), now)
    return _new(unit, package, row, incoming)


def _known(unit: Unit, package: Package, row: Row, there: _Present) -> Outcome | None:
    """The outcome of a row of a kind unknown here, of another office's, or seen before."""
    if row.kind not in KINDS:
        return _return(unit, package, row, Code.UNKNOWN_KIND, row.kind)
    if there.office not in {None, package.office}:
        return _return(unit, package, row, Code.FOREIGN, "")
    if row.ver in there.seen or (there.lineage and row.ver == there.lineage.ver):
        return Outcome.STALE
    return None


def _new(unit: Unit, package: Package, row: Row, incoming: Record) -> Outcome:
    lineage = Lineage(
        dot=unit.tick(), ver=row.ver, ancestors=(), office=package.office, source=package.replica
    )
    unit.write(incoming, None, lineage, None)
    _see(unit, row, package.replica)
    return Outcome.APPLIED


def _merge(
    unit: Unit, package: Package, row: Row, present: tuple[Record, Lineage], now: dt.datetime
) -> Outcome:
    old, was = present
    ours = content(old)
    base = _base(unit, row, was, ours)
    theirs = expanded(row.content, ours if base is None else base)
    merged = merge(base, ours, theirs)
    _keep_clashes(unit, package, row, was, merged, now)
    unit.hold(row.uid, row.ver, theirs, source=package.replica)
    _see(unit, row, package.replica)
    if merged.content == ours:
        # the sender learns from the answer which version stands here
        unit.set_lineage(old, dc.replace(was, dot=unit.tick(), source=_joined(was.source)), was)
    else:
        _advance(unit, package, row, (old, was), merged.content, fast=merged.content == theirs)
    return Outcome.CONFLICT if merged.clashes else Outcome.APPLIED


def _advance(
    unit: Unit,
    package: Package,
    row: Row,
    present: tuple[Record, Lineage],
    merged: Content,
    *,
    fast: bool,
) -> None:
    """The merged content becomes the present version: the sender's own, or a new one of both."""
    old, was = present
    unit.keep_version(old, was)
    record = made(type(old), old.uid, merged, old)
    parents = (was.ver or "", row.ver)
    ver = row.ver if fast else canonical.version(row.uid, canonical.travelling(record), parents)
    lineage = Lineage(
        dot=unit.tick(),
        ver=ver,
        ancestors=(was.ver or "", *was.ancestors)[:KEPT_ANCESTORS],
        office=was.office,
        source=package.replica if fast else _joined(package.replica),
    )
    unit.write(record, old, lineage, was)


_JOINED = "joined:"


def _joined(source: str) -> str:
    """Marks a version that its sender does not have, so that every answer carries it."""
    return source if source.startswith(_JOINED) or not source else _JOINED + source


def _base(unit: Unit, row: Row, was: Lineage, ours: Content) -> Content | None:
    """The content of the newest ancestor of the row that headquarters holds."""
    for ancestor in row.ancestors:
        if ancestor == was.ver:
            return ours
        if (held := versions.content_of(unit, row.uid, ancestor)) is not None:
            return held
    return None


def _see(unit: Unit, row: Row, source: str) -> None:
    unit.hold_seen(row.uid, row.ancestors, source=source)


def _keep_clashes(
    unit: Unit, package: Package, row: Row, was: Lineage, merged: Merged, now: dt.datetime
) -> None:
    own = (
        {entry["replica"] for entry in ledger.list_enrolled(unit, package.office)}
        if (merged.clashes)
        else set()
    )
    for clash in merged.clashes:
        found = Conflict(
            kind=row.kind,
            uid=row.uid,
            ver=row.ver,
            field=clash.field,
            ours=clash.ours,
            theirs=clash.theirs,
            decides="office" if was.source.removeprefix(_JOINED) in own else "headquarters",
        )
        doubts.add_conflict(unit, found, package.office, package.replica, now)


def _return(unit: Unit, package: Package, row: Row | Damaged, code: Code, detail: str) -> Outcome:
    returned = Returned(
        kind=row.kind,
        uid=row.uid,
        # of an edited row no cell can be trusted but its uid, which the digest of the sheet covers
        ver=package.replica if isinstance(row, Damaged) else row.ver,
        code=code,
        detail=detail,
        sending=package.manifest["seq"],
    )
    doubts.add_returned(unit, returned, package.office)
    return Outcome.REJECTED
