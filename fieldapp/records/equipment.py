"""Equipment and its hand-over: items, batches without serials, donations (records.md a10, a12)."""

from __future__ import annotations

import dataclasses as dc
import enum
from typing import Annotated

from fieldapp.records.fields import Field, Need, Privacy, Record
from fieldapp.records.values import Cents, PartialDate
from fieldapp.text import N_

C, L, V, S = Need.COMPLETE, Need.LOCK, Need.VETTING, Need.SAVE


class ItemState(enum.StrEnum):
    """The life of an item (records.md a10)."""

    PLANNED = "planned"
    ORDERED = "ordered"
    IN_TRANSIT = "in transit"
    RECEIVED = "received"
    IN_WAREHOUSE = "in warehouse"
    TRANSFERRED = "transferred"
    IN_USE = "in use"
    IN_REPAIR = "in repair"
    NON_OPERATIONAL = "non-operational"
    MISSING = "missing"
    STOLEN = "stolen"
    DESTROYED = "destroyed"
    RETURNED = "returned"
    DISPOSED = "disposed"


class DonationSort(enum.StrEnum):
    """What a hand-over act does with title and custody (records.md a12)."""

    DONATION = "donation"
    LOAN = "loan"
    SUB_ISSUE = "sub-issue"
    RETURN = "return"


class DonationState(enum.StrEnum):
    """How far the paper is: signed means that the scan is attached."""

    DRAFT = "draft"
    PRINTED = "printed"
    SIGNED = "signed"


_DESCRIPTION = ("item name", "item  name", "description", "désignation", "descripción", "article")
_RECEIVED = ("date shipped", "ship date", "received", "date received")
_HOLDER = (
    "law enforcement agency", "station name (lea)", "station name", "agency", "unit", "recipient",
)  # fmt: skip


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Item(Record):
    """One piece with a serial number, or a reason why it has none."""

    number: Annotated[str | None, Field(N_("Item number"))] = None
    description: Annotated[str, Field(N_("Description"), S, synonyms=_DESCRIPTION)] = ""
    tag: Annotated[str | None, Field(N_("Tag"), C, synonyms=("barcode", "property number"))] = None
    category: Annotated[str | None, Field(N_("Category"), C, vocabulary="category")] = None
    make: Annotated[str | None, Field(N_("Make"), L, synonyms=("marque", "manufacturer"))] = None
    model: Annotated[str | None, Field(N_("Model"), L, synonyms=("modèle", "modelo"))] = None
    serial: Annotated[
        str | None,
        Field(N_("Serial number"), C, synonyms=("serial", "serial no", "numéro de série", "s/n")),
    ] = None
    serial_why: Annotated[
        str | None, Field(N_("Why there is no serial"), vocabulary="serial_why")
    ] = None
    other_ids: Annotated[tuple[str, ...], Field(N_("Other numbers (frame, engine, plate)"))] = ()
    stock_no: Annotated[
        str | None, Field(N_("Stock number"), synonyms=("nsn", "niin", "national stock number"))
    ] = None
    stock_class: Annotated[
        str | None, Field(N_("Supply class"), synonyms=("fsc", "federal supply class"))
    ] = None
    unit_value: Annotated[
        Cents | None,
        Field(
            N_("Unit value"), L, unit="USD", synonyms=("unit cost", "acquisition value", "value")
        ),
    ] = None
    acquired: Annotated[PartialDate | None, Field(N_("Acquired"))] = None
    order_no: Annotated[
        str | None,
        Field(
            N_("Order number"), synonyms=("requisition id", "requisition number", "po", "contract")
        ),
    ] = None
    vendor: Annotated[str | None, Field(N_("Vendor"))] = None
    shipment: Annotated[str | None, Field(N_("Shipment"), synonyms=("awb", "dtid"))] = None
    received: Annotated[PartialDate | None, Field(N_("Received"), synonyms=_RECEIVED)] = None
    acceptance_no: Annotated[str | None, Field(N_("Acceptance report number"))] = None
    condition: Annotated[str | None, Field(N_("Condition"), vocabulary="condition")] = None
    warranty_ends: Annotated[PartialDate | None, Field(N_("Warranty ends"))] = None
    agreement: Annotated[str | None, Field(N_("Paid from"), C, refers="agreement")] = None
    sensitive: Annotated[bool, Field(N_("Sensitive: inspected every year"))] = False
    expendable: Annotated[bool, Field(N_("Expendable"))] = False
    useful_years: Annotated[int | None, Field(N_("Useful life"), unit=N_("years"))] = None
    state: Annotated[ItemState, Field(N_("State"), C, synonyms=("property status",))] = (
        ItemState.IN_WAREHOUSE
    )
    holder: Annotated[str | None, Field(N_("Held by"), refers="unit", synonyms=_HOLDER)] = None
    custodian: Annotated[str | None, Field(N_("Custodian"), refers="person")] = None
    place: Annotated[str | None, Field(N_("Place"), synonyms=("location",))] = None
    last_seen: Annotated[
        PartialDate | None,
        Field(N_("Last seen"), synonyms=("inventory date", "last inventory date")),
    ] = None
    handling_code: Annotated[
        str | None, Field(N_("Handling code"), synonyms=("demil code", "demil"))
    ] = None
    note: Annotated[
        str | None, Field(N_("Note"), prose=True, synonyms=("justification", "remarks"))
    ] = None


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Lot(Record):
    """A batch without serials, kept by quantity."""

    number: Annotated[str | None, Field(N_("Batch number"))] = None
    description: Annotated[str, Field(N_("Description"), S, synonyms=_DESCRIPTION)] = ""
    category: Annotated[str | None, Field(N_("Category"), C, vocabulary="category")] = None
    stock_no: Annotated[
        str | None, Field(N_("Stock number"), synonyms=("nsn", "niin", "national stock number"))
    ] = None
    stock_class: Annotated[
        str | None, Field(N_("Supply class"), synonyms=("fsc", "federal supply class"))
    ] = None
    quantity: Annotated[
        int | None, Field(N_("Quantity received"), C, synonyms=("qty", "quantity", "quantité"))
    ] = None
    unit_of_issue: Annotated[str | None, Field(N_("Unit of issue"), synonyms=("ui",))] = None
    unit_value: Annotated[
        Cents | None,
        Field(
            N_("Unit value"), L, unit="USD", synonyms=("unit cost", "acquisition value", "value")
        ),
    ] = None
    order_no: Annotated[
        str | None,
        Field(
            N_("Order number"), synonyms=("requisition id", "requisition number", "po", "contract")
        ),
    ] = None
    received: Annotated[PartialDate | None, Field(N_("Received"), synonyms=_RECEIVED)] = None
    agreement: Annotated[str | None, Field(N_("Paid from"), C, refers="agreement")] = None
    expendable: Annotated[bool, Field(N_("Expendable"))] = True
    state: Annotated[ItemState, Field(N_("State"), C, synonyms=("property status",))] = (
        ItemState.IN_WAREHOUSE
    )
    holder: Annotated[str | None, Field(N_("Held by"), refers="unit", synonyms=_HOLDER)] = None
    place: Annotated[str | None, Field(N_("Place"), synonyms=("location",))] = None
    last_seen: Annotated[
        PartialDate | None,
        Field(N_("Last seen"), synonyms=("inventory date", "last inventory date")),
    ] = None
    handling_code: Annotated[
        str | None, Field(N_("Handling code"), synonyms=("demil code", "demil"))
    ] = None
    note: Annotated[
        str | None, Field(N_("Note"), prose=True, synonyms=("justification", "remarks"))
    ] = None


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Donation(Record):
    """One hand-over act: who gives what to whom, with which clauses (records.md a12, F4)."""

    number: Annotated[str | None, Field(N_("Act number"))] = None
    given: Annotated[PartialDate | None, Field(N_("Date"), S)] = None
    sort: Annotated[DonationSort, Field(N_("Type"), C)] = DonationSort.DONATION
    state: Annotated[DonationState, Field(N_("Paper"))] = DonationState.DRAFT
    recipient: Annotated[str | None, Field(N_("Recipient"), S, refers="unit")] = None
    signatory: Annotated[str | None, Field(N_("Signs for the recipient"), L, Privacy.PERSONAL)] = (
        None
    )
    signatory_rank: Annotated[str | None, Field(N_("Rank and title"), L)] = None
    custodian: Annotated[str | None, Field(N_("Accountable custodian"), L, Privacy.PERSONAL)] = None
    us_signatory: Annotated[str | None, Field(N_("Signs for the program"), L, Privacy.PERSONAL)] = (
        None
    )
    witness: Annotated[str | None, Field(N_("Witness"), privacy=Privacy.PERSONAL)] = None
    place: Annotated[str | None, Field(N_("Place of use"), L)] = None
    purpose: Annotated[str | None, Field(N_("Purpose"), L, prose=True)] = None
    monitoring_consent: Annotated[
        bool, Field(N_("Recipient agrees to unannounced inspection"), L)
    ] = False
    no_transfer_clause: Annotated[
        bool, Field(N_("Recipient agrees not to pass on without consent"), L)
    ] = False
    agreement: Annotated[str | None, Field(N_("Paid from"), refers="agreement")] = None
    reference: Annotated[str | None, Field(N_("Agreement reference"), L)] = None
    note: Annotated[str | None, Field(N_("Note"), prose=True)] = None


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class DonationLine(Record):
    """An item, or a quantity of a batch, in a hand-over act."""

    donation: Annotated[str, Field(N_("Act"), S, refers="donation")] = ""
    item: Annotated[str | None, Field(N_("Item"), refers="item")] = None
    lot: Annotated[str | None, Field(N_("Batch"), refers="lot")] = None
    quantity: Annotated[int | None, Field(N_("Quantity"), C)] = 1
    unit_value: Annotated[Cents | None, Field(N_("Unit value"), L, unit="USD")] = None
    condition: Annotated[str | None, Field(N_("Condition"), vocabulary="condition")] = None
    accessories: Annotated[str | None, Field(N_("Accessories"))] = None
