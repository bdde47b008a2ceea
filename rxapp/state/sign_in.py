"""The sign-in page: what went wrong last time, where to go afterwards, and in the demo who can sign in.

Signing in itself is a form post (api/sign_in.py), so that the session's identifier never passes through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

import reflex as rx

from rxapp import db, i18n
from rxapp.api.sign_in import local_path
from rxapp.errors import UserError
from rxapp.rules.numbers import whole
from rxapp.settings import get_settings
from rxapp.state.guard import public
from rxapp.state.language import LanguageState
from rxapp.state.setup import is_needed

PROBLEMS = frozenset({"sign_in_refused", "too_many_tries", "sign_in_busy", "signed_out", "password_again"})
ALIASES = {"again": "password_again"}


class DemoAccount(TypedDict):
    """Somebody of the demo company; the password protects invented data only."""

    name: str
    role: str
    email: str
    password: str


class SignInState(rx.State):
    """What the sign-in page says."""

    problem: str = ""
    next_path: str = "/"
    is_welcome: bool = False
    accounts: list[DemoAccount] = []

    @rx.event
    @public("shows the sign-in form; reads the address and, in the demo, the printed sign-ins")
    async def open_page(self) -> rx.event.EventSpec | None:
        """Read the address; its codes are looked up, its texts never shown. Nobody can sign in before the set-up."""
        if not get_settings().is_demo and await db.run(is_needed):
            return rx.redirect("/setup")
        query = self.router.url.query_parameters
        language = (await self.get_state(LanguageState)).language
        self.problem = problem_text(language, query)
        self.next_path = local_path(query.get("next", "/"))
        self.is_welcome = query.get("welcome") == "1"
        self.accounts = demo_accounts() if get_settings().is_demo else []
        return None


def problem_text(language: str, query: Mapping[str, str]) -> str:
    """The sentence for the code in an address; empty when there is none or it is none of ours."""
    code = query.get("problem", "")
    code = ALIASES.get(code, code)
    if code not in PROBLEMS:
        return ""
    seconds = whole(query.get("seconds"))
    return i18n.error_text(language, UserError(code, seconds=60 if seconds is None else min(seconds, 86_400)))


def demo_accounts() -> list[DemoAccount]:
    """The demo's sign-ins."""
    from rxapp.demo.company import sign_ins

    return [
        {"role": role, "name": name, "email": email, "password": password}
        for role, name, email, password in sign_ins()
    ]
