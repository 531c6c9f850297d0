"""What a record is called where another one refers to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fieldapp.records.fields import Declared, Record
from fieldapp.records.kinds import KINDS
from fieldapp.store.reading import Reader

_THROUGH = {"enrolment": "person", "assignment": "unit"}
"""Kinds that are called by the record they join."""


def titles(reader: Reader, wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
    """uid -> title for (kind, uid) pairs; uids that are not there are left out."""
    by_kind: dict[str, set[str]] = {}
    for kind, uid in wanted:
        by_kind.setdefault(kind, set()).add(uid)
    found: dict[str, str] = {}
    for key, uids in by_kind.items():
        records = reader.many(KINDS[key].record, uids)
        if through := _THROUGH.get(key):
            joined = {uid: getattr(record, through) for uid, record in records.items()}
            names = titles(reader, [(through, uid) for uid in joined.values() if uid])
            found |= {uid: names.get(other or "", "") for uid, other in joined.items()}
        else:
            found |= {uid: KINDS[key].title(record) for uid, record in records.items()}
    return found


def shown(reader: Reader, records: Sequence[tuple[str, Record]]) -> dict[str, dict[str, str]]:
    """uid -> field key -> title of what the field refers to, for (kind, record) pairs."""
    wanted: list[tuple[str, str]] = []
    for key, record in records:
        for entry in _references(key):
            wanted.extend((entry.field.refers or "", uid) for uid in _uids(record, entry))
    found = titles(reader, wanted)
    result: dict[str, dict[str, str]] = {}
    for key, record in records:
        names = {
            entry.key: "; ".join(found[uid] for uid in _uids(record, entry) if found.get(uid))
            for entry in _references(key)
        }
        result[record.uid] = {field: name for field, name in names.items() if name}
    return result


def _references(key: str) -> list[Declared]:
    return [e for e in KINDS[key].fields.values() if e.field.refers and e.travels]


def _uids(record: Record, entry: Declared) -> tuple[str, ...]:
    held = getattr(record, entry.key)
    if not held:
        return ()
    return held if isinstance(held, tuple) else (held,)
