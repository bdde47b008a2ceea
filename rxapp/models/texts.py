"""The company's own wording of messages, and its own ladder for a job."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from rxapp.models.base import instant
from rxapp.rules.vocabulary import Channel, Language, StepKind


class MessageTemplate(SQLModel, table=True):
    """One version of a text; the newest of its kind, channel and language counts, earlier ones stay. `is_default`:
    from here on the product's own text is used again."""

    __tablename__ = "message_template"
    __table_args__ = (
        UniqueConstraint("kind", "channel", "language", "version", name="uq_message_template_version"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: StepKind = Field(sa_type=String(32))
    channel: Channel = Field(sa_type=String(16))
    language: Language = Field(sa_type=String(2))
    version: int = Field(default=1)
    is_default: bool = Field(default=False)
    subject: str = Field(default="", max_length=200)
    body: str = Field(default="", sa_type=Text)
    provider_template: str = Field(
        default="",
        max_length=80,
        description="The approved template's id at the provider, where it asks for one.",
    )
    created_at: datetime = instant()
    created_by: int | None = Field(default=None, foreign_key="user.id")


class JobLadder(SQLModel, table=True):
    """Where a job's messages go at other times than the company's: fields of rules.ladder.steps.LadderSettings."""

    __tablename__ = "job_ladder"
    job_id: int = Field(foreign_key="job.id", primary_key=True)
    settings: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    version: int = Field(default=1)
    changed_at: datetime = instant()
    changed_by: int | None = Field(default=None, foreign_key="user.id")
