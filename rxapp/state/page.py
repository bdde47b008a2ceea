"""What states of staff pages share: loading and failing visibly, doing one thing and saying how it went."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Any, ParamSpec, TypeVar

import reflex as rx

from rxapp import db, i18n
from rxapp.errors import Stale, UserError
from rxapp.logs import where
from rxapp.services.accounts.errors import SignedOut
from rxapp.services.scheduling.types import WayBack
from rxapp.state.frame import ToastState
from rxapp.state.guard import current_actor
from rxapp.state.leaving import read_leaving_text
from rxapp.state.refusals import refusal_text
from rxapp.state.shared_views import Values, View, views

P = ParamSpec("P")
T = TypeVar("T")
Next = Any  # what a handler returns to run after itself: an event, several, or None
log = logging.getLogger("rxapp.page")


class PageState(rx.State, mixin=True):
    """A page that is loading, ready or failed; each user of the mixin has its own flags."""

    is_loading: bool = True
    is_failed: bool = False
    problem: str = ""  # why the last command was refused; an open dialog shows it instead of a notice

    async def _read(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Run a read in a thread; None when it failed, and then the page says so instead of staying grey.

        Whoever is signed out meanwhile is the guard's business, so that error passes."""
        return await self._found(db.run(work, *args, **kwargs))

    async def _share(self, read: Callable[..., Values], *args: Any, topics: Collection[str]) -> Values | None:
        """Show the vars that `read(*args)` finds and keep them current, for everybody who looks at the same at once
        (state/shared_views.py); None when it failed. `args` must tell apart whoever may not see the same."""
        view = View(self.get_full_name(), read, args, frozenset(topics))
        sid, session_hash = self.router.session.session_id, current_actor().session_hash
        found = await self._found(views().show(sid, session_hash, view))
        for name, value in (found or {}).items():
            setattr(self, name, value)
        return found

    async def _found(self, reading: Awaitable[T]) -> T | None:
        try:
            found = await reading
        except SignedOut:
            raise
        except UserError as problem:
            await self._refused(problem)
            self.is_loading, self.is_failed = False, True
            return None
        except Exception as fault:
            log.error("a page could not be read: %s", where(fault))
            self.is_loading, self.is_failed = False, True
            return None
        self.is_loading = self.is_failed = False
        return found

    async def _do(
        self,
        work: Callable[[], T],
        done: str,
        *,
        on_stale: Callable[[], Awaitable[None]] | None = None,
        tells: bool = False,
        **facts: Any,
    ) -> T | None:
        """Run one command and say what happened; None when it was refused, which the open dialog explains, and
        where there is none the notice. `on_stale` is for a form that somebody else saved meanwhile; `tells`: the
        candidate is told, and the notice says when (the texts of state/leaving.py)."""
        language = current_actor().language
        self.problem = ""
        try:
            result = await db.run(work)
        except UserError as problem:
            self.problem = await refusal_text(language, problem)
            if not self._says_itself():
                await self._refused(problem)
            if on_stale is not None and isinstance(problem, Stale):
                await on_stale()
            return None
        text = (
            await db.run(read_leaving_text, done, getattr(result, "event_id", 0), language=language, **facts)
            if tells
            else i18n.text(language, done, **facts)
        )
        toast = await self.get_state(ToastState)
        back = result if isinstance(result, WayBack) else None
        toast._put(text, "done", getattr(result, "undo_id", None), back)
        return result

    def _says_itself(self) -> bool:
        """Whether a dialog is open that shows `problem`."""
        return False

    async def _refused(self, problem: UserError) -> None:
        toast = await self.get_state(ToastState)
        toast._put(await refusal_text(current_actor().language, problem), "problem")


class DialogState(PageState, rx.State, mixin=True):
    """A dialog that the server opens. One page opened anew closes it: a tab's state outlives a reload, the wish
    behind a dialog does not (state/dialogs.py)."""

    is_open: bool = False

    def _says_itself(self) -> bool:
        return self.is_open

    def _shut(self) -> None:
        if self.is_open:
            self.is_open = False
