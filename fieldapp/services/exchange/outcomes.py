"""What the exchange tells its callers: frozen answers for window and command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fieldapp.records.changes import Changes


@dataclass(frozen=True, slots=True)
class Pending:
    """What headquarters has not confirmed: records by kind, and how many of them name people.

    Attributes:
        asked: an answer was lost, so the next sending is due even without a record in it.
    """

    counts: Mapping[str, int]
    rows: int
    personal: int
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A sending that was sealed and written to a file."""

    path: Path
    number: int
    rows: int
    size_bytes: int
    counts: Mapping[str, int]
    personal: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file taken in.

    Attributes:
        kind: "sending", "confirmation" or "enrolment".
        sentence: what the user reads.
        outcomes: outcome -> rows of a sending.
        reply: the confirmation written for the office.
        problems: sentences about rows or gaps that need a look.
    """

    file: str
    kind: str
    sentence: str
    changes: Changes = field(default_factory=Changes)
    outcomes: Mapping[str, int] = field(default_factory=dict)
    reply: Path | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """Where an office stands."""

    office: str
    role: str
    enrolled: bool
    counts: Mapping[str, int]
    unconfirmed: int
    waiting_sendings: int
    last_confirmed_at: dt.datetime | None
    returned: int
    conflicts: int
    backup_at: dt.datetime | None
    due: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordStatus:
    """Where one record stands on its way; `code` is stable, `word` is translated."""

    code: str
    word: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SendingRow:
    """A line of the office's ledger."""

    number: int
    package_id: str
    file_name: str
    made_at: dt.datetime
    rows: int
    size_bytes: int | None
    confirmed_at: dt.datetime | None
    path_exists: bool


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A record that headquarters sent back."""

    kind: str
    uid: str
    title: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """Two values for one field that wait for a decision."""

    kind: str
    uid: str
    title: str
    field_label: str
    ours: str
    theirs: str
    decides: str


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """At headquarters: one office and what came from it."""

    code: str
    name: str
    installations: int
    last_received_at: dt.datetime | None
    received: int
    gaps: tuple[int, ...]
    conflicts: int
