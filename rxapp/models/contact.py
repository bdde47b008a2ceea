"""What comes back from candidates and how they may be reached: replies, calls, stops, WeChat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from rxapp.models.base import instant
from rxapp.rules.vocabulary import Channel


class InboundMessage(SQLModel, table=True):
    """Something a candidate wrote to us, read by rules and paired with an interview where that is certain.
    `sender` is kept only where nobody is known by it."""

    __tablename__ = "inbound_message"
    __table_args__ = (
        UniqueConstraint("provider", "key", name="uq_inbound_message_key"),
        Index("ix_inbound_message_open", "received_at", sqlite_where=text("handled_at IS NULL"),
              postgresql_where=text("handled_at IS NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    channel: Channel = Field(sa_type=String(16))
    provider: str = Field(max_length=16)
    key: str = Field(max_length=200, description="The provider's id of it.")
    sender: str = Field(default="", max_length=254, repr=False)
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id", index=True)
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    booking_id: int | None = Field(default=None, foreign_key="booking.id")
    delivery_id: int | None = Field(
        default=None, foreign_key="delivery.id", description="The message answered."
    )
    text: str = Field(default="", max_length=4000, repr=False)
    received_at: datetime = instant()
    meaning: str = Field(default="", max_length=20, description="rules.replies.read.Meaning")
    why: str = Field(
        default="", max_length=30, description="Why a person must read it; empty when none must."
    )
    task_id: int | None = Field(default=None, foreign_key="task.id", index=True)
    event_id: int | None = Field(default=None, description="The event it became.")
    handled_at: datetime | None = instant(nullable=True)
    handled_by: int | None = Field(default=None, foreign_key="user.id")


class ChannelStop(SQLModel, table=True):
    """A candidate asked not to be written to on a channel; stands until somebody ends it at their wish."""

    __tablename__ = "channel_stop"
    __table_args__ = (
        Index("uq_channel_stop_standing", "candidate_id", "channel", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id")
    channel: Channel = Field(sa_type=String(16))
    source: str = Field(max_length=20, description="Code: reply, link, provider, hand.")
    stopped_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)
    ended_by: int | None = Field(default=None, foreign_key="user.id")


class Call(SQLModel, table=True):
    """One attempt to reach a candidate by telephone, and what came of it. "Could not be reached" is a fact of its own
    that later counts. `undone_at`: recorded by mistake and taken back."""

    __table_args__ = (Index("ix_call_application", "application_id", "called_at"),)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int | None = Field(default=None, foreign_key="task.id", index=True)
    application_id: int = Field(foreign_key="application.id")
    booking_id: int | None = Field(default=None, foreign_key="booking.id")
    outcome: str = Field(max_length=20, description="rules.calls.Outcome")
    reason: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=500, repr=False)
    called_at: datetime = instant()
    called_by: int = Field(foreign_key="user.id")
    event_id: int | None = Field(default=None)
    undone_at: datetime | None = instant(nullable=True)


class WechatBinding(SQLModel, table=True):
    """A candidate's WeChat, known by the openid of our official account."""

    __tablename__ = "wechat_binding"
    __table_args__ = (
        Index("uq_wechat_binding_openid", "openid", unique=True, sqlite_where=text("unbound_at IS NULL"),
              postgresql_where=text("unbound_at IS NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    openid: str = Field(max_length=64, repr=False)
    is_following: bool = Field(default=False)
    bound_at: datetime = instant()
    unbound_at: datetime | None = instant(nullable=True)


class WechatConsent(SQLModel, table=True):
    """How many one-time messages of a template somebody still agreed to: one tap, one message."""

    __tablename__ = "wechat_consent"
    binding_id: int = Field(foreign_key="wechat_binding.id", primary_key=True)
    template: str = Field(max_length=80, primary_key=True)
    balance: int = Field(default=0)
    changed_at: datetime = instant()


class WechatTicket(SQLModel, table=True):
    """A binding on its way: a code to scan or a trip through WeChat's consent page, each good for a short while."""

    __tablename__ = "wechat_ticket"
    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(max_length=64, unique=True, repr=False)
    candidate_id: int = Field(foreign_key="candidate.id")
    link_id: int | None = Field(default=None, foreign_key="candidate_link.id")
    created_at: datetime = instant()
    expires_at: datetime = instant()
    used_at: datetime | None = instant(nullable=True)
