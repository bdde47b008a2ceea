"""What every page shares: who is signed in, the language switch, the notice with its undo."""

from __future__ import annotations

from datetime import datetime

import reflex as rx
from reflex_base.registry import RegistrationContext

from rxapp import clock, db, i18n
from rxapp.errors import Stale, UserError
from rxapp.rules.vocabulary import STAFF, Language
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.keep_language import keep_language
from rxapp.services.hiring import undo as undo_service
from rxapp.services.scheduling.types import WayBack
from rxapp.services.scheduling.undo_hours import undo_hours
from rxapp.settings import get_settings
from rxapp.state import board_live, live, shared_views
from rxapp.state.guard import current_actor, guarded, maybe_actor, public
from rxapp.state.language import LanguageState
from rxapp.state.refusals import refusal_text
from rxapp.state.tour import TourState

BOARD = "/board"


class ToastState(rx.State):
    """One notice at a time: what happened, and for ten seconds how to take it back."""

    toast_text: str = ""
    toast_kind: str = "done"
    toast_undo_id: int = 0
    can_undo: bool = False
    toast_seq: int = 0
    _back: WayBack | None = None  # instead of an undo row's id, for what belongs to no application

    def _put(
        self, text: str, kind: str = "done", undo_id: int | None = None, back: WayBack | None = None
    ) -> None:
        self.toast_text, self.toast_kind, self.toast_undo_id = text, kind, undo_id or 0
        self._back, self.can_undo = back, bool(undo_id or back)
        self.toast_seq += 1

    @rx.event
    @guarded(*STAFF)
    async def undo(self) -> None:
        """Take back the click the notice speaks of."""
        actor = current_actor()
        try:
            await db.run(_undo, self._back or self.toast_undo_id, actor)
        except Stale as problem:
            self._put(await refusal_text(actor.language, problem), "problem")
            return
        self._put(i18n.text(actor.language, "frame.undone"))

    @rx.event
    @public("words an error of the caller's own for their own screen; reads and stores nothing")
    async def complain(self, code: str, facts: dict[str, str]) -> None:
        """Say why something was refused and what to do."""
        reader = await self.get_state(LanguageState)
        self._put(await refusal_text(reader.language, UserError(code, **facts)), "problem")

    @rx.event
    @public("closes the notice on the caller's own screen; reads and stores nothing")
    def dismiss(self) -> None:
        """Close the notice."""
        self.toast_text, self.toast_undo_id = "", 0
        self._back, self.can_undo = None, False


def _undo(what: int | WayBack, actor: Actor) -> None:
    with db.unit_of_work() as session:
        if isinstance(what, WayBack):
            undo_hours(session, what, actor=actor, real_now=clock.real_now)
        else:
            undo_service.undo(session, what, actor=actor, real_now=clock.real_now, clock=clock.now)


class FrameState(rx.State):
    """Who is signed in, for the frame around staff pages."""

    name: str = ""
    role: str = ""
    is_demo: bool = False

    @rx.event
    @guarded(*STAFF)
    async def enter(self) -> rx.event.EventSpec:
        """Show who is signed in; the guard has already sent strangers to the sign-in page."""
        from rxapp.state.dialogs import close_dialogs  # dialogs show their answers in this module's notice

        actor = current_actor()
        await close_dialogs(self)
        toast = await self.get_state(ToastState)
        if toast.toast_kind == "problem":
            toast.toast_text = ""  # a refusal belongs to the page it was said on
        self.name, self.role, self.is_demo = actor.name, actor.role.value, get_settings().is_demo
        language = await self.get_state(LanguageState)
        language.language = actor.language
        tour = await self.get_state(TourState)
        tour._arrive(actor, self.router.url.path, is_demo=self.is_demo)
        # The socket outlives the page; what nobody looks at any more is not kept up to date.
        live.forget(self)
        await shared_views.views().leave(self.router.session.session_id)
        if self.router.url.path != BOARD:
            await board_live.rooms().leave(self.router.session.session_id)
        from rxapp.state.bell import BellState  # its panel speaks through this module's notice

        return BellState.load()

    @rx.event
    @public("changes the language of the caller's own screen; whoever is known keeps the choice")
    async def switch_language(self, language: str) -> list[rx.event.EventSpec] | None:
        """Read everything in the other language, without a reload of the page."""
        if language not in set(Language):
            return None
        actor = maybe_actor()
        if actor is not None:
            await db.run(_keep_language, actor, language)
        state = await self.get_state(LanguageState)
        state.language = language
        return load_events_of(self)


def _keep_language(actor: Actor, language: str) -> None:
    with db.unit_of_work() as session:
        keep_language(session, actor, Language(language))


def load_events_of(state: rx.State) -> list[rx.event.EventSpec]:
    """The events that load the page a session is on; run again when the language changes."""
    return list(RegistrationContext.get().app.get_load_events(state.router.url.path))


async def notify(
    state: rx.State, key: str, *, language: str, undo_id: int | None = None, **facts: object
) -> None:
    """Tell the session what just happened; with `undo_id` it can be taken back for ten seconds."""
    toast = await state.get_state(ToastState)
    toast._put(i18n.text(language, key, **facts), "done", undo_id)


def complaint(problem: UserError) -> rx.event.EventSpec:
    """The event that tells a session why something was refused; what `guard.set_notice` is given."""
    facts = {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in problem.facts.items()
    }
    return ToastState.complain(problem.code, facts)
