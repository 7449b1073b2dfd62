"""Deliveries claimed once, reports of checks in Slack, failures of work, failures of DOIs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _deliveries()
    _reports()
    failures = sa.Column("failures", sa.Integer, nullable=False, server_default="0")
    op.add_column("work", failures)
    op.add_column("results", sa.Column("has_failure", sa.Boolean))
    op.create_index("ix_results_check_has_failure", "results", ["check", "has_failure"])
    # A level stands in a result as a text of its own; quotes within a text have backslashes.
    op.execute(
        """
        UPDATE results SET has_failure = (result LIKE '%,"failure",%') WHERE result IS NOT NULL
        """
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_at", "deliveries", ["at"])


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("check", sa.Integer, nullable=False),
        sa.Column("user", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("is_direct", sa.Boolean, nullable=False),
        sa.Column("ts", sa.String),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("check", name="pk_reports"),
        sa.ForeignKeyConstraint(["check"], ["checks.number"], name="fk_reports_check"),
    )
