"""Where a table is on a sheet: its header, its columns, and the rows that are none of its data."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fieldapp.records.values import Unfit
from fieldapp.services.importing.meaning import DayOrder, day_order, meant, text_of
from fieldapp.services.importing.slots import Slot, head_key, head_keys
from fieldapp.services.importing.targets import Target
from fieldapp.text import N_
from fieldapp.workbook.cells import Cell
from fieldapp.workbook.reading import ReadRow, ReadSheet

LOOKED_AT = 60  # rows within which a header must stand
SAMPLED = 300  # cells by which the content of a column is judged
FITS = 0.8  # share of cells that must fit for a column to be taken for what its content says
SPARSE = 0.25  # a row with fewer of its columns filled, and without a name, is no data
HALF_BLANK = 0.6  # a totals row leaves at least the rest blank

_COMMON_HEADS = frozenset(
    ("row", "no", "nr", "date", "name", "total", "note", "notes", "remarks", "comments", "state",
     "status", "type", "code", "number", "id")
)  # fmt: skip
_COUNTERS = frozenset(
    ("row", "no", "nr", "n", "num", "number", "sl no", "s no", "sr no", "line", "id", "#", "n o")
)
_IS_TOTAL = re.compile(
    r"(?i)(grand|sub|overall|sheet|page)?[ -]*(totals?|totaux|totales|summary|sum|somme|suma"
    r"|total g[eé]n[eé]ral|المجموع|الإجمالي|जम्मा)\s*[:.]?"
)
_ENDS_IN_TOTAL = re.compile(r"(?i)(.*\b(totals?|totaux|subtotal)\s*[:.]?|(grand )?total\b.*)")
_PAGE = re.compile(r"(?i)\s*(-\s*\d+\s*-|(page|seite|p[aá]gina)\s*\d+(\s*(of|/|de|sur)\s*\d+)?)\s*")

REPEATED = N_("The header is repeated here.")
TOTALS = N_("This is a row of totals.")
FOOTER = N_("This is a page footer.")
STRAY = N_("These cells belong to no row of the table.")


@dataclass(frozen=True, slots=True)
class Column:
    """A column with something in it.

    Attributes:
        place: counted from 0.
        head: as it stands in the file, on one line; a letter where there is none.
        counter: it only counts the rows.
        order: how the dates in it are read.
    """

    place: int
    head: str
    slot: Slot | None
    counter: bool = False
    order: DayOrder = field(default_factory=DayOrder)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no data, and why (marked with N_); `totals` if it states sums."""

    row: ReadRow
    reason: str
    totals: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The table of one sheet; `lines` are all its rows in order, data or skipped."""

    sheet: str
    header: int
    columns: tuple[Column, ...]
    lines: tuple[ReadRow | Skipped, ...]

    def column(self, slot: str) -> Column | None:
        """The column that fills a slot."""
        for column in self.columns:
            if column.slot is not None and column.slot.key == slot:
                return column
        return None


def find_header(sheet: ReadSheet, target: Target) -> int | None:
    """The index of the row that names the columns, by how many of its heads are known."""
    best, best_score = None, 0.0
    for index, row in enumerate(sheet.rows[:LOOKED_AT]):
        score = _score(row, target)
        if score > best_score:
            best, best_score = index, score
    return best


def _score(row: ReadRow, target: Target) -> float:
    """0 unless the row names what the target must have."""
    heads = [key for cell in row.cells if isinstance(cell, str) for key in head_keys(cell)]
    named = {key for key, slot in target.slots.items() if slot.named_by(heads)}
    if not all(group & named for group in target.must):
        return 0.0
    values = sum(not isinstance(cell, str | None) for cell in row.cells)
    return len(named) + 0.5 * len(_COMMON_HEADS & set(heads)) - values


def refused(row: ReadRow, target: Target) -> str | None:
    """Why a sheet with this header is of another kind, marked with N_."""
    for cell in row.cells:
        if isinstance(cell, str) and (reason := target.refused.get(head_key(cell))):
            return reason
    return None


def read_table(sheet: ReadSheet, header: int, target: Target) -> Table:
    """The table below a header: its columns by head and content, its rows sorted."""
    below = sheet.rows[header + 1 :]
    columns = _with_orders(_columns(sheet.rows[header], below, target), below)
    lines = tuple(_sorted_out(below, columns, sheet.rows[header], target))
    return Table(sheet.name, sheet.rows[header].number, columns, lines)


# --- columns ---------------------------------------------------------------------------------


def _columns(header: ReadRow, below: Sequence[ReadRow], target: Target) -> tuple[Column, ...]:
    width = max([len(header.cells), *(len(row.cells) for row in below)])
    taken: set[str] = set()
    columns = []
    for place in range(width):
        head = " ".join(text_of(header.at(place)).split())
        sample = [cell for row in below if (cell := row.at(place)) is not None][:SAMPLED]
        if not sample and not head:
            continue
        if _counts(head, sample):
            columns.append(Column(place, head, None, counter=True))
            continue
        slot = _slot(head, sample, target, taken)
        if slot is not None:
            taken.add(slot.key)
        columns.append(Column(place, head or _letters(place), slot))
    return tuple(columns)


def _slot(head: str, sample: Sequence[Cell], target: Target, taken: set[str]) -> Slot | None:
    """The slot that a head names; where it names several, the content decides."""
    keys = set(head_keys(head)) - {""}
    open_slots = [
        slot for key, slot in target.slots.items() if key not in taken and slot.named_by(keys)
    ]
    if len(open_slots) < 2:
        return open_slots[0] if open_slots else None
    texts = [slot for slot in open_slots if slot.base is str]
    others = [slot for slot in open_slots if slot.base is not str]
    for slot in others:
        if not texts or _share_fitting(slot, sample) >= FITS:
            return slot
    return texts[0]


def _share_fitting(slot: Slot, sample: Sequence[Cell]) -> float:
    fitting = 0
    for cell in sample:
        try:
            fitting += head_key(text_of(cell)) in slot.words or meant(slot.base, cell) is not None
        except Unfit:
            continue
    return fitting / len(sample) if sample else 0.0


def _counts(head: str, sample: Sequence[Cell]) -> bool:
    """Whether a column only numbers the rows: a known head, and each number one above the last."""
    if (head_key(head) or head.strip()) not in _COUNTERS:
        return False
    numbers = [int(text) for cell in sample if (text := text_of(cell)).isdecimal()]
    steps = sum(two == one + 1 for one, two in itertools.pairwise(numbers))
    return bool(numbers) and steps >= 0.9 * (len(sample) - 1)


def _letters(place: int) -> str:
    """The letters over a column, such as AB."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _with_orders(columns: tuple[Column, ...], below: Sequence[ReadRow]) -> tuple[Column, ...]:
    """The order of day and month by each column; one that does not show it follows the others."""
    orders = {
        column.place: day_order(row.at(column.place) for row in below)
        for column in columns
        if column.slot is not None and _is_date(column.slot)
    }
    decided = [order for order in orders.values() if order.decided]
    common = decided[0].day_first if decided else True
    done = []
    for column in columns:
        order = orders.get(column.place, column.order)
        if not order.decided:
            order = DayOrder(common, bool(decided), order.mixed, order.example)
        done.append(Column(column.place, column.head, column.slot, column.counter, order))
    return tuple(done)


def _is_date(slot: Slot) -> bool:
    return slot.base.__name__ in {"date", "PartialDate"}


# --- rows ------------------------------------------------------------------------------------


def _sorted_out(
    below: Sequence[ReadRow], columns: tuple[Column, ...], header: ReadRow, target: Target
) -> Iterator[ReadRow | Skipped]:
    heads = [text_of(cell) for cell in header.cells]
    known = [column for column in columns if column.slot is not None]
    naming = [c for c in known if c.slot is not None and c.slot.key in target.must[0]]
    summed = {total.slot for total in target.sums.values()}
    sums = [c for c in known if c.slot is not None and c.slot.key in summed]
    running = dict.fromkeys((column.place for column in sums), 0)
    for row in below:
        cells = [cell for column in columns if (cell := row.at(column.place)) is not None]
        if not any(text_of(cell) for cell in cells):
            continue
        reason = _reason(row, cells, known, naming, heads)
        unnamed_total = reason == STRAY and _states_the_sums(row, cells, sums, running)
        if reason:
            reason = TOTALS if unnamed_total else reason
            yield Skipped(row, reason, totals=reason == TOTALS)
            continue
        for column in sums:
            running[column.place] += amount(column, row)
        yield row


def _reason(
    row: ReadRow,
    cells: Sequence[Cell],
    known: Sequence[Column],
    naming: Sequence[Column],
    heads: Sequence[str],
) -> str:
    """Why a row is no data; "" if it is."""
    texts = [text_of(cell) for cell in cells if isinstance(cell, str)]
    filled = sum(bool(text_of(row.at(column.place))) for column in known) / len(known)
    if len(texts) > 1 and [text_of(cell) for cell in row.cells] == heads[: len(row.cells)]:
        return REPEATED
    if any(_IS_TOTAL.fullmatch(text) for text in texts):
        return TOTALS
    if filled <= HALF_BLANK and any(_ENDS_IN_TOTAL.fullmatch(text) for text in texts):
        return TOTALS
    if any(text_of(row.at(column.place)) for column in naming) or filled > SPARSE:
        return ""
    return FOOTER if any(_PAGE.fullmatch(text) for text in texts) else STRAY


def _states_the_sums(
    row: ReadRow, cells: Sequence[Cell], sums: Sequence[Column], running: dict[int, int]
) -> bool:
    """Whether all that a row holds are the sums of the columns above it."""
    filled = [column for column in sums if row.at(column.place) is not None]
    return (
        bool(filled)
        and len(filled) == len(cells)
        and all(amount(column, row) == running[column.place] for column in filled)
    )


def amount(column: Column, row: ReadRow) -> int:
    """The number in a column that is summed, money in cents; 0 where there is none."""
    if column.slot is None:
        return 0
    try:
        found = meant(column.slot.base, row.at(column.place))
    except Unfit:
        return 0
    return int(found) if isinstance(found, int) else 0
