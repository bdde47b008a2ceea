"""The routes behind a one-time link and the change of one's own password, behind the guard."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp import clock, db
from rxapp.api import account, audit, sign_in
from rxapp.api.guard import Guard
from rxapp.models import AccountLink, Event, User
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts import throttle
from rxapp.services.accounts.account_links import owner_of_link, renew_account_link
from rxapp.services.accounts.actor import PASSWORD_GOOD_FOR
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.invite_user import invite_user
from rxapp.services.accounts.manage_users import create_user
from rxapp.services.accounts.tokens import hash_token
from rxapp.settings import get_settings
from tests.builders import actor_of, make_company

PASSWORD = "correct horse battery"
ORIGIN = {"Origin": "http://localhost:8000"}
FORM = {"email": "li@example.com", "password": PASSWORD}
NEW = {"password": "a wholly new sentence", "again": "a wholly new sentence"}


@pytest.fixture
def client(database: str) -> Iterator[TestClient]:
    throttle.reset()
    with db.unit_of_work() as session:
        make_company(session)
        create_user(
            session,
            email="li@example.com",
            name="李梅",
            role=Role.ADMINISTRATOR,
            password=PASSWORD,
            actor=None,
        )
    app = Guard(Starlette(routes=[*sign_in.routes, *account.routes, *audit.routes]))
    with TestClient(app, base_url="http://localhost:8000", follow_redirects=False) as found:
        yield found
    throttle.reset()


def link(role: Role = Role.RECRUITER) -> str:
    with db.unit_of_work() as session:
        admin = actor_of(session.exec(select(User)).first())  # type: ignore[arg-type]
        made = invite_user(session, email="new@example.com", name="新人", role=role, actor=admin)
    return made.address.removeprefix(get_settings().effective_public_url)


def query(location: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def is_live(token: str) -> bool:
    with db.reading() as session:
        return find_actor(session, hash_token(token), real_now=clock.real_now()) is not None


def test_opening_a_link_changes_nothing_and_leaves_no_token_in_the_address(client: TestClient) -> None:
    path = link()
    token = path.rpartition("/")[2]
    for _ in range(3):  # a scanner, a preview, then the person
        answer = client.get(path)
        assert answer.status_code == 303 and urlsplit(answer.headers["location"]).path == "/account"
        assert token not in answer.headers["location"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("aid=") and "HttpOnly" in cookie and "SameSite=lax" in cookie
    with db.reading() as session:
        owner = owner_of_link(session, query(answer.headers["location"])["to"], real_now=clock.real_now())
        assert owner.email == "new@example.com"
        assert session.exec(select(AccountLink)).one().used_at is None


def test_the_form_signs_its_owner_in_once(client: TestClient) -> None:
    path = link()
    client.get(path)
    answer = client.post("/auth/account", data=NEW, headers=ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_live(answer.cookies["sid"])
    assert 'aid=""' in answer.headers["set-cookie"] or "aid=;" in answer.headers["set-cookie"]
    late = client.get(path)
    assert query(late.headers["location"]) == {"problem": "account_link_over"}


def test_a_bad_password_leads_back_with_the_link_still_good(client: TestClient) -> None:
    client.get(link())
    for form, code in (
        ({"password": "short", "again": "short"}, "password_short"),
        (NEW | {"again": "something else here"}, "passwords_differ"),
        ({}, "password_short"),
    ):
        answer = client.post("/auth/account", data=form, headers=ORIGIN)
        assert query(answer.headers["location"])["problem"] == code
        assert "sentence" not in answer.headers["location"]
    assert client.post("/auth/account", data=NEW, headers=ORIGIN).headers["location"] == "/"


def test_another_site_cannot_post_the_form(client: TestClient) -> None:
    client.get(link())
    for headers in ({"Origin": "https://evil.example"}, {}):
        assert client.post("/auth/account", data=NEW, headers=headers).status_code == 403
        assert client.post("/auth/password", data=NEW, headers=headers).status_code == 403


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00" * 10, "..%2f..%2fetc", "A" * 5000])
def test_a_made_up_link_says_what_to_do(client: TestClient, token: str) -> None:
    answer = client.get(f"/account/{token}")
    assert answer.status_code in (303, 404)
    if answer.status_code == 303:
        assert query(answer.headers["location"]) == {"problem": "account_link_over"}
        assert "set-cookie" not in answer.headers


def test_guessing_links_is_slowed_down_and_spoils_no_good_one(client: TestClient) -> None:
    """Thousands share a carrier's address: only the bad links wait."""
    for _ in range(throttle.ADDRESS_FAILURES):
        client.get(f"/account/{'A' * 43}")
    answer = client.get(f"/account/{'A' * 43}")
    assert query(answer.headers["location"])["problem"] == "too_many_tries"
    assert set(query(client.get(link()).headers["location"])) == {"to"}
    assert client.post("/auth/account", data=NEW, headers=ORIGIN).headers["location"] == "/"


def test_without_the_links_cookie_the_form_does_nothing(client: TestClient) -> None:
    link()
    answer = client.post("/auth/account", data=NEW, headers=ORIGIN)
    assert query(answer.headers["location"])["problem"] == "account_link_over"


def test_ones_own_password_wants_the_old_one_and_ends_all_other_sessions(client: TestClient) -> None:
    elsewhere = client.post("/auth/sign-in", data=FORM, headers=ORIGIN).cookies["sid"]
    client.cookies.clear()
    here = client.post("/auth/sign-in", data=FORM, headers=ORIGIN).cookies["sid"]
    wrong = client.post("/auth/password", data=NEW | {"old": "not the old one"}, headers=ORIGIN)
    assert query(wrong.headers["location"])["problem"] == "old_password_wrong"
    weak = client.post(
        "/auth/password", data={"old": PASSWORD, "password": "x", "again": "x"}, headers=ORIGIN
    )
    assert query(weak.headers["location"])["problem"] == "password_short"
    assert is_live(elsewhere) and is_live(here)
    done = client.post("/auth/password", data=NEW | {"old": PASSWORD}, headers=ORIGIN)
    assert done.headers["location"] == "/settings/account?done=password"
    assert is_live(done.cookies["sid"]) and not is_live(elsewhere) and not is_live(here)
    assert client.post("/auth/sign-in", data=FORM, headers=ORIGIN).headers["location"].startswith("/login")


def test_a_stranger_changes_no_password(client: TestClient) -> None:
    answer = client.post("/auth/password", data=NEW | {"old": PASSWORD}, headers=ORIGIN)
    assert answer.headers["location"].startswith("/login?")


def test_the_old_password_is_not_guessed_in_a_hurry(client: TestClient) -> None:
    client.post("/auth/sign-in", data=FORM, headers=ORIGIN)
    codes = []
    for n in range(8):
        answer = client.post("/auth/password", data=NEW | {"old": f"guess {n}"}, headers=ORIGIN)
        codes.append(query(answer.headers["location"])["problem"])
    assert codes[0] == "old_password_wrong" and codes[-1] == "too_many_tries"


def test_the_record_is_exported_by_administrators_and_says_so(client: TestClient) -> None:
    assert client.get("/api/audit.csv").headers["location"].startswith("/login?")
    client.post("/auth/sign-in", data=FORM, headers=ORIGIN)
    with db.unit_of_work() as session:
        user = session.exec(select(User)).one()
        user.name = "=cmd|' /C calc'!A0"
        session.add(user)
    answer = client.get("/api/audit.csv?group=access")
    text = answer.content.decode("utf-8-sig")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert "signed_in" in text and "\"'=cmd|" in text and '"=cmd|' not in text
    with db.reading() as session:
        last = session.exec(select(Event).order_by(Event.id.desc())).first()  # type: ignore[union-attr]
        assert last is not None and (last.kind, last.data) == ("exported", {"what": "audit", "rows": 1})


def test_nobody_else_exports_it_and_an_old_password_is_asked_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(link(Role.RECRUITER))
    client.post("/auth/account", data=NEW, headers=ORIGIN)
    assert client.get("/api/audit.csv").status_code == 404
    client.cookies.clear()
    client.post("/auth/sign-in", data=FORM, headers=ORIGIN)
    real, later = clock.real_now, PASSWORD_GOOD_FOR
    monkeypatch.setattr(clock, "real_now", lambda: real() + later)
    answer = client.get("/api/audit.csv?group=access")
    assert query(answer.headers["location"]) == {
        "problem": "password_again", "next": "/settings/audit?group=access"
    }  # fmt: skip


def test_signing_in_failing_and_leaving_stand_in_the_record(client: TestClient) -> None:
    client.post("/auth/sign-in", data=FORM | {"password": "not the one"}, headers=ORIGIN)
    client.post("/auth/sign-in", data={"email": "nobody@example.com", "password": "x"}, headers=ORIGIN)
    client.post("/auth/sign-in", data=FORM, headers=ORIGIN)
    client.post("/auth/sign-out", headers=ORIGIN)
    with db.reading() as session:
        user_id = session.exec(select(User.id)).one()
        rows = [(e.kind, e.data) for e in session.exec(select(Event).order_by(Event.id))]  # type: ignore[arg-type]
    assert rows == [
        ("sign_in_failed", {"account_id": user_id}), ("sign_in_failed", {}), ("signed_in", {"user_id": user_id}),
        ("signed_out", {"user_id": user_id}),
    ]  # fmt: skip
    assert "nobody" not in str(rows)


def test_a_renewed_link_replaces_the_cookie_of_the_one_before(client: TestClient) -> None:
    client.get(link())
    with db.unit_of_work() as session:
        admin, user = session.exec(select(User).order_by(User.id)).all()  # type: ignore[arg-type]
        renew_account_link(session, user.id or 0, actor=actor_of(admin))
    answer = client.post("/auth/account", data=NEW, headers=ORIGIN)
    assert query(answer.headers["location"])["problem"] == "account_link_over"
