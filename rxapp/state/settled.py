"""How the last interviews went: on Monday morning the start page still tells of Friday's."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.scheduling.agenda import settled
from rxapp.state.agenda_rows import AgendaItem, agenda_item, local_date, short_day, start_of

BACK = timedelta(days=7)
SHOWN = 10


def settled_items(
    session: Session, *, actor: Actor, now: datetime, zone: str, with_today: bool, recruiter_id: int | None = None
) -> list[AgendaItem]:  # fmt: skip
    """The newest first, ten at most, each with its day: of the past seven days, and of today where no other list of the
    page has it (`with_today`)."""
    today = local_date(now, zone)
    midnight = start_of(today, zone)
    until = midnight + timedelta(days=1) if with_today else midnight
    rows = settled(
        session, actor=actor, since=midnight - BACK, until=until, recruiter_id=recruiter_id, most=SHOWN
    )
    reader_id = actor.user_id if actor.role is Role.INTERVIEWER else None
    found = []
    for row in rows:
        item = agenda_item(
            row, role=actor.role, language=actor.language, zone=zone, now=now, reader_id=reader_id
        )
        item["on"] = short_day(local_date(row.starts_at, zone), today=today, language=actor.language)
        found.append(item)
    return found
