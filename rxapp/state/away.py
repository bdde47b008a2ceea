"""Days off of the interviewer whose hours are shown: interviews that stand in them are named before they are saved."""

from __future__ import annotations

from typing import TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import UserError
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.scheduling.agenda import agenda
from rxapp.services.scheduling.away import add_day_off, days_between, remove_day_off, span_of
from rxapp.services.scheduling.types import DayOffAdded, DayOffRemoved
from rxapp.state.guard import current_actor, guarded
from rxapp.state.hours import PLANNERS, HoursState, days_text
from rxapp.state.page import DialogState, Next

NAMED = 8  # interviews told one by one


class DayOffForm(TypedDict):
    """What the small form sends: ISO dates; an empty end is the same day."""

    starts_on: str
    ends_on: str
    note: str


class AwayState(DialogState, rx.State):
    """One question at most: the days, and who is booked on them. `booked` counts also whom `names` leaves out; `saved`
    rises with each that was stored, and empties the form."""

    days: str = ""
    names: list[str] = []
    booked: int = 0
    saved: int = 0
    _form: DayOffForm = DayOffForm(starts_on="", ends_on="", note="")
    _user_id: int = 0

    @rx.event
    @guarded(*PLANNERS)
    async def add(self, form: DayOffForm) -> Next:
        """Offer no times on these days; where interviews stand in them, ask first."""
        hours = await self.get_state(HoursState)
        self._user_id, self._form = hours.user_id, form
        try:
            self.days, found = await db.run(_look, current_actor(), self._user_id, form)
        except UserError as problem:
            await self._refused(problem)
            return None
        self.booked, self.names = len(found), found[:NAMED]
        if found:
            self.problem, self.is_open = "", True
            return None
        return await self._save()

    @rx.event
    @guarded(*PLANNERS)
    async def save(self) -> Next:
        """Save them all the same: the interviews stand until somebody moves them."""
        return await self._save() if self.is_open else None

    @rx.event
    @guarded(*PLANNERS)
    def close(self) -> None:
        """They can on these days, or move the interviews first."""
        self.is_open = False

    @rx.event
    @guarded(*PLANNERS)
    async def remove(self, day_off_id: int) -> Next:
        """They can after all."""
        actor = current_actor()

        def work() -> DayOffRemoved:
            with db.unit_of_work() as session:
                return remove_day_off(session, day_off_id, actor=actor)

        await self._do(work, "calendar.day_off_removed")
        return HoursState.load((await self.get_state(HoursState)).user_id)

    async def _save(self) -> Next:
        actor, user_id, form = current_actor(), self._user_id, self._form

        def work() -> DayOffAdded:
            with db.unit_of_work() as session:
                last = form["ends_on"] or form["starts_on"]
                return add_day_off(session, user_id, form["starts_on"], last, form["note"], actor=actor)

        said = "calendar.day_off_booked" if self.booked else "calendar.day_off_saved"
        if await self._do(work, said, n=self.booked) is not None:
            self.is_open = False
            self.saved += 1
        return HoursState.load(user_id)


def _look(actor: Actor, user_id: int, form: DayOffForm) -> tuple[str, list[str]]:
    """The days in words, and who is booked with the interviewer on them, with the time."""
    now, language = clock.now(), actor.language
    days = days_between(form["starts_on"], form["ends_on"] or form["starts_on"])
    with db.reading() as session:
        where = zone(session)
        since, until = span_of(days, where)
        rows = agenda(
            session, actor=actor, since=max(since, now), until=until, interviewer_id=user_id, unsettled=True
        )
    names = [f"{i18n.when(language, row.starts_at, now, where)} · {row.candidate}" for row in rows]
    return days_text(language, *days), names
