"""Sums before and after, and the totals that a file states itself, held against its rows."""

from __future__ import annotations

import dataclasses as dc
from collections.abc import Iterator, Mapping

from fieldapp.records.fields import Record
from fieldapp.services.importing.meaning import text_of
from fieldapp.services.importing.results import Outcome, RowProblem, Severity, Totalled, shown
from fieldapp.services.importing.tables import Table, amount
from fieldapp.services.importing.targets import Sum, Target, Values
from fieldapp.text import _
from fieldapp.workbook.reading import ReadRow


class Sums:
    """The sums of a target over the rows of a file, by what became of each."""

    def __init__(self, target: Target) -> None:
        self._sums = target.sums
        self._totals = {
            key: Totalled(total.label, total.money) for key, total in target.sums.items()
        }

    def add(self, outcome: Outcome, values: Values, records: tuple[Record, ...]) -> None:
        """One row; what was taken is counted from the records, all else from the cells."""
        for key, total in self._sums.items():
            said = total.of_values(values)
            now = self._totals[key]
            match outcome:
                case Outcome.SAME:
                    now = dc.replace(now, same=now.same + said)
                case Outcome.REJECTED:
                    now = dc.replace(now, rejected=now.rejected + said)
                case _:
                    taken = sum(total.of_record(record) for record in records)
                    now = dc.replace(now, taken=now.taken + taken)
            self._totals[key] = dc.replace(now, in_file=now.in_file + said)

    def stated(self, key: str, *, right: bool) -> None:
        """A totals row of the file that agrees with the rows above it, or does not."""
        now = self._totals[key]
        self._totals[key] = (
            dc.replace(now, stated_right=now.stated_right + 1)
            if right
            else dc.replace(now, stated_wrong=now.stated_wrong + 1)
        )

    def done(self) -> Mapping[str, Totalled]:
        """All of them."""
        return dict(self._totals)


class StatedTotals:
    """Compares each totals row with the rows since the one before it, and with all rows."""

    def __init__(self, target: Target, table: Table) -> None:
        self._sums = target.sums
        self._table = table
        self._since = dict.fromkeys(target.sums, 0)
        self._all = dict.fromkeys(target.sums, 0)

    def add(self, values: Values) -> None:
        """A row of data."""
        for key, total in self._sums.items():
            said = total.of_values(values)
            self._since[key] += said
            self._all[key] += said

    def check(self, row: ReadRow, sums: Sums) -> Iterator[RowProblem]:
        """What a totals row states otherwise than the rows add up to."""
        for key, total in self._sums.items():
            column = self._table.column(total.slot)
            if column is None or not text_of(row.at(column.place)):
                continue
            stated = amount(column, row)
            right = stated in (self._since[key], self._all[key])
            sums.stated(key, right=right)
            if not right:
                yield RowProblem(
                    self._table.sheet,
                    row.number,
                    column.head,
                    shown(text_of(row.at(column.place))),
                    _("This total does not agree: the rows above add up to {amount}.").format(
                        amount=written(self._since[key], total)
                    ),
                    Severity.WARNING,
                )
        self._since = dict.fromkeys(self._sums, 0)


def written(number: int, total: Sum | Totalled) -> str:
    """A sum for people; money with its cents."""
    return f"{number / 100:,.2f}" if total.money else f"{number:,}"
