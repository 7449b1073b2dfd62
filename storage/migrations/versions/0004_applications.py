"""Applications: what was filed, what is known about it, and the providers that come of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # A message in the thread of a card is put on the card's case.
    op.create_index("ix_deliveries_ts", "deliveries", ["ts"])
    _applications()
    _evidence()
    _holds()
    _case_notes()
    _drafts()
    _providers()


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("outside_id", sa.String),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("edition", sa.String, nullable=False),
        sa.Column("organisation", sa.String, nullable=False),
        sa.Column("known_as", sa.String, nullable=False),
        sa.Column("domain", sa.String, nullable=False),
        sa.Column("repository", sa.String, nullable=False),
        sa.Column("country", sa.String, nullable=False),
        sa.Column("api", sa.String, nullable=False),
        sa.Column("filed", sa.String, nullable=False),
        sa.Column("contact", sa.Integer, nullable=False),
        sa.Column("second_contact", sa.Integer),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("signed_on", sa.Date),
        sa.Column("contacted_on", sa.Date),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("submitted_at", sa.DateTime),
        sa.Column("logged_at", sa.DateTime, nullable=False),
        sa.Column("logged_by", sa.String, nullable=False),
        sa.Column("past", sa.String, nullable=False),
        sa.Column("changed", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("decision", sa.String),
        sa.Column("told_at", sa.DateTime),
        sa.Column("check", sa.Integer),
        sa.Column("test_check", sa.Integer),
        sa.Column("is_stale", sa.Boolean, nullable=False),
        sa.Column("late_at", sa.DateTime),
        sa.Column("provider", sa.Integer),
        sa.PrimaryKeyConstraint("number", name="pk_applications"),
        sa.UniqueConstraint("outside_id", name="uq_applications_outside_id"),
        sa.ForeignKeyConstraint(["contact"], ["contacts.number"], name="fk_applications_contact"),
        sa.ForeignKeyConstraint(
            ["second_contact"], ["contacts.number"], name="fk_applications_second_contact"
        ),
        sa.ForeignKeyConstraint(["check"], ["checks.number"], name="fk_applications_check"),
        sa.ForeignKeyConstraint(
            ["test_check"], ["checks.number"], name="fk_applications_test_check"
        ),
    )
    op.create_index(
        "ix_applications_state_received_on_number",
        "applications",
        ["state", "received_on", "number"],
    )
    op.create_index("ix_applications_known_as", "applications", ["known_as"])
    op.create_index("ix_applications_domain", "applications", ["domain"])
    op.create_index("ix_applications_repository", "applications", ["repository"])
    op.create_index("ix_applications_contact", "applications", ["contact"])
    has_second = sa.text("second_contact IS NOT NULL")
    op.create_index(
        "ix_applications_second_contact",
        "applications",
        ["second_contact"],
        postgresql_where=has_second,
        sqlite_where=has_second,
    )
    is_not_told = sa.text("told_at IS NULL")
    op.create_index(
        "ix_applications_received_on_number",
        "applications",
        ["received_on", "number"],
        postgresql_where=is_not_told,
        sqlite_where=is_not_told,
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("application", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("is_person", sa.Boolean, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("link", sa.String, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("dismissed", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("application", "key", "is_person", name="pk_evidence"),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.number"], name="fk_evidence_application"
        ),
    )


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("application", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("asked_by", sa.String, nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("answered_at", sa.DateTime),
        sa.Column("answered_by", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_holds"),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.number"], name="fk_holds_application"
        ),
    )
    op.create_index("ix_holds_application", "holds", ["application"])


def _case_notes() -> None:
    op.create_table(
        "case_notes",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("application", sa.Integer, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("ts", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("link", sa.String, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_case_notes"),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.number"], name="fk_case_notes_application"
        ),
        sa.UniqueConstraint("channel", "ts", name="uq_case_notes_channel_ts"),
    )
    op.create_index("ix_case_notes_application", "case_notes", ["application"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("by", sa.String, nullable=False),
        sa.Column("word", sa.String, nullable=False),
        sa.Column("answers", sa.String, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("by", "word", name="pk_drafts"),
    )


def _providers() -> None:
    op.create_table(
        "providers",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("application", sa.Integer, nullable=False),
        sa.Column("contact", sa.Integer, nullable=False),
        sa.Column("registered_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date),
        sa.Column("ended_at", sa.DateTime),
        sa.PrimaryKeyConstraint("number", name="pk_providers"),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.number"], name="fk_providers_application"
        ),
        sa.ForeignKeyConstraint(["contact"], ["contacts.number"], name="fk_providers_contact"),
        sa.UniqueConstraint("application", name="uq_providers_application"),
    )
    op.create_index("ix_providers_contact", "providers", ["contact"])
    op.create_table(
        "ticks",
        sa.Column("provider", sa.Integer, nullable=False),
        sa.Column("line", sa.String, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("link", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("provider", "line", name="pk_ticks"),
        sa.ForeignKeyConstraint(["provider"], ["providers.number"], name="fk_ticks_provider"),
    )
