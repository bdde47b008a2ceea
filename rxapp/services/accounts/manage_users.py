"""Accounts made and changed. A change of rights ends the sessions made under the old ones, at once."""

from __future__ import annotations

from sqlmodel import Session, col, func, select

from rxapp import clock
from rxapp.errors import Invalid, NotAllowed, NotFound
from rxapp.models.accounts import User
from rxapp.rules.vocabulary import Language, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.passwords import check_new_password, hash_password


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
    """A new account; only an administrator makes one. `actor` None is the installation itself (set-up page,
    seed, command line). Hashing takes a tenth of a second inside the caller's transaction. Raises Invalid,
    WeakPassword."""
    if actor is not None and actor.role is not Role.ADMINISTRATOR:
        raise NotAllowed
    login, shown = email.strip().lower(), name.strip()
    if not (3 <= len(login) <= 254 and "@" in login[1:-1]) or any(c.isspace() for c in login):
        raise Invalid("email_invalid", field="email")
    if not shown or len(shown) > 60 or role is Role.CANDIDATE:
        raise Invalid(field="name" if role is not Role.CANDIDATE else "role")
    check_new_password(password, email=login, name=shown)
    if session.exec(select(User.id).where(User.email == login)).first() is not None:
        raise Invalid("email_taken", field="email")
    now = clock.real_now()
    user = User(
        email=login, name=shown, role=role, password_hash=hash_password(password), phone=phone,
        language=language, created_at=now, rights_changed_at=now,
    )  # fmt: skip
    session.add(user)
    session.flush()
    return user


def change_rights(
    session: Session, user_id: int, *, role: Role | None = None, is_active: bool | None = None, actor: Actor
) -> User:
    """Change role or close an account; the last active administrator stays one. Raises NotAllowed, NotFound,
    Invalid."""
    if actor.role is not Role.ADMINISTRATOR:
        raise NotAllowed
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    if role is Role.CANDIDATE:
        raise Invalid(field="role")
    was_administrator = user.role == Role.ADMINISTRATOR and user.is_active
    user.role = role or user.role
    user.is_active = user.is_active if is_active is None else is_active
    user.rights_changed_at = clock.real_now()
    session.add(user)
    session.flush()
    if was_administrator and not _active_administrators(session):
        raise Invalid("last_administrator", field="role")
    return user


def change_password(session: Session, user_id: int, *, password: str, actor: Actor) -> None:
    """A new password for oneself, or for anybody by an administrator; every session of that user ends, the
    current one too: the caller opens a new one. Raises NotAllowed, NotFound, WeakPassword."""
    if actor.user_id != user_id and actor.role is not Role.ADMINISTRATOR:
        raise NotAllowed
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    check_new_password(password, email=user.email, name=user.name)
    user.password_hash, user.rights_changed_at = hash_password(password), clock.real_now()
    session.add(user)
    session.flush()


def _active_administrators(session: Session) -> int:
    return session.exec(
        select(func.count(col(User.id))).where(User.role == Role.ADMINISTRATOR, col(User.is_active).is_(True))
    ).one()
