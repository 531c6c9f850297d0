"""Where everything stands between office and headquarters: computed from what was confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from fieldapp.records.canonical import Content
from fieldapp.records.exchange import Row
from fieldapp.records.fields import Record
from fieldapp.records.kinds import KINDS, kind_of
from fieldapp.records.office import Office
from fieldapp.records.values import Plain
from fieldapp.services.exchange.outcomes import (
    ConflictRow,
    OfficeRow,
    Pending,
    RecordStatus,
    ReturnedRow,
    SendingRow,
    Status,
)
from fieldapp.services.exchange.reasons import reason
from fieldapp.services.opening import OpenOffice
from fieldapp.services.titles import titles
from fieldapp.store import backups, doubts, ledger, versions
from fieldapp.store.reading import Reader
from fieldapp.text import _, ngettext

_NAMING = frozenset(
    key for key, kind in KINDS.items() if any(e.named and e.travels for e in kind.fields.values())
)
"""Kinds that have a field which names a person."""


def pending(office: OpenOffice) -> Pending:
    """What has changed since headquarters' last confirmation."""
    with office.reading() as reader:
        counts = versions.changed_counts(reader, ledger.watermark(reader))
        asked = bool(ledger.behind_by(reader))
    naming = sum(number for kind, number in counts.items() if kind in _NAMING)
    return Pending(counts, sum(counts.values()), naming, asked)


def personal(rows: Iterable[Row]) -> int:
    """How many rows are of kinds that name people."""
    return sum(row.kind in _NAMING and "removed" not in row.content for row in rows)


def status(office: OpenOffice) -> Status:
    """See `Exchange.status`."""
    state = office.file.state
    with office.reading() as reader:
        counts = {key: reader.count(kind.record) for key, kind in KINDS.items()}
        unconfirmed = 0 if state.headquarters else _unconfirmed(reader)
        unanswered, confirmed_at = ledger.sendings_summary(reader)
        returned_rows = doubts.count_returned(reader)
        clashes = sum(doubts.count_conflicts(reader).values())
    copies = backups.listed(office.settings.backups)
    return Status(
        office=state.office,
        role=state.role,
        enrolled=bool(state.partner_key) or state.headquarters,
        counts=counts,
        unconfirmed=unconfirmed,
        waiting_sendings=unanswered,
        last_confirmed_at=_moment(confirmed_at),
        returned=returned_rows,
        conflicts=clashes,
        backup_at=copies[0].made_at if copies else None,
        due=_due(unconfirmed, returned_rows, clashes, enrolled=bool(state.partner_key)),
    )


def _unconfirmed(reader: Reader) -> int:
    return sum(versions.changed_counts(reader, ledger.watermark(reader)).values())


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
        if doubts.in_conflict(reader, uid):
            return RecordStatus("two versions", _("two versions - choose"))
        if reader.state.headquarters:
            return RecordStatus("none", "")
        for row in doubts.list_returned(reader, uid=uid):
            if row.ver == lineage.ver:
                return RecordStatus(
                    "returned", _("returned"), reason(kind_of(kind).key, row.code, row.detail)
                )
        return _on_its_way(reader, lineage.dot)


def _on_its_way(reader: Reader, dot: int) -> RecordStatus:
    """How far the change counted `dot` has come."""
    if dot <= ledger.watermark(reader):
        return RecordStatus("confirmed", _("confirmed"))
    number = ledger.sending_with(reader, dot)
    if number is None:
        return RecordStatus("not sent", _("not sent yet"))
    return RecordStatus("in sending", _("in sending {number}").format(number=number))


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
        rows = doubts.list_returned(reader)
        names = titles(reader, [(r.kind, r.uid) for r in rows if r.kind in KINDS])
    return [
        ReturnedRow(r.kind, r.uid, names.get(r.uid, ""), r.code, reason(r.kind, r.code, r.detail))
        for r in rows
    ]


def conflicts(office: OpenOffice) -> list[ConflictRow]:
    """See `Exchange.conflicts`."""
    with office.reading() as reader:
        rows = doubts.list_conflicts(reader)
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
        installed: dict[str, list[str]] = {}
        for entry in ledger.list_enrolled(reader):
            installed.setdefault(entry["office"], []).append(entry["replica"])
        heard = ledger.offices_heard(reader)
        clashes = doubts.count_conflicts(reader)
        gaps = ledger.gaps(reader)
        named = {one.code: one.name for one in reader.every(Office)}
    return [
        OfficeRow(
            code=code,
            name=named.get(code, ""),
            installations=len(replicas),
            last_received_at=_moment(heard[code][1]) if code in heard else None,
            received=heard[code][0] if code in heard else 0,
            gaps=tuple(sorted({n for replica in replicas for n in gaps.get(replica, ())})),
            conflicts=clashes.get(code, 0),
        )
        for code, replicas in sorted(installed.items())
    ]
