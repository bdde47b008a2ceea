"""An administrator changes an account: name, role, closed, open again. Sessions made under the old rights end at once,
and nobody leaves without their work going to somebody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid
from rxapp.models import (
    Booking,
    InterviewerProfile,
    Invitation,
    InvitationInterviewer,
    JobInterviewer,
    User,
)
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR, STAFF, BookingState, Role
from rxapp.services.accounts.account_links import MadeLink, end_account_links, make_account_link
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.end_sessions import end_all_sessions
from rxapp.services.accounts.hand_over import HandedOver, hand_back_questions, hand_over
from rxapp.services.accounts.leaving import held_interviews, lone_invitations
from rxapp.services.accounts.manage_users import a_name
from rxapp.services.accounts.people import lock_people, must_leave_an_administrator
from rxapp.services.events.record import record


@dataclass(frozen=True, slots=True)
class Changed:
    """What the change led to; pages of `ended` sessions can be closed at once."""

    handed_over: HandedOver
    ended: tuple[str, ...]


def rename_user(session: Session, user_id: int, name: str, *, actor: Actor) -> None:
    """Another name. Raises NotAllowed, NotFound, Invalid."""
    user = lock_people(session, user_id, actor=actor)[user_id]
    wanted = a_name(name)
    if user.name != wanted:
        user.name = wanted
        session.add(user)
        record(session, EventKind.USER_RENAMED, actor=actor, user_id=user_id)


def change_role(
    session: Session,
    user_id: int,
    role: Role,
    *,
    to_user_id: int | None = None,
    actor: Actor,
    clock: Clock = clocks.now,
) -> Changed:
    """Another role; what the new one cannot carry on goes to `to_user_id`. Raises NotAllowed, NotFound, Invalid
    (`last_administrator`, `needs_successor`, `interviews_first`, `invitations_first`)."""
    people = _locked(session, user_id, to_user_id, actor)
    user = people[user_id]
    if role not in STAFF or not user.is_active:
        raise Invalid(field="role")
    before = Role(user.role)
    if before is role:
        return Changed(HandedOver(), ())
    handed = HandedOver()
    if before is Role.INTERVIEWER:
        _must_hold_no_interview(session, user_id, clock)
        hand_back_questions(session, user_id)
        _offer_no_more(session, user_id)
    elif before in HR and role not in HR:
        handed = hand_over(session, user_id, people.get(to_user_id or 0), actor=actor, clock=clock)
    user.role = role
    ended = _new_rights(session, user)
    if role is Role.INTERVIEWER and session.get(InterviewerProfile, user_id) is None:
        session.add(InterviewerProfile(user_id=user_id))
    record(
        session, EventKind.ROLE_CHANGED, actor=actor, clock=clock, user_id=user_id, role=role.value,
        from_role=before.value,
    )  # fmt: skip
    if before is Role.ADMINISTRATOR:
        must_leave_an_administrator(session)
    return Changed(handed, ended)


def deactivate_user(
    session: Session, user_id: int, *, to_user_id: int | None = None, actor: Actor, clock: Clock = clocks.now
) -> Changed:
    """Close an account: its sessions and links end at once, its work goes to `to_user_id`; history keeps its author.
    Raises NotAllowed, NotFound, Invalid (`last_administrator`, `needs_successor`; `interviews_first` and
    `invitations_first` while a candidate would be left without anybody)."""
    people = _locked(session, user_id, to_user_id, actor)
    user = people[user_id]
    if not user.is_active:
        return Changed(HandedOver(), ())
    _must_hold_no_interview(session, user_id, clock)
    if user.role == Role.INTERVIEWER:
        hand_back_questions(session, user_id)
    handed = hand_over(session, user_id, people.get(to_user_id or 0), actor=actor, clock=clock)
    user.is_active = False
    ended = _new_rights(session, user)
    end_account_links(session, user_id, real_now=clocks.real_now())
    record(session, EventKind.USER_DEACTIVATED, actor=actor, clock=clock, user_id=user_id)
    if user.role == Role.ADMINISTRATOR:
        must_leave_an_administrator(session)
    return Changed(handed, ended)


def reactivate_user(session: Session, user_id: int, *, actor: Actor) -> MadeLink | None:
    """Open a closed account again, with a new link to choose a password: what was known before may be known to others.
    None when it was open. Raises NotAllowed, NotFound."""
    user = lock_people(session, user_id, actor=actor)[user_id]
    if user.is_active:
        return None
    user.is_active, user.password_hash = True, ""
    _new_rights(session, user)
    record(session, EventKind.USER_REACTIVATED, actor=actor, user_id=user_id)
    return make_account_link(session, user, actor=actor)


def _locked(session: Session, user_id: int, to_user_id: int | None, actor: Actor) -> dict[int, User]:
    wanted = [user_id, *([to_user_id] if to_user_id else [])]
    return lock_people(session, *wanted, actor=actor)


def _must_hold_no_interview(session: Session, user_id: int, clock: Clock) -> None:
    if held := held_interviews(session, user_id, clock=clock):
        raise Invalid("interviews_first", field="user_id", n=len(held))
    if lone := lone_invitations(session, user_id):
        raise Invalid("invitations_first", field="user_id", n=len(lone))


def _offer_no_more(session: Session, user_id: int) -> None:
    """Somebody who is no interviewer any more is offered to nobody; what has happened keeps their name."""
    session.exec(delete(JobInterviewer).where(col(JobInterviewer.user_id) == user_id))
    ahead = select(Booking.invitation_id).where(
        col(Booking.state) == BookingState.SCHEDULED.value, col(Booking.invitation_id).is_not(None)
    )
    open_now = select(Invitation.id).where(col(Invitation.is_open))
    for which in (open_now, ahead):
        session.exec(
            delete(InvitationInterviewer).where(
                col(InvitationInterviewer.user_id) == user_id,
                col(InvitationInterviewer.invitation_id).in_(which),
            )
        )


def _new_rights(session: Session, user: User) -> tuple[str, ...]:
    now = clocks.real_now()
    user.rights_changed_at = now
    session.add(user)
    session.flush()
    return end_all_sessions(session, user.id or 0, real_now=now)
