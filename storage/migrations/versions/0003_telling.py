"""What the bot says by itself, whom it knows, and letters that staff changed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_KIND = {
    "sqlite": "substr(key, 1, instr(key || ':', ':') - 1)",
    "postgresql": "split_part(key, ':', 1)",
}


def upgrade() -> None:
    _knocks()
    _work()
    op.create_table(
        "lanes",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("free_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lanes"),
    )
    _deliveries()
    _contacts()
    _letter_versions()
    op.create_table(
        "readers",
        sa.Column("user", sa.String, nullable=False),
        sa.Column("nudges", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("user", name="pk_readers"),
    )


def _knocks() -> None:
    """Rename what comes in: deliveries are what goes out from now on."""
    op.create_table(
        "knocks",
        sa.Column("key", sa.String, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_knocks"),
    )
    op.create_index("ix_knocks_at", "knocks", ["at"])
    op.execute("INSERT INTO knocks (key, at) SELECT key, at FROM deliveries")
    op.drop_table("deliveries")


def _work() -> None:
    op.add_column("work", sa.Column("kind", sa.String, nullable=False, server_default=""))
    op.add_column("work", sa.Column("lane", sa.String))
    op.execute(f"UPDATE work SET kind = {_KIND[op.get_bind().dialect.name]}")  # noqa: S608 -- ours
    op.drop_index("ix_work_state_due_at", "work")
    op.create_index("ix_work_kind_state_due_at", "work", ["kind", "state", "due_at"])
    is_in_hand = sa.text("lease_until IS NOT NULL")
    op.create_index(
        "ix_work_lease_until",
        "work",
        ["lease_until"],
        postgresql_where=is_in_hand,
        sqlite_where=is_in_hand,
    )
    has_lane = sa.text("lane IS NOT NULL")
    op.create_index(
        "ix_work_lane_state_due_at",
        "work",
        ["lane", "state", "due_at"],
        postgresql_where=has_lane,
        sqlite_where=has_lane,
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("audience", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("to", sa.String, nullable=False),
        sa.Column("payload", sa.String, nullable=False),
        sa.Column("template", sa.String, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("thread", sa.String, nullable=False),
        sa.Column("is_unattended", sa.Boolean, nullable=False),
        sa.Column("written_at", sa.DateTime, nullable=False),
        sa.Column("written_by", sa.String, nullable=False),
        sa.Column("held", sa.String),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("nonce", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("ts", sa.String, nullable=False),
        sa.Column("touches", sa.Integer, nullable=False),
        sa.Column("looked_up", sa.Boolean, nullable=False),
        sa.Column("accepted_at", sa.DateTime),
        sa.Column("bounced_at", sa.DateTime),
        sa.PrimaryKeyConstraint("number", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["key"], ["work.key"], name="fk_deliveries_key"),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
    )
    op.create_index("ix_deliveries_about", "deliveries", ["about"])
    op.create_index("ix_deliveries_to", "deliveries", ["to"])
    op.create_index("ix_deliveries_written_at", "deliveries", ["written_at"])


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("known_as", sa.String),
        sa.Column("added_at", sa.DateTime, nullable=False),
        sa.Column("added_by", sa.String, nullable=False),
        sa.Column("confirmed_at", sa.DateTime),
        sa.Column("unreachable_at", sa.DateTime),
        sa.Column("left_at", sa.DateTime),
        sa.Column("successor", sa.Integer),
        sa.PrimaryKeyConstraint("number", name="pk_contacts"),
        sa.UniqueConstraint("known_as", name="uq_contacts_known_as"),
        sa.ForeignKeyConstraint(["successor"], ["contacts.number"], name="fk_contacts_successor"),
    )


def _letter_versions() -> None:
    op.create_table(
        "letter_versions",
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("html", sa.String, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("kind", "number", name="pk_letter_versions"),
    )
