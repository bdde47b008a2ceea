"""first tables

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

from rxapp.models.base import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NO_OVERLAP_SQLITE = """
CREATE TRIGGER booking_no_overlap_{when} BEFORE {event} ON booking
WHEN NEW.state = 'scheduled' AND EXISTS (
  SELECT 1 FROM booking b WHERE b.interviewer_id = NEW.interviewer_id AND b.state = 'scheduled'
  AND b.id IS NOT NEW.id AND b.starts_at < NEW.ends_at AND b.ends_at > NEW.starts_at)
BEGIN SELECT RAISE(ABORT, 'interviewer_busy'); END
"""
NO_OVERLAP_POSTGRESQL = """
ALTER TABLE booking ADD CONSTRAINT interviewer_busy EXCLUDE USING gist (
  int8range(interviewer_id, interviewer_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
) WHERE (state = 'scheduled')
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=True),
        sa.Column("city", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("zone", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("is_employed", sa.Boolean(), nullable=False),
        sa.Column("cv_text", sqlmodel.sql.sqltypes.AutoString(length=20000), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidate_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidate_phone"), ["phone"], unique=False)

    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("name_en", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("zone", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("demo_seed", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
    )
    op.create_table(
        "job_lease",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("holder", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("until", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_lease")),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("did", sa.Integer(), nullable=False),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    with op.batch_alter_table("job_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_run_job"), ["job"], unique=False)

    op.create_table(
        "job_status",
        sa.Column("job", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("last_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("next_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_status")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("name_en", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("city", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("address_en", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lng", sa.Float(), nullable=True),
        sa.Column("entrance", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("floor", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("archived_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    op.create_table(
        "stage_count",
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stage", name=op.f("pk_stage_count")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("rights_changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_sign_in_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_role"), ["role"], unique=False)

    op.create_table(
        "workdayoverride",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workdayoverride")),
        sa.UniqueConstraint("day", name=op.f("uq_workdayoverride_day")),
    )
    op.create_table(
        "workinghours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("start_minute", sa.Integer(), nullable=False),
        sa.Column("end_minute", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workinghours")),
    )
    op.create_table(
        "day_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_day_off_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_off")),
    )
    with op.batch_alter_table("day_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_day_off_user_id"), ["user_id"], unique=False)

    op.create_table(
        "interviewer_profile",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("title_en", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("background", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("background_en", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_interviewer_profile_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_interviewer_profile")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("title_en", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("city", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("recruiter_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("meeting_link", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("what_to_bring", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("what_to_bring_en", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("requirements", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_job_place_id_place")),
        sa.ForeignKeyConstraint(["recruiter_id"], ["user.id"], name=op.f("fk_job_recruiter_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_table(
        "weekly_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("start_minute", sa.Integer(), nullable=False),
        sa.Column("end_minute", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_weekly_hours_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_hours")),
    )
    with op.batch_alter_table("weekly_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_weekly_hours_user_id"), ["user_id"], unique=False)

    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("recruiter_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("closing", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sort_priority", sa.BigInteger(), nullable=False),
        sa.Column("sort_key", sa.BigInteger(), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("passed_first_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("stage_since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("first_invited_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_invited_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("invitations", sa.Integer(), nullable=False),
        sa.Column("silent_since", UtcDateTime(timezone=True), nullable=True),
        sa.Column("attended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("reason_side", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
        sa.Column("reason_note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.CheckConstraint("stage BETWEEN 0 AND 5", name=op.f("ck_application_stage_known")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_application_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_application_job_id_job")),
        sa.ForeignKeyConstraint(["recruiter_id"], ["user.id"], name=op.f("fk_application_recruiter_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(
            "ix_application_board",
            ["stage", "sort_priority", "sort_key", "id"],
            unique=False,
            sqlite_where=sa.text("closing IS NULL"),
            postgresql_where=sa.text("closing IS NULL"),
        )
        batch_op.create_index(
            "ix_application_board_job",
            ["job_id", "stage", "sort_priority", "sort_key"],
            unique=False,
            sqlite_where=sa.text("closing IS NULL"),
            postgresql_where=sa.text("closing IS NULL"),
        )
        batch_op.create_index(
            "ix_application_board_recruiter",
            ["recruiter_id", "stage", "sort_priority", "sort_key"],
            unique=False,
            sqlite_where=sa.text("closing IS NULL"),
            postgresql_where=sa.text("closing IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_application_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_application_first_invited_at"), ["first_invited_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_application_job_id"), ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_recruiter_id"), ["recruiter_id"], unique=False)

    op.create_table(
        "job_interviewer",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_interviewer_job_id_job")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_job_interviewer_user_id_user")),
        sa.PrimaryKeyConstraint("job_id", "user_id", name=op.f("pk_job_interviewer")),
    )
    with op.batch_alter_table("job_interviewer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_interviewer_user_id"), ["user_id"], unique=False)

    op.create_table(
        "candidate_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_candidate_link_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_link_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_link")),
    )
    with op.batch_alter_table("candidate_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_candidate_link_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_candidate_link_delivery_id"), ["delivery_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("occurred_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_event_application_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_application", ["application_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_occurred_at"), ["occurred_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("invited_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("meeting_link", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_invitation_application_id_application")
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["user.id"], name=op.f("fk_invitation_invited_by_user")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_invitation_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_application_id"), ["application_id"], unique=False)
        batch_op.create_index(
            "uq_invitation_open",
            ["application_id"],
            unique=True,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )

    op.create_table(
        "priority_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.Integer(), nullable=True),
        sa.Column("scheduled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("attended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_priority_request_application_id_application"),
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["user.id"], name=op.f("fk_priority_request_requested_by_user")
        ),
        sa.ForeignKeyConstraint(["seen_by"], ["user.id"], name=op.f("fk_priority_request_seen_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority_request")),
    )
    with op.batch_alter_table("priority_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_priority_request_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(
            "uq_priority_request_open",
            ["application_id"],
            unique=True,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )

    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("interviewer_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("meeting_link", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("booked_by", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("booked_by_user", sa.Integer(), nullable=True),
        sa.Column("booked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("moved_from_id", sa.Integer(), nullable=True),
        sa.Column("uid", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("notice_opened_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("day_before_confirmed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("calendar_added_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("late_reported_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("late_minutes", sa.Integer(), nullable=True),
        sa.Column("outcome_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("outcome_by", sa.Integer(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("reason_note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_booking_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_booking_application_id_application")
        ),
        sa.ForeignKeyConstraint(["booked_by_user"], ["user.id"], name=op.f("fk_booking_booked_by_user_user")),
        sa.ForeignKeyConstraint(["interviewer_id"], ["user.id"], name=op.f("fk_booking_interviewer_id_user")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_booking_invitation_id_invitation")
        ),
        sa.ForeignKeyConstraint(
            ["moved_from_id"], ["booking.id"], name=op.f("fk_booking_moved_from_id_booking")
        ),
        sa.ForeignKeyConstraint(["outcome_by"], ["user.id"], name=op.f("fk_booking_outcome_by_user")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_booking_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_application_id"), ["application_id"], unique=False)
        batch_op.create_index(
            "ix_booking_interviewer_time", ["interviewer_id", "starts_at", "ends_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_booking_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_uid"), ["uid"], unique=False)
        batch_op.create_index(
            "uq_booking_application",
            ["application_id", "round"],
            unique=True,
            sqlite_where=sa.text("state = 'scheduled'"),
            postgresql_where=sa.text("state = 'scheduled'"),
        )
        batch_op.create_index(
            "uq_booking_slot",
            ["interviewer_id", "starts_at"],
            unique=True,
            sqlite_where=sa.text("state = 'scheduled'"),
            postgresql_where=sa.text("state = 'scheduled'"),
        )

    op.create_table(
        "invitation_interviewer",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_invitation_interviewer_invitation_id_invitation"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_invitation_interviewer_user_id_user")
        ),
        sa.PrimaryKeyConstraint("invitation_id", "user_id", name=op.f("pk_invitation_interviewer")),
    )
    op.create_table(
        "undo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version_after", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("until", UtcDateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_undo_application_id_application")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_undo_event_id_event")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_undo_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undo")),
    )
    with op.batch_alter_table("undo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_undo_application_id"), ["application_id"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_input_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("agent", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=45), nullable=False),
        sa.CheckConstraint(
            "(kind = 'user' AND user_id IS NOT NULL AND link_id IS NULL) OR (kind = 'candidate' AND link_id IS NOT NULL AND user_id IS NULL)",
            name=op.f("ck_user_session_one_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["candidate_link.id"], name=op.f("fk_user_session_link_id_candidate_link")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_session_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_link_id"), ["link_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "planned_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedupe", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("settled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("caused_by", sa.Integer(), nullable=True),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_planned_step_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_planned_step_booking_id_booking")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_planned_step_invitation_id_invitation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_step")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_planned_step_dedupe")),
    )
    with op.batch_alter_table("planned_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planned_step_application_id"), ["application_id"], unique=False)
        batch_op.create_index(
            "ix_planned_step_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedupe", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("provider_id", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("caused_by", sa.Integer(), nullable=True),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_delivery_application_id_application")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_delivery_booking_id_booking")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_delivery_invitation_id_invitation")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["candidate_link.id"], name=op.f("fk_delivery_link_id_candidate_link")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["planned_step.id"], name=op.f("fk_delivery_step_id_planned_step")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_delivery_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_delivery_dedupe")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_application", ["application_id", "id"], unique=False)
        batch_op.create_index(
            "ix_delivery_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "ix_delivery_leased",
            ["lease_until"],
            unique=False,
            sqlite_where=sa.text("state IN ('sending', 'unknown')"),
            postgresql_where=sa.text("state IN ('sending', 'unknown')"),
        )
        batch_op.create_index(batch_op.f("ix_delivery_step_id"), ["step_id"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedupe", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("caused_by", sa.Integer(), nullable=True),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_task_application_id_application")
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["user.id"], name=op.f("fk_task_assignee_id_user")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_task_booking_id_booking")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_task_delivery_id_delivery")),
        sa.ForeignKeyConstraint(["done_by"], ["user.id"], name=op.f("fk_task_done_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_task_dedupe")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_application_id"), ["application_id"], unique=False)
        batch_op.create_index(
            "ix_task_open",
            ["assignee_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
        )
    # No interviewer is booked twice at a time, whatever the program does.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(NO_OVERLAP_SQLITE.format(when="insert", event="INSERT"))
        op.execute(
            NO_OVERLAP_SQLITE.format(
                when="update", event="UPDATE OF interviewer_id, starts_at, ends_at, state"
            )
        )
    else:
        op.execute(NO_OVERLAP_POSTGRESQL)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_task_open",
            sqlite_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_task_application_id"))

    op.drop_table("task")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_step_id"))
        batch_op.drop_index(
            "ix_delivery_leased",
            sqlite_where=sa.text("state IN ('sending', 'unknown')"),
            postgresql_where=sa.text("state IN ('sending', 'unknown')"),
        )
        batch_op.drop_index(
            "ix_delivery_due",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index("ix_delivery_application")

    op.drop_table("delivery")
    with op.batch_alter_table("planned_step", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_planned_step_due",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(batch_op.f("ix_planned_step_application_id"))

    op.drop_table("planned_step")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))
        batch_op.drop_index(batch_op.f("ix_user_session_link_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("undo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_undo_application_id"))

    op.drop_table("undo")
    op.drop_table("invitation_interviewer")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_booking_slot",
            sqlite_where=sa.text("state = 'scheduled'"),
            postgresql_where=sa.text("state = 'scheduled'"),
        )
        batch_op.drop_index(
            "uq_booking_application",
            sqlite_where=sa.text("state = 'scheduled'"),
            postgresql_where=sa.text("state = 'scheduled'"),
        )
        batch_op.drop_index(batch_op.f("ix_booking_uid"))
        batch_op.drop_index(batch_op.f("ix_booking_starts_at"))
        batch_op.drop_index("ix_booking_interviewer_time")
        batch_op.drop_index(batch_op.f("ix_booking_application_id"))

    op.drop_table("booking")
    with op.batch_alter_table("priority_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_priority_request_open", sqlite_where=sa.text("is_open"), postgresql_where=sa.text("is_open")
        )
        batch_op.drop_index(batch_op.f("ix_priority_request_application_id"))

    op.drop_table("priority_request")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_invitation_open", sqlite_where=sa.text("is_open"), postgresql_where=sa.text("is_open")
        )
        batch_op.drop_index(batch_op.f("ix_invitation_application_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_recorded_at"))
        batch_op.drop_index(batch_op.f("ix_event_occurred_at"))
        batch_op.drop_index("ix_event_application")

    op.drop_table("event")
    with op.batch_alter_table("candidate_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_link_delivery_id"))
        batch_op.drop_index(batch_op.f("ix_candidate_link_application_id"))

    op.drop_table("candidate_link")
    with op.batch_alter_table("job_interviewer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_interviewer_user_id"))

    op.drop_table("job_interviewer")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_recruiter_id"))
        batch_op.drop_index(batch_op.f("ix_application_job_id"))
        batch_op.drop_index(batch_op.f("ix_application_first_invited_at"))
        batch_op.drop_index(batch_op.f("ix_application_candidate_id"))
        batch_op.drop_index(
            "ix_application_board_recruiter",
            sqlite_where=sa.text("closing IS NULL"),
            postgresql_where=sa.text("closing IS NULL"),
        )
        batch_op.drop_index(
            "ix_application_board_job",
            sqlite_where=sa.text("closing IS NULL"),
            postgresql_where=sa.text("closing IS NULL"),
        )
        batch_op.drop_index(
            "ix_application_board",
            sqlite_where=sa.text("closing IS NULL"),
            postgresql_where=sa.text("closing IS NULL"),
        )

    op.drop_table("application")
    with op.batch_alter_table("weekly_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_weekly_hours_user_id"))

    op.drop_table("weekly_hours")
    op.drop_table("job")
    op.drop_table("interviewer_profile")
    with op.batch_alter_table("day_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_day_off_user_id"))

    op.drop_table("day_off")
    op.drop_table("workinghours")
    op.drop_table("workdayoverride")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_role"))

    op.drop_table("user")
    op.drop_table("stage_count")
    op.drop_table("place")
    op.drop_table("job_status")
    with op.batch_alter_table("job_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_run_job"))

    op.drop_table("job_run")
    op.drop_table("job_lease")
    op.drop_table("company")
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_phone"))
        batch_op.drop_index(batch_op.f("ix_candidate_name"))
        batch_op.drop_index(batch_op.f("ix_candidate_email"))

    op.drop_table("candidate")
