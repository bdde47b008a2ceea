"""Changing an account: name and role, or closing it, with everything that hangs on the person handed over first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from rxapp import clock, db, i18n
from rxapp.api.sockets import open_sockets
from rxapp.rules.vocabulary import HR, Language, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.change_user import Changed, change_role, deactivate_user, rename_user
from rxapp.services.accounts.hand_over import HandedOver
from rxapp.services.accounts.leaving import Leaving, Person, leaving
from rxapp.services.company.queries import zone
from rxapp.services.inputs import choice
from rxapp.services.scheduling.give_interview import give_interview, join_invitation
from rxapp.state.address import read_id
from rxapp.state.guard import current_actor, guarded
from rxapp.state.page import DialogState, Next
from rxapp.state.users import UsersState

MOST_CHOICES = 6


class Choice(TypedDict):
    """Somebody who may take over, as a select's row or a button."""

    value: int
    text: str


class HeldItem(TypedDict):
    """An interview or an invitation that needs somebody else first."""

    id: int
    application_id: int
    who: str
    job: str
    when: str
    choices: list[Choice]


class ChangeForm(TypedDict):
    """Name, role and, where the role takes their work away, who takes it over."""

    name: str
    role: str
    to_user_id: str


class CloseForm(TypedDict):
    """Who takes over."""

    to_user_id: str


class UserChangeState(DialogState, rx.State):
    """One account being changed (`how` edit) or closed (`how` close)."""

    user_id: int = 0
    how: str = "edit"
    who: str = ""
    role: str = ""
    stored_role: str = ""
    work_text: str = ""  # what a colleague takes over; empty when nothing hangs on them
    successors: list[Choice] = []
    interviews: list[HeldItem] = []
    invitations: list[HeldItem] = []
    lone_jobs: str = ""

    @rx.event
    @guarded(Role.ADMINISTRATOR, fresh=True)
    async def open_for(self, user_id: int, how: str) -> None:
        """Open the dialog with what hangs on this person."""
        self.user_id, self.how, self.problem = user_id, "close" if how == "close" else "edit", ""
        self.role = ""
        if await self._look():
            self.is_open = True

    @rx.event
    @guarded(Role.ADMINISTRATOR, fresh=True)
    async def choose_role(self, role: str) -> None:
        """Show what another role would take away from them."""
        if role in set(Role):
            self.role = role
            await self._look()

    @rx.event
    @guarded(Role.ADMINISTRATOR, fresh=True)
    async def give(self, booking_id: int, to_user_id: int) -> None:
        """One interview goes to somebody who is free then."""
        await self._settle(
            lambda session, actor: give_interview(
                session, booking_id, to_user_id, actor=actor, clock=clock.now
            ),
            "users.interview_given",
        )

    @rx.event
    @guarded(Role.ADMINISTRATOR, fresh=True)
    async def join(self, invitation_id: int, to_user_id: int) -> None:
        """An open invitation offers somebody else's times too."""
        await self._settle(
            lambda session, actor: join_invitation(
                session, invitation_id, to_user_id, actor=actor, clock=clock.now
            ),
            "users.invitation_joined",
        )

    @rx.event
    @guarded(Role.ADMINISTRATOR, fresh=True)
    async def save(self, form: ChangeForm) -> Next:
        """Keep name and role."""
        actor, user_id, stored = current_actor(), self.user_id, self.stored_role

        def work() -> Changed:
            with db.unit_of_work() as session:
                rename_user(session, user_id, form["name"], actor=actor)
                role = choice(form["role"], Role, "role")
                if role == stored:
                    return Changed(HandedOver(), ())
                return change_role(
                    session,
                    user_id,
                    role,
                    to_user_id=read_id(form["to_user_id"]),
                    actor=actor,
                    clock=clock.now,
                )

        return await self._finish(work, "users.saved", form["name"])

    @rx.event
    @guarded(Role.ADMINISTRATOR, fresh=True)
    async def close_account(self, form: CloseForm) -> Next:
        """Close the account; its pages close at once."""
        actor, user_id = current_actor(), self.user_id

        def work() -> Changed:
            with db.unit_of_work() as session:
                return deactivate_user(
                    session, user_id, to_user_id=read_id(form["to_user_id"]), actor=actor, clock=clock.now
                )

        return await self._finish(work, "users.closed", self.who)

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    def close(self) -> None:
        """Close the dialog; nothing changes."""
        self.is_open = False

    async def _finish(self, work: Callable[[], Changed], done: str, name: str) -> Next:
        changed = await self._do(work, done, name=name)
        if changed is None:
            await self._look()  # something may have come to them meanwhile
            return None
        self.is_open = False
        for session_hash in changed.ended:
            open_sockets.close(session_hash)
        return UsersState.load

    async def _settle(self, change: Callable[[Session, Actor], object], done: str) -> None:
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                change(session, actor)
            return True

        await self._do(work, done)
        problem = self.problem
        await self._look()
        self.problem = problem

    async def _look(self) -> bool:
        found = await self._found(db.run(_leaving, current_actor(), self.user_id))
        if found is None:
            return False
        left, place_zone = found
        actor, now = current_actor(), clock.now()
        self.who, self.stored_role = left.name, left.role.value
        self.role = self.role or left.role.value
        is_leaving = self.how == "close" or self.role != self.stored_role
        loses_work = is_leaving and left.has_work and (self.how == "close" or Role(self.role) not in HR)
        self.work_text = _work(actor.language, left) if loses_work else ""
        self.successors = _choices(left.successors)
        english = actor.language == Language.EN
        self.interviews = [
            HeldItem(
                id=row.booking_id, application_id=row.application_id, who=row.candidate,
                job=row.job_en if english else row.job,
                when=i18n.when(actor.language, row.starts_at, now, place_zone),
                choices=_choices(row.choices[:MOST_CHOICES]),
            )
            for row in (left.interviews if is_leaving else ())
        ]  # fmt: skip
        self.invitations = [
            HeldItem(
                id=row.invitation_id, application_id=row.application_id, who=row.candidate,
                job=row.job_en if english else row.job, when="", choices=_choices(row.choices[:MOST_CHOICES]),
            )
            for row in (left.invitations if is_leaving else ())
        ]  # fmt: skip
        self.lone_jobs = i18n.text(actor.language, "message.comma").join(left.lone_jobs) if is_leaving else ""
        return True


def _work(language: str, left: Leaving) -> str:
    said = [
        i18n.text(language, f"users.{name}_{'one' if n == 1 else 'n'}", n=n)
        for name, n in (("applications", left.applications), ("tasks", left.tasks), ("jobs", left.jobs))
        if n
    ]
    return i18n.text(language, "message.comma").join(said)


def _choices(people: tuple[Person, ...]) -> list[Choice]:
    return [Choice(value=person.id, text=person.name) for person in people]


def _leaving(actor: Actor, user_id: int) -> tuple[Leaving, str]:
    with db.reading() as session:
        return leaving(session, user_id, actor=actor, clock=clock.now), zone(session)
