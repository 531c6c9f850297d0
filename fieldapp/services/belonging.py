"""Which records are parts of others, and which only use them: what the bin takes and refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fieldapp.errors import Rejected
from fieldapp.records.fields import Record
from fieldapp.records.kinds import KINDS, kind_of
from fieldapp.services.titles import titles
from fieldapp.store.reading import Reader
from fieldapp.text import _

_PARTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "event": (("session", "event"), ("enrolment", "event")),
    "session": (("attendance", "session"),),
    "enrolment": (("attendance", "enrolment"),),
    "donation": (("donation_line", "donation"),),
    "person": (("assignment", "person"),),
}
"""Kind -> (kind, field) of what goes to the bin and comes back with it."""

_USES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "person": (("enrolment", "person"), ("unit", "commander"), ("item", "custodian")),
    "unit": (
        ("unit", "parent"), ("assignment", "unit"), ("enrolment", "unit"), ("item", "holder"),
        ("lot", "holder"), ("donation", "recipient"),
    ),
    "item": (("donation_line", "item"),),
    "lot": (("donation_line", "lot"),),
    "organisation": (("event", "lead"),),
    "agreement": (("item", "agreement"), ("lot", "agreement"), ("donation", "agreement")),
}  # fmt: skip
"""Kind -> (kind, field) of what would be left pointing into the bin."""


def refuse_used(reader: Reader, record: Record) -> None:
    """Raise `Rejected` where records out of the bin would be left pointing at it."""
    key = kind_of(record).key
    users = [(other, user) for other, field in _USES.get(key, ())
             for user in reader.linked(KINDS[other].record, field, [record.uid])]  # fmt: skip
    if not users:
        return
    other, user = users[0]
    owner = next(iter(_owner_kinds(other, user)), (other, user.uid))
    example = titles(reader, [owner]).get(owner[1], "")
    raise Rejected(
        _(
            "{title} is still used elsewhere, {n} times, for example in {kind} {example}. "
            "Take it out there first."
        ).format(
            title=kind_of(record).title(record),
            n=len(users),
            kind=_(KINDS[owner[0]].label),
            example=example,
        )
    )


def parts_of(reader: Reader, record: Record) -> Iterator[Record]:
    """The parts of a record and theirs, each once."""
    level: dict[str, list[str]] = {kind_of(record).key: [record.uid]}
    seen = {record.uid}
    while level:
        below: dict[str, list[str]] = {}
        for key, uids in level.items():
            for other, field in _PARTS.get(key, ()):
                for part in reader.linked(KINDS[other].record, field, uids):
                    if part.uid not in seen:
                        seen.add(part.uid)
                        below.setdefault(other, []).append(part.uid)
                        yield part
        level = below


def _owner_kinds(key: str, record: Record) -> Iterator[tuple[str, str]]:
    """(kind, uid) of what a record is a part of."""
    for owner, parts in _PARTS.items():
        for other, field in parts:
            if other == key and (uid := getattr(record, field)):
                yield owner, uid


def owners(key: str, record: Record) -> list[str]:
    """The uids of what a record is a part of."""
    return [uid for _owner, uid in _owner_kinds(key, record)]


def removed_with(reader: Reader, record: Record) -> list[Record]:
    """The parts that went to the bin in the same action and are still there."""
    removals = [s for s in reader.history(record.uid) if s.changes[0].after.get("removed")]
    action = reader.change_set(removals[-1].number) if removals else None
    if action is None:
        return []
    by_kind: dict[str, list[str]] = {}
    for change in action.changes:
        if change.after.get("removed") and change.uid != record.uid:
            by_kind.setdefault(change.kind, []).append(change.uid)
    back: list[Record] = []
    uids = {record.uid}
    for key in KINDS:  # owners stand before their parts in this order
        for part in reader.many(KINDS[key].record, by_kind.get(key, ())).values():
            if part.removed and any(owner in uids for owner in owners(key, part)):
                uids.add(part.uid)
                back.append(part)
    return back
