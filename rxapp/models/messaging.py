"""What is owed to people: planned steps of the ladder, messages on a channel (the outbox), tasks for staff."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlmodel import Field, SQLModel

from rxapp.models.base import instant
from rxapp.rules.vocabulary import Channel, DeliveryState, Language, StepKind, StepState, TaskKind


class PlannedStep(SQLModel, table=True):
    """One row of the default table of messages, planned for one application. Judged when it falls due: it becomes
    deliveries, a task, or nothing. `caused_by` and `cancelled_by` are event ids, so that undo can take it back."""

    __tablename__ = "planned_step"
    __table_args__ = (
        Index("ix_planned_step_due", "due_at", "id", sqlite_where=text("state = 'pending'"),
              postgresql_where=text("state = 'pending'")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    dedupe: str = Field(max_length=80, unique=True, description="subject:kind:version; a step exists once.")
    kind: StepKind = Field(sa_type=String(32))
    application_id: int = Field(foreign_key="application.id", index=True)
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id")
    booking_id: int | None = Field(default=None, foreign_key="booking.id")
    due_at: datetime = instant()
    state: StepState = Field(default=StepState.PENDING, sa_type=String(12))
    words: str = Field(
        default="", max_length=2000, sa_column_kwargs={"server_default": text("''")},
        description="A person's own words for this message, instead of the usual ones.",
    )  # fmt: skip
    reason: str = Field(default="", max_length=40, description="Why it was passed over or called off.")
    settled_at: datetime | None = instant(nullable=True)
    caused_by: int | None = Field(default=None)
    cancelled_by: int | None = Field(default=None)


class Delivery(SQLModel, table=True):
    """A message on one channel: the outbox row. `attempt` is the fencing token, `lease_until` (real time) says
    until when a worker may hold it. `body` is rendered when it leaves; its link stands as a placeholder, because
    the token is derived from `link_id`."""

    __table_args__ = (
        Index("ix_delivery_due", "due_at", "id", sqlite_where=text("state = 'pending'"),
              postgresql_where=text("state = 'pending'")),
        Index("ix_delivery_leased", "lease_until", sqlite_where=text("state IN ('sending', 'unknown')"),
              postgresql_where=text("state IN ('sending', 'unknown')")),
        Index("ix_delivery_application", "application_id", "id"),
        Index("ix_delivery_provider_id", "provider_id", sqlite_where=text("provider_id IS NOT NULL"),
              postgresql_where=text("provider_id IS NOT NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    dedupe: str = Field(max_length=100, unique=True, description="step dedupe:channel:recipient.")
    step_id: int | None = Field(default=None, foreign_key="planned_step.id", index=True)
    kind: StepKind = Field(sa_type=String(32))
    channel: Channel = Field(sa_type=String(16))
    language: Language = Field(default=Language.ZH, sa_type=String(2))
    application_id: int = Field(foreign_key="application.id")
    booking_id: int | None = Field(default=None, foreign_key="booking.id")
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id")
    user_id: int | None = Field(default=None, foreign_key="user.id", description="Set when it goes to staff.")
    link_id: int | None = Field(default=None, foreign_key="candidate_link.id")
    due_at: datetime = instant()
    expires_at: datetime | None = instant(nullable=True, description="Never sent at or after this instant.")
    state: DeliveryState = Field(default=DeliveryState.PENDING, sa_type=String(16))
    attempt: int = Field(default=0)
    lease_until: datetime | None = instant(nullable=True)
    created_at: datetime = instant()
    sent_at: datetime | None = instant(nullable=True)
    opened_at: datetime | None = instant(nullable=True)
    provider: str = Field(default="", max_length=16, sa_column_kwargs={"server_default": text("''")})
    provider_id: str | None = Field(default=None, max_length=80)
    delivered_at: datetime | None = instant(nullable=True, description="The provider saw it arrive.")
    mail_opened_at: datetime | None = instant(
        nullable=True, description="A provider's word that a letter was opened: shown in grey, stops nothing."
    )
    template_id: int | None = Field(default=None, description="The message_template it was filled from.")
    error: str = Field(default="", max_length=80)
    subject: str = Field(default="", max_length=200)
    body: str = Field(default="", max_length=4000)
    caused_by: int | None = Field(default=None)
    cancelled_by: int | None = Field(default=None)


class Task(SQLModel, table=True):
    """Something a person must do: call, send by hand, answer "not here?", record an outcome."""

    __table_args__ = (
        Index("ix_task_open", "assignee_id", "due_at", sqlite_where=text("done_at IS NULL AND cancelled_at IS NULL"),
              postgresql_where=text("done_at IS NULL AND cancelled_at IS NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    dedupe: str = Field(max_length=100, unique=True)
    kind: TaskKind = Field(sa_type=String(32))
    application_id: int = Field(foreign_key="application.id", index=True)
    booking_id: int | None = Field(default=None, foreign_key="booking.id")
    delivery_id: int | None = Field(default=None, foreign_key="delivery.id")
    assignee_id: int = Field(foreign_key="user.id")
    asked_by: int | None = Field(default=None, foreign_key="user.id", description="Whose question it is.")
    answer: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": text("''")})
    due_at: datetime = instant()
    created_at: datetime = instant()
    done_at: datetime | None = instant(nullable=True)
    done_by: int | None = Field(default=None, foreign_key="user.id")
    cancelled_at: datetime | None = instant(nullable=True)
    caused_by: int | None = Field(default=None)
    cancelled_by: int | None = Field(default=None)
