"""Accounts made. Whatever changes one afterwards has a module of its own beside this."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from rxapp import clock
from rxapp.errors import Invalid, NotAllowed
from rxapp.models.accounts import User
from rxapp.rules.vocabulary import STAFF, Language, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.passwords import check_new_password, hash_password
from rxapp.services.inputs import text


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    password: str,
    phone: str | None = None,
    language: Language = Language.ZH,
    actor: Actor | None,
) -> User:
    """A new account with its password; only an administrator makes one. `actor` None is the installation itself (set-up
    page, seed, command line). Hashing takes a tenth of a second inside the caller's transaction. Raises Invalid,
    WeakPassword."""
    if actor is not None and actor.role is not Role.ADMINISTRATOR:
        raise NotAllowed
    login, shown = _an_email(email), a_name(name)
    check_new_password(password, email=login, name=shown)
    return new_user(
        session, email=login, name=shown, role=role, language=language, phone=phone, password=password
    )


def new_user(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    language: Language,
    phone: str | None = None,
    password: str = "",
) -> User:
    """The row; without a password nobody can sign in with it yet. Rights and the password are the caller's business.
    Raises Invalid."""
    login, shown = _an_email(email), a_name(name)
    if role not in STAFF:
        raise Invalid(field="role")
    if session.exec(select(User.id).where(User.email == login)).first() is not None:
        raise Invalid("email_taken", field="email")
    now = clock.real_now()
    user = User(
        email=login, name=shown, role=role, password_hash=hash_password(password) if password else "", phone=phone,
        language=language, created_at=now, rights_changed_at=now,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:  # somebody else made it at the same moment
        raise Invalid("email_taken", field="email") from error
    return user


def a_name(value: str) -> str:
    """A person's name as it is stored. Raises Invalid."""
    shown = text(value, "name", most=60)
    if not shown:
        raise Invalid("needs_name", field="name")
    return shown


def _an_email(value: str) -> str:
    login = text(value, "email", most=1000).lower()
    if not (3 <= len(login) <= 254 and "@" in login[1:-1]) or any(c.isspace() for c in login):
        raise Invalid("email_invalid", field="email")
    return login
