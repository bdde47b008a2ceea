"""Who may sign in, and the sessions that prove it. A session's identifier is stored only as its hash."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, false, text
from sqlmodel import Field, SQLModel

from rxapp.models.base import instant
from rxapp.rules.vocabulary import Language, Role


class User(SQLModel, table=True):
    """Somebody of the company. Never deleted: `is_active` closes the account, history keeps its author.

    `rights_changed_at` moves when role, activity or password change; sessions older than it are dead.
    """

    __tablename__ = "user"
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, unique=True, description="The sign-in name, lower case.")
    name: str = Field(max_length=60)
    role: Role = Field(sa_type=String(16), index=True)  # type: ignore[call-overload]
    password_hash: str = Field(max_length=200, repr=False, description="argon2id; empty = cannot sign in.")
    phone: str | None = Field(default=None, max_length=20, description="E.164.")
    language: Language = Field(default=Language.ZH, sa_type=String(2))  # type: ignore[call-overload]
    is_active: bool = Field(default=True)
    created_at: datetime = instant()
    rights_changed_at: datetime = instant()
    last_sign_in_at: datetime | None = instant(nullable=True)
    wecom_id: str = Field(
        default="",
        max_length=64,
        sa_column_kwargs={"server_default": text("''")},
        description="Their WeCom account.",
    )
    wants_digest: bool = Field(
        default=False, sa_column_kwargs={"server_default": false()}, description="The day's list by e-mail."
    )
    digest_on: date | None = Field(default=None, description="The day the last digest was for.")
    tour_seen_at: datetime | None = instant(nullable=True, description="When the first-login tour ended.")


class AccountLink(SQLModel, table=True):
    """A one-time link with which somebody chooses their password: as invited, or anew. Only the hash is stored."""

    __tablename__ = "account_link"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    purpose: str = Field(max_length=10, description="invite or reset.")
    token_hash: str = Field(max_length=64, unique=True, repr=False)
    created_by: int | None = Field(default=None, foreign_key="user.id", description="None: the command line.")
    created_at: datetime = instant()
    expires_at: datetime = instant()
    used_at: datetime | None = instant(nullable=True)
    revoked_at: datetime | None = instant(nullable=True)


class SavedView(SQLModel, table=True):
    """A filter somebody keeps under a name: the query of the page's address."""

    __tablename__ = "saved_view"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    place: str = Field(max_length=20, description="The page it belongs to.")
    name: str = Field(max_length=60)
    query: str = Field(max_length=500)
    created_at: datetime = instant()


class UserSession(SQLModel, table=True):
    """A browser that signed in (`kind` user) or opened a candidate's link (`kind` candidate)."""

    __tablename__ = "user_session"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'user' AND user_id IS NOT NULL AND link_id IS NULL)"
            " OR (kind = 'candidate' AND link_id IS NOT NULL AND user_id IS NULL)",
            name="one_owner",
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True, repr=False)
    kind: str = Field(max_length=10)
    user_id: int | None = Field(default=None, foreign_key="user.id", index=True)
    link_id: int | None = Field(default=None, foreign_key="candidate_link.id", index=True)
    created_at: datetime = instant()
    last_input_at: datetime = instant(description="Last input on any open page, kept to the minute.")
    expires_at: datetime = instant()
    revoked_at: datetime | None = instant(nullable=True)
    agent: str = Field(default="", max_length=120, description="Short description of the browser.")
    address: str = Field(default="", max_length=45)
