"""The bell of every staff page: how many lines are new, live; the newest ones when somebody looks.

What is read does not move: lines that come while the panel is open are counted on the bell and shown next time."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.logs import where as place_of
from rxapp.rules.vocabulary import NoticeKind, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.notices.mark_seen import mark_all_seen, mark_seen
from rxapp.services.notices.queries import NoticeRow, newest_notices, unseen
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import STAFF
from rxapp.state.page import DialogState
from rxapp.state.shared_views import Values, reader
from rxapp.state.topics import bell_of

log = logging.getLogger("rxapp.bell")
ICONS = {
    NoticeKind.MENTIONED: "at_sign",
    NoticeKind.OPINION_ASKED: "message_circle_question_mark",
    NoticeKind.OPINION_GIVEN: "message_circle_reply",
    NoticeKind.PRIORITY_REQUESTED: "flag",
    NoticeKind.PRIORITY_MET: "circle_check",
    NoticeKind.PRIORITY_WITHDRAWN: "flag_off",
    NoticeKind.INTERVIEW_BOOKED: "calendar_check",
    NoticeKind.INTERVIEW_MOVED: "calendar_clock",
    NoticeKind.INTERVIEWER_AWAY: "calendar_x",
    NoticeKind.CANNOT_COME: "calendar_x",
    NoticeKind.REPLY_DUE: "hourglass",
    NoticeKind.OUTCOME_MISSING: "clipboard_pen",
    NoticeKind.ASSIGNED: "user",
    NoticeKind.INTERVIEW_GIVEN_AWAY: "calendar_x",
    NoticeKind.WHY_ASKED: "message_circle_question_mark",
    NoticeKind.WHY_ANSWERED: "message_circle_reply",
}


class NoticeItem(TypedDict):
    """One line in words. `question_id` is above nought while an answer is wanted; `link` where it leads."""

    id: int
    sign: str
    text: str
    when: str
    link: str
    question_id: int
    is_seen: bool


class BellState(DialogState, rx.State):
    """One's own bell."""

    unread: int = 0
    notices: list[NoticeItem] = []

    @rx.event
    @guarded(*STAFF)
    async def load(self) -> None:
        """Show how many lines are new, and keep the number current."""
        me = reader(current_actor(), own=True)
        await self._share(_count, me, topics={bell_of(me.user_id)})

    @rx.event
    @guarded(*STAFF)
    async def open(self) -> None:
        """Show the newest lines."""
        found = await self._read(_newest, current_actor())
        if found is not None:
            self.notices = found
        self.is_open = True

    @rx.event
    @guarded(*STAFF)
    def close(self) -> None:
        """Close the panel."""
        self.is_open = False

    @rx.event
    @guarded(*STAFF)
    async def see(self, notice_id: int) -> None:
        """One line is seen."""
        actor = current_actor()
        await db.run(_see, notice_id, actor)
        self.notices = [
            NoticeItem(**{**row, "is_seen": True}) if row["id"] == notice_id else row for row in self.notices
        ]
        self.unread = await db.run(_unseen, actor.user_id)

    @rx.event
    @guarded(*STAFF)
    async def follow(self, notice_id: int) -> rx.event.EventSpec | None:
        """Go where a line leads; it is seen thereby."""
        link = next((row["link"] for row in self.notices if row["id"] == notice_id), "")
        actor = current_actor()
        await db.run(_see, notice_id, actor)
        self.is_open = False
        return rx.redirect(link) if link else None

    @rx.event
    @guarded(*STAFF)
    async def see_all(self) -> None:
        """All are seen."""
        await db.run(_see_all, current_actor())
        self.notices = [NoticeItem(**{**row, "is_seen": True}) for row in self.notices]
        self.unread = 0


def _count(actor: Actor) -> Values:
    return {"unread": _unseen(actor.user_id)}


def _unseen(user_id: int | None) -> int:
    with db.reading() as session:
        return unseen(session, user_id or 0)


def _see(notice_id: int, actor: Actor) -> None:
    with db.unit_of_work() as session:
        mark_seen(session, notice_id, actor=actor, clock=clock.now)


def _see_all(actor: Actor) -> None:
    with db.unit_of_work() as session:
        mark_all_seen(session, actor=actor, clock=clock.now)


def _newest(actor: Actor) -> list[NoticeItem]:
    now = clock.now()
    with db.reading() as session:
        rows = newest_notices(session, actor.user_id or 0)
        where = zone(session)
    return [_line(row, actor, where, now) for row in rows]


def _line(row: NoticeRow, actor: Actor, where: str, now: datetime) -> NoticeItem:
    """One line that cannot be said, because a newer release wrote it or for a fault of ours, must not empty the bell:
    it says only that there is something, and about whom."""
    try:
        return _item(row, actor, where, now)
    except Exception as fault:
        log.error("a line of the bell could not be said: %s", place_of(fault))
        return NoticeItem(
            id=row.id,
            sign="bell",
            text=i18n.text(actor.language, "bell.other", name=row.candidate),
            when=i18n.when(actor.language, row.created_at, now, where),
            link=_link(row, actor),
            question_id=0,
            is_seen=row.is_seen,
        )


def _link(row: NoticeRow, actor: Actor) -> str:
    if row.kind == NoticeKind.ASSIGNED and row.count > 1:
        return f"/people?recruiter={actor.user_id}"
    has_board = actor.role is not Role.INTERVIEWER and row.application_id is not None
    return f"/board?open={row.application_id}" if has_board else "/"


def _item(row: NoticeRow, actor: Actor, where: str, now: datetime) -> NoticeItem:
    when = i18n.when(actor.language, row.starts_at, now, where) if row.starts_at else ""
    key = f"bell.{row.kind}"
    if row.kind in (NoticeKind.INTERVIEW_BOOKED, NoticeKind.INTERVIEW_MOVED) and not when:
        key = "bell.interview_over"  # called off or held since
    elif row.kind == NoticeKind.CANNOT_COME and row.who:
        key = "bell.called_off"
    elif row.kind == NoticeKind.INTERVIEW_GIVEN_AWAY and not row.who:
        key = "bell.chose_another"  # the candidate's own move
    elif row.kind == NoticeKind.OPINION_ASKED and row.question_id is None:
        key = "bell.opinion_settled"
    elif row.kind == NoticeKind.ASSIGNED and row.count > 1:
        key = "bell.assigned_many"
    return NoticeItem(
        id=row.id,
        sign=ICONS[NoticeKind(row.kind)],
        text=i18n.text(actor.language, key, who=row.who, name=row.candidate, when=when, n=row.count),
        when=i18n.when(actor.language, row.created_at, now, where),
        link=_link(row, actor),
        question_id=row.question_id or 0,
        is_seen=row.is_seen,
    )
