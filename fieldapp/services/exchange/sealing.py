"""In an office: seal what headquarters has not confirmed into a package (sync.md §1.2, §1.3)."""

from __future__ import annotations

import dataclasses as dc
import datetime as dt
from collections.abc import Sequence

import fieldapp
from fieldapp.keys import signing
from fieldapp.records import canonical, values
from fieldapp.records.exchange import PACKAGE_FORMAT, Package, Row, sheet_digests, with_id
from fieldapp.records.fields import Record
from fieldapp.records.kinds import KINDS
from fieldapp.services import titles
from fieldapp.services.exchange import columns
from fieldapp.store import ledger, upgrade, versions
from fieldapp.store.lineage import Lineage
from fieldapp.store.reading import Reader
from fieldapp.store.unit import KEPT_ANCESTORS, Unit

_TITLE = 1_000  # characters of a title, which is for people only


def seal(unit: Unit, *, full: bool, now: dt.datetime) -> Package:
    """Mint the versions of everything unconfirmed and close it into a signed package.

    It covers the changes from the last confirmed one to now; `full` covers all. The unit is not
    committed: number, id, versions and the sealed bytes become true together.
    """
    base = 0 if full else ledger.watermark(unit)
    found = [
        (kind, record, _sealed(unit, record, lineage))
        for kind, record, lineage in versions.changed(unit, base)
    ]
    shown_titles = shown(unit, [(kind, record) for kind, record, _ in found if not record.removed])
    rows = tuple(
        Row(
            kind=kind,
            uid=record.uid,
            dot=lineage.dot,
            ver=lineage.ver or "",
            ancestors=lineage.ancestors,
            content=canonical.travelling(record),
            shown=shown_titles.get(record.uid, {}),
        )
        for kind, record, lineage in found
    )
    manifest = _manifest(unit, rows, base=base, full=full, now=now)
    unit.advance(seq=int(manifest["seq"]), previous=manifest["package_id"])
    return Package(manifest=manifest, rows=rows)


def shown(reader: Reader, records: Sequence[tuple[str, Record]]) -> dict[str, dict[str, str]]:
    """uid -> field key -> title of what the field refers to, as a cell can hold it."""
    found: dict[str, dict[str, str]] = {}
    for uid, named in titles.shown(reader, records).items():
        held = {key: values.clean(title)[:_TITLE] for key, title in named.items()}
        found[uid] = {key: title for key, title in held.items() if title}
    return found


def _sealed(unit: Unit, record: Record, lineage: Lineage) -> Lineage:
    """The lineage with a version, and with ancestors back to the confirmed one and some older."""
    sealed = unit.seal(record, lineage)
    confirmed = ledger.confirmed_ancestor(unit, record.uid, sealed.ancestors)
    if confirmed is None:
        return sealed
    kept = dc.replace(sealed, ancestors=sealed.ancestors[: confirmed + 1 + KEPT_ANCESTORS])
    if kept != sealed:
        unit.set_lineage(record, kept, sealed)
    return kept


def _manifest(
    unit: Unit, rows: tuple[Row, ...], *, base: int, full: bool, now: dt.datetime
) -> dict[str, str]:
    state = unit.state
    lacks_all = ledger.behind_by(unit) is ledger.Behind.EVERYTHING
    private = bytes.fromhex(state.sign_key)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.kind] = counts.get(row.kind, 0) + 1
    manifest = with_id(
        {
            "format": PACKAGE_FORMAT,
            "schema": upgrade.HEAD,
            "app": fieldapp.__version__,
            "office": state.office,
            "replica": state.replica,
            "seq": str(state.seq + 1),
            "prev_id": state.previous,
            "former": " ".join(ledger.formers(unit)),
            "kind": "full" if full else "delta",
            "part": "1/1",
            "base": str(base),
            "max": str(state.dot),
            "hq_epoch": str(state.epoch),
            "last_reply": "0" if lacks_all else str(state.answer),
            "counts": canonical.as_bytes(counts).decode(),
            "removed": str(sum("removed" in row.content for row in rows)),
            "columns": columns.heads([KINDS[key] for key in KINDS if key in counts]),
            "sheets": canonical.as_bytes(sheet_digests(rows)).decode(),
            "state_digest": state.sum,
            "created": now.isoformat(timespec="milliseconds"),
            "key_id": signing.key_id(signing.public_key(private)),
        }
    )
    signature = signing.sign(private, canonical.manifest_bytes(manifest))
    return {**manifest, "sig": signature.hex()}
