"""The shape of an import: what it looks for, what it refuses, and how a row becomes records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from fieldapp.records.fields import Record
from fieldapp.services.importing.links import Links
from fieldapp.services.importing.results import Severity
from fieldapp.services.importing.slots import Slot

Values = Mapping[str, object]
"""What a row says, by the keys of the slots; only what could be read."""


class Tell(Protocol):
    """Says something of the row at hand; `slot` is the key of the column meant."""

    def __call__(
        self, slot: str, value: str, reason: str, severity: Severity = Severity.WARNING
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One row, read.

    Attributes:
        uid: the identity that its content gives it.
        unfit: slot key -> text that its field cannot hold.
        texts: slot key -> the cell as text, for what can be read and what cannot.
        heads: slot key -> head of the column as it stands in the file.
        lines: "Column: value" for each column that was not recognised.
        tell: reports something of this row.
    """

    uid: str
    values: Values
    unfit: Mapping[str, str]
    texts: Mapping[str, str]
    heads: Mapping[str, str]
    lines: tuple[str, ...]
    tell: Tell


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum that must be the same before and after; money in cents.

    `slot` is the column in which a totals row of the file states it.
    """

    label: str
    slot: str
    of_values: Callable[[Values], int]
    of_record: Callable[[Record], int]
    money: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One kind of import.

    Attributes:
        key: the word of the command line.
        label: an English plural marked with N_.
        kinds: the kinds that a row can become, each found by the row's identity.
        slots: what its columns can hold.
        must: groups of slots; a header names one of each, or the sheet is of another kind.
        refused: heads of sheets of another kind -> the reason, marked with N_.
        build: the records of a row, the one that carries its identity first.
        sums: what is added up before and after.
        last_look: compares the records made with those of the office and with one another.
    """

    key: str
    label: str
    kinds: tuple[type[Record], ...]
    slots: Mapping[str, Slot]
    must: tuple[frozenset[str], ...]
    build: Callable[[Row, Links], tuple[Record, ...]]
    sums: Mapping[str, Sum]
    refused: Mapping[str, str] = field(default_factory=dict)
    last_look: Callable[[], Look] | None = None


class Look(Protocol):
    """Looks at records one after another; it may remember those before."""

    def prepare(self, records: Iterable[Record]) -> None:
        """Learn what the office has."""

    def same_as(self, record: Record) -> str | None:
        """The uid of a record of the office that is certainly the same one."""

    def look(self, number: int, record: Record, tell: Tell) -> None:
        """Say what is odd about a record of the row `number`."""
