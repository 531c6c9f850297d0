"""Equipment and its hand-over: inventory, batches, acts with their lines."""

from __future__ import annotations

import dataclasses as dc
import typing as t
from collections.abc import Iterable, Sequence

from fieldapp.errors import UserError
from fieldapp.records import ids
from fieldapp.records.changes import Changes, Why
from fieldapp.records.equipment import (
    Donation,
    DonationLine,
    DonationSort,
    DonationState,
    Item,
    Lot,
)
from fieldapp.records.fields import Record
from fieldapp.records.search import normalised
from fieldapp.records.units import ServiceUnit
from fieldapp.services import serials
from fieldapp.services.listing import present
from fieldapp.services.opening import OpenOffice
from fieldapp.services.wording import counted
from fieldapp.store.reading import Reader
from fieldapp.text import N_, _, ngettext

R = t.TypeVar("R", bound=Record)

_ADDED = counted("add {n} item to act {title}", "add {n} items to act {title}")


@dc.dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with the name of its holder and the number of its newest act, "" where none."""

    item: Item
    holder_name: str
    donation_no: str


@dc.dataclass(frozen=True, slots=True)
class LotRow:
    """A batch; `given` pieces are in acts of donation."""

    lot: Lot
    holder_name: str
    given: int

    @property
    def left(self) -> int:
        """Pieces not yet given; below zero where more were given than received."""
        return (self.lot.quantity or 0) - self.given


@dc.dataclass(frozen=True, slots=True)
class DonationRow:
    """An act with what it adds up to; `total_cents` leaves out lines without a value."""

    donation: Donation
    recipient_name: str
    lines: int
    total_cents: int


@dc.dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an act with the description of its item or batch."""

    line: DonationLine
    title: str
    serial: str


class Equipment:
    """What an office has, holds and gives."""

    def __init__(self, office: OpenOffice) -> None:
        self._office = office

    def items(self, uids: Iterable[str] | None = None) -> list[ItemRow]:
        """Items in order of their numbers; all, or those out of the bin among `uids`."""
        with self._office.reading() as reader:
            items = present(reader, Item, uids, order="number")
            few = None if uids is None else [item.uid for item in items]
            holders = _unit_names(reader)
            acts = {uid: (given or "", number or "")
                    for uid, given, number in reader.columns(Donation, ("uid", "given", "number"))
                    }  # fmt: skip
            newest: dict[str, tuple[str, str]] = {}
            for item, act in reader.columns(
                DonationLine, ("item", "donation"), field="item", among=few
            ):
                if item and act in acts:
                    newest[item] = max(newest.get(item, ("", "")), acts[act])
        return [
            ItemRow(one, holders.get(one.holder or "", ""), newest.get(one.uid, ("", ""))[1])
            for one in items
        ]

    def lots(self, uids: Iterable[str] | None = None) -> list[LotRow]:
        """Batches in order of their numbers; all, or those out of the bin among `uids`."""
        with self._office.reading() as reader:
            lots = present(reader, Lot, uids, order="number")
            holders = _unit_names(reader)
            given = _given_of(reader)
        return [
            LotRow(one, holders.get(one.holder or "", ""), given.get(one.uid, 0)) for one in lots
        ]

    def donations(self, uids: Iterable[str] | None = None) -> list[DonationRow]:
        """Acts, newest first; all, or those out of the bin among `uids`."""
        keys = ("donation", "item", "lot", "quantity", "unit_value")
        with self._office.reading() as reader:
            acts = present(reader, Donation, uids, order="-given")
            few = None if uids is None else [act.uid for act in acts]
            names = _unit_names(reader)
            lines = reader.columns(DonationLine, keys, field="donation", among=few)
            worth = _worth(reader, [line for line in lines if line[4] is None])
        totals: dict[str, tuple[int, int]] = {}
        for act, item, lot, quantity, unit_value in lines:
            value = unit_value if unit_value is not None else worth.get(item or lot)
            count, cents = totals.get(act, (0, 0))
            totals[act] = count + 1, cents + (value or 0) * (1 if quantity is None else quantity)
        return [
            DonationRow(act, names.get(act.recipient or "", ""), *totals.get(act.uid, (0, 0)))
            for act in acts
        ]

    def lines(self, donation_uid: str) -> list[LineRow]:
        """The lines of an act in order of what they give."""
        with self._office.reading() as reader:
            lines = reader.every(DonationLine, donation=donation_uid)
            items = reader.many(Item, (line.item for line in lines if line.item))
            lots = reader.many(Lot, (line.lot for line in lines if line.lot))
        rows = []
        for line in lines:
            item, lot = items.get(line.item or ""), lots.get(line.lot or "")
            title = item.description if item else lot.description if lot else ""
            rows.append(LineRow(line, title, (item.serial or "") if item else ""))
        return sorted(rows, key=lambda row: (normalised(row.title), row.serial, row.line.uid))

    def add_items(self, donation_uid: str, item_uids: Iterable[str]) -> Changes:
        """Put items on an act, with value and condition as they are now; those on it stay.

        Raises:
            UserError: the act is signed, or an item is not here or in another donation.
        """
        wanted = {
            ids.link_uid("donation_line", [donation_uid, item, None]): item
            for item in dict.fromkeys(item_uids)
        }
        with self._office.reading() as reader:
            act = _open_act(reader, donation_uid)
            items = reader.many(Item, wanted.values())
            held = reader.many(DonationLine, wanted)
            new = []
            for uid, item_uid in wanted.items():
                line = held.get(uid)
                if line is not None and not line.removed:
                    continue
                item = _there(items.get(item_uid))
                blank = line or DonationLine(uid=uid, donation=donation_uid, item=item_uid)
                new.append(
                    dc.replace(
                        blank,
                        removed=False,
                        removed_why=None,
                        quantity=1,
                        unit_value=item.unit_value,
                        condition=item.condition,
                    )
                )
            _refuse_given(reader, act, [line.item or "" for line in new])
        return self._put(Why(_ADDED, {"n": len(new), "title": act.number or ""}), new)

    def add_lot(self, donation_uid: str, lot_uid: str, quantity: int) -> Changes:
        """Put a quantity of a batch on an act; a batch that is on it gets the new quantity.

        Raises:
            UserError: the act is signed, or so many pieces are not left.
        """
        uid = ids.link_uid("donation_line", [donation_uid, None, lot_uid])
        with self._office.reading() as reader:
            act = _open_act(reader, donation_uid)
            lot = _there(reader.get(Lot, lot_uid))
            line = reader.get(DonationLine, uid)
            here = 0 if line is None or line.removed else line.quantity or 0
            left = (lot.quantity or 0) - _given_of(reader).get(lot_uid, 0)
        if act.sort is DonationSort.DONATION:
            left += here
        _check_quantity(lot, quantity, left)
        blank = line or DonationLine(uid=uid, donation=donation_uid, lot=lot_uid)
        changed = dc.replace(
            blank, removed=False, removed_why=None, quantity=quantity,
            unit_value=lot.unit_value if here == 0 else blank.unit_value,
        )  # fmt: skip
        why = Why(
            N_("give {pieces} of {title} by act {act}"),
            {"pieces": quantity, "title": lot.description, "act": act.number or ""},
        )
        return self._put(why, [changed])

    def remove_line(self, line_uid: str, reason: str) -> Changes:
        """Take a line off an act, into the bin.

        Raises:
            UserError: the act is signed.
        """
        with self._office.reading() as reader:
            line = reader.get(DonationLine, line_uid)
            if line is None or line.removed:
                return Changes()
            act = _open_act(reader, line.donation)
        why = Why(N_("take a line off act {title}"), {"title": act.number or ""})
        gone = dc.replace(line, removed=True, removed_why=reason.strip() or None)
        return self._put(why, [gone])

    def find_serial(self, text: str) -> list[Item]:
        """Items of which a scan or a typed text is the serial, tag, number or other number.

        Exact serials stand first, then other numbers, then serials that look alike (O and 0,
        I and 1).
        """
        with self._office.reading() as reader:
            return serials.find(reader, text)

    def serial_doubles(self, item: Item) -> list[Item]:
        """Other items of the same make and model whose serial is the same or looks alike."""
        with self._office.reading() as reader:
            return serials.doubles(reader, item)

    def _put(self, why: Why, records: Iterable[Record]) -> Changes:
        kept = list(records)
        if not kept:
            return Changes()
        with self._office.unit(why) as unit:
            for record in kept:
                unit.put(record)
            return unit.commit()


def _worth(reader: Reader, lines: Sequence[tuple[t.Any, ...]]) -> dict[str, int | None]:
    """Value in cents of what lines without a value of their own give, by uid."""
    items, lots = {line[1] for line in lines if line[1]}, {line[2] for line in lines if line[2]}
    worth = dict(reader.columns(Item, ("uid", "unit_value"), among=items))
    return worth | dict(reader.columns(Lot, ("uid", "unit_value"), among=lots))


def _unit_names(reader: Reader) -> dict[str, str]:
    return dict(reader.columns(ServiceUnit, ("uid", "name")))


def _given_of(reader: Reader) -> dict[str, int]:
    """Batch uid -> pieces in acts of donation; loans come back and do not count."""
    acts = {
        uid
        for uid, sort in reader.columns(Donation, ("uid", "sort"))
        if sort == DonationSort.DONATION.value
    }
    given: dict[str, int] = {}
    for act, lot, quantity in reader.columns(DonationLine, ("donation", "lot", "quantity")):
        if lot and act in acts:
            given[lot] = given.get(lot, 0) + (quantity or 0)
    return given


def _there(record: R | None) -> R:
    if record is None or record.removed:
        raise UserError(_("This is not in the inventory any more. Look in the bin."))
    return record


def _open_act(reader: Reader, donation_uid: str) -> Donation:
    act = reader.get(Donation, donation_uid)
    if act is None or act.removed:
        raise UserError(_("This hand-over act is not in the list any more. Look in the bin."))
    if act.state is DonationState.SIGNED:
        raise UserError(
            _(
                "Hand-over act {number} is signed, so its lines stay as they are. "
                "Write a new act, or set it back to draft with the reason."
            ).format(number=act.number or "")
        )
    return act


def _refuse_given(reader: Reader, act: Donation, item_uids: Iterable[str]) -> None:
    """An item is given away once; loans and returns may follow one another."""
    if act.sort is not DonationSort.DONATION:
        return
    lines = reader.linked(DonationLine, "item", item_uids)
    acts = reader.many(Donation, (line.donation for line in lines))
    for line in lines:
        other = acts.get(line.donation)
        if other is None or other.removed or other.uid == act.uid:
            continue
        if other.sort is DonationSort.DONATION:
            item = reader.get(Item, line.item or "")
            raise UserError(
                _(
                    "{title} {serial} is already given by act {number}. "
                    "Take it off that act first, or write a return."
                ).format(
                    title=item.description if item else "",
                    serial=(item.serial or "") if item else "",
                    number=other.number or "",
                )
            )


def _check_quantity(lot: Lot, quantity: int, left: int) -> None:
    if quantity < 1:
        raise UserError(_("Write how many pieces were given, 1 or more."))
    if lot.quantity is not None and quantity > left:
        raise UserError(
            ngettext(
                "Only {n} piece of {title} is left. Correct the quantity, or the batch.",
                "Only {n} pieces of {title} are left. Correct the quantity, or the batch.",
                left,
            ).format(n=left, title=lot.description)
        )
