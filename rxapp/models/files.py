"""Files people gave us: CVs, photographs, attachments. The bytes lie outside the web root under a random name."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from rxapp.models.base import instant


class StoredFile(SQLModel, table=True):
    """One file. `key` is its random name on disk, `name` what it was called; removing it deletes the bytes and keeps
    the row."""

    __tablename__ = "stored_file"
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=16, description="cv, photo or attachment.")
    key: str = Field(max_length=64, unique=True, repr=False)
    name: str = Field(max_length=200)
    content_type: str = Field(max_length=100, description="By content, never by what the browser said.")
    size: int
    sha256: str = Field(max_length=64)
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id", index=True)
    uploaded_by: int | None = Field(default=None, foreign_key="user.id")
    created_at: datetime = instant()
    removed_at: datetime | None = instant(nullable=True)
