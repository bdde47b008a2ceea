"""The candidate's pages. Whoever holds the link is the candidate of one application; nothing else is ever asked of
the browser than what was tapped. A link that opens a page changes nothing: confirming, moving, cancelling are buttons.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import SlotTaken, UserError
from rxapp.logs import where
from rxapp.rules.languages import preferred
from rxapp.rules.reasons import CANCEL_REASONS, ENDS
from rxapp.rules.vocabulary import InterviewMode, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import CompanyView, company
from rxapp.services.hiring.types import Change
from rxapp.services.messaging.reports.opened import mark_opened
from rxapp.services.scheduling.book_slot import BookSlot, book_slot, must_not_be_gone
from rxapp.services.scheduling.calendar_file import mark_calendar_added
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from rxapp.services.scheduling.check_in import ReportLate, arrive, join_room, report_late
from rxapp.services.scheduling.confirm_booking import confirm
from rxapp.services.scheduling.move_booking import MoveBooking, move_booking
from rxapp.services.scheduling.queries import candidate_view, offered_days
from rxapp.services.scheduling.views import CandidateView, OfferedDays
from rxapp.settings import get_settings
from rxapp.state.actor import maybe_candidate
from rxapp.state.candidate_rows import (
    NO_FACTS,
    NO_SLOT,
    ChosenRow,
    DayRow,
    Facts,
    LetterRow,
    NewsRow,
    SuggestedRow,
)
from rxapp.state.candidate_words import (
    chosen_row,
    facts_of,
    letters_of,
    news_of,
    slot_days,
    suggested,
    zone_text,
)
from rxapp.state.frame import complaint, notify
from rxapp.state.guard import current_actor, guarded, is_shown_to_staff, public
from rxapp.state.language import LanguageState
from rxapp.state.live import watch
from rxapp.state.payload import Limit
from rxapp.state.refusals import refusal_text

__all__ = ["CANCEL_REASONS", "END_REASONS", "BookingState", "CandidateState"]

STRANGER = -1
APPLE = re.compile("iPhone|iPad|Macintosh")
END_REASONS = tuple(code for code in CANCEL_REASONS if code in ENDS)
log = logging.getLogger("rxapp.candidate")


class CancelForm(TypedDict):
    """What the dialog "I cannot come" sends."""

    reason: Annotated[str, Limit(40)]
    note: Annotated[str, Limit(300)]


class CandidateState(rx.State):
    """Everything the candidate's page shows. `phase`: loading, ready, door (no valid link), failed."""

    phase: str = "loading"
    company: str = ""
    phone: str = ""
    is_demo: bool = False
    is_apple: bool = False
    facts: Facts = NO_FACTS
    bring: list[str] = []
    news: list[NewsRow] = []
    letters: list[LetterRow] = []
    switched: str = ""  # says so when this page turned into another application's
    answered: int = 0  # rises with every tap the server has dealt with; the page is busy until then
    is_ending: bool = False
    _ending: CancelForm | None = None
    _speaks: int = 0
    _shows: int = 0

    @rx.event
    @public(
        "shows the company's name and telephone to whoever has no valid link, and the page to whoever has"
    )
    async def open_page(self) -> rx.event.EventSpec | None:
        """Greet; what belongs to the candidate comes by the guarded `refresh`."""
        if not await self._greet():
            return None
        return CandidateState.refresh()

    @rx.event
    @guarded(Role.CANDIDATE)
    async def refresh(self) -> None:
        """Read everything anew; runs on opening and whenever something happened to the application."""
        actor = current_actor()
        watch(self, CandidateState.refresh, f"application:{actor.application_id}")
        await self._read(actor)

    @rx.event
    @guarded(Role.CANDIDATE)
    async def alive(self) -> None:
        """The page is connected and was visible for a second: the message counts as opened. Not when a colleague tries
        the link in a browser of theirs; in the demo one visitor plays both."""
        link_id = current_actor().link_id
        if link_id is not None and (get_settings().is_demo or not await is_shown_to_staff(self)):
            await db.run(_opened, link_id)

    # Taps are `temporal`: one made without a connection is not sent an hour later, when it is no longer meant.

    @rx.event(temporal=True)
    @guarded(Role.CANDIDATE)
    async def confirm(self) -> rx.event.EventSpec | None:
        """I will be there."""
        return await self._do(_confirm, "candidate.done.confirmed")

    @rx.event(temporal=True)
    @guarded(Role.CANDIDATE)
    async def add_to_calendar(self) -> None:
        """The calendar button was tapped: keep when; the file itself comes by its link."""
        await db.run(_calendar_wanted, current_actor())

    @rx.event(temporal=True)
    @guarded(Role.CANDIDATE)
    async def arrive(self) -> rx.event.EventSpec | None:
        """I am here."""
        is_video = self.facts["mode"] == InterviewMode.VIDEO
        return await self._do(
            _arrive, "candidate.done.arrived_video" if is_video else "candidate.done.arrived"
        )

    @rx.event(temporal=True)
    @guarded(Role.CANDIDATE)
    async def join(self) -> None:
        """The video room was opened; near the start that is an arrival, earlier it is a try and nothing is said."""
        actor = current_actor()
        if await db.run(_join, actor) is not None:
            await notify(self, "candidate.done.arrived_video", language=await self._language())
            await self._read(actor)
        self.answered += 1

    @rx.event(temporal=True)
    @guarded(Role.CANDIDATE)
    async def run_late(self, minutes: int) -> rx.event.EventSpec | None:
        """I am running late."""
        return await self._do(lambda actor: _late(actor, minutes), "candidate.done.late")

    @rx.event(temporal=True)
    @guarded(Role.CANDIDATE)
    async def cannot_come(self, form: CancelForm) -> rx.event.EventSpec | None:
        """I cannot come, for this reason. One that ends the whole application while a time is booked is asked about
        once more: there is no way back from it here."""
        if form["reason"] in ENDS and self.facts["has_booking"]:
            self._ending, self.is_ending = form, True
            self.answered += 1
            return None
        return await self._cancel(form)

    @rx.event
    @guarded(Role.CANDIDATE)
    async def keep_on(self) -> None:
        """No, the application goes on."""
        self._ending, self.is_ending = None, False
        self.answered += 1

    @rx.event(temporal=True)
    @guarded(Role.CANDIDATE)
    async def end_application(self) -> rx.event.EventSpec | None:
        """Yes, the application ends, for the reason given a moment ago."""
        form, self._ending, self.is_ending = self._ending, None, False
        return None if form is None else await self._cancel(form)

    async def _cancel(self, form: CancelForm) -> rx.event.EventSpec | None:
        reason, note = form["reason"], form["note"]
        done = "candidate.done.withdrawn" if reason in ENDS else "candidate.done.cancelled"
        return await self._do(lambda actor: _cancel(actor, reason, note), done)

    async def _greet(self) -> bool:
        """Company and language; whether this browser holds a valid link."""
        actor = maybe_candidate()
        words = await self.get_state(LanguageState)
        if actor is not None and self._speaks != actor.candidate_id:
            # Their own language at first; a choice made on the page stays.
            self._speaks, words.language = actor.candidate_id or 0, actor.language
        elif actor is None and self._speaks == 0:
            # Nobody knows who this is: the browser's own wish, once.
            self._speaks = STRANGER
            words.language = preferred(self.router.headers.accept_language) or words.language
        found = await db.run(_company)
        in_english = words.language == "en" and found.name_en
        self.company, self.phone = found.name_en if in_english else found.name, found.phone
        self.is_demo = get_settings().is_demo
        self.is_apple = bool(APPLE.search(self.router.headers.user_agent))
        if actor is None:
            self.phase, self.facts, self.switched = "door", NO_FACTS, ""
            self.bring, self.news, self.letters = [], [], []
        return actor is not None

    async def _language(self) -> str:
        return (await self.get_state(LanguageState)).language

    async def _read(self, actor: Actor) -> CandidateView | None:
        """Read the page's facts and show them; None when that failed, and then the page says so."""
        language, now = await self._language(), clock.now()
        try:
            view = await db.run(_view, actor)
            self.facts, self.bring = facts_of(view, language, now), list(view.bring_in(language))
            self.news, self.letters = news_of(view, language, now), letters_of(view, language, now)
        except Exception as fault:
            log.error("a candidate's page could not be read: %s", where(fault))
            self.phase = "failed"
            return None
        self.phase = "ready"
        if self._shows != view.application_id:
            is_other, self._shows = self._shows != 0, view.application_id
            self._ending, self.is_ending = None, False
            facts = self.facts
            self.switched = (
                i18n.text(language, "candidate.switched", name=facts["name"], job=facts["job"])
                if is_other
                else ""
            )
        return view

    async def _do(self, work: Callable[[Actor], object], done: str) -> rx.event.EventSpec | None:
        """Run one command of theirs and say what happened; the page shows the new state either way."""
        actor, refusal = current_actor(), None
        try:
            await db.run(work, actor)
        except UserError as problem:
            refusal = complaint(problem)
        else:
            await notify(self, done, language=await self._language())
        await self._read(actor)
        self.answered += 1
        return refusal


class BookingState(rx.State):
    """The times offered, and the one being looked at."""

    days: list[DayRow] = []
    suggested: list[SuggestedRow] = []
    total: int = 0
    zone_text: str = ""
    lead: str = ""
    problem: str = ""
    current: str = ""
    is_moving: bool = False
    is_asking: bool = False
    chosen: ChosenRow = NO_SLOT

    @rx.event
    @public(
        "shows the company's name and telephone to whoever has no valid link, and the times to whoever has"
    )
    async def open_page(self) -> rx.event.EventSpec | None:
        """Greet; the times come by the guarded `refresh`."""
        page = await self.get_state(CandidateState)
        self.problem, self.is_asking = "", False
        if not await page._greet():
            return None
        return BookingState.refresh()

    @rx.event
    @guarded(Role.CANDIDATE)
    async def refresh(self) -> None:
        """The times that are free now; runs on opening and whenever something happened to the application."""
        actor = current_actor()
        watch(self, BookingState.refresh, f"application:{actor.application_id}")
        await self._show(actor)

    @rx.event
    @guarded(Role.CANDIDATE)
    async def pick(self, starts_at: Annotated[str, Limit(40)], interviewer_id: int) -> None:
        """Look at one time before taking it."""
        actor, language = current_actor(), await self._language()
        offered = await db.run(_days, actor)
        await self._answer()
        found = _chosen(offered, starts_at, interviewer_id, language)
        if found is None:
            self.problem, self.is_asking = i18n.error_text(language, SlotTaken()), False
            self._offer(offered, language)
            return
        self.chosen, self.is_asking, self.problem = found, True, ""

    @rx.event
    @guarded(Role.CANDIDATE)
    async def keep_looking(self) -> None:
        """Back to the times."""
        self.is_asking = False

    @rx.event(temporal=True)
    @guarded(Role.CANDIDATE)
    async def book(self) -> rx.event.EventSpec | None:
        """Take the time looked at, or move to it; when it has just gone, say so and show what is free now."""
        actor, language, slot = current_actor(), await self._language(), dict(self.chosen)
        await self._answer()
        if not slot["starts_at"]:
            return None
        starts_at = datetime.fromisoformat(str(slot["starts_at"]))
        # Whoever gets the time leaves this page; news of one's own step would only be read in vain.
        watch(self, BookingState.refresh)
        try:
            await db.run(_take, actor, starts_at, int(str(slot["interviewer_id"])), self.is_moving)
        except UserError as problem:
            watch(self, BookingState.refresh, f"application:{actor.application_id}")
            self.problem, self.is_asking, self.chosen = await refusal_text(language, problem), False, NO_SLOT
            self._offer(await db.run(_days, actor), language)
            return None
        done = "candidate.done.moved" if self.is_moving else "candidate.done.booked"
        await notify(self, done, language=language, when=slot["when"], interviewer=slot["interviewer"])
        self.is_asking, self.chosen = False, NO_SLOT
        return rx.redirect("/c")

    async def _language(self) -> str:
        return (await self.get_state(LanguageState)).language

    async def _answer(self) -> None:
        (await self.get_state(CandidateState)).answered += 1

    def _offer(self, offered: CandidateView | OfferedDays, language: str) -> None:
        """Show these times, a few of them before all others."""
        now = clock.now()
        self.days, self.suggested = slot_days(offered, language, now), suggested(offered, language, now)
        self.total = sum(len(row.slots) for row in offered.slots)
        self.zone_text = zone_text(language, offered.zone, now)

    async def _show(self, actor: Actor) -> None:
        page = await self.get_state(CandidateState)
        view = await page._read(actor)
        if view is None:
            return
        language = await self._language()
        self._offer(view, language)
        self.is_moving, self.current = view.booking is not None, page.facts["when_full"]
        self.lead = i18n.text(language, "candidate.book.for", name=page.facts["name"], job=page.facts["job"])


def _company() -> CompanyView:
    with db.reading() as session:
        return company(session)


def _days(actor: Actor) -> OfferedDays:
    assert actor.application_id is not None
    with db.reading() as session:
        return offered_days(session, actor.application_id, clock=clock.now)


def _chosen(offered: OfferedDays, starts_at: str, interviewer_id: int, language: str) -> ChosenRow | None:
    """The time a browser names, if it is still offered."""
    people = {who.user_id: who for who in offered.interviewers}
    for day in offered.slots:
        for slot in day.slots:
            if slot.interviewer_id == interviewer_id and slot.starts_at.isoformat() == starts_at:
                return chosen_row(slot, people.get(interviewer_id), offered.zone, language)
    return None


def _view(actor: Actor) -> CandidateView:
    assert actor.application_id is not None
    with db.reading() as session:
        return candidate_view(session, actor.application_id, clock=clock.now)


def _opened(link_id: int) -> None:
    with db.unit_of_work() as session:
        mark_opened(session, link_id, clock=clock.now)


def _calendar_wanted(actor: Actor) -> None:
    with db.unit_of_work() as session:
        mark_calendar_added(session, actor.application_id or 0, clock=clock.now)


def _confirm(actor: Actor) -> None:
    with db.unit_of_work() as session:
        confirm(session, actor.application_id or 0, actor=actor, clock=clock.now)


def _arrive(actor: Actor) -> None:
    with db.unit_of_work() as session:
        arrive(session, actor.application_id or 0, actor=actor, clock=clock.now)


def _join(actor: Actor) -> Change | None:
    with db.unit_of_work() as session:
        return join_room(session, actor.application_id or 0, actor=actor, clock=clock.now)


def _late(actor: Actor, minutes: int) -> None:
    with db.unit_of_work() as session:
        report_late(session, ReportLate(actor.application_id or 0, minutes), actor=actor, clock=clock.now)


def _cancel(actor: Actor, reason: str, note: str) -> None:
    with db.unit_of_work() as session:
        cancel_booking(
            session, CancelBooking(actor.application_id or 0, reason, note), actor=actor, clock=clock.now
        )


def _take(actor: Actor, starts_at: datetime, interviewer_id: int, is_moving: bool) -> None:
    application_id = actor.application_id or 0
    if is_moving:
        moved = MoveBooking(application_id, starts_at, interviewer_id)
        with db.unit_of_work() as session:
            move_booking(session, moved, actor=actor, clock=clock.now)
        return
    wanted = BookSlot(application_id, starts_at, interviewer_id)
    with db.glance() as session:
        must_not_be_gone(session, wanted)
    with db.unit_of_work() as session:
        book_slot(session, wanted, actor=actor, clock=clock.now)
