"""The users page: a link is shown once, what hangs on somebody is named, a closed account's pages close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from rxapp import db
from rxapp.models import AccountLink, Booking, InterviewerProfile, User
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.account_links import owner_of_token, reference_of
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.sign_in import open_session
from rxapp.services.accounts.tokens import hash_token
from rxapp.state import user_changes
from rxapp.state.account import ChoosePasswordState, OwnAccountState, problem_text
from rxapp.state.audit import AuditState
from rxapp.state.marks import mark_of
from rxapp.state.profile import ProfileState
from rxapp.state.user_changes import UserChangeState
from rxapp.state.users import InviteUserState, UserLinkState, UsersState
from tests.builders import (
    NOW,
    actor_of,
    give_hours,
    make_application,
    make_booking,
    make_company,
    make_invitation,
    make_job,
    make_user,
)
from tests.state.acting import acting, page_of, sent_to_browser

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def admin(database: Any, clock_at: Callable[[datetime], None]) -> Actor:
    clock_at(NOW)
    with db.unit_of_work() as session:
        make_company(session)
        return actor_of(make_user(session, Role.ADMINISTRATOR, name="许静", password_hash="x"))


async def test_an_invitation_shows_its_link_once(admin: Actor) -> None:
    with acting(admin):
        form = await page_of(InviteUserState)
        form.open_form()
        await form.send({"name": "王芳", "email": "wang@example.com", "role": "recruiter", "language": "zh"})
        shown = await form.get_state(UserLinkState)
        link = shown.link
        assert shown.is_open and not form.is_open and "/account/" in link and link in sent_to_browser(form)
        shown.close()
        assert link not in sent_to_browser(form)
        users = await form.get_state(UsersState)
        await users.load()
    with db.reading() as session:
        assert session.get_one(AccountLink, 1).token_hash == hash_token(link.rpartition("/")[2])
    shown_rows = {row["name"]: (row["standing"], row["is_me"]) for row in users.users}
    assert shown_rows == {"王芳": ("waiting", False), "许静": ("active", True)}
    assert link not in sent_to_browser(users)


async def test_a_page_opened_anew_forgets_a_link_that_stood_open(admin: Actor) -> None:
    with acting(admin):
        shown = await page_of(UserLinkState)
        shown.link, shown.is_open = "http://localhost/account/secret", True
        shown._shut()
    assert (shown.link, shown.is_open) == ("", False)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"email": "no"}, "email"), ({"role": "candidate"}, "role"), ({"role": "emperor"}, "role"),
        ({"name": " "}, "name"), ({"language": "fr"}, "language"),
    ],
)  # fmt: skip
async def test_a_refused_invitation_keeps_the_form_open_and_makes_nothing(
    admin: Actor, form: dict[str, str], code: str
) -> None:
    good: Any = {"name": "王芳", "email": "wang@example.com", "role": "recruiter", "language": "zh"}
    with acting(admin):
        page = await page_of(InviteUserState)
        page.open_form()
        await page.send(good | form)
    assert page.is_open and page.problem, code
    with db.reading() as session:
        assert session.get(User, (admin.user_id or 0) + 1) is None


async def test_closing_names_tomorrows_interviews_and_gives_them_away_one_by_one(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.unit_of_work() as session:
        leaver, other = (
            make_user(session, Role.INTERVIEWER),
            make_user(session, Role.INTERVIEWER, name="赵强"),
        )
        give_hours(session, other)
        application = make_application(session, job=make_job(session, interviewers=[leaver, other]))
        invitation = make_invitation(session, application, is_open=False)
        booking = make_booking(
            session, application, interviewer=leaver, starts_at=NOW + timedelta(days=1),
            invitation_id=invitation.id,
        )  # fmt: skip
        token = hash_token(open_session(session, leaver, real_now=NOW).token)
    closed: list[str] = []
    monkeypatch.setattr(user_changes.open_sockets, "close", closed.append)
    with acting(admin):
        page = await page_of(UserChangeState)
        await page.open_for(leaver.id or 0, "close")
        (row,) = page.interviews
        assert (row["id"], row["who"], row["choices"]) == (
            booking.id, "林晓", [{"value": other.id, "text": "赵强"}],
        )  # fmt: skip
        await page.close_account({"to_user_id": ""})
        assert page.is_open and page.problem
        await page.give(row["id"], other.id or 0)
        assert page.interviews == [] and not page.problem
        await page.close_account({"to_user_id": ""})
        assert not page.is_open
    assert closed == [token]
    with db.reading() as session:
        assert session.get_one(Booking, booking.id).interviewer_id == other.id
        assert not session.get_one(User, leaver.id).is_active


async def test_another_role_asks_who_takes_over_only_where_something_is_lost(admin: Actor) -> None:
    with db.unit_of_work() as session:
        recruiter = make_user(session, Role.RECRUITER, password_hash="x")
        make_application(session, recruiter=recruiter)
    with acting(admin):
        page = await page_of(UserChangeState)
        await page.open_for(recruiter.id or 0, "edit")
        assert page.work_text == ""
        await page.choose_role("administrator")
        assert page.work_text == ""
        await page.choose_role("executive")
        assert page.work_text
        await page.save({"name": "新名字", "role": "executive", "to_user_id": ""})
        assert page.is_open and page.problem
        await page.save({"name": "新名字", "role": "executive", "to_user_id": str(admin.user_id)})
        assert not page.is_open
    with db.reading() as session:
        row = session.get_one(User, recruiter.id)
        assert (row.name, row.role) == ("新名字", Role.EXECUTIVE)


def test_whatever_changes_an_account_asks_for_a_fresh_password(database: Any) -> None:
    changing = (
        InviteUserState.send, UserLinkState.renew, UserLinkState.reactivate, UserChangeState.save,
        UserChangeState.close_account, UserChangeState.give, UserChangeState.join,
    )  # fmt: skip
    for handler in changing:
        mark = mark_of(handler.fn)  # type: ignore[attr-defined]
        assert mark is not None and mark.is_fresh and mark.roles == {Role.ADMINISTRATOR}


async def test_two_who_edit_a_profile_the_second_sees_the_firsts_text_and_can_save_on(admin: Actor) -> None:
    with db.unit_of_work() as session:
        own = make_user(session, Role.INTERVIEWER)
    words: Any = {"title": "经理", "title_en": "", "background": "我的两句。", "background_en": ""}
    with acting(actor_of(own)):
        first, second = await page_of(ProfileState), await page_of(ProfileState)
        await first.load()
        await second.load()
        assert second.person["user_id"] == own.id
        await first.save(words | {"title": "总监"})
        opened = second.opened
        await second.save(words)
        assert second.is_stale and second.stored["title"] == "总监" and second.opened == opened
        await second.save(words)
        assert not second.is_stale and second.person["title"] == "经理"
    with db.reading() as session:
        assert session.get_one(InterviewerProfile, own.id).background == "我的两句。"


async def test_ones_own_name_is_kept_and_the_frame_shows_it(admin: Actor) -> None:
    with acting(admin):
        page = await page_of(OwnAccountState)
        await page.load()
        assert page.name == "许静"
        await page.rename({"name": "许 静"})
    with db.reading() as session:
        assert session.get_one(User, admin.user_id).name == "许 静"


def test_a_problem_in_an_address_is_looked_up_and_never_shown(admin: Actor) -> None:
    assert problem_text("zh", {"problem": "<b>x</b>"}) == ""
    assert "12" in problem_text("zh", {"problem": "password_short", "length": "999"})
    assert problem_text("en", {"problem": "too_many_tries", "seconds": "9" * 40})


async def test_the_links_page_names_its_owner_only_by_a_signed_reference(admin: Actor) -> None:
    with acting(admin):
        form = await page_of(InviteUserState)
        await form.send({"name": "王芳", "email": "wang@example.com", "role": "recruiter", "language": "en"})
        link = (await form.get_state(UserLinkState)).link
    with db.reading() as session:
        owner = owner_of_token(session, link.rpartition("/")[2], real_now=NOW)
    page = await page_of(ChoosePasswordState)
    await page.open_page()
    assert (page.phase, page.name) == ("over", "") and page.problem
    assert reference_of(owner) not in link


async def test_the_record_is_shown_in_words(admin: Actor) -> None:
    with acting(admin):
        form = await page_of(InviteUserState)
        await form.send({"name": "王芳", "email": "wang@example.com", "role": "recruiter", "language": "zh"})
        page = await page_of(AuditState)
        await page.load()
    (row,) = page.rows
    assert row["who"] == "许静" and "王芳" in row["what"] and row["group"] == "accounts"
    assert page.older == "" and page.is_first
