"""Interviewers' hours, invitations, bookings, and the links candidates open."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import DDL, CheckConstraint, Index, String, event, text
from sqlmodel import Field, SQLModel

from rxapp.models.base import instant
from rxapp.rules.vocabulary import BookingState, InterviewMode, LinkPurpose

ACTIVE = text("state = 'scheduled'")


class WeeklyHours(SQLModel, table=True):
    """When an interviewer usually can, in the company's zone."""

    __tablename__ = "weekly_hours"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    weekday: int = Field(ge=0, le=6, description="0 = Monday.")
    start_minute: int = Field(ge=0, le=1440, description="Minutes after local midnight.")
    end_minute: int = Field(ge=0, le=1440)


class DayOff(SQLModel, table=True):
    """Days, both included, on which an interviewer cannot."""

    __tablename__ = "day_off"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    starts_on: date
    ends_on: date
    note: str = Field(default="", max_length=80)


class Invitation(SQLModel, table=True):
    """An offer of the second round: who may take it, where, how long. Open until booked, withdrawn or replaced."""

    __table_args__ = (
        Index("uq_invitation_open", "application_id", unique=True, sqlite_where=text("is_open"),
              postgresql_where=text("is_open")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    invited_by: int | None = Field(
        default=None, foreign_key="user.id", description="None: the ladder did it."
    )
    invited_at: datetime = instant()
    mode: InterviewMode = Field(default=InterviewMode.ONSITE, sa_type=String(16))
    place_id: int | None = Field(default=None, foreign_key="place.id")
    meeting_link: str = Field(default="", max_length=300)
    minutes: int = Field(default=45)
    is_open: bool = Field(default=True)
    opened_at: datetime | None = instant(nullable=True, description="First time its page came alive.")


class InvitationInterviewer(SQLModel, table=True):
    """Who may take the interview an invitation offers."""

    __tablename__ = "invitation_interviewer"
    invitation_id: int = Field(foreign_key="invitation.id", primary_key=True)
    user_id: int = Field(foreign_key="user.id", primary_key=True)


class Booking(SQLModel, table=True):
    """A scheduled interview. Moving it makes a new row and leaves this one as MOVED, so history stays.

    The database itself keeps it single: one active booking per application and round, one per interviewer and
    start, and no overlap in an interviewer's time (a trigger on SQLite, an exclusion constraint on PostgreSQL).
    """

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("uq_booking_application", "application_id", "round", unique=True, sqlite_where=ACTIVE,
              postgresql_where=ACTIVE),
        Index("uq_booking_slot", "interviewer_id", "starts_at", unique=True, sqlite_where=ACTIVE,
              postgresql_where=ACTIVE),
        Index("ix_booking_interviewer_time", "interviewer_id", "starts_at", "ends_at"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id")
    interviewer_id: int = Field(foreign_key="user.id")
    round: int = Field(default=2)
    starts_at: datetime = instant(index=True)
    ends_at: datetime = instant()
    mode: InterviewMode = Field(default=InterviewMode.ONSITE, sa_type=String(16))
    place_id: int | None = Field(default=None, foreign_key="place.id")
    meeting_link: str = Field(default="", max_length=300)
    state: BookingState = Field(default=BookingState.SCHEDULED, sa_type=String(24))
    booked_by: str = Field(default="candidate", max_length=10, description="candidate or user.")
    booked_by_user: int | None = Field(default=None, foreign_key="user.id")
    booked_at: datetime = instant()
    moved_from_id: int | None = Field(default=None, foreign_key="booking.id")
    uid: str = Field(max_length=80, index=True, description="Calendar UID, the same through every move.")
    sequence: int = Field(default=0, description="Calendar SEQUENCE, rises with every move and cancel.")
    notice_opened_at: datetime | None = instant(
        nullable=True, description="First opening of a notice about it."
    )
    confirmed_at: datetime | None = instant(nullable=True)
    day_before_confirmed_at: datetime | None = instant(
        nullable=True, description="Answer to the day −1 question."
    )
    calendar_added_at: datetime | None = instant(nullable=True)
    arrived_at: datetime | None = instant(nullable=True)
    late_reported_at: datetime | None = instant(nullable=True)
    late_minutes: int | None = Field(default=None)
    outcome_at: datetime | None = instant(nullable=True)
    outcome_by: int | None = Field(default=None, foreign_key="user.id")
    reason: str | None = Field(
        default=None, max_length=40, description="Code of the outcome's or cancel's reason."
    )
    reason_note: str = Field(default="", max_length=500)


class CandidateLink(SQLModel, table=True):
    """A link sent to a candidate. The token is signed and names this row's id; no token text is stored."""

    __tablename__ = "candidate_link"
    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    candidate_id: int = Field(foreign_key="candidate.id")
    delivery_id: int | None = Field(default=None, description="The message that carries it.", index=True)
    purpose: LinkPurpose = Field(default=LinkPurpose.PORTAL, sa_type=String(16))
    created_at: datetime = instant()
    expires_at: datetime = instant()
    revoked_at: datetime | None = instant(nullable=True)
    opened_at: datetime | None = instant(
        nullable=True, description="Its page came alive and was visible for 1 s."
    )
    code_digest: str | None = Field(
        default=None,
        max_length=64,
        index=True,
        unique=True,
        repr=False,
        description="Of the code an SMS carries instead.",
    )
    code_tries: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}, description="Wrong digits typed with the code."
    )


_SQLITE_NO_OVERLAP = """
CREATE TRIGGER booking_no_overlap_{when} BEFORE {event} ON booking
WHEN NEW.state = 'scheduled' AND EXISTS (
  SELECT 1 FROM booking b WHERE b.interviewer_id = NEW.interviewer_id AND b.state = 'scheduled'
  AND b.id IS NOT NEW.id AND b.starts_at < NEW.ends_at AND b.ends_at > NEW.starts_at)
BEGIN SELECT RAISE(ABORT, 'interviewer_busy'); END
"""
SQLITE_NO_OVERLAP = [
    _SQLITE_NO_OVERLAP.format(when="insert", event="INSERT"),
    _SQLITE_NO_OVERLAP.format(when="update", event="UPDATE OF interviewer_id, starts_at, ends_at, state"),
]
# int8range of one number turns equality into a range overlap, which GiST can index without an extension.
POSTGRES_NO_OVERLAP = """
ALTER TABLE booking ADD CONSTRAINT interviewer_busy EXCLUDE USING gist (
  int8range(interviewer_id, interviewer_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
) WHERE (state = 'scheduled')
"""

for _statement in SQLITE_NO_OVERLAP:
    event.listen(
        SQLModel.metadata.tables["booking"], "after_create", DDL(_statement).execute_if(dialect="sqlite")
    )
event.listen(
    SQLModel.metadata.tables["booking"],
    "after_create",
    DDL(POSTGRES_NO_OVERLAP).execute_if(dialect="postgresql"),
)
