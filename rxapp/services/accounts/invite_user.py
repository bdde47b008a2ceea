"""A colleague gets an account: without a password, with a one-time link to choose one."""

from __future__ import annotations

from sqlmodel import Session

from rxapp.models import InterviewerProfile
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Language, Role
from rxapp.services.accounts.account_links import MadeLink, make_account_link
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.manage_users import new_user
from rxapp.services.accounts.people import lock_people
from rxapp.services.events.record import record


def invite_user(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    language: Language = Language.ZH,
    actor: Actor,
) -> MadeLink:
    """Make the account and its link; nothing is sent. Raises NotAllowed, Invalid."""
    lock_people(session, actor=actor)
    user = new_user(session, email=email, name=name, role=role, language=language)
    if role is Role.INTERVIEWER:
        session.add(InterviewerProfile(user_id=user.id or 0))
    record(session, EventKind.USER_INVITED, actor=actor, user_id=user.id, role=role.value)
    return make_account_link(session, user, actor=actor)
