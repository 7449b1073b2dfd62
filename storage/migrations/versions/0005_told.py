"""What was told of a decision that is taken back, until that is told."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("applications", sa.Column("told", sa.String))
