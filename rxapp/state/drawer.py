"""The drawer of one application: everything about it, next actions first. Opens beside the board, never as a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import reflex as rx

from rxapp import clock, db
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.close import reopen_application
from rxapp.services.hiring.confirm_materials import confirm_materials
from rxapp.services.hiring.decide import decide_offer, mark_hired, withdraw_offer
from rxapp.services.hiring.invite import withdraw_invitation
from rxapp.services.hiring.prioritise import see_priority
from rxapp.services.hiring.queries import application_view
from rxapp.services.hiring.types import Change
from rxapp.services.messaging.ladder.planned import planned_of
from rxapp.services.scheduling.check_in import ReportLate, arrive, report_late
from rxapp.services.scheduling.confirm_booking import confirm
from rxapp.state.address import read_id
from rxapp.state.board_filter import SEERS
from rxapp.state.drawer_rows import EMPTY, DrawerView, drawer_view
from rxapp.state.guard import current_actor, guarded
from rxapp.state.live import watch
from rxapp.state.marks import HR
from rxapp.state.notes import NotesState
from rxapp.state.page import PageState

Deed = Literal[
    "confirm", "arrive", "materials", "offer", "hire", "withdraw_offer", "withdraw_invitation", "reopen"
]
_SERVICES: dict[str, Callable[..., Change]] = {
    "offer": decide_offer, "hire": mark_hired, "withdraw_offer": withdraw_offer, "reopen": reopen_application,
    "withdraw_invitation": withdraw_invitation, "materials": confirm_materials,
}  # fmt: skip
_BY_NAME: dict[str, Callable[..., Change]] = {"confirm": confirm, "arrive": arrive}


class DrawerState(PageState, rx.State):
    """At most one application is open; `view` is refreshed whenever something happens to it. An executive's wish is
    seen when somebody opens the drawer, or gives a sign at a page that shows it (`noticed`): a push or a page that
    comes back by itself in an empty office sees nothing."""

    view: DrawerView = EMPTY
    is_open: bool = False
    shown_id: str = ""

    @rx.event
    @guarded(*SEERS)
    async def open_from_address(self) -> None:
        """A reload, a shared link and the back button show the same application."""
        asked = read_id(self.router.url.query_parameters.get("open"))
        if asked is None:
            self._hide()
        else:
            await self._show(asked)

    @rx.event
    @guarded(*SEERS)
    async def show(self, application_id: int) -> None:
        """Open one application."""
        await self._show(application_id, is_looked_at=True)

    @rx.event
    @guarded(*SEERS)
    async def refresh(self) -> None:
        """Something happened to the open application."""
        if self.is_open:
            await self._show(self.view["id"])

    @rx.event
    @guarded(*HR)
    async def noticed(self) -> None:
        """Somebody is at the page that shows the wish."""
        if self.is_open:
            await self._show(self.view["id"], is_looked_at=True)

    @rx.event
    @guarded(*SEERS)
    def close(self) -> None:
        """Close the drawer."""
        self._hide()

    @rx.event
    @guarded(*HR)
    async def do(self, deed: Deed) -> None:
        """One of the actions that need no further word."""
        actor, application_id, version = current_actor(), self.view["id"], self.view["version"]

        def work() -> Change:
            with db.unit_of_work() as session:
                if deed in _BY_NAME:
                    named: dict[str, Any] = {"actor": actor, "version": version, "clock": clock.now}
                    return _BY_NAME[deed](session, application_id, **named)
                return _SERVICES[deed](session, application_id, version, actor=actor, clock=clock.now)

        await self._do(work, f"drawer.done_{deed}", name=self.view["name"])

    @rx.event
    @guarded(*HR)
    async def late(self, minutes: int) -> None:
        """The candidate called: so many minutes late."""
        actor, application_id = current_actor(), self.view["id"]

        def work() -> Change:
            with db.unit_of_work() as session:
                return report_late(session, ReportLate(application_id, minutes), actor=actor, clock=clock.now)

        await self._do(work, "drawer.done_late", name=self.view["name"], n=minutes)

    async def _show(self, application_id: int, *, is_looked_at: bool = False) -> None:
        found = await self._read(_view, application_id, current_actor(), is_looked_at)
        if found is None:
            self._hide()
            return
        self.view, self.is_open, self.shown_id = found, True, str(application_id)
        notes = await self.get_state(NotesState)
        await notes._load(application_id, current_actor())
        watch(self, DrawerState.refresh, f"application:{application_id}")

    def _shut(self) -> None:
        """A page opened without it in its address does not show it: the notice would be said in a drawer that is not
        there."""
        if self.is_open and read_id(self.router.url.query_parameters.get("open")) is None:
            self._hide()

    def _hide(self) -> None:
        self.is_open, self.shown_id = False, ""
        watch(self, DrawerState.refresh)


def _view(application_id: int, actor: Actor, is_looked_at: bool) -> DrawerView:
    view = _read_view(application_id, actor)
    if is_looked_at and view["is_unseen"]:
        with db.unit_of_work() as session:
            is_seen = see_priority(session, application_id, actor=actor, clock=clock.now)
        view = _read_view(application_id, actor) if is_seen else view
    return view


def _read_view(application_id: int, actor: Actor) -> DrawerView:
    with db.reading() as session:
        view = application_view(session, application_id, actor=actor, clock=clock.now)
        where = zone(session)
        planned = planned_of(session, application_id) if actor.role in HR else []
    counts = actor.role in HR
    return drawer_view(
        view, language=actor.language, zone=where, now=clock.now(), counts=counts, planned=planned
    )
