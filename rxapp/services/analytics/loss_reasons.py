"""Why applications of a cohort were lost, as counted reasons; the whole is the loss rate's numerator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from rxapp.models import Application
from rxapp.rules.vocabulary import Closing


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason and how many were lost for it; code "" is "not said"."""

    code: str
    n: int


def loss_reasons(session: Session, *, since: datetime, until: datetime) -> list[ReasonRow]:
    """Reasons of those first invited in `[since, until)` who withdrew or were lost without attending, most first."""
    query: Any = (
        select(func.coalesce(Application.reason, ""), func.count())
        .where(
            col(Application.first_invited_at) >= since,
            col(Application.first_invited_at) < until,
            col(Application.closing).in_((Closing.LOST.value, Closing.WITHDRAWN.value)),
            col(Application.attended_at).is_(None),
        )
        .group_by(func.coalesce(Application.reason, ""))
        .order_by(func.count().desc(), func.coalesce(Application.reason, ""))
    )
    return [ReasonRow(code, n) for code, n in session.connection().execute(query)]
