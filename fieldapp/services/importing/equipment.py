"""Equipment from shipping lists and property books: single pieces become items, all else lots."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fieldapp.records.equipment import Item, ItemState, Lot
from fieldapp.records.fields import Record, fields_of
from fieldapp.records.units import ServiceUnit
from fieldapp.records.values import Cents
from fieldapp.services.importing.building import built
from fieldapp.services.importing.links import Links, name_key
from fieldapp.services.importing.results import Severity
from fieldapp.services.importing.slots import own_slot, slot_of, slots_of
from fieldapp.services.importing.targets import Row, Sum, Target, Tell, Values
from fieldapp.text import N_, _

SERIAL_OF_MANY = N_(
    "A serial number with a quantity of several: it is kept in the note of the batch."
)
TOTAL_DIFFERS = N_("This is not quantity × unit value; it is kept in the note.")
SERIAL_TWICE = N_("Row {row} has the same serial number for the same description; both are kept.")
SERIAL_KNOWN = N_("The office has an item of this description and serial number; both are kept.")
NO_PIECES = N_("A quantity of less than one piece.")

# Property books of the LESO program say where a piece stands in these words.
_STATES = {
    "assigned": ItemState.TRANSFERRED.value,
    "pending receipt": ItemState.IN_TRANSIT.value,
}
_UNIT = fields_of(ServiceUnit)
_SLOTS = {
    **slots_of([Item, Lot], {"state": _STATES}),
    "country": slot_of(_UNIT["country"]),
    "region": slot_of(_UNIT["region"]),
    "source_code": slot_of(_UNIT["source_code"]),
    "total": own_slot("total", Cents, N_("Total value"), ("total cost", "total price", "amount")),
}


def _pieces(values: Values) -> int:
    """How many pieces a row is; a list without quantities has one piece in each row."""
    found = values.get("quantity", 1)
    return found if isinstance(found, int) else 1


def _is_item(row: Row) -> bool:
    """One piece; where the quantity cannot be read or is blank, a serial number decides."""
    if "quantity" not in row.heads:
        return True
    if "quantity" in row.values:
        return row.values["quantity"] == 1
    return "quantity" not in row.unfit and "serial" in row.values


def _build(row: Row, links: Links) -> tuple[Record, ...]:
    """An item or a lot, as an old record, with the unit that holds it."""
    holder = row.values.get("holder")
    fixed: dict[str, Any] = {}
    if isinstance(holder, str):
        place = {key: row.values.get(key) for key in ("country", "region", "source_code")}
        fixed["holder"] = links.unit(
            holder, **{key: value for key, value in place.items() if isinstance(value, str)}
        )
        if "state" not in row.values:
            fixed["state"] = ItemState.TRANSFERRED
    spent = {"holder", "country", "region", "source_code"} if holder else {"holder"}
    if _total_agrees(row):
        spent.add("total")
    if _is_item(row):
        spent.add("quantity")
        return (built(Item, row, links, spent=spent, **fixed),)
    if "serial" in row.values:
        row.tell("serial", row.texts["serial"], _(SERIAL_OF_MANY))
    if _pieces(row.values) < 1:
        row.tell("quantity", row.texts["quantity"], _(NO_PIECES))
    return (built(Lot, row, links, spent=spent, **fixed),)


def _total_agrees(row: Row) -> bool:
    """Whether a total says nothing more than quantity and unit value do."""
    total, each = row.values.get("total"), row.values.get("unit_value")
    if not isinstance(total, Cents) or not isinstance(each, Cents):
        return False
    if total == each * _pieces(row.values):
        return True
    row.tell("total", row.texts["total"], _(TOTAL_DIFFERS))
    return False


class Serials:
    """Finds serial numbers that stand twice, in the office or in the file."""

    def __init__(self) -> None:
        self._office: dict[tuple[str, str], str] = {}
        self._file: dict[tuple[str, str], int] = {}

    def prepare(self, records: Iterable[Record]) -> None:
        """Learn the items of the office."""
        for record in records:
            if isinstance(record, Item) and record.serial:
                self._office[self._key(record)] = record.uid

    def same_as(self, record: Record) -> str | None:
        """A serial alone is no proof: makers repeat them, and lists are wrong."""
        del record
        return None

    def look(self, number: int, record: Record, tell: Tell) -> None:
        """Say where the serial number stands as well."""
        if not isinstance(record, Item) or not record.serial:
            return
        key = self._key(record)
        if self._office.get(key, record.uid) != record.uid:
            tell("serial", record.serial, _(SERIAL_KNOWN), Severity.WARNING)
        if key in self._file:
            reason = _(SERIAL_TWICE).format(row=self._file[key])
            tell("serial", record.serial, reason, Severity.WARNING)
        self._file.setdefault(key, number)

    @staticmethod
    def _key(item: Item) -> tuple[str, str]:
        return name_key(item.description), (item.serial or "").casefold()


def _value_of_row(values: Values) -> int:
    each = values.get("unit_value")
    return int(each) * _pieces(values) if isinstance(each, Cents) else 0


def _pieces_of(record: Record) -> int:
    if isinstance(record, Lot):
        return record.quantity if record.quantity is not None else 1
    return 1 if isinstance(record, Item) else 0


def _value_of(record: Record) -> int:
    each = record.unit_value if isinstance(record, Item | Lot) else None
    return int(each or 0) * _pieces_of(record)


EQUIPMENT = Target(
    key="equipment",
    label=N_("Inventory"),
    kinds=(Item, Lot),
    slots=_SLOTS,
    must=(
        frozenset({"description"}),
        frozenset({"quantity", "serial", "holder", "stock_no", "unit_value", "received", "tag"}),
    ),
    refused={
        "reason cancelled": N_(
            "This sheet lists requests that were cancelled; nothing was delivered."
        ),
        "cancelled by": N_("This sheet lists requests that were cancelled; nothing was delivered."),
    },
    build=_build,
    sums={
        "quantity": Sum(N_("Pieces"), "quantity", _pieces, _pieces_of),
        "value": Sum(N_("Value"), "total", _value_of_row, _value_of, money=True),
    },
    last_look=Serials,
)
