"""Why applications of a cohort were lost, as counted reasons; the whole is the loss rate's numerator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from rxapp.services.analytics import measures


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason, whose side it lies on, and how many were lost for it; empty codes are "not said"."""

    code: str
    side: str
    n: int


def loss_reasons(session: Session, *, since: datetime, until: datetime) -> list[ReasonRow]:
    """Reasons of those first invited in `[since, until)` who ended without attending, most frequent first."""
    rows = measures.cohort(since=since, until=until)
    code, side = func.coalesce(rows.c.reason, ""), func.coalesce(rows.c.reason_side, "")
    query: Any = (
        select(code, side, func.count())
        .where(rows.c.ended == measures.LOST)
        .group_by(code, side)
        .order_by(func.count().desc(), code)
    )
    return [ReasonRow(*row) for row in session.connection().execute(query)]
