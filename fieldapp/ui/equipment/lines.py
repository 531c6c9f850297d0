"""The lines of a hand-over act; a scan field that is always ready, and batches by quantity."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from fieldapp.errors import UserError
from fieldapp.records.changes import Changes
from fieldapp.records.terms import label_of
from fieldapp.services.equipment import LineRow
from fieldapp.text import N_, _, ngettext
from fieldapp.ui.desk import Desk
from fieldapp.ui.equipment.columns import money
from fieldapp.ui.fields import finder
from fieldapp.ui.inputs import Line
from fieldapp.ui.look import Tone, Toned
from fieldapp.ui.page_table import TablePage
from fieldapp.ui.references import SearchLine
from fieldapp.ui.rows import Column
from fieldapp.ui.writing import Kept


def _pieces(row: LineRow) -> int:
    """An item is one piece, also where the line does not say so."""
    return 1 if row.line.quantity is None else row.line.quantity


def _condition(row: LineRow) -> str:
    code = row.line.condition or ""
    return _(label_of("condition", code) or code)


COLUMNS = (
    Column(N_("Item or batch"), lambda r: r.title, width=220),
    Column(N_("Serial number"), lambda r: r.serial, width=130),
    Column(N_("Quantity"), lambda r: str(_pieces(r)), _pieces,
           number=True, width=80),
    Column(N_("Unit value, USD"), lambda r: money(r.line.unit_value), lambda r: r.line.unit_value,
           number=True, width=110),
    Column(N_("Condition"), _condition, width=100),
)  # fmt: skip


class LinesPage(TablePage):
    """What the act hands over."""

    title = N_("Lines")
    kinds = frozenset({"donation_line", "item", "lot"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, COLUMNS, _("Lines of this act"))
        self.scan = Line()
        self.scan.setMinimumHeight(28)
        self.scan.setPlaceholderText(_("Scan or type a serial, tag or number, then Enter"))
        self.scan.setAccessibleName(_("Serial, tag or number of an item to add"))
        self.scan.returnPressed.connect(self._on_scanned)
        self.batch = SearchLine(desk.jobs, finder(desk, "lot"))
        self.batch.setPlaceholderText(_("Or type the name of a batch"))
        self.batch.setAccessibleName(_("A batch without serials to add"))
        self.batch.picked.connect(self._on_batch)
        self.field(self.scan)
        self.field(self.batch)
        self.remove = self.button(_("Take off"), self._on_remove)
        self.answer = Toned("", Tone.OK)
        self.answer.setWordWrap(True)
        column = self.layout()
        if column is not None:
            column.addWidget(self.answer)

    def rows(self, uid: str) -> Sequence[LineRow]:
        """In the background: the lines."""
        return self.desk.equipment.lines(uid)

    def key(self, row: LineRow) -> str:
        """The uid of the line."""
        return row.line.uid

    def said(self, rows: Sequence[LineRow]) -> str:
        """Lines, pieces and value, or how to begin."""
        if not rows:
            return _("Nothing is on this act yet. Scan the first serial.")
        pieces = sum(_pieces(row) for row in rows)
        worth = sum((row.line.unit_value or 0) * _pieces(row) for row in rows)
        lines = ngettext("{n} line", "{n} lines", len(rows)).format(n=len(rows))
        parts = ngettext("{n} piece", "{n} pieces", pieces).format(n=pieces)
        return f"{lines} · {parts} · {money(worth)} USD"

    def start_focus(self) -> QWidget:
        """The scan field."""
        return self.scan

    # --- items -----------------------------------------------------------------------------

    @Slot()
    def _on_scanned(self) -> None:
        text = self.scan.text().strip()
        if text and self.record is not None:
            self.scan.clear()
            work = partial(self._add_scanned, self.record.uid, text)
            self.desk.writing.do(
                work,
                on_kept=partial(self._on_added, text),
                on_failed=partial(self._on_not_added, text),
            )

    def _add_scanned(self, act_uid: str, text: str) -> Changes:
        """In the write lane: find the one item of a scan and add it."""
        found = self.desk.equipment.find_serial(text)
        if not found:
            raise UserError(_("{text}: no item has this serial, tag or number.").format(text=text))
        if len(found) > 1 and found[0].serial != text:
            raise UserError(
                _("{text}: {n} items look like this. Scan the tag, or type the number.").format(
                    text=text, n=len(found)
                )
            )
        return self.desk.equipment.add_items(act_uid, (found[0].uid,))

    def _on_added(self, text: str, kept: Kept) -> None:
        if kept.changes:
            self.answer.say(_("✓ {text} is on the act.").format(text=text), Tone.OK)
        else:
            self.answer.say(_("{text} was on the act already.").format(text=text), Tone.QUIET)

    def _on_not_added(self, _text: str, error: UserError) -> None:
        self.answer.say(str(error), Tone.STOP)

    # --- batches ---------------------------------------------------------------------------

    @Slot(str, str)
    def _on_batch(self, uid: str, title: str) -> None:
        self.batch.clear()
        if self.record is not None:
            self.desk.ask.words(
                self,
                _("How many pieces of {title}?").format(title=title),
                yes=_("Add to the act"),
                on_given=partial(self._add_batch, self.record.uid, uid),
            )

    def _add_batch(self, act_uid: str, lot_uid: str, typed_number: str) -> None:
        if not typed_number.strip().isdecimal():
            self.answer.say(_("Write the number of pieces in digits."), Tone.STOP)
            return
        work = partial(self.desk.equipment.add_lot, act_uid, lot_uid, int(typed_number))
        self.desk.writing.do(
            work,
            on_kept=partial(self._on_added, typed_number),
            on_failed=partial(self._on_not_added, typed_number),
        )

    @Slot()
    def _on_remove(self) -> None:
        uid = self.table.current_uid()
        if uid:
            self.desk.ask.words(
                self,
                _("Take this line off the act? Reason:"),
                yes=_("Take off"),
                on_given=partial(self._remove, uid),
            )

    def _remove(self, uid: str, reason: str) -> None:
        self.desk.writing.do(partial(self.desk.equipment.remove_line, uid, reason))
