"""Reads rows: values, what does not fit, what stays a line of the note, and their identity."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fieldapp.records import canonical, ids
from fieldapp.records.fields import Need
from fieldapp.records.values import TEXT_LIMIT, Unfit, clean
from fieldapp.services.importing.meaning import (
    NOTHING,
    NOTHING_NAMED,
    NOTHING_OF_PEOPLE,
    meant,
    text_of,
)
from fieldapp.services.importing.results import RowProblem, Severity, shown
from fieldapp.services.importing.slots import Slot, head_key
from fieldapp.services.importing.tables import Column, Table
from fieldapp.services.importing.targets import Row
from fieldapp.text import N_, _, ngettext
from fieldapp.workbook.cells import Cell
from fieldapp.workbook.reading import ReadRow

MONTH_FIRST = N_("Dates in this column are read as month/day/year: other dates show it.")
DAY_FIRST = N_("Dates in this column are read as day/month/year: other dates show it.")
ASSUMED = N_(
    "Nothing shows whether day or month comes first; these dates are read as day/month/year."
)
MIXED = N_("Some dates in this column have the day first and others the month; look at them.")
COUNTER = N_("This column only numbers the rows and was left out.")
KEPT_IN_NOTE = N_("This column was not recognised; its values are kept in the note.")
KEPT_NOWHERE = N_("This column was not recognised and the records have no note to keep it in.")


@dataclass(frozen=True, slots=True)
class Identities:
    """Gives each row its identity: the same row of the same office always has the same.

    It rests on what stands in the row and not on how it was understood, so that a newer version
    that reads a column better, or another choice of columns, finds the rows it took in before.
    """

    office: str
    target: str
    seen: Counter[str]

    def of(self, row: ReadRow, heads: Sequence[tuple[str, int]]) -> str:
        """The uid of the next row; `heads` are the keys of its columns, sorted, with their places.

        Of equal rows each has a uid of its own.
        """
        said = [
            (head, " ".join(text.split()))
            for head, place in heads
            if (text := text_of(row.at(place)))
        ]
        content = canonical.as_bytes(said).decode()
        self.seen[content] += 1
        return ids.link_uid("import", [self.office, self.target, content, self.seen[content]])


def identifying(columns: Sequence[Column]) -> list[tuple[str, int]]:
    """The columns that make a row what it is, in an order that their places do not change."""
    return sorted(
        (head_key(column.head) or column.head, column.place)
        for column in columns
        if not column.counter
    )


class RowReader:
    """Reads row after row of one table and counts what is said once for a whole column."""

    def __init__(self, table: Table, report: Callable[[RowProblem], None]) -> None:
        self._table = table
        self._report = report
        self._known = [(c, c.slot) for c in table.columns if c.slot is not None]
        self._other = [c for c in table.columns if c.slot is None and not c.counter]
        self._heads = {slot.key: column.head for column, slot in self._known}
        self._nothing: dict[str, Counter[str]] = {}
        self._words: dict[str, Counter[tuple[str, str]]] = {}
        self._times: Counter[str] = Counter()
        self._blank: Counter[str] = Counter()

    def read(self, row: ReadRow, uid: str) -> tuple[Row, list[RowProblem]]:
        """The row and what is odd about it; problems told later are added to the list."""
        problems: list[RowProblem] = []

        def tell(slot: str, value: str, reason: str, severity: Severity = Severity.WARNING) -> None:
            head = self._heads.get(slot, "")
            problems.append(
                RowProblem(self._table.sheet, row.number, head, shown(value), reason, severity)
            )

        values: dict[str, object] = {}
        unfit: dict[str, str] = {}
        texts: dict[str, str] = {}
        for column, slot in self._known:
            cell = row.at(column.place)
            text = text_of(cell)
            if self._is_nothing(column, slot, text):
                continue
            try:
                values[slot.key] = self._meant(column, slot, cell, text)
                texts[slot.key] = text
            except Unfit as error:
                texts[slot.key] = text
                unfit[slot.key] = clean(text)[:TEXT_LIMIT]
                tell(slot.key, text, _(str(error.args[0])))
        return Row(uid, values, unfit, texts, self._heads, tuple(self._lines(row)), tell), problems

    def _meant(self, column: Column, slot: Slot, cell: Cell, text: str) -> object:
        if slot.words and (word := slot.words.get(head_key(text))) is not None:
            self._words.setdefault(column.head, Counter())[text, word] += 1
            return meant(slot.base, word)
        if isinstance(cell, dt.datetime):
            self._times[column.head] += 1
        return meant(slot.base, cell, day_first=column.order.day_first)

    def _is_nothing(self, column: Column, slot: Slot, text: str) -> bool:
        if not text:
            self._blank[column.head] += Need.OPTIONAL < slot.need <= Need.COMPLETE
            return True
        words = NOTHING_NAMED if slot.named else NOTHING
        if text.casefold() not in (NOTHING_OF_PEOPLE if slot.person else words):
            return False
        self._nothing.setdefault(column.head, Counter())[text] += 1
        return True

    def _lines(self, row: ReadRow) -> Iterator[str]:
        for column in self._other:
            text = " ".join(text_of(row.at(column.place)).split())
            if text and text.casefold() not in NOTHING:
                yield f"{column.head}: {text}"
            elif text:
                self._nothing.setdefault(column.head, Counter())[text] += 1

    # --- once for each column --------------------------------------------------------------------

    def report_columns(self, *, has_note: bool) -> None:
        """What is true of whole columns, after all rows were read."""
        for column in self._table.columns:
            if column.counter:
                self._note(column.head, "", _(COUNTER))
            elif column.slot is None:
                severity = Severity.NOTE if has_note else Severity.WARNING
                self._note(column.head, "", _(KEPT_IN_NOTE if has_note else KEPT_NOWHERE), severity)
            self._report_order(column)
        self._report_cells()

    def _report_cells(self) -> None:
        """How many cells of a column were read in some way."""
        for head, said in self._nothing.items():
            self._note(head, ", ".join(sorted(said)), _nothing_said(said.total()))
        for head, count in self._times.items():
            self._note(head, "", _times_left(count))
        for head, count in self._blank.items():
            if count:
                self._note(head, "", _blanks(count))
        for head, read_as in self._words.items():
            for (text, word), count in sorted(read_as.items()):
                self._note(head, text, _word_read(count, word))

    def _report_order(self, column: Column) -> None:
        order = column.order
        if order.mixed:
            self._note(column.head, order.example, _(MIXED), Severity.WARNING)
        elif order.example and not order.decided:
            self._note(column.head, order.example, _(ASSUMED), Severity.WARNING)
        elif order.example:
            self._note(column.head, order.example, _(DAY_FIRST if order.day_first else MONTH_FIRST))

    def _note(self, head: str, value: str, reason: str, severity: Severity = Severity.NOTE) -> None:
        self._report(RowProblem(self._table.sheet, None, head, shown(value), reason, severity))


def _nothing_said(n: int) -> str:
    return ngettext(
        "{n} cell says that there is nothing; it counts as blank.",
        "{n} cells say that there is nothing; they count as blank.",
        n,
    ).format(n=n)


def _times_left(n: int) -> str:
    return ngettext(
        "{n} time of day was left out; the day is kept.",
        "{n} times of day were left out; the days are kept.",
        n,
    ).format(n=n)


def _blanks(n: int) -> str:
    return ngettext("{n} row leaves this blank.", "{n} rows leave this blank.", n).format(n=n)


def _word_read(n: int, word: str) -> str:
    return ngettext("{n} row is read as “{word}”.", "{n} rows are read as “{word}”.", n).format(
        n=n, word=word
    )
