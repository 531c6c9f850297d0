"""The result of an import as a workbook: counts, sums, every row and every problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from fieldapp import files
from fieldapp.records.kinds import kind_of
from fieldapp.records.values import clean
from fieldapp.services.importing.planning import Plan
from fieldapp.services.importing.results import ImportResult, Outcome, Severity, Totalled
from fieldapp.text import N_, _, right_to_left
from fieldapp.workbook.sheets import Book, CellType, Column, Part, Sheet, Value

_OUTCOMES = {
    Outcome.CREATED: N_("created"),
    Outcome.UPDATED: N_("updated"),
    Outcome.SAME: N_("there already"),
    Outcome.SKIPPED: N_("skipped"),
    Outcome.REJECTED: N_("not taken in"),
}
_SEVERITIES = {
    Severity.NOTE: N_("note"),
    Severity.WARNING: N_("look at it"),
    Severity.SKIPPED: N_("skipped"),
    Severity.REJECTED: N_("not taken in"),
}


def write_report(target: Path, result: ImportResult, plans: Sequence[Plan] = ()) -> None:
    """Write a report; with the plans it lists every row as well.

    Raises:
        CannotWrite: the place is full or read-only.
    """
    from fieldapp.workbook.write import write  # slow to import, and seldom needed

    parts: list[Part] = [_summary(result), _problems(result)]
    if plans:
        parts.append(_rows(plans))
    book = Book(tuple(parts), right_to_left=right_to_left(), title=_("Import"))
    files.write_whole(target, write(book))


def _summary(result: ImportResult) -> Sheet:
    columns = (
        Column("what", _("What"), CellType.TEXT),
        Column("number", _("Number"), CellType.NUMBER),
    )
    rows: list[Sequence[Value]] = [(_("Rows"), result.rows)]
    rows += [(_(word), getattr(result, each.value)) for each, word in _OUTCOMES.items()]
    for total in result.totals.values():
        rows += [
            (_("{sum}: in the file").format(sum=_(total.label)), _shown(total, total.in_file)),
            (_("{sum}: taken in").format(sum=_(total.label)), _shown(total, total.taken)),
            (_("{sum}: there already").format(sum=_(total.label)), _shown(total, total.same)),
            (_("{sum}: not taken in").format(sum=_(total.label)), _shown(total, total.rejected)),
        ]
    return Sheet(_("Summary"), columns, rows)


def _shown(total: Totalled, number: int) -> Value:
    return Decimal(number).scaleb(-2) if total.money else number


def _problems(result: ImportResult) -> Sheet:
    columns = (
        Column("sheet", _("Sheet"), CellType.TEXT),
        Column("row", _("Row"), CellType.INTEGER),
        Column("column", _("Column"), CellType.TEXT),
        Column("value", _("Value"), CellType.IDENTITY),
        Column("reason", _("Reason"), CellType.TEXT),
        Column("severity", _("Weight"), CellType.TEXT),
    )
    rows = (
        (
            _held(problem.sheet),
            problem.row,
            _held(problem.column),
            _held(problem.value),
            _held(problem.reason),
            _(_SEVERITIES[problem.severity]),
        )
        for problem in result.problems
    )
    return Sheet(_("Problems"), columns, rows)


def _rows(plans: Iterable[Plan]) -> Sheet:
    columns = (
        Column("file", _("File"), CellType.TEXT),
        Column("sheet", _("Sheet"), CellType.TEXT),
        Column("row", _("Row"), CellType.INTEGER),
        Column("outcome", _("What became of it"), CellType.TEXT),
        Column("kind", _("Kind"), CellType.TEXT),
        Column("title", _("Record"), CellType.TEXT),
    )
    return Sheet(_("Rows"), columns, _row_lines(plans))


def _row_lines(plans: Iterable[Plan]) -> Iterator[Sequence[Value]]:
    for plan in plans:
        for row in plan.rows:
            record = row.records[0] if row.records else None
            kind = kind_of(record) if record else None
            yield (
                _held(plan.source.file),
                _held(row.sheet),
                row.number,
                _(_OUTCOMES[row.outcome]),
                _(kind.label) if kind else None,
                _held(kind.title(record)) if kind else None,
            )


def _held(text: str) -> str:
    """Text as a cell can hold it."""
    return clean(text).replace("\ufffe", "").replace("\uffff", "")
