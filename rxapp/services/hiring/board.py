"""The pipeline board as codes and instants: one statement for the cards of all columns, one for the counts.

The cost of a view does not grow with the company: each column reads its first rows along an index that holds the
order (`ix_application_board…`), and the counts of the unfiltered board are kept by ±1 (`StageCount`). Hires leave
the last column by time alone (`rules.stages.is_on_board`): it is read, and counted, along the same index up to the
first that is too old.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select, text
from sqlmodel import Session, col

from rxapp.models import Application, Candidate, Job, StageCount, User
from rxapp.rules.vocabulary import Stage
from rxapp.services.hiring import board_statements as statements
from rxapp.services.hiring.types import BoardFilter

PAGE = 50
MOST = 500  # rows a column shows at the most; past that the search and filters serve better than scrolling


@dataclass(frozen=True)
class Card:
    """One application on the board. `is_invited`: an invitation is open; `reinvite_at` is when the next one leaves
    after a no-show; `message` is the kind of the message whose `delivery_state` this is."""

    id: int
    version: int
    stage: int
    name: str
    job: str
    job_en: str
    stage_since: datetime
    silent_since: datetime | None
    deadline_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    mode: str | None
    interviewer: str | None
    confirmed_at: datetime | None
    arrived_at: datetime | None
    late_minutes: int | None
    opened_at: datetime | None
    delivery_state: str | None
    task_due_at: datetime | None
    verdict: str | None
    told_at: datetime | None
    sort_priority: int
    sort_key: int
    is_invited: bool = True
    reinvite_at: datetime | None = None
    message: str | None = None

    @property
    def order(self) -> tuple[int, int, int]:
        """Where the card stands in its column."""
        return (self.sort_priority, self.sort_key, self.id)


def cards(
    session: Session,
    chosen: BoardFilter,
    limits: Sequence[int],
    *,
    now: datetime,
    stages: Sequence[int] = tuple(Stage),
) -> dict[int, list[Card]]:
    """The first `limits[stage]` cards of each asked column, in board order, in one statement."""
    asked = tuple((int(stage), min(limits[stage], MOST)) for stage in stages)
    found: dict[int, list[Card]] = {stage: [] for stage in stages}
    for row in session.connection().execute(statements.columns(chosen, asked), statements.at(now)):
        found[row.stage].append(_card(row))
    return found


def counts(session: Session, chosen: BoardFilter, *, now: datetime) -> list[int]:
    """How many cards each column holds, in one statement."""
    known = dict(session.connection().execute(statements.counted(chosen), statements.at(now)).all())
    return [known.get(stage, 0) for stage in Stage]


def cards_of(
    session: Session, application_ids: Sequence[int], chosen: BoardFilter, *, now: datetime
) -> list[Card]:
    """These applications as they stand on a filtered board now; those not on it are left out."""
    asked = statements.at(now) | {"ids": list(application_ids)}
    return [_card(row) for row in session.connection().execute(statements.some_cards(chosen), asked)]


def place_of(session: Session, application_id: int) -> tuple[Stage, str]:
    """An application's column and the candidate's name, for the notice after a move."""
    query = (
        select(Application.stage, Candidate.name)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .where(Application.id == application_id)
    )
    stage, name = session.connection().execute(query).one()
    return Stage(stage), name


def rebuild_counts(session: Session) -> None:
    """Count the columns afresh; run at start, so that a restored or imported database shows the truth. The last
    column's number counts every hire; the board counts those it still shows itself."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writers are alone already
        # Other processes go on meanwhile: whoever moves a card waits, and adds its ±1 to what was counted.
        session.connection().execute(text("LOCK TABLE stage_count IN EXCLUSIVE MODE"))
    query = (
        select(Application.stage, func.count())
        .where(col(Application.closing).is_(None))
        .group_by(col(Application.stage))
    )
    known = dict(session.connection().execute(query).all())
    for stage in Stage:
        row = session.get(StageCount, int(stage)) or StageCount(stage=int(stage))
        row.n = known.get(int(stage), 0)
        session.add(row)


@dataclass(frozen=True)
class BoardChoices:
    """What the filters offer: (id, name) pairs; jobs with their English name too."""

    jobs: list[tuple[int, str, str]]
    recruiters: list[tuple[int, str]]
    interviewers: list[tuple[int, str]]


def choices(session: Session, *, now: datetime) -> BoardChoices:
    """Open jobs, closed ones that still have cards, and active people, in two statements."""
    connection = session.connection()
    has_cards = (
        select(Application.id)
        .where(Application.job_id == Job.id, col(Application.closing).is_(None), statements.is_on_board())
        .exists()
    )
    jobs = connection.execute(
        select(Job.id, Job.title, Job.title_en)
        .where(or_(col(Job.is_open), has_cards))
        .order_by(col(Job.title)),
        statements.at(now),
    )
    people = connection.execute(
        select(User.id, User.name, User.role).where(col(User.is_active)).order_by(col(User.name))
    ).all()
    return BoardChoices(
        jobs=[(row.id, row.title, row.title_en or row.title) for row in jobs],
        recruiters=[(p.id, p.name) for p in people if p.role in ("recruiter", "administrator")],
        interviewers=[(p.id, p.name) for p in people if p.role == "interviewer"],
    )


def _card(row: Row[Any]) -> Card:
    values: tuple[Any, ...] = tuple(row)
    return Card(*values)
