"""What providers tell us and what we know of them: their events, our standing with each, shared access tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from rxapp.models.base import instant


class ProviderEvent(SQLModel, table=True):
    """A webhook's event as it came, stored before it is answered and applied by a job. It exists once for each
    `key`, the provider's own id of it."""

    __tablename__ = "provider_event"
    __table_args__ = (
        UniqueConstraint("provider", "key", name="uq_provider_event_key"),
        Index("ix_provider_event_waiting", "due_at", "id", sqlite_where=text("applied_at IS NULL"),
              postgresql_where=text("applied_at IS NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    provider: str = Field(max_length=16)
    key: str = Field(max_length=200)
    body: str = Field(
        sa_type=Text, repr=False, description="JSON; emptied once applied and no longer needed."
    )
    received_at: datetime = instant()
    due_at: datetime = instant()
    applied_at: datetime | None = instant(nullable=True)
    tries: int = Field(default=0)
    result: str = Field(default="", max_length=40, description="Code: what came of it.")
    delivery_id: int | None = Field(default=None, index=True)


class ProviderStanding(SQLModel, table=True):
    """How a provider has answered us lately; the channels page shows it."""

    __tablename__ = "provider_standing"
    provider: str = Field(max_length=16, primary_key=True)
    last_success_at: datetime | None = instant(nullable=True)
    last_error_at: datetime | None = instant(nullable=True)
    last_error: str = Field(default="", max_length=80)


class ProviderToken(SQLModel, table=True):
    """An access token all processes share, and who is fetching the next one (adapters.wechat.token)."""

    __tablename__ = "provider_token"
    key: str = Field(max_length=80, primary_key=True)
    value: str = Field(default="", max_length=600, repr=False)
    ends_at: datetime | None = instant(nullable=True)
    forced_at: datetime | None = instant(nullable=True)
    holder: str = Field(default="", max_length=80)
    leased_until: datetime | None = instant(nullable=True)
