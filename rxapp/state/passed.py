"""An executive's list of those who passed and wait for the offer."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import Language, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.decisions import PassedRow, passed
from rxapp.state.guard import current_actor, guarded
from rxapp.state.page import PageState
from rxapp.state.shared_views import Values, reader
from rxapp.state.topics import DECISIONS


class PassedItem(TypedDict):
    """One of them in words; `reply` is what the candidate was told or promised, and `is_late` whether too late."""

    id: int
    who: str
    job: str
    recruiter: str
    since: str
    waited: str
    reply: str
    is_late: bool


class PassedState(PageState, rx.State):
    """Live, like the rest of the page."""

    rows: list[PassedItem] = []

    @rx.event
    @guarded(Role.EXECUTIVE)
    async def load(self) -> None:
        """Show the list and keep it current."""
        await self._share(_passed, reader(current_actor()), topics={DECISIONS})


def _passed(actor: Actor) -> Values:
    now = clock.now()
    with db.reading() as session:
        where = zone(session)
        rows = passed(session, actor=actor)
    return {"rows": [_item(row, actor.language, where, now) for row in rows]}


def _item(row: PassedRow, language: str, where: str, now: datetime) -> PassedItem:
    is_late = False
    if row.told_at is not None:
        reply = i18n.text(language, "start.passed_told")
    elif row.reply_by is None:
        reply = i18n.text(language, "start.passed_untold")
    else:
        reply = i18n.text(
            language, "start.passed_promised", when=i18n.when(language, row.reply_by, now, where)
        )
        is_late = row.reply_by <= now
    return PassedItem(
        id=row.application_id, who=row.candidate, recruiter=row.recruiter, reply=reply, is_late=is_late,
        job=row.job_en if language == Language.EN else row.job, since=i18n.when(language, row.passed_at, now, where),
        waited=i18n.text(language, "start.passed_waited", after=i18n.ago(language, row.passed_at, now)),
    )  # fmt: skip
