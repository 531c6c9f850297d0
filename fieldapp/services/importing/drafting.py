"""Sorts the sheets and rows of a workbook: data is drafted, all else is skipped with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from fieldapp.errors import FileRefused
from fieldapp.records.fields import fields_of
from fieldapp.services.importing.meaning import text_of
from fieldapp.services.importing.results import RowProblem, Severity, shown
from fieldapp.services.importing.rows import Identities, RowReader, identifying
from fieldapp.services.importing.summing import StatedTotals, Sums
from fieldapp.services.importing.tables import Skipped, Table, find_header, read_table, refused
from fieldapp.services.importing.targets import Row, Target
from fieldapp.text import N_, _
from fieldapp.workbook.reading import ReadBook, ReadRow, ReadSheet

HIDDEN = N_("This sheet is hidden and was not read. Show it in the file if it is meant.")
NO_TABLE = N_("This sheet has no table of this kind.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as it was read: a plan can be made of it again without reading it again."""

    file: str
    book: ReadBook


@dataclass(slots=True)
class Draft:
    """One data row on its way; `problems` are told only if the row is taken in."""

    sheet: str
    row: ReadRow
    read: Row
    problems: list[RowProblem] = field(default_factory=list)


class Drafts:
    """The rows of one workbook.

    Attributes:
        rows: those of data, in order.
        skipped: (sheet, row number) of all others below a header.
        problems: what is to be told, whatever becomes of the rows of data.
    """

    def __init__(self, target: Target, source: Source, office: str, totals: Sums) -> None:
        """Sort everything; raises FileRefused if no sheet has a table of this kind."""
        self.rows: list[Draft] = []
        self.skipped: list[tuple[str, int]] = []
        self.problems: list[RowProblem] = []
        self._target = target
        self._source = source
        self._totals = totals
        self._identities = Identities(office, target.key, Counter())
        self._sort_sheets()

    def _sort_sheets(self) -> None:
        """Find the tables, and say of everything else why it is none."""
        headers = [(sheet, find_header(sheet, self._target)) for sheet in self._source.book.sheets]
        if all(header is None for _sheet, header in headers):
            raise FileRefused(self._no_table())
        for remark in self._source.book.remarks:
            self._tell("", None, "", remark)
        for sheet, header in headers:
            for remark in sheet.remarks:
                self._tell(sheet.name, None, "", remark)
            if sheet.hidden:
                self._tell(sheet.name, None, "", _(HIDDEN), Severity.WARNING)
            elif header is None:
                self._skip(sheet, sheet.rows, _(NO_TABLE))
            elif reason := refused(sheet.rows[header], self._target):
                self._skip(sheet, sheet.rows[header + 1 :], _(reason))
            else:
                self._take(read_table(sheet, header, self._target))

    def _no_table(self) -> str:
        wanted = [
            " / ".join(
                sorted(_(slot.label) for key, slot in self._target.slots.items() if key in g)
            )
            for g in self._target.must
        ]
        return _(
            "No sheet of “{file}” has a list of this kind. "
            "One row must name columns such as: {columns}."
        ).format(file=self._source.file, columns="; ".join(wanted))

    def _skip(self, sheet: ReadSheet, rows: Iterable[ReadRow], reason: str) -> None:
        for row in rows:
            if any(text_of(cell) for cell in row.cells):
                self._skipped(sheet.name, row, reason)

    def _skipped(self, sheet: str, row: ReadRow, reason: str) -> None:
        self.skipped.append((sheet, row.number))
        texts = [text for cell in row.cells if (text := text_of(cell))]
        self._tell(sheet, row.number, "", reason, Severity.SKIPPED, " | ".join(texts[:6]))

    def _take(self, table: Table) -> None:
        reader = RowReader(table, self.problems.append)
        checker = StatedTotals(self._target, table)
        heads = identifying(table.columns)
        for line in table.lines:
            if isinstance(line, Skipped):
                self._skipped(table.sheet, line.row, _(line.reason))
                if line.totals:
                    self.problems.extend(checker.check(line.row, self._totals))
                continue
            read, problems = reader.read(line, self._identities.of(line, heads))
            checker.add(read.values)
            self.rows.append(Draft(table.sheet, line, read, problems))
        has_note = any("note" in fields_of(kind) for kind in self._target.kinds)
        reader.report_columns(has_note=has_note)

    def _tell(
        self, sheet: str, row: int | None, column: str, reason: str,
        severity: Severity = Severity.NOTE, value: str = "",
    ) -> None:  # fmt: skip
        self.problems.append(RowProblem(sheet, row, column, shown(value), reason, severity))
