"""The forms of items, batches and hand-over acts."""

from __future__ import annotations

from fieldapp.records.equipment import Donation, Item, Lot
from fieldapp.text import N_
from fieldapp.ui.equipment.lines import LinesPage
from fieldapp.ui.plan import FormPlan, Section

ITEM_FORM = FormPlan(
    record=Item,
    one_of_these=N_("New item"),
    main_title=N_("Item"),
    first=("description", "serial", "tag"),
    sections=(
        Section(
            N_("What"),
            (("description",), ("category", "condition"), ("make", "model"),
             ("serial", "serial_why"), ("tag", "number"), ("other_ids",)),
        ),
        Section(
            N_("Where it is"),
            (("state", "holder"), ("custodian", "place"), ("last_seen", "received")),
        ),
        Section(
            N_("Where it came from"),
            (("unit_value", "agreement"), ("acquired", "order_no"), ("vendor", "shipment"),
             ("acceptance_no", "warranty_ends"), ("stock_no", "stock_class", "handling_code")),
        ),
        Section(
            N_("Care"),
            (("sensitive", "expendable", "useful_years"), ("note",)),
        ),
    ),
)  # fmt: skip

LOT_FORM = FormPlan(
    record=Lot,
    one_of_these=N_("New batch"),
    main_title=N_("Batch"),
    first=("description", "quantity"),
    sections=(
        Section(
            N_("What"),
            (("description",), ("category", "number"), ("quantity", "unit_of_issue"),
             ("unit_value", "expendable")),
        ),
        Section(
            N_("Where it is"),
            (("state", "holder"), ("place", "last_seen")),
        ),
        Section(
            N_("Where it came from"),
            (("agreement", "order_no"), ("received", "stock_no"), ("stock_class", "handling_code"),
             ("note",)),
        ),
    ),
)  # fmt: skip

ACT_FORM = FormPlan(
    record=Donation,
    one_of_these=N_("New hand-over act"),
    main_title=N_("Act"),
    first=("given", "recipient"),
    sections=(
        Section(
            N_("The act"),
            (("given", "number"), ("recipient",), ("sort", "state"), ("place",), ("purpose",)),
        ),
        Section(
            N_("Who signs"),
            (("signatory", "signatory_rank"), ("custodian", "us_signatory"), ("witness",)),
        ),
        Section(
            N_("Clauses"),
            (("monitoring_consent",), ("no_transfer_clause",), ("agreement", "reference"),
             ("note",)),
        ),
    ),
    pages=(LinesPage,),
)  # fmt: skip
