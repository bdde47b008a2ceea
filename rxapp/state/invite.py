"""The dialog that invites to the second round: who may take it, where, how long. Filled in from the job."""

from __future__ import annotations

from typing import Literal, TypedDict

import reflex as rx

from rxapp import clock, db
from rxapp.rules.numbers import whole
from rxapp.rules.vocabulary import InterviewMode
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.invite import InvitationDraft, InviteCandidate, invitation_draft, invite
from rxapp.services.hiring.types import Change
from rxapp.services.scheduling.bookable import has_bookable_time
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import DialogState


class InterviewerChoice(TypedDict):
    """Somebody who may take the interview."""

    id: int
    name: str
    title: str
    is_chosen: bool
    has_hours: bool


class PlaceChoice(TypedDict):
    """A place of the select."""

    value: str
    label: str


class InviteForm(TypedDict, total=False):
    """What the dialog's fields send; place and link appear by mode, and the mode itself is kept by the state."""

    mode: str
    place_id: str
    minutes: str
    meeting_link: str


class InviteState(DialogState, rx.State):
    """One open invitation at most."""

    application_id: int = 0
    version: int = 0
    interviewers: list[InterviewerChoice] = []
    places: list[PlaceChoice] = []
    mode: str = InterviewMode.ONSITE.value
    place_id: str = ""
    minutes: int = 45
    meeting_link: str = ""
    is_again: bool = False
    hours_of: int = 0  # of those chosen, whose hours are missing
    is_warned: bool = False  # nobody chosen has a time; pressed once more it is sent all the same
    _warned_of: tuple[tuple[int, ...], int] | None = None

    @rx.event
    @guarded(*HR)
    async def open_for(self, application_id: int) -> None:
        """Show the form as the job or the last invitation fills it in."""
        actor = current_actor()
        draft = await db.run(_draft, application_id, actor)
        english = actor.language == "en"
        self.application_id, self.version = draft.application_id, draft.version
        self.interviewers = [
            InterviewerChoice(
                id=each.user_id, name=each.name, title=(each.title_en if english else "") or each.title,
                is_chosen=each.checked, has_hours=each.has_hours,
            )
            for each in draft.interviewers
        ]  # fmt: skip
        self.places = [
            PlaceChoice(value=str(p.place_id), label=f"{p.city} · {(p.name_en if english else '') or p.name}")
            for p in draft.places
        ]
        self.mode, self.minutes, self.meeting_link = draft.mode.value, draft.minutes, draft.meeting_link
        self.place_id = str(draft.place_id or "")
        self.is_again, self.problem, self.is_open = draft.is_again, "", True
        self.is_warned, self._warned_of = False, None

    @rx.event
    @guarded(*HR)
    def choose_mode(self, mode: Literal["onsite", "video"]) -> None:
        """On site or video; the field that belongs to it appears."""
        self.mode = mode

    @rx.event
    @guarded(*HR)
    def toggle(self, user_id: int) -> None:
        """Let somebody take the interview, or not."""
        self.interviewers = [
            InterviewerChoice(**{**each, "is_chosen": not each["is_chosen"]})
            if each["id"] == user_id
            else each
            for each in self.interviewers
        ]
        self.is_warned, self._warned_of = False, None

    @rx.event
    @guarded(*HR)
    async def send(self, form: InviteForm) -> None:
        """Send the invitation; the notice offers to take it back for ten seconds. Where nobody chosen has a time left
        it asks first."""
        actor = current_actor()
        chosen = tuple(each["id"] for each in self.interviewers if each["is_chosen"])
        minutes, place = str(form.get("minutes", self.minutes)), str(form.get("place_id") or "")
        application_id, version, mode = self.application_id, self.version, self.mode
        link = str(form.get("meeting_link", "")) if mode == InterviewMode.VIDEO else ""

        asked = (chosen, whole(minutes) or 0)
        if self._warned_of != asked and asked[0] and await db.run(_finds_nothing, application_id, *asked):
            lacking = [
                each["id"] for each in self.interviewers if each["is_chosen"] and not each["has_hours"]
            ]
            self.hours_of = (lacking or list(chosen))[0]
            self.is_warned, self._warned_of, self.problem = True, asked, ""
            return

        def work() -> Change:
            command = InviteCandidate(
                application_id=application_id, version=version, interviewer_ids=chosen, mode=InterviewMode(mode),
                place_id=whole(place) if mode == InterviewMode.ONSITE else None,
                minutes=whole(minutes) or 0, meeting_link=link,
            )  # fmt: skip
            with db.unit_of_work() as session:
                return invite(session, command, actor=actor, clock=clock.now)

        if await self._do(work, "drawer.invited", tells=True) is not None:
            self.is_open = False

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Close the dialog."""
        self.is_open = False


def _finds_nothing(application_id: int, interviewer_ids: tuple[int, ...], minutes: int) -> bool:
    with db.reading() as session:
        if not application_id or not 15 <= minutes <= 240:
            return False  # the command says what is wrong
        return not has_bookable_time(session, application_id, interviewer_ids, minutes, clock=clock.now)


def _draft(application_id: int, actor: Actor) -> InvitationDraft:
    with db.reading() as session:
        return invitation_draft(session, application_id, actor=actor)
