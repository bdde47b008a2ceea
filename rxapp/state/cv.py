"""A CV opened to be read: the one way to its words, so that each reading is written down."""

from __future__ import annotations

import reflex as rx

from rxapp import clock, db
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.cv_view import CvView, read_cv
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import STAFF
from rxapp.state.page import DialogState


class CvState(DialogState, rx.State):
    """One CV at a time; its words leave the server when they are asked for and go when the dialog closes."""

    name: str = ""
    text: str = ""
    is_masked: bool = False
    file_name: str = ""
    file_path: str = ""

    @rx.event
    @guarded(*STAFF)
    async def open_for(self, application_id: int) -> None:
        """Read the CV behind an application."""
        found = await self._read(_cv, application_id, current_actor())
        if found is None:
            return
        self.name, self.text, self.is_masked = found.name, found.text, found.is_masked
        self.file_name = found.file.name if found.file else ""
        self.file_path = f"/files/{found.file.id}" if found.file else ""
        self.problem, self.is_open = "", True

    @rx.event
    @guarded(*STAFF)
    def close(self) -> None:
        """Put it away."""
        self.is_open, self.text = False, ""
        self._shut()

    def _shut(self) -> None:
        if self.is_open or self.file_path:
            self.is_open, self.text, self.file_name, self.file_path = False, "", "", ""


def _cv(application_id: int, actor: Actor) -> CvView:
    with db.unit_of_work() as session:
        return read_cv(session, application_id, actor=actor, clock=clock.now)
