"""The people list as a file: what is shown, for whoever may, with a fresh password, and on record."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp import clock, db
from rxapp.api import exports
from rxapp.models import Event, UserSession
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.cookies import USER
from tests import builders
from tests.builders import NOW

HASH = "a" * 64
ASKED = "/api/people.csv?cols=phone,email&sort=name&order=asc"


@pytest.fixture
def signed_in(database, clock_at):
    clock_at(NOW)

    def make(role=Role.RECRUITER, minutes_ago=1):
        at = clock.real_now() - timedelta(minutes=minutes_ago)
        with db.unit_of_work() as session:
            user = builders.make_user(session, role, rights_changed_at=at - timedelta(days=1))
            job = builders.make_job(session)
            for name in ("=HYPERLINK(1)", "林晓"):
                candidate = builders.make_candidate(
                    session, name=name, phone="+8613812345678", email="lin@example.com"
                )
                builders.make_application(session, job=job, candidate=candidate)
            session.add(
                UserSession(
                    token_hash=HASH, kind="user", user_id=user.id, created_at=at, last_input_at=clock.real_now(),
                    expires_at=clock.real_now() + timedelta(days=1),
                )
            )  # fmt: skip
        return user

    return make


def get(path, cookie=HASH):
    with TestClient(Starlette(routes=exports.routes), follow_redirects=False) as browser:
        return browser.get(path, headers={"cookie": f"{USER}={cookie}"})


def events():
    with db.reading() as session:
        return session.exec(select(Event).where(Event.kind == EventKind.EXPORTED)).all()


def test_a_file_holds_the_rows_and_columns_shown_and_runs_nothing(signed_in):
    user = signed_in()
    answer = get(ASKED)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["姓名", "电话", "邮箱"]
    assert rows[1:] == [
        ["'=HYPERLINK(1)", "138 1234 5678", "lin@example.com"],
        ["林晓", "138 1234 5678", "lin@example.com"],
    ]
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    [event] = events()
    assert event.data == {"what": "people", "rows": 2} and event.actor_id == user.id


def test_a_sheet_is_a_sheet(signed_in):
    signed_in()
    answer = get("/api/people.xlsx?query=林")
    assert answer.content.startswith(b"PK") and events()[0].data["rows"] == 1


def test_an_executive_takes_covered_contact_data(signed_in):
    signed_in(Role.EXECUTIVE)
    body = get(ASKED).content.decode()
    assert "138****5678" in body and "1234" not in body and "lin@" not in body


def test_the_password_is_asked_for_again_after_half_an_hour(signed_in):
    signed_in(minutes_ago=31)
    answer = get(ASKED)
    assert answer.status_code == 303 and answer.headers["location"].startswith(
        "/login?problem=password_again&next=%2Fpeople"
    )
    assert not events()


@pytest.mark.parametrize("role", [Role.INTERVIEWER])
def test_nobody_else_gets_a_file(signed_in, role):
    signed_in(role)
    assert get(ASKED).status_code == 404
    assert get(ASKED, "b" * 64).status_code == 303
    assert get("/api/people.exe").status_code == 404
    assert not events()
