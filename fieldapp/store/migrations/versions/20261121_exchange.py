"""The tables of the exchange, the change log and the search."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_exchange"
down_revision = "20261121_records"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _log()
    _sendings()
    _differences()
    op.execute(
        "CREATE VIRTUAL TABLE found_words USING fts5("
        "words, content='', contentless_delete=1, prefix='2 3', "
        "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'\")"
    )


def _log() -> None:
    op.create_table(
        "change",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("change_set", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_change"),
    )
    op.create_index("ix_change_uid", "change", ["uid"])
    op.create_index("ix_change_change_set", "change", ["change_set"])
    op.create_table(
        "change_set",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("replica", sa.Text, nullable=False),
        sa.Column("undoes", sa.Integer),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_change_set"),
    )
    op.create_index("ix_change_set_undoes", "change_set", ["undoes"])
    op.create_table(
        "found",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("uid", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_found"),
        sa.UniqueConstraint("uid", name="uq_found_uid"),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "version",
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("ver", sa.Text, nullable=False),
        sa.Column("content", sa.Text),
        sa.Column("place", sa.BigInteger),
        sa.Column("source", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("uid", "ver", name="pk_version"),
    )


def _sendings() -> None:
    op.create_table(
        "answer",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("upto", sa.BigInteger, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("bytes", sa.LargeBinary),
        sa.PrimaryKeyConstraint("number", name="pk_answer"),
    )
    op.create_index("ix_answer_office", "answer", ["office"])
    op.create_table(
        "enrolled",
        sa.Column("replica", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("enrolled_at", sa.Text, nullable=False),
        sa.Column("last_answer", sa.Integer, nullable=False),
        sa.Column("forked", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("replica", name="pk_enrolled"),
    )
    op.create_table(
        "received",
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("replica", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("base", sa.BigInteger, nullable=False),
        sa.Column("max", sa.BigInteger, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
        sa.Column("main", sa.Boolean, nullable=False),
        sa.Column("outcomes", sa.Text, nullable=False),
        sa.Column("bytes", sa.LargeBinary),
        sa.PrimaryKeyConstraint("package_id", name="pk_received"),
    )
    op.create_index("ix_received_office", "received", ["office"])
    op.create_table(
        "sending",
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("replica", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("base", sa.BigInteger, nullable=False),
        sa.Column("max", sa.BigInteger, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("bytes", sa.LargeBinary),
        sa.Column("confirmed_at", sa.Text),
        sa.PrimaryKeyConstraint("package_id", name="pk_sending"),
    )


def _differences() -> None:
    op.create_table(
        "conflict",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("ours", sa.Text),
        sa.Column("theirs", sa.Text),
        sa.Column("replica", sa.Text, nullable=False),
        sa.Column("ver", sa.Text, nullable=False),
        sa.Column("decides", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_conflict"),
        sa.UniqueConstraint("uid", "ver", "field", name="uq_conflict_uid"),
    )
    op.create_index("ix_conflict_uid", "conflict", ["uid"])
    op.create_table(
        "returned",
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("ver", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("sending", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("uid", "ver", name="pk_returned"),
    )


def downgrade() -> None:
    op.execute("DROP TABLE found_words")
    for name in (
        "version",
        "sending",
        "returned",
        "received",
        "meta",
        "found",
        "enrolled",
        "conflict",
        "change_set",
        "change",
        "answer",
    ):
        op.drop_table(name)
