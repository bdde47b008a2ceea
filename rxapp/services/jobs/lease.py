"""One leader among all processes: a row with a token, a holder and an end in real time.

Whoever finds the lease over takes it, with a higher token; the old holder's renewals name the old token and fail.
The jobs themselves stay correct when two processes run them at once (claims, locks, keys), so a leader that
sleeps past its lease does no harm: the lease saves work, it does not guard data.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, text, update
from sqlmodel import Session

from rxapp.models import JobLease

LEADER = "leader"
LASTS = timedelta(seconds=5)
_T: Any = JobLease.__table__  # type: ignore[attr-defined]


def acquire(session: Session, holder: str, *, real_now: datetime, lasts: timedelta = LASTS) -> int | None:
    """Take the lease if it is free or over; the token, or None while somebody else holds it."""
    connection = session.connection()
    connection.execute(
        text(
            "INSERT INTO job_lease (name, holder, token) VALUES (:name, '', 0) ON CONFLICT (name) DO NOTHING"
        ),
        {"name": LEADER},
    )
    taken = connection.execute(
        update(_T)
        .where(_T.c.name == LEADER, or_(_T.c.until.is_(None), _T.c.until <= real_now))
        .values(holder=holder, token=_T.c.token + 1, until=real_now + lasts)
        .returning(_T.c.token)
    ).scalar()
    return None if taken is None else int(taken)


def renew(session: Session, holder: str, token: int, *, real_now: datetime, lasts: timedelta = LASTS) -> bool:
    """Hold the lease longer; False when it has changed hands."""
    done = session.connection().execute(
        update(_T)
        .where(_T.c.name == LEADER, _T.c.token == token, _T.c.holder == holder)
        .values(until=real_now + lasts)
    )
    return bool(done.rowcount == 1)


def release(session: Session, holder: str, token: int) -> None:
    """Let the next process take over at once."""
    session.connection().execute(
        update(_T).where(_T.c.name == LEADER, _T.c.token == token, _T.c.holder == holder).values(until=None)
    )
