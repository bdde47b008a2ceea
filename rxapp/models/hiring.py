"""Jobs, candidates, their applications, and an executive's "must come in"."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, String, event, text
from sqlmodel import Field, SQLModel

from rxapp.models.base import instant
from rxapp.models.spelling import spelling
from rxapp.rules.priority import NO_PRIORITY
from rxapp.rules.vocabulary import HOME_ZONE, InterviewMode, Language, Stage


class Job(SQLModel, table=True):
    """A position with what its second round needs."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=80)
    title_en: str = Field(default="", max_length=80)
    city: str = Field(max_length=40)
    place_id: int | None = Field(default=None, foreign_key="place.id")
    recruiter_id: int | None = Field(default=None, foreign_key="user.id")
    minutes: int = Field(default=45, ge=15, le=240, description="Planned length of the second round.")
    mode: InterviewMode = Field(default=InterviewMode.ONSITE, sa_type=String(16))
    meeting_link: str = Field(
        default="", max_length=300, description="Standing video room; needed to offer video."
    )
    what_to_bring: str = Field(default="", max_length=500, description="One item a line.")
    what_to_bring_en: str = Field(default="", max_length=500)
    requirements: str = Field(default="", max_length=4000)
    culture_tags: str = Field(
        default="",
        max_length=300,
        sa_column_kwargs={"server_default": text("''")},
        description="One tag a line.",
    )
    version: int = Field(
        default=1, sa_column_kwargs={"server_default": "1"}, description="Rises with every edit."
    )
    is_open: bool = Field(default=True)
    created_at: datetime = instant()


class JobInterviewer(SQLModel, table=True):
    """Who may interview for a job."""

    __tablename__ = "job_interviewer"
    job_id: int = Field(foreign_key="job.id", primary_key=True)
    user_id: int = Field(foreign_key="user.id", primary_key=True, index=True)


class InterviewerProfile(SQLModel, table=True):
    """What a candidate reads about the person they will meet."""

    __tablename__ = "interviewer_profile"
    user_id: int = Field(foreign_key="user.id", primary_key=True)
    title: str = Field(default="", max_length=60)
    title_en: str = Field(default="", max_length=60)
    background: str = Field(
        default="", max_length=300, description="Two sentences, as the candidate reads them."
    )
    background_en: str = Field(default="", max_length=500)
    photo_id: int | None = Field(default=None, foreign_key="stored_file.id")
    version: int = Field(
        default=1, sa_column_kwargs={"server_default": "1"}, description="Rises with every edit."
    )


def _spelt(part: int, length: int) -> Any:
    """A column that follows the name, whoever writes it, and orders letters as ASCII does whatever the database speaks:
    what begins with some letters is one stretch of its index."""
    letters = String(length).with_variant(String(length, collation="C"), "postgresql")

    def first(context: Any) -> str:
        return spelling(context.get_current_parameters()["name"])[part]

    return Column(letters, nullable=False, index=True, default=first, server_default=text("''"))


class Candidate(SQLModel, table=True):
    """A person who applies. Holds contact data; nothing else does."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60, index=True)
    initials: str = Field(
        default="", sa_column=_spelt(0, 60), description="First letters of the name in pinyin: lx."
    )
    syllables: str = Field(default="", sa_column=_spelt(1, 400), description="The name in pinyin: linxiao.")
    phone: str | None = Field(default=None, max_length=20, index=True, description="E.164.")
    email: str | None = Field(default=None, max_length=254, index=True)
    city: str = Field(default="", max_length=40)
    language: Language = Field(default=Language.ZH, sa_type=String(2))
    zone: str = Field(default=HOME_ZONE, max_length=64)
    is_employed: bool = Field(default=False, description="In work: evening and weekend times come first.")
    cv_text: str = Field(default="", max_length=20000)
    merged_into_id: int | None = Field(
        default=None, foreign_key="candidate.id", index=True, description="Found to be the same person."
    )
    version: int = Field(
        default=1, sa_column_kwargs={"server_default": "1"}, description="Rises with every edit."
    )
    created_at: datetime = instant()


@event.listens_for(Candidate, "before_insert")
@event.listens_for(Candidate, "before_update")
def _spell(_mapper: Any, _connection: Any, person: Candidate) -> None:
    person.initials, person.syllables = spelling(person.name)


class Application(SQLModel, table=True):
    """One person for one job, from "passed the first round" to its end.

    `version` rises with every change and is what the board compares. `sort_priority` and `sort_key` order a board
    column (rules.priority.board_sort). `closing` is set when it leaves the board; `stage` then stays where it was.
    A hire is an end of its own: it keeps no closing and leaves the board by time alone (rules.stages.is_on_board).
    """

    __table_args__ = (
        CheckConstraint("stage BETWEEN 0 AND 5", name="stage_known"),
        # One open application a person and job (services.hiring.known_people.refuse_second says so in words).
        Index("uq_application_open", "candidate_id", "job_id", unique=True,
              sqlite_where=text("closing IS NULL AND stage < 5"),
              postgresql_where=text("closing IS NULL AND stage < 5")),
        # The loss rate is counted from this index alone.
        Index("ix_application_cohort", "first_invited_at", "attended_at", "closing"),
        Index("ix_application_board", "stage", "sort_priority", "sort_key", "id", sqlite_where=text("closing IS NULL"),
              postgresql_where=text("closing IS NULL")),
        Index("ix_application_board_job", "job_id", "stage", "sort_priority", "sort_key",
              sqlite_where=text("closing IS NULL"), postgresql_where=text("closing IS NULL")),
        Index("ix_application_board_recruiter", "recruiter_id", "stage", "sort_priority", "sort_key",
              sqlite_where=text("closing IS NULL"), postgresql_where=text("closing IS NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", index=True)
    job_id: int = Field(foreign_key="job.id", index=True)
    recruiter_id: int = Field(foreign_key="user.id", index=True)
    stage: int = Field(default=Stage.PASSED_FIRST)
    closing: str | None = Field(default=None, max_length=20)
    version: int = Field(default=1)
    sort_priority: int = Field(default=NO_PRIORITY, sa_column=Column(BigInteger, nullable=False))
    sort_key: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    source: str = Field(default="", max_length=30, description="Code: where the candidate came from.")
    created_at: datetime = instant()
    passed_first_at: datetime = instant()
    stage_since: datetime = instant()
    first_invited_at: datetime | None = instant(nullable=True)
    last_invited_at: datetime | None = instant(nullable=True)
    invitations: int = Field(default=0, description="How many times the second round was offered.")
    silent_since: datetime | None = instant(nullable=True)
    attended_at: datetime | None = instant(
        nullable=True, description="First time they came to a second round."
    )
    closed_at: datetime | None = instant(nullable=True)
    reason: str | None = Field(
        default=None, max_length=40, description="Code of the loss or rejection reason."
    )
    reason_side: str | None = Field(default=None, max_length=16)
    reason_note: str = Field(default="", max_length=500)
    verdict: str | None = Field(
        default=None, max_length=20, description="Decided after the interview: pass or no; none yet."
    )
    reply_by: datetime | None = instant(
        nullable=True, description="Promised to the candidate: an answer by then."
    )
    told_at: datetime | None = instant(nullable=True, description="When the candidate was told the decision.")


class ApplicationTag(SQLModel, table=True):
    """A word recruiters sort by."""

    __tablename__ = "application_tag"
    application_id: int = Field(foreign_key="application.id", primary_key=True)
    tag: str = Field(max_length=30, primary_key=True, index=True)


class Decision(SQLModel, table=True):
    """What somebody thought after the interview: pass, no, or a second opinion asked of a colleague. The newest one
    counts, earlier ones stay."""

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    verdict: str = Field(max_length=20, description="rules.decisions.Verdict.")
    asked_user_id: int | None = Field(default=None, foreign_key="user.id")
    decided_by: int = Field(foreign_key="user.id")
    decided_at: datetime = instant()
    note: str = Field(default="", max_length=500)


class StageCount(SQLModel, table=True):
    """How many open applications stand in a column, kept by ±1 in the transaction that moves one. The last counts
    every hire; how many of them the board still shows depends on the clock and is counted when it is read."""

    __tablename__ = "stage_count"
    stage: int = Field(primary_key=True)
    n: int = Field(default=0)


class PriorityRequest(SQLModel, table=True):
    """An executive's "must be interviewed by": every step's time is kept and compared with the deadline."""

    __tablename__ = "priority_request"
    __table_args__ = (
        Index("uq_priority_request_open", "application_id", unique=True, sqlite_where=text("is_open"),
              postgresql_where=text("is_open")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    requested_by: int = Field(foreign_key="user.id")
    requested_at: datetime = instant()
    deadline_at: datetime = instant()
    note: str = Field(default="", max_length=300)
    is_open: bool = Field(default=True, description="Until attended, cancelled or the application closes.")
    seen_at: datetime | None = instant(nullable=True)
    seen_by: int | None = Field(default=None, foreign_key="user.id")
    scheduled_at: datetime | None = instant(nullable=True)
    attended_at: datetime | None = instant(nullable=True)
    cancelled_at: datetime | None = instant(nullable=True)
