"""The dialog that records how an interview went; start page and calendar open it, an interviewer only for their own."""

from __future__ import annotations

from typing import Literal, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import NotFound
from rxapp.rules.reasons import OUTCOME_REASONS
from rxapp.rules.vocabulary import HR, BookingState, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.types import Change
from rxapp.services.scheduling.agenda import AgendaRow, interview
from rxapp.services.scheduling.check_in import ReportLate, arrive, report_late
from rxapp.services.scheduling.record_outcome import RecordOutcome, correct_outcome, record_outcome
from rxapp.state.guard import current_actor, guarded
from rxapp.state.page import DialogState

JUDGES = (Role.ADMINISTRATOR, Role.RECRUITER, Role.INTERVIEWER)
OUTCOMES = (
    BookingState.ATTENDED, BookingState.NO_SHOW, BookingState.LEFT_EARLY, BookingState.LATE_CANCEL
)  # fmt: skip


class Choice(TypedDict):
    """An option of a select."""

    value: str
    text: str


class OutcomeForm(TypedDict):
    """What the dialog sends; the outcome itself is kept by the state, because the reasons depend on it."""

    reason: str
    note: str


class OutcomeState(DialogState, rx.State):
    """One open dialog at most."""

    booking_id: int = 0
    version: int = 0
    who: str = ""
    when: str = ""
    outcome: str = ""
    reasons: list[Choice] = []
    note: str = ""  # what was noted with the outcome that is being corrected
    _is_correction: bool = False

    @rx.event
    @guarded(*JUDGES)
    async def open_for(self, booking_id: int) -> None:
        """Ask how this interview went, or what is right where the recorded outcome is wrong."""
        actor = current_actor()
        row, place_zone = await db.run(_interview, booking_id, actor)
        self.booking_id, self.version, self.who = row.booking_id, row.version, row.candidate
        self._is_correction = row.state != BookingState.SCHEDULED
        may_read = actor.role in HR or row.outcome_by == actor.user_id
        self.note = row.reason_note if self._is_correction and may_read else ""
        self.when = i18n.when(actor.language, row.starts_at, clock.now(), place_zone)
        self.outcome, self.reasons, self.problem, self.is_open = "", [], "", True

    @rx.event
    @guarded(*JUDGES)
    def choose(self, outcome: Literal["attended", "no_show", "left_early", "late_cancel"]) -> None:
        """Choose an outcome; the reasons that fit it are offered."""
        language = current_actor().language
        self.outcome = outcome
        self.reasons = [
            Choice(value=code, text=i18n.text(language, f"reason.{code}"))
            for code in OUTCOME_REASONS.get(BookingState(outcome), ())
        ]

    @rx.event
    @guarded(*JUDGES)
    async def save(self, form: OutcomeForm) -> None:
        """Record it; the application moves on, and the live update brings it to every open page, this one too."""
        actor, outcome = current_actor(), self.outcome
        booking_id, version = self.booking_id, self.version
        write = correct_outcome if self._is_correction else record_outcome

        def work() -> Change:
            command = RecordOutcome(
                booking_id=booking_id, outcome=BookingState(outcome), reason=form["reason"] or None,
                note=form["note"], version=version,
            )  # fmt: skip
            with db.unit_of_work() as session:
                return write(session, command, actor=actor, clock=clock.now)

        if outcome and await self._do(work, f"start.recorded_{outcome}", name=self.who) is not None:
            self.is_open = False

    @rx.event
    @guarded(*JUDGES)
    async def arrive(self, application_id: int) -> None:
        """Note that the candidate is here."""
        actor = current_actor()

        def work() -> Change:
            with db.unit_of_work() as session:
                return arrive(session, application_id, actor=actor, clock=clock.now)

        await self._do(work, "start.arrived")

    @rx.event
    @guarded(*JUDGES)
    async def late(self, application_id: int, minutes: int) -> None:
        """The candidate called or wrote: so many minutes late."""
        actor = current_actor()

        def work() -> Change:
            with db.unit_of_work() as session:
                return report_late(session, ReportLate(application_id, minutes), actor=actor, clock=clock.now)

        await self._do(work, "start.runs_late", n=minutes)

    @rx.event
    @guarded(*JUDGES)
    def close(self) -> None:
        """Close the dialog without recording anything."""
        self.is_open = False


def _interview(booking_id: int, actor: Actor) -> tuple[AgendaRow, str]:
    with db.reading() as session:
        row = interview(session, booking_id, actor=actor)
        if row is None:
            raise NotFound
        return row, zone(session)
