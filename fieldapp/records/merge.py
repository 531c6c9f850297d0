"""The three-way merge by field, and what becomes of a row: pure functions (sync.md §1.5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from fieldapp.records.canonical import Content
from fieldapp.records.values import Plain

EDIT_OF_REMOVED = "edit of removed"
"""Stands for the field in a clash where one side removed what the other changed."""


class Outcome(enum.StrEnum):
    """What became of a row of a package; each has exactly one (sync.md §1.5)."""

    STALE = "stale"
    APPLIED = "applied"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two values for one field; the current one stays, both are kept for a person.

    Attributes:
        ours, theirs: plain values; None where the side has nothing there.
    """

    field: str
    ours: Plain | Content | None
    theirs: Plain | Content | None


@dataclass(frozen=True, slots=True)
class Merged:
    """The content after a merge and the clashes left in it."""

    content: dict[str, Plain]
    clashes: tuple[Clash, ...]


def expanded(incoming: Content, base: Content) -> dict[str, Plain]:
    """A removal carries no fields: they are those of the version that was removed."""
    if "removed" not in incoming:
        return dict(incoming)
    return {**{k: v for k, v in base.items() if k != "removed"}, "removed": incoming["removed"]}


def merge(base: Content | None, ours: Content, theirs: Content) -> Merged:
    """Three-way by field; `base` is None where no common ancestor is known.

    Without a base every difference is a clash. A value that one side left alone gives way to
    the other's change; a removal gives way to nothing that its author had not seen, and nothing
    changes inside a removed record (invariants I6, I8, I9).
    """
    if "removed" in ours and "removed" in theirs:
        return Merged(dict(ours), ())
    out = dict(ours)
    clashes: list[Clash] = []
    ours_touched = base is None or dict(ours) != dict(base)
    for key in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(key), theirs.get(key)
        before = None if base is None else base.get(key)
        if other == mine or (base is not None and other == before):
            continue
        removal = key == "removed"
        if base is not None and mine == before and not (removal and ours_touched):
            _take(out, key, other)
            continue
        clashes.append(Clash(key, mine, other))
    if _edits_a_removed(base, ours, theirs):
        return Merged(dict(ours), (*clashes, Clash(EDIT_OF_REMOVED, None, dict(theirs))))
    return Merged(out, tuple(clashes))


def _take(out: dict[str, Plain], key: str, value: Plain | None) -> None:
    if value is None:
        out.pop(key, None)
    else:
        out[key] = value


def _edits_a_removed(base: Content | None, ours: Content, theirs: Content) -> bool:
    return (
        base is not None
        and "removed" in ours
        and "removed" not in base
        and "removed" not in theirs
        and dict(theirs) != dict(base)
    )
