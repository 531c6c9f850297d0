"""What an import answers: counts that add up, totals that agree, and a reason for every oddity."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

SHOWN = 200  # characters of a value that a problem shows


class Severity(enum.StrEnum):
    """How much a problem weighs: a note loses nothing, a warning wants a look."""

    NOTE = "note"
    WARNING = "warning"
    SKIPPED = "skipped"
    REJECTED = "rejected"


class Outcome(enum.StrEnum):
    """What becomes of one row of the file."""

    CREATED = "created"
    UPDATED = "updated"
    SAME = "same"
    SKIPPED = "skipped"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What a person should know of a row or, with row None, of a whole column or sheet.

    Attributes:
        column: the head as it stands in the file; "" where the whole row is meant.
        value: the text concerned, cut to 200 characters.
        reason: a sentence in the language of the program.
    """

    sheet: str
    row: int | None
    column: str
    value: str
    reason: str
    severity: Severity

    def as_plain(self) -> dict[str, str | int | None]:
        """The same for JSON."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
            "severity": self.severity.value,
        }


@dataclass(frozen=True, slots=True)
class Totalled:
    """One sum over the file, before and after; money in cents.

    Attributes:
        in_file: over all rows of the table, from the cells.
        taken: over the records made of created and updated rows.
        same, rejected: over the rows of that outcome.
        stated_right, stated_wrong: totals rows of the file that agree with those above, or do not.
    """

    label: str
    money: bool
    in_file: int = 0
    taken: int = 0
    same: int = 0
    rejected: int = 0
    stated_right: int = 0
    stated_wrong: int = 0

    @property
    def agrees(self) -> bool:
        """Whether nothing was lost between the cells and the records."""
        return self.in_file == self.taken + self.same + self.rejected

    def plus(self, other: Totalled) -> Totalled:
        """Both together, of two files."""
        return Totalled(
            self.label,
            self.money,
            self.in_file + other.in_file,
            self.taken + other.taken,
            self.same + other.same,
            self.rejected + other.rejected,
            self.stated_right + other.stated_right,
            self.stated_wrong + other.stated_wrong,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What became of the rows of one file, or of several together.

    `created + updated + same + skipped + rejected == rows`; blank rows and what stands above a
    header are no rows. `linked` counts units, organisations, agreements made for the rows.
    """

    kind: str
    file: str
    created: int = 0
    updated: int = 0
    same: int = 0
    skipped: int = 0
    rejected: int = 0
    problems: tuple[RowProblem, ...] = ()
    totals: Mapping[str, Totalled] = field(default_factory=dict)
    linked: Mapping[str, int] = field(default_factory=dict)
    written: bool = False

    @property
    def rows(self) -> int:
        """All rows of the file that hold something, below the headers."""
        return self.created + self.updated + self.same + self.skipped + self.rejected

    @property
    def taken(self) -> int:
        """Rows that change the records."""
        return self.created + self.updated

    def as_plain(self) -> dict[str, object]:
        """The same for JSON."""
        return {
            "kind": self.kind,
            "file": self.file,
            "rows": self.rows,
            **{outcome.value: getattr(self, outcome.value) for outcome in Outcome},
            "written": self.written,
            "linked": dict(self.linked),
            "totals": {
                key: {
                    "in_file": total.in_file,
                    "taken": total.taken,
                    "same": total.same,
                    "rejected": total.rejected,
                    "money": total.money,
                }
                for key, total in self.totals.items()
            },
            "problems": [problem.as_plain() for problem in self.problems],
        }


def together(results: Iterable[ImportResult]) -> ImportResult:
    """The results of several files of one kind as one.

    Raises:
        ValueError: there is none.
    """
    listed = list(results)
    if not listed:
        raise ValueError("no results")
    totals: dict[str, Totalled] = {}
    linked: Counter[str] = Counter()
    for result in listed:
        linked.update(result.linked)
        for key, total in result.totals.items():
            totals[key] = totals[key].plus(total) if key in totals else total
    return ImportResult(
        kind=listed[0].kind,
        file=", ".join(result.file for result in listed),
        created=sum(result.created for result in listed),
        updated=sum(result.updated for result in listed),
        same=sum(result.same for result in listed),
        skipped=sum(result.skipped for result in listed),
        rejected=sum(result.rejected for result in listed),
        problems=tuple(problem for result in listed for problem in result.problems),
        totals=totals,
        linked=dict(linked),
        written=any(result.written for result in listed),
    )


def shown(text: str) -> str:
    """A value as a problem shows it: on one line, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"
