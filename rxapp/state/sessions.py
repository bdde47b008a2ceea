"""Where one is signed in: the list of one's own sessions, ending one, ending all others."""

from __future__ import annotations

from typing import TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.end_sessions import revoke_all_for_user, revoke_session
from rxapp.services.accounts.queries import sessions_of
from rxapp.services.company.queries import zone
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import STAFF
from rxapp.state.page import Next, PageState


class SessionItem(TypedDict):
    """One browser, in words."""

    id: int
    agent: str
    address: str
    since: str
    last: str
    is_current: bool


class SessionsState(PageState, rx.State):
    """The caller's own sessions; ids of anybody else's are not found."""

    sessions: list[SessionItem] = []
    others: int = 0

    @rx.event
    @guarded(*STAFF)
    async def load(self) -> None:
        """Show where the caller is signed in."""
        found = await self._read(_sessions, current_actor())
        if found is not None:
            self.sessions = found
            self.others = sum(not each["is_current"] for each in found)

    @rx.event
    @guarded(*STAFF)
    async def end(self, session_id: int) -> Next:
        """End one session of the caller."""
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                revoke_session(session, session_id, actor=actor)
            return True

        await self._do(work, "settings.session_ended")
        return SessionsState.load

    @rx.event
    @guarded(*STAFF)
    async def end_others(self) -> Next:
        """End every session of the caller but this one."""
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                revoke_all_for_user(session, actor.user_id or 0, actor=actor, keep_hash=actor.session_hash)
            return True

        await self._do(work, "settings.others_ended")
        return SessionsState.load


def _sessions(actor: Actor) -> list[SessionItem]:
    now, language = clock.real_now(), actor.language
    with db.reading() as session:
        rows, place_zone = sessions_of(session, actor, real_now=now), zone(session)
    return [
        SessionItem(
            id=row.id, agent=row.agent or i18n.text(language, "settings.unknown_browser"), address=row.address,
            since=i18n.when(language, row.created_at, now, place_zone),
            last=i18n.when(language, row.last_input_at, now, place_zone),
            is_current=row.is_current,
        )
        for row in rows
    ]  # fmt: skip
