"""The columns of the lists of equipment."""

from __future__ import annotations

from fieldapp.services.equipment import DonationRow, ItemRow, LotRow
from fieldapp.text import N_
from fieldapp.ui.choices import choice_words
from fieldapp.ui.desk import Desk
from fieldapp.ui.editors import value_text
from fieldapp.ui.listing import ListWords
from fieldapp.ui.pane import ListPlan
from fieldapp.ui.rows import Column


def _items(desk: Desk, uids: frozenset[str] | None) -> list[ItemRow]:
    return desk.equipment.items(uids)


def _lots(desk: Desk, uids: frozenset[str] | None) -> list[LotRow]:
    return desk.equipment.lots(uids)


def _acts(desk: Desk, uids: frozenset[str] | None) -> list[DonationRow]:
    return desk.equipment.donations(uids)


def money(cents: int | None) -> str:
    """An amount with two places, such as 1,250.00."""
    return f"{cents / 100:,.2f}" if cents is not None else ""


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


ITEMS = ListPlan(
    words=ListWords(
        N_("Inventory"),
        N_("New item"),
        N_("Pieces with a serial number belong here. Begin one with Ctrl+N, or take a workbook in "
           "with “fieldapp import equipment”."),
    ),
    columns=(
        Column(N_("Description"), lambda r: r.item.description, width=170),
        Column(N_("Serial number"), lambda r: r.item.serial or "", width=110),
        Column(N_("Tag"), lambda r: r.item.tag or "", width=80),
        Column(N_("State"), lambda r: choice_words(r.item.state), width=110),
        Column(N_("Held by"), lambda r: r.holder_name, width=120),
        Column(N_("Value, USD"), lambda r: money(r.item.unit_value), lambda r: r.item.unit_value,
               number=True, width=90),
        Column(N_("Act"), lambda r: r.donation_no, width=110),
        Column(N_("Number"), lambda r: r.item.number or "", width=110),
    ),
    read=_items,
    uid=lambda r: str(r.item.uid),
    find=lambda r: _joined(r.item.description, r.item.serial, r.item.tag, r.item.number,
                           r.item.make, r.item.model, r.holder_name, r.donation_no,
                           choice_words(r.item.state)),
    kinds=frozenset({"item", "unit", "donation", "donation_line"}),
    order=(7, False),
)  # fmt: skip

LOTS = ListPlan(
    words=ListWords(
        N_("Batches without serials"),
        N_("New batch"),
        N_("Things kept by quantity belong here: gloves, cartridges, uniforms. Begin a batch with "
           "Ctrl+N."),
    ),
    columns=(
        Column(N_("Description"), lambda r: r.lot.description, width=200),
        Column(N_("Received"), lambda r: value_text(r.lot.quantity), lambda r: r.lot.quantity,
               number=True, width=80),
        Column(N_("Given"), lambda r: str(r.given), lambda r: r.given, number=True, width=70),
        Column(N_("Left"), lambda r: str(r.left), lambda r: r.left, number=True, width=70),
        Column(N_("Held by"), lambda r: r.holder_name, width=120),
        Column(N_("Number"), lambda r: r.lot.number or "", width=110),
    ),
    read=_lots,
    uid=lambda r: str(r.lot.uid),
    find=lambda r: _joined(r.lot.description, r.lot.number, r.lot.stock_no, r.holder_name),
    kinds=frozenset({"lot", "unit", "donation", "donation_line"}),
    order=(5, False),
)  # fmt: skip

ACTS = ListPlan(
    words=ListWords(
        N_("Hand-over acts"),
        N_("New hand-over act"),
        N_("Donations and loans belong here, each with its recipient and its lines. Begin one "
           "with Ctrl+N."),
    ),
    columns=(
        Column(N_("Date"), lambda r: value_text(r.donation.given), width=90),
        Column(N_("Recipient"), lambda r: r.recipient_name, width=160),
        Column(N_("Lines"), lambda r: str(r.lines), lambda r: r.lines, number=True, width=60),
        Column(N_("Total, USD"), lambda r: money(r.total_cents), lambda r: r.total_cents,
               number=True, width=100),
        Column(N_("Paper"), lambda r: choice_words(r.donation.state), width=80),
        Column(N_("Number"), lambda r: r.donation.number or "", width=120),
    ),
    read=_acts,
    uid=lambda r: str(r.donation.uid),
    find=lambda r: _joined(r.recipient_name, r.donation.number, value_text(r.donation.given),
                           r.donation.signatory),
    kinds=frozenset({"donation", "donation_line", "unit", "item", "lot"}),
    order=(0, True),
)  # fmt: skip
