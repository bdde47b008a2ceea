"""What colleagues write to each other about an application, and the bell that tells them. No candidate sees any."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from rxapp.models.base import instant


class Note(SQLModel, table=True):
    """A note on an application; `@name` in it calls a colleague."""

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    author_id: int = Field(foreign_key="user.id")
    body: str = Field(max_length=4000)
    version: int = Field(default=1)
    created_at: datetime = instant()
    edited_at: datetime | None = instant(nullable=True)
    removed_at: datetime | None = instant(nullable=True)


class NoteEdit(SQLModel, table=True):
    """What a note said before an edit."""

    __tablename__ = "note_edit"
    id: int | None = Field(default=None, primary_key=True)
    note_id: int = Field(foreign_key="note.id", index=True)
    body: str = Field(max_length=4000)
    edited_by: int = Field(foreign_key="user.id")
    edited_at: datetime = instant()


class NoteFile(SQLModel, table=True):
    """A file attached to a note."""

    __tablename__ = "note_file"
    note_id: int = Field(foreign_key="note.id", primary_key=True)
    file_id: int = Field(foreign_key="stored_file.id", primary_key=True, unique=True)


class Notice(SQLModel, table=True):
    """One line of somebody's bell."""

    __table_args__ = (
        Index("ix_notice_unseen", "user_id", sqlite_where=text("seen_at IS NULL"),
              postgresql_where=text("seen_at IS NULL")),
        Index("ix_notice_user", "user_id", "id"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id")
    kind: str = Field(max_length=32, description="rules.vocabulary.NoticeKind.")
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    note_id: int | None = Field(default=None, foreign_key="note.id")
    task_id: int | None = Field(default=None, foreign_key="task.id")
    from_user_id: int | None = Field(default=None, foreign_key="user.id")
    caused_by: int | None = Field(default=None, description="Event id; undo takes its notices away.")
    created_at: datetime = instant()
    seen_at: datetime | None = instant(nullable=True)
