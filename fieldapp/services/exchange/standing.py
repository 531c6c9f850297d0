"""Where everything stands between office and headquarters: computed from what was confirmed."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path

from fieldapp.records.canonical import Content
from fieldapp.records.changes import Changes
from fieldapp.records.exchange import Answer, Package, Row
from fieldapp.records.fields import Record
from fieldapp.records.kinds import KINDS, kind_of
from fieldapp.records.office import Office
from fieldapp.records.values import Plain
from fieldapp.services.exchange.applying import Applied
from fieldapp.services.exchange.outcomes import (
    ConflictRow,
    OfficeRow,
    Pending,
    RecordStatus,
    ReturnedRow,
    SendingRow,
    Status,
    Taken,
)
from fieldapp.services.exchange.reasons import reason
from fieldapp.services.exchange.taking_in import TakenIn
from fieldapp.services.opening import OpenOffice
from fieldapp.services.titles import titles
from fieldapp.store import backups, ledger
from fieldapp.store.reading import Reader
from fieldapp.text import _, ngettext

_NAMING = frozenset(
    key for key, kind in KINDS.items() if any(e.named and e.travels for e in kind.fields.values())
)
"""Kinds that have a field which names a person."""


def pending(office: OpenOffice) -> Pending:
    """What has changed since headquarters' last confirmation."""
    with office.reading() as reader:
        counts = ledger.changed_counts(reader, ledger.watermark(reader))
    naming = sum(number for kind, number in counts.items() if kind in _NAMING)
    return Pending(counts, sum(counts.values()), naming)


def personal(rows: Iterable[Row]) -> int:
    """How many rows are of kinds that name people."""
    return sum(row.kind in _NAMING and "removed" not in row.content for row in rows)


def status(office: OpenOffice) -> Status:
    """See `Exchange.status`."""
    state = office.file.state
    with office.reading() as reader:
        counts = {key: reader.count(kind.record) for key, kind in KINDS.items()}
        waiting = ledger.changed_counts(reader, ledger.watermark(reader))
        sent = ledger.list_sendings(reader, own=True)
        returned_rows = len(ledger.list_returned(reader))
        clashes = len(ledger.list_conflicts(reader))
    copies = backups.listed(office.settings.backups)
    confirmed = [entry["confirmed_at"] for entry in sent if entry["confirmed_at"]]
    unconfirmed = 0 if state.headquarters else sum(waiting.values())
    return Status(
        office=state.office,
        role=state.role,
        enrolled=bool(state.partner_key) or state.headquarters,
        counts=counts,
        unconfirmed=unconfirmed,
        waiting_sendings=sum(1 for entry in sent if not entry["confirmed_at"]),
        last_confirmed_at=_moment(max(confirmed, default=None)),
        returned=returned_rows,
        conflicts=clashes,
        backup_at=copies[0].made_at if copies else None,
        due=_due(unconfirmed, returned_rows, clashes, enrolled=bool(state.partner_key)),
    )


def _due(unconfirmed: int, back: int, clashes: int, *, enrolled: bool) -> tuple[str, ...]:
    due = []
    if unconfirmed and enrolled:
        due.append(
            ngettext(
                "Headquarters has not confirmed {n} record. Send it.",
                "Headquarters has not confirmed {n} records. Send them.",
                unconfirmed,
            ).format(n=unconfirmed)
        )
    if back:
        due.append(
            ngettext(
                "Headquarters returned {n} record. Correct it.",
                "Headquarters returned {n} records. Correct them.",
                back,
            ).format(n=back)
        )
    if clashes:
        due.append(
            ngettext(
                "{n} field has two versions. Choose one.",
                "{n} fields have two versions. Choose one of each.",
                clashes,
            ).format(n=clashes)
        )
    return tuple(due)


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def record_status(office: OpenOffice, kind: type[Record], uid: str) -> RecordStatus:
    """See `Exchange.record_status`."""
    with office.reading() as reader:
        lineage = reader.lineage(kind, uid)
        if lineage is None:
            return RecordStatus("none", "")
        if any(c.uid == uid for c in ledger.list_conflicts(reader)):
            return RecordStatus("two versions", _("two versions - choose"))
        for row in ledger.list_returned(reader):
            if row.uid == uid and row.ver == lineage.ver:
                return RecordStatus(
                    "returned", _("returned"), reason(kind_of(kind).key, row.code, row.detail)
                )
        return _on_its_way(reader, lineage.dot)


def _on_its_way(reader: Reader, dot: int) -> RecordStatus:
    """How far the change counted `dot` has come."""
    if dot <= ledger.watermark(reader):
        return RecordStatus("confirmed", _("confirmed"))
    for entry in ledger.list_sendings(reader, own=True):
        if entry["base"] < dot <= entry["max"]:
            return RecordStatus("in sending", _("in sending {number}").format(number=entry["seq"]))
    return RecordStatus("not sent", _("not sent yet"))


def sendings(office: OpenOffice) -> list[SendingRow]:
    """See `Exchange.sendings`."""
    with office.reading() as reader:
        rows = ledger.list_sendings(reader)
    return [
        SendingRow(
            number=row["seq"],
            package_id=row["package_id"],
            file_name=row["file_name"],
            made_at=dt.datetime.fromisoformat(row["made_at"]),
            rows=row["rows"],
            size_bytes=row["size"],
            confirmed_at=_moment(row["confirmed_at"]),
            path_exists=(office.settings.sendings / row["file_name"]).exists(),
        )
        for row in rows
    ]


def returned(office: OpenOffice) -> list[ReturnedRow]:
    """See `Exchange.returned`."""
    with office.reading() as reader:
        rows = ledger.list_returned(reader)
        names = titles(reader, [(r.kind, r.uid) for r in rows if r.kind in KINDS])
    return [
        ReturnedRow(r.kind, r.uid, names.get(r.uid, ""), r.code, reason(r.kind, r.code, r.detail))
        for r in rows
    ]


def conflicts(office: OpenOffice) -> list[ConflictRow]:
    """See `Exchange.conflicts`."""
    with office.reading() as reader:
        rows = ledger.list_conflicts(reader)
        names = titles(reader, [(c.kind, c.uid) for c in rows])
    found = []
    for c in rows:
        entry = KINDS[c.kind].fields.get(c.field)
        found.append(
            ConflictRow(
                c.kind, c.uid, names.get(c.uid, ""),
                _(entry.field.label) if entry else _("removed on one side"),
                _spoken(c.ours), _spoken(c.theirs), c.decides,
            )
        )  # fmt: skip
    return found


def _spoken(value: Plain | Content | None) -> str:
    if value is None or isinstance(value, Mapping):
        return ""
    return "; ".join(value) if isinstance(value, list) else str(value)


def offices(office: OpenOffice) -> list[OfficeRow]:
    """See `Exchange.offices`."""
    with office.reading() as reader:
        enrolled = ledger.list_enrolled(reader)
        came = ledger.list_received(reader)
        clashes = ledger.list_conflicts(reader)
        named = {one.code: one.name for one in reader.every(Office)}
        owner = {c.uid: c for c in clashes}
        counted = {
            code: sum(1 for c in ledger.list_conflicts(reader, code) if c.uid in owner)
            for code in {entry["office"] for entry in enrolled}
        }
    rows = []
    for code in sorted({entry["office"] for entry in enrolled}):
        own = [one for one in came if one["office"] == code]
        gaps: set[int] = set()
        for replica in {one["replica"] for one in own}:
            have = {one["seq"] for one in own if one["replica"] == replica}
            gaps |= set(range(1, max(have))) - have
        rows.append(
            OfficeRow(
                code=code,
                name=named.get(code, ""),
                installations=sum(entry["office"] == code for entry in enrolled),
                last_received_at=_moment(max((o["received_at"] for o in own), default=None)),
                received=len(own),
                gaps=tuple(sorted(gaps)),
                conflicts=counted.get(code, 0),
            )
        )
    return rows


def with_reply(taken: Taken, reply: Path) -> Taken:
    """The same line with the answer that was written for it."""
    return dc.replace(taken, reply=reply)


def taken_package(
    office: OpenOffice, package: Package, done: TakenIn, name: str, changes: Changes
) -> Taken:
    """What headquarters reads after a sending."""
    number, code = package.manifest["seq"], package.office
    problems = []
    if done.forked:
        problems.append(
            _(
                "Two different files came as sending {number} of {office}: its records were copied "
                "to another computer. Nothing is lost; the answer tells the office."
            ).format(number=number, office=code)
        )
    if done.missing:
        problems.append(
            _("Missing from {office}: {numbers}. Later sendings hold their records.").format(
                office=code, numbers=", ".join(map(str, done.missing))
            )
        )
    problems += _row_problems(office, package)
    if done.duplicate:
        sentence = _("Sending {number} of {office} was taken in before; nothing changed.").format(
            number=number, office=code
        )
    else:
        sentence = _(
            "Sending {number} of {office}: {applied} taken in, {same} already here, "
            "{conflict} with two versions, {rejected} returned."
        ).format(
            number=number,
            office=code,
            applied=done.outcomes.get("applied", 0),
            same=done.outcomes.get("stale", 0),
            conflict=done.outcomes.get("conflict", 0),
            rejected=done.outcomes.get("rejected", 0),
        )
    return Taken(name, "sending", sentence, changes, done.outcomes, problems=tuple(problems))


def _row_problems(office: OpenOffice, package: Package) -> list[str]:
    with office.reading() as reader:
        rows = ledger.list_returned(reader, package.office)
    mine = {(row.uid, row.ver) for row in package.rows}
    mine |= {(row.uid, package.replica) for row in package.damaged}
    return [
        f"{_(KINDS[r.kind].label) if r.kind in KINDS else r.kind}: "
        f"{reason(r.kind, r.code, r.detail)}"
        for r in rows
        if (r.uid, r.ver) in mine
    ]


def taken_answer(
    office: OpenOffice, answer: Answer, applied: Applied, name: str, changes: Changes
) -> Taken:
    """What the office reads after a confirmation."""
    number = answer.manifest["hseq"]
    match applied:
        case Applied.DONE:
            left = pending(office).rows
            back = len(answer.returned)
            sentence = (
                ngettext(
                    "Confirmation {number} was taken in; {n} record is not confirmed yet.",
                    "Confirmation {number} was taken in; {n} records are not confirmed yet.",
                    left,
                ).format(number=number, n=left)
                if left
                else _("Confirmation {number} was taken in; everything is confirmed.").format(
                    number=number
                )
            )
            if back and not left:
                sentence = ngettext(
                    "Confirmation {number} was taken in; {n} record came back.",
                    "Confirmation {number} was taken in; {n} records came back.",
                    back,
                ).format(number=number, n=back)
        case Applied.OLDER:
            sentence = _(
                "Confirmation {number} is older than the last one; nothing changed."
            ).format(number=number)
        case Applied.GAP:
            sentence = _(
                "Confirmation {number} builds on one that never came. Send once more; the next "
                "confirmation will hold everything."
            ).format(number=number)
        case _:
            sentence = _("{file} is for office {office}; nothing changed.").format(
                file=name, office=answer.manifest["office"]
            )
    return Taken(name, "confirmation", sentence, changes)
