"""The first tables: one for each kind of record."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_records"
down_revision = None
branch_labels = None
depends_on = None

# kind: (text columns, whole numbers, truths, indexed columns)
_KINDS = {
    "office": (
        "code name program country post district languages calendar",
        "fiscal_year_start vetting_batch vetting_lead_days courtesy_days vetting_months",
        "",
        "",
    ),
    "staff": (
        "name right position",
        "",
        "active",
        "",
    ),
    "term": (
        "vocabulary code label labels",
        "",
        "retired",
        "",
    ),
    "agreement": (
        "code funder fund_source law project starts ends",
        "year amount",
        "",
        "",
    ),
    "organisation": (
        "name acronym sort country state skills memorandum_ends note",
        "",
        "",
        "",
    ),
    "unit": (
        "name short_code name_local acronym aliases parent country region unit_type "
        "gov_level unit_level activity reporting_type commander place address contact "
        "source_code",
        "",
        "security_force",
        "",
    ),
    "person": (
        "given family name_local name_parts father mother sex born birth_city birth_state "
        "birth_country citizenship national_id service_no passport passport_expires "
        "passport_country email phone home_address residence_city residence_country "
        "education english languages note",
        "",
        "one_name us_citizen",
        "",
    ),
    "assignment": (
        "person unit position rank rank_local since until work_email branch contact_name "
        "contact_email",
        "years",
        "commander",
        "person",
    ),
    "event": (
        "number name name_local sort state state_why approved_by modality venue_kind "
        "place venue country start end contact_hours agreements project key_activity lead "
        "partners host_units organiser objectives languages parent source_program note",
        "training_days planned headcount headcount_women budget cost",
        "headcount_only interpretation",
        "",
    ),
    "session": (
        "event day part hours state state_why topic room",
        "",
        "",
        "event",
    ),
    "enrolment": (
        "event person role group unit rank position vetting joined left left_why returned comment",
        "",
        "guest travels",
        "event person",
    ),
    "attendance": (
        "session enrolment mark hours reason cause evidence",
        "minutes_late",
        "",
        "enrolment session",
    ),
    "item": (
        "number description tag category make model serial serial_why other_ids stock_no "
        "stock_class acquired order_no vendor shipment received acceptance_no condition "
        "warranty_ends agreement state holder custodian place last_seen handling_code "
        "note",
        "unit_value useful_years",
        "sensitive expendable",
        "",
    ),
    "lot": (
        "number description category stock_no stock_class unit_of_issue order_no received "
        "agreement state holder place last_seen handling_code note",
        "quantity unit_value",
        "expendable",
        "",
    ),
    "donation": (
        "number given sort state recipient signatory signatory_rank custodian "
        "us_signatory witness place purpose agreement reference note",
        "",
        "monitoring_consent no_transfer_clause",
        "recipient",
    ),
    "donation_line": (
        "donation item lot condition accessories",
        "quantity unit_value",
        "",
        "donation item lot",
    ),
}


def upgrade() -> None:
    for kind, (text, whole, truth, indexed) in _KINDS.items():
        op.create_table(
            kind,
            sa.Column("uid", sa.Text, nullable=False),
            sa.Column("removed", sa.Boolean, nullable=False),
            sa.Column("removed_why", sa.Text),
            sa.Column("old", sa.Boolean, nullable=False),
            sa.Column("unfit", sa.Text),
            sa.Column("extra", sa.Text),
            *(sa.Column(name, sa.Text) for name in text.split()),
            *(sa.Column(name, sa.BigInteger) for name in whole.split()),
            *(sa.Column(name, sa.Boolean) for name in truth.split()),
            sa.Column("_dot", sa.BigInteger, nullable=False),
            sa.Column("_ver", sa.Text),
            sa.Column("_anc", sa.Text, nullable=False),
            sa.Column("_office", sa.Text, nullable=False),
            sa.Column("_source", sa.Text, nullable=False),
            sa.PrimaryKeyConstraint("uid", name=f"pk_{kind}"),
        )
        for name in ("_dot", *indexed.split()):
            op.create_index(f"ix_{kind}_{name}", kind, [name])


def downgrade() -> None:
    for kind in reversed(_KINDS):
        op.drop_table(kind)
