"""One's own account, and the page where the owner of a one-time link chooses a password.

Passwords themselves are posted by plain forms (api/account.py) and never pass through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import UserError
from rxapp.rules.numbers import whole
from rxapp.services.accounts.account_links import AccountLinkOver, LinkOwner, owner_of_link
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.own_account import rename_self
from rxapp.services.accounts.queries import OwnAccount, own_account
from rxapp.state.frame import FrameState
from rxapp.state.guard import current_actor, guarded, public
from rxapp.state.language import LanguageState
from rxapp.state.marks import STAFF
from rxapp.state.page import Next, PageState

PROBLEMS = {
    "password_short": {"length": 12}, "password_long": {"length": 1024}, "password_common": {}, "passwords_differ": {},
    "old_password_wrong": {}, "too_many_tries": {"seconds": 60}, "sign_in_busy": {},
    "account_link_over": {},
}  # fmt: skip


class NameForm(TypedDict):
    """One's own name."""

    name: str


class OwnAccountState(PageState, rx.State):
    """Name and e-mail of the caller, and how the last change of password went."""

    name: str = ""
    email: str = ""
    role: str = ""
    password_problem: str = ""
    is_password_new: bool = False

    @rx.event
    @guarded(*STAFF)
    async def load(self) -> None:
        """Show the caller's account; the address says how the form of the password ended."""
        actor, query = current_actor(), self.router.url.query_parameters
        self.password_problem = problem_text(actor.language, query)
        self.is_password_new = query.get("done") == "password"
        self.problem = ""
        found = await self._read(_own, actor)
        if found is not None:
            self.name, self.email = found.name, found.email
            self.role = i18n.text(actor.language, f"settings.role_{found.role.value}")

    @rx.event
    @guarded(*STAFF)
    async def rename(self, form: NameForm) -> Next:
        """Another name for oneself."""
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                rename_self(session, form["name"], actor=actor)
            return True

        if await self._do(work, "users.own_saved") is None:
            return None
        frame = await self.get_state(FrameState)
        frame.name = form["name"].strip()
        return OwnAccountState.load

    def _says_itself(self) -> bool:
        return True


def _own(actor: Actor) -> OwnAccount:
    with db.reading() as session:
        return own_account(session, actor)


class ChoosePasswordState(rx.State):
    """Whose link was opened; `phase` is loading, open, or over when the link works no more."""

    phase: str = "loading"
    name: str = ""
    email: str = ""
    purpose: str = ""
    reference: str = ""
    problem: str = ""

    @rx.event
    @public("shows the form behind a one-time link; the link's own cookie decides when it is posted")
    async def open_page(self) -> None:
        """Read the address: whom the link is for, and what was wrong with the last try."""
        query = self.router.url.query_parameters
        self.reference = str(query.get("to", ""))[:200]
        reader = await self.get_state(LanguageState)
        try:
            owner = await db.run(_owner, self.reference)
        except AccountLinkOver as over:
            self.phase, self.name, self.email = "over", "", ""
            code = query.get("problem", "")
            self.problem = problem_text(
                reader.language, query if code in PROBLEMS else {"problem": over.code}
            )
            return
        self.phase, self.name, self.email, self.purpose = "open", owner.name, owner.email, owner.purpose
        if "problem" not in query:
            reader.language = owner.language.value
        self.problem = problem_text(reader.language, query)


def _owner(reference: str) -> LinkOwner:
    with db.reading() as session:
        return owner_of_link(session, reference, real_now=clock.real_now())


def problem_text(language: str, query: Mapping[str, str]) -> str:
    """The sentence for the code in an address; empty when there is none or it is none of ours."""
    code = str(query.get("problem", ""))
    if code not in PROBLEMS:
        return ""
    facts: dict[str, object] = dict(PROBLEMS[code])
    seconds = whole(query.get("seconds"))
    if "seconds" in facts and seconds is not None:
        facts["seconds"] = min(seconds, 86_400)
    return i18n.error_text(language, UserError(code, **facts))
