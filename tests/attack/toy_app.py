"""A small app behind the whole defence, with the mistakes developers make in it: what the attacks aim at."""

from __future__ import annotations

import asyncio
import os
from typing import Any, TypedDict

import reflex as rx
from starlette.applications import Starlette

from rxapp import logs
from rxapp.api import links, sign_in
from rxapp.api.guard import Guard
from rxapp.errors import UserError
from rxapp.rules.vocabulary import Language, Role
from rxapp.state import guard
from rxapp.state.actor import current_actor, maybe_actor, maybe_candidate, maybe_user
from rxapp.state.marks import guarded, public

logs.install()


class Order(TypedDict):
    """A form."""

    item: str
    note: str


class ToyNotice(rx.State):
    """Shows refusals."""

    code: str = ""

    @rx.event
    @public("shows an error of the caller's own")
    def show(self, code: str) -> None:
        if code == "fails_again":
            raise UserError(code)
        self.code = code


class ToyState(rx.State):
    """Every kind of handler."""

    count: int = 0
    who: str = ""
    note: str = ""
    stored: str = rx.LocalStorage("", name="stored")
    _secret: str = "private-canary"

    @rx.event
    @guarded(Role.RECRUITER, Role.ADMINISTRATOR)
    def bump(self, by: int) -> None:
        self.count += by
        self.who = f"{current_actor().role.value}:{current_actor().name}"

    @guarded(Role.CANDIDATE)
    @rx.event
    def choose(self, slot_id: int) -> None:
        self.count += slot_id
        self.who = f"candidate:{current_actor().application_id}"

    @rx.event
    @guarded(Role.RECRUITER, Role.CANDIDATE)
    def either(self) -> None:
        self.who = current_actor().role.value

    @rx.event
    @guarded(Role.RECRUITER, fresh=True)
    def export(self) -> None:
        self.count += 1000

    @rx.event
    @guarded(Role.RECRUITER)
    def keep(self, text: str) -> None:
        self.note = text

    @rx.event
    @guarded(Role.RECRUITER)
    def order(self, form: Order, urgent: bool = False, tags: list[str] | None = None) -> None:
        self.note = f"{form['item']}/{form['note']}/{urgent}/{tags}"

    @rx.event
    @guarded(Role.RECRUITER)
    def speak(self, language: Language) -> None:
        self.note = f"speaks {language.value}"

    @rx.event(background=True)
    @guarded(Role.RECRUITER)
    async def work(self, rounds: int) -> None:
        actor = current_actor()
        for _ in range(rounds):
            await asyncio.sleep(0)
            async with self:
                self.count += 1
                self.who = actor.role.value

    @rx.event
    @guarded(Role.RECRUITER)
    def chain(self) -> Any:
        return ToyState.unmarked

    @rx.event
    @guarded(Role.RECRUITER)
    def crash(self) -> None:
        raise ValueError("zhang@example.com 13800138000")

    @rx.event
    @guarded(Role.RECRUITER)
    def complain(self) -> None:
        raise UserError("slot_taken")

    @rx.event
    @guarded(Role.RECRUITER)
    def fail_twice(self) -> None:
        raise UserError("fails_again")

    @rx.event
    @public("says who is there, to the browser that asks")
    def hello(self) -> None:
        self.who = ",".join(
            str(each.role.value if each else None)
            for each in (maybe_actor(), maybe_user(), maybe_candidate())
        )

    @rx.event
    def unmarked(self) -> None:
        self.count += 100_000

    def helper(self) -> None:
        self.count += 100_000

    @rx.event
    @guarded(Role.RECRUITER)
    def loose(self, anything) -> None:  # type: ignore[no-untyped-def]
        self.count += 100_000

    @rx.event
    @guarded(Role.RECRUITER)
    def set_count(self, value: int) -> None:
        self.count = value


def index() -> rx.Component:
    return rx.el.p(ToyState.count)


def notice(error: UserError) -> Any:
    return ToyNotice.show(error.code)


guard.set_notice(notice)
app = rx.App(
    api_transformer=[Starlette(routes=[*sign_in.routes, *links.routes]), Guard],
    backend_exception_handler=guard.on_backend_error,
    frontend_exception_handler=guard.on_frontend_error,
)
if not os.environ.get("TOY_WITHOUT_GUARD"):
    app.add_middleware(guard.GuardMiddleware(), index=0)
app.add_page(index, route="/")
app.add_page(index, route="/board", on_load=ToyState.bump(1))
app.add_page(index, route="/c", on_load=ToyState.choose(1))


def application() -> Any:
    """The ASGI app, for the server process."""
    return app()
