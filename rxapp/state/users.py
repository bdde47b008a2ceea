"""Colleagues: the list of accounts, and the one-time link that is shown once and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import Language, Role
from rxapp.services.accounts.account_links import MadeLink, renew_account_link
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.change_user import reactivate_user
from rxapp.services.accounts.invite_user import invite_user
from rxapp.services.accounts.queries import UserRow, users
from rxapp.services.company.queries import zone
from rxapp.services.inputs import choice
from rxapp.state.guard import current_actor, guarded
from rxapp.state.page import DialogState, Next, PageState


class UserItem(TypedDict):
    """One account, in words. `standing`: active, waiting (no password chosen yet) or closed."""

    id: int
    name: str
    email: str
    role: str
    role_text: str
    standing: str
    last: str
    link_until: str
    applications: int
    is_me: bool


class UsersState(PageState, rx.State):
    """The accounts, for administrators."""

    users: list[UserItem] = []
    active: int = 0

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    async def load(self) -> None:
        """Show all accounts."""
        found = await self._read(_users, current_actor())
        if found is not None:
            self.users = found
            self.active = sum(each["standing"] != "closed" for each in found)


def _users(actor: Actor) -> list[UserItem]:
    language, now = actor.language, clock.real_now()
    with db.reading() as session:
        rows, place_zone = users(session, real_now=now), zone(session)
    return [
        UserItem(
            id=row.id, name=row.name, email=row.email, role=row.role.value,
            role_text=i18n.text(language, f"settings.role_{row.role.value}"), standing=_standing(row),
            last=i18n.when(language, row.last_sign_in_at, now, place_zone) if row.last_sign_in_at else "",
            link_until=i18n.when(language, row.link_until, now, place_zone) if row.link_until else "",
            applications=row.applications, is_me=row.id == actor.user_id,
        )
        for row in rows
    ]  # fmt: skip


def _standing(row: UserRow) -> str:
    if not row.is_active:
        return "closed"
    return "waiting" if row.is_waiting else "active"


class InviteForm(TypedDict):
    """A colleague's account."""

    name: str
    email: str
    role: str
    language: str


class InviteUserState(DialogState, rx.State):
    """The form that makes an account."""

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    def open_from_address(self) -> Next:
        """The address may ask for it: `?open=new`."""
        self.problem = ""
        is_asked = self.router.url.query_parameters.get("open") == "new"
        return InviteUserState.open_form if is_asked else None

    @rx.event
    @guarded(Role.ADMINISTRATOR, fresh=True)
    def open_form(self) -> None:
        """Open it."""
        self.is_open, self.problem = True, ""

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    def close(self) -> None:
        """Close it without making anything."""
        self.is_open = False

    @rx.event
    @guarded(Role.ADMINISTRATOR, fresh=True)
    async def send(self, form: InviteForm) -> Next:
        """Make the account and show its link."""
        actor = current_actor()

        def work() -> MadeLink:
            with db.unit_of_work() as session:
                return invite_user(
                    session, email=form["email"], name=form["name"], role=choice(form["role"], Role, "role"),
                    language=choice(form["language"], Language, "language"), actor=actor,
                )  # fmt: skip

        made = await self._do(work, "users.invited", name=form["name"])
        if made is None:
            return None
        self.is_open = False
        await _show(self, made, actor)
        return UsersState.load


class UserLinkState(DialogState, rx.State):
    """A one-time link, shown to the administrator who made it and to nobody again."""

    who: str = ""
    email: str = ""
    link: str = ""
    until: str = ""
    purpose: str = ""

    def _shut(self) -> None:
        if self.is_open or self.link:
            self.is_open, self.link = False, ""

    @rx.event
    @guarded(Role.ADMINISTRATOR, fresh=True)
    async def renew(self, user_id: int) -> Next:
        """A new link for an account, to choose its password with; the one before works no more."""
        return await self._make(lambda session, actor: renew_account_link(session, user_id, actor=actor))

    @rx.event
    @guarded(Role.ADMINISTRATOR, fresh=True)
    async def reactivate(self, user_id: int) -> Next:
        """Open a closed account again, with a link to choose a new password."""
        return await self._make(lambda session, actor: reactivate_user(session, user_id, actor=actor))

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    def close(self) -> None:
        """Close the dialog and forget the link."""
        self._shut()

    async def _make(self, make: Callable[[Session, Actor], MadeLink | None]) -> Next:
        actor = current_actor()

        def work() -> tuple[MadeLink | None]:
            with db.unit_of_work() as session:
                return (make(session, actor),)

        done = await self._do(work, "users.link_made")
        if done is not None and done[0] is not None:
            await _show(self, done[0], actor)
        return UsersState.load


async def _show(state: rx.State, made: MadeLink, actor: Actor) -> None:
    shown = await state.get_state(UserLinkState)
    shown.who, shown.email, shown.link, shown.purpose = made.name, made.email, made.address, made.purpose
    place = await db.run(_zone)
    shown.until = i18n.at(actor.language, made.expires_at, place)
    shown.is_open = True


def _zone() -> str:
    with db.reading() as session:
        return zone(session)
