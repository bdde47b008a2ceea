"""Filters of the people list that somebody keeps under a name."""

from __future__ import annotations

from typing import TypedDict

import reflex as rx

from rxapp import clock, db
from rxapp.services.accounts import saved_views as service
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.saved_views import KeptView
from rxapp.services.hiring.people_address import ROUTE, asked_of, query_of
from rxapp.state.board_filter import SEERS
from rxapp.state.guard import current_actor, guarded
from rxapp.state.page import DialogState

PLACE = "people"


class ViewRow(TypedDict):
    """One saved filter: where it leads, and whether it is the one shown."""

    id: int
    name: str
    address: str
    is_shown: bool


class NameForm(TypedDict):
    """What it is called."""

    name: str


class SavedViewState(DialogState, rx.State):
    """The reader's own filters; the dialog gives one another name."""

    views: list[ViewRow] = []
    view_id: int = 0
    view_name: str = ""

    @rx.event
    @guarded(*SEERS)
    async def load(self) -> None:
        """Show what is kept."""
        await self._show(current_actor())

    @rx.event
    @guarded(*SEERS)
    async def save(self, form: NameForm) -> None:
        """Keep the filter, order and columns of this address."""
        actor, name = current_actor(), str(form["name"])
        query = query_of(asked_of(self.router.url.query_parameters))

        def work() -> KeptView:
            with db.unit_of_work() as session:
                return service.save_view(session, PLACE, name, query, actor=actor, clock=clock.now)

        if await self._do(work, "people.view_saved", name=" ".join(name.split())) is not None:
            await self._show(actor)

    @rx.event
    @guarded(*SEERS)
    async def open_for(self, view_id: int) -> None:
        """Ask for another name."""
        view = await db.run(_one, view_id, current_actor())
        self.view_id, self.view_name, self.problem, self.is_open = view.id, view.name, "", True

    @rx.event
    @guarded(*SEERS)
    async def rename(self, form: NameForm) -> None:
        """Give it this name."""
        actor, view_id, name = current_actor(), self.view_id, str(form["name"])

        def work() -> bool:
            with db.unit_of_work() as session:
                service.rename_view(session, view_id, name, actor=actor)
            return True

        if await self._do(work, "people.view_renamed"):
            self.is_open = False
            await self._show(actor)

    @rx.event
    @guarded(*SEERS)
    async def delete(self, view_id: int) -> None:
        """Forget it."""
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                service.delete_view(session, view_id, actor=actor)
            return True

        await self._do(work, "people.view_deleted")
        await self._show(actor)

    @rx.event
    @guarded(*SEERS)
    def close(self) -> None:
        """Leave its name."""
        self.is_open = False

    async def _show(self, actor: Actor) -> None:
        found = await self._read(_views, actor)
        here = query_of(asked_of(self.router.url.query_parameters))
        self.views = [
            ViewRow(
                id=each.id, name=each.name, address=f"{ROUTE}?{each.query}" if each.query else ROUTE,
                is_shown=each.query == here,
            )
            for each in found or []
        ]  # fmt: skip


def _views(actor: Actor) -> list[KeptView]:
    with db.reading() as session:
        return service.saved_views(session, PLACE, actor=actor)


def _one(view_id: int, actor: Actor) -> KeptView:
    with db.reading() as session:
        return service.saved_view(session, view_id, actor=actor)
