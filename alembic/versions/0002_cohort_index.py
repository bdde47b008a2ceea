"""The loss rate is counted along one index."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_application_first_invited_at", table_name="application")
    op.create_index("ix_application_cohort", "application", ["first_invited_at", "attended_at", "closing"])


def downgrade() -> None:
    op.drop_index("ix_application_cohort", table_name="application")
    op.create_index("ix_application_first_invited_at", "application", ["first_invited_at"])
