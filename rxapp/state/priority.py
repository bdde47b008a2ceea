"""An executive's "must be interviewed by": the dialog that asks until when, and taking it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

import reflex as rx

from rxapp import clock, db
from rxapp.errors import Invalid
from rxapp.rules.vocabulary import Role
from rxapp.services.company.queries import zone
from rxapp.services.hiring.prioritise import RequestPriority, cancel_priority, request_priority
from rxapp.services.hiring.types import Change
from rxapp.state.guard import current_actor, guarded
from rxapp.state.page import DialogState

MAY = (Role.ADMINISTRATOR, Role.EXECUTIVE)
LOCAL = "%Y-%m-%dT%H:%M"


class PriorityForm(TypedDict):
    """Until when, in the company's zone as the browser's field writes it, and why."""

    deadline: str
    note: str


class PriorityState(DialogState, rx.State):
    """One open request at most."""

    application_id: int = 0
    version: int = 0
    who: str = ""
    proposed: str = ""
    earliest: str = ""

    @rx.event
    @guarded(*MAY)
    async def open_for(self, application_id: int, version: int, who: str) -> None:
        """Propose tomorrow 18:00, which is what is usually meant."""
        local = clock.now().astimezone(ZoneInfo(await db.run(_zone)))
        tomorrow = (local + timedelta(days=1)).replace(hour=18, minute=0)
        self.proposed, self.earliest = tomorrow.strftime(LOCAL), local.strftime(LOCAL)
        self.application_id, self.version, self.who = application_id, version, who[:60]
        self.problem, self.is_open = "", True

    @rx.event
    @guarded(*MAY)
    async def save(self, form: PriorityForm) -> None:
        """Turn the card red for everyone."""
        actor, application_id, version = current_actor(), self.application_id, self.version
        deadline, note = str(form["deadline"]), str(form["note"])

        def work() -> Change:
            with db.unit_of_work() as session:
                command = RequestPriority(application_id, _instant(deadline, zone(session)), note, version)
                return request_priority(session, command, actor=actor, clock=clock.now)

        if await self._do(work, "drawer.prioritised", name=self.who) is not None:
            self.is_open = False

    @rx.event
    @guarded(*MAY)
    async def take_back(self, application_id: int, version: int) -> None:
        """They need not come in first any more."""
        actor = current_actor()

        def work() -> Change:
            with db.unit_of_work() as session:
                return cancel_priority(session, application_id, version, actor=actor, clock=clock.now)

        await self._do(work, "drawer.unprioritised")

    @rx.event
    @guarded(*MAY)
    def close(self) -> None:
        """Ask for nothing."""
        self.is_open = False


def _zone() -> str:
    with db.reading() as session:
        return zone(session)


def _instant(local: str, where: str) -> datetime:
    try:
        return datetime.strptime(local, LOCAL).replace(tzinfo=ZoneInfo(where)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(field="deadline") from None
