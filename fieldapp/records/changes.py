"""What changed: the one answer of every writing service, and the entries of the change log."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldapp.records.values import Plain


class Action(enum.StrEnum):
    """What kind of act a change set was."""

    EDIT = "edit"
    IMPORT = "import"
    RECEIVE = "receive"
    ANSWER = "answer"
    UNDO = "undo"
    REDO = "redo"
    SET_UP = "set up"


@dataclass(frozen=True, slots=True)
class Why:
    """What the person did, in words for the undo menu and the history.

    Attributes:
        message: an English template marked with N_, such as "mark {n} present".
        values: what is put into it; counts and titles.
    """

    message: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One record touched in a change set; plain values, None for a record that was not there.

    `before` and `after` hold only the fields touched.
    """

    kind: str
    uid: str
    before: Mapping[str, Plain | None] | None
    after: Mapping[str, Plain | None]


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """One action of one person: who, when, why, and every change it made.

    Attributes:
        who: uid of the person of the office, or "" for the program itself.
        undoes: the number of the set that this one takes back.
    """

    number: int
    at: dt.datetime
    who: str
    why: Why
    action: Action
    replica: str
    undoes: int | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """Which records a committed action touched: kind -> uids. It goes through the one feed."""

    touched: Mapping[str, frozenset[str]] = field(default_factory=dict)
    set_number: int | None = None
    sendings: bool = False

    def __bool__(self) -> bool:
        return bool(self.touched) or self.sendings

    def of(self, kind: str) -> frozenset[str]:
        """The uids touched of one kind."""
        return self.touched.get(kind, frozenset())
