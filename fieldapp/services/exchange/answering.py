"""At headquarters: the answer to an office, cumulative and signed (sync.md §1.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import fieldapp
from fieldapp.keys import signing
from fieldapp.records import canonical
from fieldapp.records.exchange import ANSWER_FORMAT, Answer, Row, sheet_digests, with_id
from fieldapp.records.fields import content
from fieldapp.records.kinds import KINDS
from fieldapp.services.exchange import columns, sealing
from fieldapp.store import doubts, ledger, upgrade, versions
from fieldapp.store.unit import KEPT_ANCESTORS, Unit

SEEN = 900
"""Versions told of one record at most, the newest: a cell holds no more of them."""


def answer(unit: Unit, office: str, now: dt.datetime) -> Answer:
    """Everything the office must hear, whichever earlier answers were lost.

    Rows are those changed here since the oldest answer that one of its installations last
    applied; what an office's only installation sent itself is left out. Not committed.
    """
    last = ledger.last_heard(unit, office)
    heard = min(last.values(), default=0)
    since = ledger.answered_upto(unit, office, heard)
    only = next(iter(last)) if len(last) == 1 else ""
    rows = _rows(unit, office, since, only)
    packages = ledger.list_received(unit, office)
    streams: dict[str, dict[int, str]] = {}
    for package in packages:
        if package["main"]:
            streams.setdefault(package["replica"], {})[package["seq"]] = package["package_id"]
    made = Answer(
        manifest={},
        accepted=frozenset(package["package_id"] for package in packages),
        streams=streams,
        returned=tuple(doubts.list_returned(unit, office)),
        conflicts=tuple(doubts.list_conflicts(unit, office)),
        rows=rows,
    )
    unit.advance(answer=unit.state.answer + 1)
    heard = heard if since else 0
    return sealed(unit, made, office, {"since": str(heard), "only": only}, now)


def _rows(unit: Unit, office: str, since: int, only: str) -> tuple[Row, ...]:
    found = [
        (kind, record, unit.seal(record, lineage))
        for kind, record, lineage in versions.changed(
            unit, since, office=office, unlike=only or None
        )
    ]
    seen = versions.seen(unit, [record.uid for _kind, record, _lineage in found])
    shown = sealing.shown(unit, [(kind, record) for kind, record, _ in found])
    return tuple(
        Row(
            kind=kind,
            uid=record.uid,
            dot=lineage.dot,
            ver=lineage.ver or "",
            ancestors=lineage.ancestors[:KEPT_ANCESTORS],
            content=content(record),
            shown=shown.get(record.uid, {}),
            merged=(lineage.ver or "", *seen.get(record.uid, ())[-SEEN:]),
        )
        for kind, record, lineage in found
    )


def body(made: Answer) -> dict[str, object]:
    """The lists of an answer in plain form, for its digest and its sheets."""
    return {
        "accepted": sorted(made.accepted),
        "streams": {
            replica: {str(seq): package for seq, package in chain.items()}
            for replica, chain in made.streams.items()
        },
        "returned": [
            [r.kind, r.uid, r.ver, r.code.value, r.detail, r.sending] for r in made.returned
        ],
        "conflicts": [
            [c.kind, c.uid, c.ver, c.field, c.ours, c.theirs, c.decides] for c in made.conflicts
        ],
    }


def body_digest(made: Answer) -> str:
    """The seal over the lists of an answer."""
    return canonical.package_id({"body": canonical.as_bytes(body(made)).decode()})


def sealed(
    unit: Unit, made: Answer, office: str, ground: Mapping[str, str], now: dt.datetime
) -> Answer:
    """The answer with its signed manifest.

    `ground` is what it builds on: `since`, the answer that must have been applied before, and
    `only`, the one installation it is complete for; empty where it is for all of the office.
    """
    state = unit.state
    private = bytes.fromhex(state.sign_key)
    manifest = with_id(
        {
            "format": ANSWER_FORMAT,
            "schema": upgrade.HEAD,
            "app": fieldapp.__version__,
            "office": office,
            "hq_epoch": str(state.epoch),
            "hseq": str(state.answer),
            **ground,
            "upto": str(state.dot),
            "body": body_digest(made),
            "columns": columns.heads(
                [KINDS[key] for key in KINDS if any(row.kind == key for row in made.rows)],
                answer=True,
            ),
            "sheets": canonical.as_bytes(sheet_digests(made.rows)).decode(),
            "created": now.isoformat(timespec="milliseconds"),
            "key_id": signing.key_id(signing.public_key(private)),
        }
    )
    signature = signing.sign(private, canonical.manifest_bytes(manifest))
    return Answer(
        manifest={**manifest, "sig": signature.hex()},
        accepted=made.accepted,
        streams=made.streams,
        returned=made.returned,
        conflicts=made.conflicts,
        rows=made.rows,
    )
