"""The routes of sign-in and links, behind the guard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp import clock, db
from rxapp.api import links, sign_in
from rxapp.api.guard import Guard
from rxapp.api.sign_in import local_path
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts import throttle
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.manage_users import create_user
from rxapp.services.accounts.tokens import hash_token, make_link_token
from rxapp.settings import get_settings
from tests.builders import make_application, make_link

PASSWORD = "correct horse battery"
ORIGIN = {"Origin": "http://localhost:8000"}
FORM = {"email": "li@example.com", "password": PASSWORD}


@pytest.fixture
def client(database: str) -> Iterator[TestClient]:
    throttle.reset()
    with db.unit_of_work() as session:
        create_user(
            session, email="li@example.com", name="李梅", role=Role.RECRUITER, password=PASSWORD, actor=None
        )
    app = Guard(Starlette(routes=[*sign_in.routes, *links.routes]))
    with TestClient(app, base_url="http://localhost:8000", follow_redirects=False) as found:
        yield found
    throttle.reset()


def is_live(token: str) -> bool:
    with db.reading() as session:
        return find_actor(session, hash_token(token), real_now=clock.real_now()) is not None


def test_signing_in_sets_a_strict_cookie_and_leads_on(client: TestClient) -> None:
    answer = client.post("/auth/sign-in", data={**FORM, "next": "/board?job=3"}, headers=ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/board?job=3")
    cookie = answer.headers["set-cookie"]
    assert (
        cookie.startswith("sid=") and "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    )
    assert "Secure" not in cookie and "Domain" not in cookie
    assert is_live(answer.cookies["sid"]) and answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("wanted", "leads_to"), [("/board?job=3", "/board?job=3"), ("//evil.example", "/")])
def test_the_forms_script_is_told_where_to_go_and_given_the_same_cookie(
    client: TestClient, wanted: str, leads_to: str
) -> None:
    asked = ORIGIN | {"Accept": "application/json"}
    answer = client.post("/auth/sign-in", data={**FORM, "next": wanted}, headers=asked)
    assert (answer.status_code, answer.json()) == (200, {"to": leads_to}) and is_live(answer.cookies["sid"])
    refused = client.post("/auth/sign-in", data={**FORM, "password": "not this one"}, headers=asked)
    assert refused.json() == {"to": "/login?problem=sign_in_refused"} and "set-cookie" not in refused.headers
    assert client.post("/auth/sign-out", headers=asked).json() == {"to": "/login"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_on_https_the_cookie_is_bound_to_the_host(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://hr.example.com")
    get_settings.cache_clear()
    secure = TestClient(
        Guard(Starlette(routes=sign_in.routes)), base_url="https://hr.example.com", follow_redirects=False
    )
    answer = secure.post("/auth/sign-in", data=FORM, headers={"Origin": "https://hr.example.com"})
    cookie = answer.headers["set-cookie"]
    assert (
        cookie.startswith("__Host-sid=")
        and "Secure" in cookie
        and "Path=/" in cookie
        and "Domain" not in cookie
    )
    out = secure.post("/auth/sign-out", headers={"Origin": "https://hr.example.com"})
    assert out.headers["set-cookie"].startswith('__Host-sid=""') and "Secure" in out.headers["set-cookie"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "data",
    [
        {"email": "li@example.com", "password": "wrong password here"},
        {"email": "x@example.com", "password": PASSWORD},
        {"email": "li@example.com"}, {"password": PASSWORD}, {}, {"email": "\x00", "password": "\x00"},
        {"email": "x" * 20_000, "password": "y"},
    ],
)  # fmt: skip
def test_a_failed_sign_in_leads_back_and_says_only_that(client: TestClient, data: dict[str, str]) -> None:
    answer = client.post("/auth/sign-in", data={**data, "next": "/board"}, headers=ORIGIN)
    assert answer.status_code == 303 and "set-cookie" not in answer.headers
    assert answer.headers["location"].startswith("/login?problem=sign_in_refused")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe", b"%", b"&" * 5_000, b"email=%FF&password=%00", b'{"email": "li@example.com"}', b"=" * 100],
)
def test_a_body_that_is_no_form_is_a_failed_sign_in(client: TestClient, body: bytes) -> None:
    answer = client.post("/auth/sign-in", content=body, headers=ORIGIN)
    assert answer.headers["location"] == "/login?problem=sign_in_refused"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "", "board",
     "/x\r\nSet-Cookie: a=b", "/" + "x" * 600, "/ evil", "/\t/evil.example", "http:/evil", "/汉"],
)  # fmt: skip
def test_a_sign_in_never_leads_elsewhere(wanted: str) -> None:
    assert local_path(wanted) == "/"


@pytest.mark.parametrize("wanted", ["/", "/board", "/board?job=3&x=%E6%B1%89", "/settings/sessions#a"])
def test_a_path_of_ours_is_followed(wanted: str) -> None:
    assert local_path(wanted) == wanted


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_signing_in_again_gives_a_new_identifier_and_ends_the_old(client: TestClient) -> None:
    first = client.post("/auth/sign-in", data=FORM, headers=ORIGIN).cookies["sid"]
    second = client.post("/auth/sign-in", data=FORM, headers=ORIGIN).cookies["sid"]
    assert first != second and is_live(second) and not is_live(first)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_cookie_brought_along_is_never_taken_as_the_new_session(client: TestClient) -> None:
    planted = "A" * 43
    client.cookies.set("sid", planted, domain="localhost.local")
    answer = client.post("/auth/sign-in", data=FORM, headers={**ORIGIN, "Cookie": f"sid={planted}"})
    assert answer.cookies["sid"] != planted and not is_live(planted)


def test_signing_out_ends_the_session_and_forgets_the_cookie(client: TestClient) -> None:
    token = client.post("/auth/sign-in", data=FORM, headers=ORIGIN).cookies["sid"]
    answer = client.post("/auth/sign-out", headers=ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert 'sid=""' in answer.headers["set-cookie"] and not is_live(token)
    assert client.get("/auth/sign-out").status_code == 405


def link_token(**facts: object) -> str:
    with db.unit_of_work() as session:
        link = make_link(
            session, make_application(session), **({"expires_at": clock.now() + timedelta(days=3)} | facts)
        )
        assert link.id is not None
        return make_link_token(link.id)


def test_a_link_gives_a_cookie_of_its_own_kind_until_the_link_ends(client: TestClient) -> None:
    answer = client.get(f"/i/{link_token()}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/c")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("cid=") and "HttpOnly" in cookie
    seconds = int(cookie.split("Max-Age=")[1].split(";")[0])
    assert 3 * 86_400 - 60 <= seconds <= 3 * 86_400
    assert answer.headers["referrer-policy"] == "no-referrer" and is_live(answer.cookies["cid"])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_looking_without_opening_makes_no_session(client: TestClient) -> None:
    answer = client.head(f"/i/{link_token()}")
    assert answer.status_code == 303 and "set-cookie" not in answer.headers


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_bad_link_gets_the_same_answer_and_spoils_no_good_one(client: TestClient) -> None:
    expired = link_token(expires_at=clock.now() - timedelta(days=1))
    revoked = link_token(revoked_at=clock.now())
    for token in (expired, revoked, "x", "%00", "a.b", "." * 300, "", "eyJ/cut"):
        answer = client.get(f"/i/{token}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/c?problem=link")
        assert "set-cookie" not in answer.headers
    assert client.get("/i").headers["location"] == "/c?problem=link"
    good = link_token()
    for _ in range(throttle.ADDRESS_FAILURES + 10):
        client.get("/i/guess")
        client.get(f"/i/{expired}")
    assert client.get(f"/i/{good}").headers["location"] == "/c"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_link_nobody_signed_never_reaches_the_database(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "_open", lambda *facts: pytest.fail("asked the database"))
    assert client.get("/i/forged.guess").headers["location"] == "/c?problem=link"


def device_of(answer: Any) -> str:
    return str(answer.cookies["did"])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_device_that_signed_in_before_gets_in_whatever_others_tried_meanwhile(client: TestClient) -> None:
    first = client.post("/auth/sign-in", data=FORM, headers=ORIGIN)
    [cookie] = [each for each in first.headers.get_list("set-cookie") if each.startswith("did=")]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie and "li@" not in cookie
    assert int(cookie.split("Max-Age=")[1].split(";")[0]) > 90 * 86_400
    mine = {"Cookie": f"did={device_of(first)}"}
    client.cookies.clear()
    for n in range(throttle.ADDRESS_FAILURES):
        throttle.note_address_failure("sign_in", "testclient")
        client.post("/auth/sign-in", data={**FORM, "password": f"wrong password {n}"}, headers=ORIGIN)
    assert "too_many_tries" in client.post("/auth/sign-in", data=FORM, headers=ORIGIN).headers["location"]
    client.cookies.clear()
    answer = client.post("/auth/sign-in", data=FORM, headers={**ORIGIN, **mine})
    assert answer.headers["location"] == "/" and device_of(answer) != device_of(first)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_on_https_the_device_cookie_is_bound_to_the_host(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://hr.example.com")
    get_settings.cache_clear()
    secure = TestClient(Guard(Starlette(routes=sign_in.routes)), base_url="https://hr.example.com")
    answer = secure.post(
        "/auth/sign-in", data=FORM, headers={"Origin": "https://hr.example.com"}, follow_redirects=False
    )
    [cookie] = [each for each in answer.headers.get_list("set-cookie") if "did=" in each]
    assert cookie.startswith("__Host-did=") and "Secure" in cookie
