"""An empty installation gets its first administrator, company, place and working hours, once.

needs_set_up(session) -> bool
set_up(session, SetUp(...)) -> user id
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, UserError
from rxapp.models import Company, User
from rxapp.rules.ladder.working_time import OFFICE_HOURS
from rxapp.rules.vocabulary import HOME_ZONE, Language, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.manage_users import create_user
from rxapp.services.company.save_company import (
    SaveCompany,
    save_company,
    save_working_hours,
)
from rxapp.services.company.save_place import SavePlace, save_place
from rxapp.services.company.setup_code import check_code


class AlreadySetUp(UserError):
    """Somebody set this installation up before; sign in instead."""

    code = "already_set_up"


@dataclass(frozen=True)
class SetUp:
    """What the set-up page asks. `hours` are (weekday, start minute, end minute), 0 = Monday; `code` is the one
    printed in the terminal. The texts are checked where they are written."""

    code: str
    name: str
    email: str
    password: str
    company: str
    phone: str
    place: str
    city: str
    address: str
    company_en: str = ""
    hours: tuple[tuple[int, int, int], ...] = OFFICE_HOURS
    language: Language = Language.ZH


def needs_set_up(session: Session) -> bool:
    """Whether nobody can sign in yet and there is no company."""
    return (
        session.exec(select(User.id).limit(1)).first() is None
        and session.exec(select(Company.id).limit(1)).first() is None
    )


def set_up(session: Session, command: SetUp, *, clock: Clock = clocks.now) -> int:
    """Make everything or nothing; returns the administrator's id.

    Raises AlreadySetUp, SetupCodeWrong, SetupCodeVoid, WeakPassword, Invalid (its field says which).
    """
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writers are alone already
        session.connection().execute(text("LOCK TABLE company IN EXCLUSIVE MODE"))
    if not needs_set_up(session):
        raise AlreadySetUp
    check_code(command.code)
    _must_be_text(command)
    user = create_user(
        session, email=command.email, name=command.name, role=Role.ADMINISTRATOR, password=command.password,
        language=command.language, actor=None,
    )  # fmt: skip
    assert user.id is not None
    actor = Actor(Role.ADMINISTRATOR, user.name, command.language, user_id=user.id)
    session.add(Company(name="", phone="", zone=HOME_ZONE, created_at=clock()))
    session.flush()
    with _field_named(name="company", name_en="company_en"):
        save_company(session, SaveCompany(command.company, command.company_en, command.phone), actor=actor)
    place = SavePlace(
        place_id=None, name=command.place, name_en="", city=command.city, address=command.address, address_en="",
        entrance="", floor="", phone="", coordinates="",
    )  # fmt: skip
    with _field_named(name="place"):
        save_place(session, place, actor=actor)
    save_working_hours(session, command.hours, actor=actor)
    return user.id


def _must_be_text(command: SetUp) -> None:
    """What no database and no password hash can take: NUL and halves of surrogate pairs."""
    for field in ("name", "email", "password"):
        value = getattr(command, field)
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise Invalid(field=field)


@contextmanager
def _field_named(**names: str) -> Iterator[None]:
    """Errors name the page's field, not the field of the command behind it."""
    try:
        yield
    except Invalid as problem:
        facts = problem.facts | {
            "field": names.get(str(problem.facts.get("field")), problem.facts.get("field"))
        }
        raise Invalid(problem.code, **facts) from None
