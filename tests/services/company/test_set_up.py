"""An empty installation is set up once, by whoever can read the terminal."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import pytest
from sqlmodel import select

from rxapp import db, first_start
from rxapp.errors import Invalid, UserError
from rxapp.models import Company, Place, User, WorkingHours
from rxapp.services.accounts.errors import WeakPassword
from rxapp.services.accounts.passwords import verify_password
from rxapp.services.company.set_up import AlreadySetUp, SetUp, needs_set_up, set_up
from rxapp.services.company.setup_code import (
    TRIES,
    SetupCodeVoid,
    SetupCodeWrong,
    check_code,
    forget_code,
    issue_code,
)


def asked(**facts: object) -> SetUp:
    command = SetUp(
        code=issue_code(), name="许静", email="Xu@Example.com", password="a long enough phrase", company="百味食品",
        phone="021-5555 0100", place="总部", city="上海", address="南京西路 1266 号",
    )  # fmt: skip
    return replace(command, **facts)  # type: ignore[arg-type]


def run(command: SetUp) -> int:
    with db.unit_of_work() as session:
        return set_up(session, command)


def test_the_first_administrator_company_place_and_hours_are_made(database: str) -> None:
    with db.reading() as session:
        assert needs_set_up(session)
    user_id = run(asked())
    with db.reading() as session:
        assert not needs_set_up(session)
        user = session.get_one(User, user_id)
        assert (user.email, user.role) == ("xu@example.com", "administrator")
        assert verify_password("a long enough phrase", user.password_hash)
        company = session.exec(select(Company)).one()
        assert (company.name, company.demo_seed) == ("百味食品", None)
        assert session.exec(select(Place)).one().city == "上海"
        assert len(session.exec(select(WorkingHours)).all()) == 10


def test_the_second_set_up_is_refused(database: str) -> None:
    run(asked())
    with pytest.raises(AlreadySetUp):
        run(asked(email="other@example.com"))


def test_of_many_at_once_one_wins(database: str) -> None:
    command, ends = asked(), []

    def attempt(number: int) -> None:
        try:
            ends.append(run(replace(command, email=f"user{number}@example.com")))
        except UserError as problem:
            ends.append(problem.code)

    threads = [Thread(target=attempt, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, ends))[1:] == ["already_set_up"] * 3
    with db.reading() as session:
        assert len(session.exec(select(User)).all()) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"password": "short \ud800 long enough"}, "password"),
        ({"company": ""}, "company"),
        ({"company": "青" * 81}, "company"),
        ({"phone": "call me"}, "phone"),
        ({"place": "\n"}, "place"),
        ({"address": "x" * 201}, "address"),
        ({"hours": ()}, "hours"),
        ({"hours": ((0, 600, 500),)}, "hours"),
        ({"hours": ((7, 500, 600),)}, "hours"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_written(
    database: str, facts: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as problem:
        run(asked(**facts))
    assert problem.value.facts["field"] == field
    with db.reading() as session:
        assert needs_set_up(session)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_weak_password_is_refused(database: str) -> None:
    with pytest.raises(WeakPassword):
        run(asked(password="short"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_wrong_code_changes_nothing_and_ten_end_it(database: str) -> None:
    command = asked()
    for _ in range(TRIES):
        with pytest.raises(SetupCodeWrong):
            run(replace(command, code="wrong"))
    with pytest.raises(SetupCodeVoid):
        run(command)
    with db.reading() as session:
        assert needs_set_up(session)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_new_start_prints_a_code_until_somebody_used_one(database: str) -> None:
    lines = first_start.announce()
    code = lines[-1].rpartition(" ")[2]
    check_code(code.upper().replace("-", " "))
    run(asked())
    assert first_start.announce() == []
    with pytest.raises(SetupCodeVoid):
        check_code(code)


def test_without_a_code_of_this_start_nobody_gets_in() -> None:
    forget_code()
    with pytest.raises(SetupCodeVoid):
        check_code("abcd-efgh-jkmn")
