"""The dialogs that end things with a reason: an application leaves the board, a booked interview is called off."""

from __future__ import annotations

from typing import Literal, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import Stale
from rxapp.rules.reasons import CANCEL_REASONS, CLOSING_REASONS, COMPANY_CANCEL_REASONS, OFFER_REASONS
from rxapp.rules.vocabulary import Closing
from rxapp.services.hiring.close import CloseApplication, close_application
from rxapp.services.hiring.types import Change
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import DialogState

How = Literal[
    "lost", "withdrawn", "rejected", "company_cancelled", "call_off", "candidate_calls_off", "declined"
]


class ReasonChoice(TypedDict):
    """A reason of the select."""

    value: str
    text: str


class ReasonForm(TypedDict):
    """What the dialog's fields send."""

    reason: str
    note: str


class ClosingState(DialogState, rx.State):
    """One open question at most; `how` says what ends."""

    application_id: int = 0
    version: int = 0
    who: str = ""
    how: str = ""
    reasons: list[ReasonChoice] = []

    @rx.event
    @guarded(*HR)
    def ask(self, application_id: int, version: int, who: str, how: How) -> None:
        """Ask why; nothing is changed yet. What the browser says here is judged when it is saved."""
        language = current_actor().language
        self.application_id, self.version, self.who, self.how = application_id, version, who[:60], how
        self.reasons = [
            ReasonChoice(value=code, text=i18n.text(language, f"reason.{code}")) for code in _reasons(how)
        ]
        self.problem, self.is_open = "", True

    @rx.event
    @guarded(*HR)
    async def save(self, form: ReasonForm) -> None:
        """End it with this reason; the notice offers to take it back for ten seconds."""
        actor, how = current_actor(), self.how
        if not how:
            raise Stale
        application_id, version = self.application_id, self.version
        reason, note = str(form["reason"]), str(form["note"])

        def work() -> Change:
            with db.unit_of_work() as session:
                if how in ("call_off", "candidate_calls_off"):
                    off = CancelBooking(application_id, reason, note, version, how == "candidate_calls_off")
                    return cancel_booking(session, off, actor=actor, clock=clock.now)
                closing = Closing.WITHDRAWN if how == "declined" else Closing(how)
                end = CloseApplication(application_id, version, closing, reason, note)
                return close_application(session, end, actor=actor, clock=clock.now)

        if await self._do(work, f"drawer.done_{how}", name=self.who) is not None:
            self.is_open = False

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Leave everything as it is."""
        self.is_open = False


def _reasons(how: str) -> tuple[str, ...]:
    if how == "call_off":
        return tuple(COMPANY_CANCEL_REASONS)
    if how == "candidate_calls_off":
        return tuple(CANCEL_REASONS)
    if how == "declined":
        return tuple(OFFER_REASONS)
    return tuple(CLOSING_REASONS[Closing(how)])
