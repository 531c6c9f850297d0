"""What travels between an office and headquarters: packages and answers (sync.md §1.3, §1.6)."""

from __future__ import annotations

import dataclasses as dc
import enum
from collections.abc import Mapping

from fieldapp.records import canonical
from fieldapp.records.canonical import Content
from fieldapp.records.values import Plain

PACKAGE_FORMAT = "SP/1"
ANSWER_FORMAT = "SA/1"


class Code(enum.StrEnum):
    """Why headquarters did not take a row in; a permanent code, the words stand in `text`."""

    UNFIT = "E-UNFIT"
    FOREIGN = "E-FOREIGN"
    EDITED = "E-EDITED"
    UNKNOWN_KIND = "E-KIND"


TRANSPORT = frozenset({Code.EDITED})
"""Reasons that lie in the way and not in the row: it is offered again by itself (sync.md §1.4)."""


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record in a package or an answer.

    Attributes:
        dot: the sender's count of changes at this one.
        ver: the version; ancestors: sealed versions before it, newest first.
        content: plain values under permanent keys; of a removed record a package has the removal
            alone.
        shown: titles of the records it refers to, for people who open the workbook.
        merged: in an answer, every version of the record that headquarters has seen.
        number: the row of the sheet it was read from, for messages; 0 where it was not read.
    """

    kind: str
    uid: str
    dot: int
    ver: str
    ancestors: tuple[str, ...] = ()
    content: Content
    shown: Mapping[str, str] = dc.field(default_factory=dict)
    merged: tuple[str, ...] = ()
    number: int = dc.field(default=0, compare=False)

    def digest(self) -> str:
        """The seal of the row over all of it."""
        content: dict[str, Plain] = dict(self.content)
        content |= {f"{key}_": text for key, text in self.shown.items()}
        if self.merged:
            content["merged"] = list(self.merged)
        return canonical.row_digest(
            self.kind, self.uid, self.dot, self.ver, self.ancestors, content
        )


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A row whose cells no longer agree with its seal: someone edited the workbook."""

    kind: str
    uid: str
    ver: str
    number: int


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """All that an office sends in one go; `manifest` is signed and holds the sheets' digests."""

    manifest: Mapping[str, str]
    rows: tuple[Row, ...]
    damaged: tuple[Damaged, ...] = ()

    @property
    def package_id(self) -> str:
        """Names the content, whatever file carries it."""
        return self.manifest["package_id"]

    @property
    def office(self) -> str:
        """The code of the office that sent it."""
        return self.manifest["office"]

    @property
    def replica(self) -> str:
        """The installation that sealed it."""
        return self.manifest["replica"]

    def whole(self, key: str) -> int:
        """A number of the manifest."""
        return int(self.manifest[key])


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A row that headquarters did not take in, and why.

    Attributes:
        ver: the version returned; of a row that was edited on the way the installation that sent
            it, which is to offer it again.
    """

    kind: str
    uid: str
    ver: str
    code: Code
    detail: str
    sending: str


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two values for one field of a record; `decides` is "office" or "headquarters"."""

    kind: str
    uid: str
    ver: str
    field: str
    ours: Plain | Content | None
    theirs: Plain | Content | None
    decides: str


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What headquarters says to one office, cumulative: a lost one is healed by the next.

    Attributes:
        accepted: ids of all packages of the office that this headquarters holds.
        streams: replica -> number of sending -> id of the first package seen under it.
        rows: headquarters' present rows that the office may not have.
    """

    manifest: Mapping[str, str]
    accepted: frozenset[str]
    streams: Mapping[str, Mapping[int, str]]
    returned: tuple[Returned, ...]
    conflicts: tuple[Conflict, ...]
    rows: tuple[Row, ...]

    def whole(self, key: str) -> int:
        """A number of the manifest."""
        return int(self.manifest[key])


def with_id(manifest: Mapping[str, str]) -> dict[str, str]:
    """The manifest with its id; the signature is put in afterwards."""
    return {**manifest, "package_id": canonical.package_id(manifest)}


def sheet_digests(rows: tuple[Row, ...]) -> dict[str, str]:
    """The digest of each kind's sheet, over the seals of its rows."""
    seals: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        seals.setdefault(row.kind, []).append((row.uid, row.digest()))
    return {kind: canonical.sheet_digest(pairs) for kind, pairs in sorted(seals.items())}
