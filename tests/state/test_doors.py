"""Sign-in and set-up: codes in an address are looked up, never shown; a refused set-up keeps nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from rxapp import db
from rxapp.errors import Invalid
from rxapp.models import Company, User, WorkingHours
from rxapp.rules.vocabulary import Role
from rxapp.services.company.setup_code import issue_code
from rxapp.state.setup import SetupForm, SetupState, hours_of
from rxapp.state.sign_in import problem_text
from tests.state.acting import page_of

FORM: SetupForm = {
    "code": "", "name": "许静", "email": "xu@example.com", "password": "correct horse battery", "company": "晨光",
    "company_en": "", "phone": "021-6000 0000", "place": "总部", "city": "上海", "address": "公平路 18 号",
    "opens": "09:00", "lunch_from": "12:00", "lunch_until": "13:00", "closes": "18:00", "day_0": "on", "day_4": "on",
}  # fmt: skip


def test_a_known_code_becomes_a_sentence_in_the_readers_language() -> None:
    chinese = problem_text("zh", {"problem": "sign_in_refused"})
    english = problem_text("en", {"problem": "sign_in_refused"})
    assert chinese and english and chinese != english


@pytest.mark.parametrize("code", ["", "not_found", "<script>alert(1)</script>", "您的账号已停用"])
def test_any_other_text_in_the_address_is_not_repeated(code: str) -> None:
    assert problem_text("zh", {"problem": code}) == ""


@pytest.mark.parametrize("seconds", ["42", "-1", "abc", "９９", "", "99999999999999999999"])
def test_odd_seconds_do_no_harm(seconds: str) -> None:
    assert problem_text("zh", {"problem": "too_many_tries", "seconds": seconds})


def test_lunch_splits_the_ticked_days() -> None:
    assert hours_of(FORM) == ((0, 540, 720), (0, 780, 1080), (4, 540, 720), (4, 780, 1080))
    assert hours_of({**FORM, "lunch_until": ""}) == ((0, 540, 1080), (4, 540, 1080))


@pytest.mark.parametrize("opens", ["", "25:00", "nine"])
def test_a_time_that_is_none_is_refused(opens: str) -> None:
    with pytest.raises(Invalid):
        hours_of({**FORM, "opens": opens})


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_set_up_makes_everything_and_leads_to_the_sign_in(database: Any) -> None:
    page = await page_of(SetupState)
    await page.open_page()
    assert page.phase == "open"
    assert await page.finish({**FORM, "code": issue_code()}) is not None
    with db.reading() as session:
        assert session.exec(select(User)).one().role == Role.ADMINISTRATOR
        assert session.exec(select(Company)).one().name == "晨光"
        assert len(session.exec(select(WorkingHours)).all()) == 4
    await page.open_page()
    assert page.phase == "done"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "nope"}, "code"),
        ({"password": "short"}, "password"),
        ({"email": "x"}, "email"),
        ({"opens": "never"}, "opens"),
    ],
)
async def test_a_refused_set_up_says_why_names_its_field_and_keeps_nothing(
    database: Any, wrong: dict[str, str], field: str
) -> None:
    page = await page_of(SetupState)
    code = issue_code()
    assert await page.finish({**FORM, "code": code, **wrong}) is None  # type: ignore[typeddict-item]
    assert page.problem and (page.wrong, page.wrong_seq) == (field, 1)
    with db.reading() as session:
        assert session.exec(select(User)).all() == []
        assert session.exec(select(Company)).all() == []
