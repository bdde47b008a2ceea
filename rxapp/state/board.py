"""The pipeline board. Its rows are sent by state/board_live.py straight to the sockets that show them and never
enter this state: handlers must not read the columns."""

from __future__ import annotations

import reflex as rx
from reflex.state import BaseState

from rxapp import clock, db, i18n
from rxapp.errors import UserError
from rxapp.rules.vocabulary import Role, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring import advance as advance_service
from rxapp.services.hiring.board import MOST, PAGE, place_of
from rxapp.services.hiring.types import Change
from rxapp.services.scheduling.bookable import finds_time
from rxapp.state.board_filter import SEERS, parse
from rxapp.state.board_live import ViewKey, rooms
from rxapp.state.board_rows import CardRow
from rxapp.state.frame import ToastState
from rxapp.state.guard import current_actor, guarded
from rxapp.state.leaving import leaving_text
from rxapp.state.marks import HR
from rxapp.state.refusals import refusal_text


class BoardState(rx.State):
    """What the board shows; the columns' values are the socket rooms' business."""

    column_0: list[CardRow] = []
    column_1: list[CardRow] = []
    column_2: list[CardRow] = []
    column_3: list[CardRow] = []
    column_4: list[CardRow] = []
    column_5: list[CardRow] = []
    counts: list[int] = [0] * len(Stage)
    is_loaded: bool = False
    can_move: bool = False
    can_prioritise: bool = False
    _limits: list[int] = [PAGE] * len(Stage)

    @rx.event
    @guarded(*SEERS)
    async def open(self) -> None:
        """Show the board the address asks for, from now on live."""
        actor = current_actor()
        self.can_move = actor.role in HR
        self.can_prioritise = actor.role in (Role.ADMINISTRATOR, Role.EXECUTIVE)
        self._limits = [PAGE] * len(Stage)
        if not rooms().was_first(self.router.session.session_id, _key(self, actor)):
            await self._show(actor)

    @rx.event
    @guarded(*SEERS)
    async def more(self, stage: int) -> None:
        """Show more of a column; asked for when its end is scrolled into view."""
        if 0 <= stage < len(Stage) and self._limits[stage] < MOST:
            self._limits = [n + PAGE if i == stage else n for i, n in enumerate(self._limits)]
            await self._show(current_actor())

    async def _show(self, actor: Actor) -> None:
        key = _key(self, actor, tuple(self._limits))
        await rooms().show(self.router.session.session_id, actor.session_hash, key)


async def show_first(state: BaseState, actor: Actor, *, is_kept: bool) -> None:
    """Show the board the address asks for before its page is loaded; `is_kept`: `open` need not show it again."""
    sid, key = state.router.session.session_id, _key(state, actor)
    # With it the cards have their control at once, and are drawn once.
    more = {"can_move": actor.role in HR}
    await rooms().show(sid, actor.session_hash, key, is_first=is_kept, more=more)


def _key(state: BaseState, actor: Actor, limits: tuple[int, ...] = (PAGE,) * len(Stage)) -> ViewKey:
    return ViewKey(parse(state.router.url.query_parameters), actor.language, actor.role, limits)


class BoardMoveState(rx.State):
    """Moving cards. `refused_seq` rises with every refusal, and a card that waits for its answer goes back."""

    refused_seq: int = 0

    @rx.event
    @guarded(*HR)
    async def advance(self, application_id: int, version: int) -> None:
        """Move a card one stage on, as its control says."""
        await self._do(advance_service.advance, application_id, version)

    @rx.event
    @guarded(*HR)
    async def move(self, application_id: int, version: int, to_stage: int) -> None:
        """Move a card to the column it was dropped on."""
        await self._do(advance_service.move_to, application_id, version, to_stage)

    async def _do(self, service: object, application_id: int, version: int, *more: int) -> None:
        actor, toast = current_actor(), await self.get_state(ToastState)
        try:
            change, stage, name = await db.run(_move, service, application_id, version, more, actor)
        except UserError as problem:
            self.refused_seq += 1
            toast._put(await refusal_text(actor.language, problem), "problem")
            return
        key = f"board.moved_{stage.name.lower()}"
        if stage is Stage.ARRANGING:
            text, finds = await db.run(_invited, key, change.event_id, application_id, actor.language, name)
            if not finds:
                toast._put(f"{text} {i18n.text(actor.language, 'board.no_times')}", "problem", change.undo_id)
                return
        else:
            text = i18n.text(actor.language, key, name=name)
        toast._put(text, "done", change.undo_id)


def _invited(key: str, event_id: int, application_id: int, language: str, name: str) -> tuple[str, bool]:
    with db.reading() as session:
        text = leaving_text(session, key, event_id, language=language, name=name)
        return text, finds_time(session, application_id, clock=clock.now)


def _move(
    service: object, application_id: int, version: int, more: tuple[int, ...], actor: Actor
) -> tuple[Change, Stage, str]:
    with db.unit_of_work() as session:
        change = service(session, application_id, version, *more, actor=actor, clock=clock.now)  # type: ignore[operator]
        stage, name = place_of(session, application_id)
        return change, stage, name
