"""A candidate's link was forwarded or leaked: what its end means is said first, then it ends, and a new one is made."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

import reflex as rx

from rxapp import clock, db
from rxapp.errors import UserError
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.end_links import EndLinks, LinksEnded, LinksInUse, NewLink, end_links, links_in_use
from rxapp.services.messaging.texts.words import link_address
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import DialogState


class EndLinksState(DialogState, rx.State):
    """One question at most. `address` is the new link once the old ones have ended, where somebody passes it on; it is
    forgotten when the dialog closes."""

    application_id: int = 0
    version: int = 0
    who: str = ""
    links: int = 0
    browsers: int = 0
    waiting: int = 0
    can_send: bool = True
    new: str = NewLink.MESSAGE.value
    address: str = ""

    @rx.event
    @guarded(*HR)
    async def open_for(self, application_id: int) -> None:
        """Say what would end."""
        try:
            found = await db.run(_in_use, application_id, current_actor())
        except UserError as problem:
            await self._refused(problem)
            return
        self.application_id, self.new = application_id, NewLink.MESSAGE.value
        self._show(found)
        self.address, self.problem, self.is_open = "", "", True

    def _show(self, found: LinksInUse) -> None:
        self.version, self.who, self.can_send = found.version, found.name, found.can_send
        self.links, self.browsers, self.waiting = found.links, found.browsers, found.waiting
        if not found.can_send:
            self.new = NewLink.BY_HAND.value

    @rx.event
    @guarded(*HR)
    def choose(self, new: Literal["message", "by_hand"]) -> None:
        """How the new link reaches them."""
        if self.can_send:
            self.new = new

    @rx.event
    @guarded(*HR)
    async def end(self) -> None:
        """End them; a message goes by itself, else the new link is shown to be copied."""
        actor, new = current_actor(), NewLink(self.new)
        application_id, version = self.application_id, self.version

        def work() -> LinksEnded:
            with db.unit_of_work() as session:
                command = EndLinks(application_id, version, new)
                return end_links(session, command, actor=actor, clock=clock.now)

        if not self.is_open or self.address:
            return
        is_sent = new is NewLink.MESSAGE
        said = f"links.{'sent' if is_sent else 'made'}"
        done = await self._do(work, said, tells=is_sent, name=self.who)
        if done is not None and done.link_id is not None:
            self.address = link_address(done.link_id)
        elif done is not None:
            self.is_open = False
        elif self.is_open:
            # Having read why, they see how it stands now and may press again.
            with suppress(UserError):
                self._show(await db.run(_in_use, application_id, actor))

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Close the dialog, and forget the link it showed."""
        self.is_open, self.address = False, ""

    def _shut(self) -> None:
        if self.is_open:
            self.close()


def _in_use(application_id: int, actor: Actor) -> LinksInUse:
    with db.reading() as session:
        return links_in_use(session, application_id, actor=actor, clock=clock.now)
