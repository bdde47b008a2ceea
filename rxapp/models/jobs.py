"""Background jobs: who leads, and how each run went."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from rxapp.models.base import instant


class JobLease(SQLModel, table=True):
    """Who may run the jobs now (one row, named leader). `token` rises with every change of hands."""

    __tablename__ = "job_lease"
    name: str = Field(primary_key=True, max_length=20)
    holder: str = Field(default="", max_length=80)
    token: int = Field(default=0)
    until: datetime | None = instant(nullable=True, description="Real time.")


class JobRun(SQLModel, table=True):
    """One run of one job that did something or failed; idle ticks only refresh `JobStatus`."""

    __tablename__ = "job_run"
    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(max_length=60, index=True)
    started_at: datetime = instant()
    seconds: float = Field(default=0)
    did: int = Field(default=0, description="How many things it settled.")
    error: str = Field(default="", max_length=300)
    by: str = Field(default="", max_length=80, description="The process, or the user who pressed run now.")


class JobStatus(SQLModel, table=True):
    """The newest tick of each job, for the page."""

    __tablename__ = "job_status"
    job: str = Field(primary_key=True, max_length=60)
    last_at: datetime | None = instant(nullable=True)
    next_at: datetime | None = instant(nullable=True)
    seconds: float = Field(default=0)
    failures: int = Field(default=0, description="Failures in a row.")
    error: str = Field(default="", max_length=300)
