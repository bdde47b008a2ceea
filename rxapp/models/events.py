"""The append-only record: who did what, when, to which application. Ids and codes only, no free text, no contact
data, so that erasing a person leaves a trail that still replays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, Column, Index, String, text
from sqlalchemy import event as sqlalchemy_event
from sqlmodel import Field, SQLModel

from rxapp.models.base import instant
from rxapp.rules.vocabulary import ActorKind


class Event(SQLModel, table=True):
    """One thing that happened. `occurred_at` is business time, `recorded_at` when the row was written."""

    __table_args__ = (
        Index("ix_event_application", "application_id", "id"),
        # The audit page's: what somebody did, and what is about no application. Jobs write neither.
        Index("ix_event_user", "actor_id", "id", sqlite_where=text("actor_kind = 'user'"),
              postgresql_where=text("actor_kind = 'user'")),
        Index("ix_event_house", "id", sqlite_where=text("application_id IS NULL"),
              postgresql_where=text("application_id IS NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40, description="rules.events.EventKind.")
    occurred_at: datetime = instant(index=True)
    recorded_at: datetime = instant(index=True)
    actor_kind: ActorKind = Field(sa_type=String(10))
    actor_id: int | None = Field(
        default=None, description="User or candidate id, by actor_kind; no foreign key."
    )
    application_id: int | None = Field(default=None, foreign_key="application.id")
    booking_id: int | None = Field(default=None)
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


CHANNEL = "showup_events"
# Whoever inserts events, in whichever process and however many at once, every listener hears of it at the commit.
POSTGRES_NOTIFY = [
    "CREATE OR REPLACE FUNCTION event_notify() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$",
    "CREATE TRIGGER event_notify AFTER INSERT ON event FOR EACH STATEMENT EXECUTE FUNCTION event_notify()",
]
for _statement in POSTGRES_NOTIFY:
    sqlalchemy_event.listen(
        SQLModel.metadata.tables["event"], "after_create", DDL(_statement).execute_if(dialect="postgresql")
    )


class Undo(SQLModel, table=True):
    """How to take back one click within ten real seconds: the rows as they were before."""

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    event_id: int = Field(foreign_key="event.id", description="First event of the change.")
    version_after: int = Field(
        description="The application's version the change left; undo needs it unchanged."
    )
    user_id: int | None = Field(default=None, foreign_key="user.id")
    until: datetime = instant(description="Real time.")
    before: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    used_at: datetime | None = instant(nullable=True)
