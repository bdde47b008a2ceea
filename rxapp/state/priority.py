"""An executive's "must be interviewed by": the dialog that asks until when, and the one before it is taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal, TypedDict
from zoneinfo import ZoneInfo

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import IllegalMove, Invalid
from rxapp.rules.priority import LATE, Standing
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.prioritise import RequestPriority, cancel_priority, request_priority
from rxapp.services.hiring.queries import application_view
from rxapp.services.hiring.types import Change
from rxapp.services.hiring.views import PriorityView
from rxapp.state.guard import current_actor, guarded
from rxapp.state.page import DialogState

MAY = (Role.ADMINISTRATOR, Role.EXECUTIVE)
LOCAL = "%Y-%m-%dT%H:%M"
FRIDAY = 4
Quick = Literal["today", "tomorrow", "friday"]


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
    quick: list[str] = []
    turn: int = 0  # rises with each proposal, so that the field shows it also over what was typed

    @rx.event
    @guarded(*MAY)
    async def open_for(self, application_id: int, version: int, who: str) -> None:
        """Propose tomorrow 18:00, which is what is usually meant."""
        local = clock.now().astimezone(ZoneInfo(await db.run(_zone)))
        evenings = quick_choices(local)
        self.quick = list(evenings)
        self.proposed, self.earliest = evenings["tomorrow"].strftime(LOCAL), local.strftime(LOCAL)
        self.turn += 1
        self.application_id, self.version, self.who = application_id, version, who[:60]
        self.problem, self.is_open = "", True

    @rx.event
    @guarded(*MAY)
    async def propose(self, evening: Quick) -> None:
        """One tap writes a usual deadline into the field."""
        found = quick_choices(clock.now().astimezone(ZoneInfo(await db.run(_zone)))).get(evening)
        if found is not None:
            self.proposed, self.turn = found.strftime(LOCAL), self.turn + 1

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
    def close(self) -> None:
        """Ask for nothing."""
        self.is_open = False


class PriorityBackState(DialogState, rx.State):
    """The question before a request is taken back: it may be another executive's, and it may be late."""

    application_id: int = 0
    version: int = 0
    who: str = ""
    requester: str = ""
    deadline: str = ""
    is_late: bool = False

    @rx.event
    @guarded(*MAY)
    async def open_for(self, application_id: int, version: int, who: str) -> None:
        """Say whose request it is and what taking it back does."""
        actor = current_actor()
        found = await self._read(_asked, application_id, actor)
        if found is None:
            return
        wish, where = found
        self.application_id, self.version, self.who = application_id, version, who[:60]
        self.requester = wish.requested_by
        self.deadline = i18n.when(actor.language, wish.deadline_at, clock.now(), where)
        self.is_late = Standing(wish.standing) in LATE and wish.deadline_at <= clock.now()
        self.problem, self.is_open = "", True

    @rx.event
    @guarded(*MAY)
    async def save(self) -> None:
        """They need not come in first any more."""
        actor, application_id, version = current_actor(), self.application_id, self.version

        def work() -> Change:
            with db.unit_of_work() as session:
                return cancel_priority(session, application_id, version, actor=actor, clock=clock.now)

        if await self._do(work, "drawer.unprioritised") is not None:
            self.is_open = False

    @rx.event
    @guarded(*MAY)
    def close(self) -> None:
        """The request stands."""
        self.is_open = False


def quick_choices(local: datetime) -> dict[Quick, datetime]:
    """The usual deadlines at 18:00, those still to come: today, tomorrow, this week's Friday where it is neither."""
    evening = local.replace(hour=18, minute=0, second=0, microsecond=0)
    friday = FRIDAY - local.weekday()
    found: dict[Quick, datetime] = {"tomorrow": evening + timedelta(days=1)}
    if evening > local:
        found["today"] = evening
    if friday > 1:
        found["friday"] = evening + timedelta(days=friday)
    return found


def _asked(application_id: int, actor: Actor) -> tuple[PriorityView, str]:
    with db.reading() as session:
        wish = application_view(session, application_id, actor=actor, clock=clock.now).priority
        if wish is None or not wish.is_open:
            raise IllegalMove("illegal.no_priority")
        return wish, zone(session)


def _zone() -> str:
    with db.reading() as session:
        return zone(session)


def _instant(local: str, where: str) -> datetime:
    try:
        return datetime.strptime(local, LOCAL).replace(tzinfo=ZoneInfo(where)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(field="deadline") from None
