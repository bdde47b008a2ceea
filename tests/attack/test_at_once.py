"""What may happen once happens once however many try side by side, and what people typed comes out as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from icalendar import Calendar
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp import db
from rxapp.api import account, candidate_page
from rxapp.api.guard import Guard
from rxapp.errors import UserError
from rxapp.models import Event, Place, User, UserSession
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts import throttle
from rxapp.services.accounts.account_links import link_from_command_line
from rxapp.services.hiring.advance import advance
from rxapp.services.hiring.undo import undo
from rxapp.services.scheduling.calendar_file import calendar_file
from tests import builders
from tests.builders import NOW, actor_of

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = '<script>alert(1)</script><img src=x onerror="alert(2)">'
AT_ONCE = 6


def side_by_side(work: Callable[[int], str]) -> Counter[str]:
    """How many of the tries ended how."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(work, range(AT_ONCE)))


def test_a_one_time_link_that_is_posted_side_by_side_works_once(database: str) -> None:
    throttle.reset()
    with db.unit_of_work() as session:
        user = builders.make_user(session, Role.RECRUITER, email="wang@example.com")
        token = link_from_command_line(session, "wang@example.com").address.rpartition("/")[2]
    app = Guard(Starlette(routes=account.routes))

    def choose(n: int) -> str:
        password = f"a long password {n}"
        browser = TestClient(app, base_url="http://localhost:8000", follow_redirects=False)
        answer = browser.post(
            "/auth/account",
            data={"password": password, "again": password},
            headers={"Origin": "http://localhost:8000", "Cookie": f"aid={token}"},
        )
        return "in" if "sid=" in str(answer.headers.get("set-cookie")) else answer.headers["location"]

    found = side_by_side(choose)
    assert found == {"in": 1, "/account?problem=account_link_over": AT_ONCE - 1}
    with db.reading() as session:
        assert len(session.exec(select(UserSession)).all()) == 1
        assert session.get_one(User, user.id).password_hash
    throttle.reset()


def test_an_undo_that_is_pressed_side_by_side_happens_once(database: str) -> None:
    with db.unit_of_work() as session:
        recruiter = builders.make_user(session)
        application = builders.make_application(session, recruiter=recruiter)
        actor = actor_of(recruiter)
    with db.unit_of_work() as session:
        change = advance(
            session, application.id or 0, actor=actor, version=application.version, clock=lambda: NOW
        )

    def press(_: int) -> str:
        try:
            with db.unit_of_work() as session:
                undo(session, change.undo_id or 0, actor=actor, clock=lambda: NOW)
        except UserError as refusal:
            return refusal.code
        return "undone"

    found = side_by_side(press)
    assert found["undone"] == 1 and found.total() == AT_ONCE, found
    with db.reading() as session:
        assert len(session.exec(select(Event).where(Event.kind == EventKind.UNDONE)).all()) == 1


@pytest.mark.parametrize(
    "typed",
    ["上海\r\nBEGIN:VALARM\r\nTRIGGER:-P1D\r\nEND:VALARM", "a\nATTENDEE:mailto:x@evil.example", "x;y,z\\n\\;",
     "字" * 3_000, "\r", "\u2028BEGIN:VEVENT", SCRIPT],
)  # fmt: skip
def test_what_was_typed_adds_no_line_to_a_calendar_file(database: str, clock_at: Any, typed: str) -> None:
    clock_at(NOW)
    with db.unit_of_work() as session:
        job = builders.make_job(session, title=typed[:80])
        application = builders.make_application(session, job=job)
        booking = builders.make_booking(session, application)
        interviewer = session.get_one(User, booking.interviewer_id)
        interviewer.name = typed[:60]
        session.add(interviewer)
        for place in session.exec(select(Place)):
            place.name, place.address = typed[:60], typed[:200]
            session.add(place)
    with db.reading() as session:
        body = calendar_file(session, application.id or 0, clock=lambda: NOW)
    lines = body.split(b"\r\n")
    assert b"\n" not in b"".join(lines).replace(b"\r\n", b"") and b"\r" not in b"".join(lines)
    assert all(len(line) <= 75 for line in lines)
    file = Calendar.from_ical(body)
    [entry] = file.walk("VEVENT")
    assert len(file.walk("VALARM")) == 2 and "attendee" not in entry
    assert typed.strip("\r\n\u2028")[:20].replace("\r\n", "\n")[:5] in str(entry["summary"]) + str(
        entry["location"]
    )


def test_the_company_s_name_on_the_waiting_screen_is_text() -> None:
    shown = candidate_page.call_text(cast(Any, SimpleNamespace(name=SCRIPT, name_en=SCRIPT, phone='1"><b>')))
    assert "<script" not in shown and "<img" not in shown and "<b>" not in shown and "&lt;script&gt;" in shown


def test_nothing_that_was_typed_is_ever_written_as_markup() -> None:
    """React writes text as text; what would not is used nowhere, but for one place that holds nothing."""
    doors = ("dangerouslySetInnerHTML", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "srcdoc",
             "rx.html(", "rx.markdown(", "rx.script(", "rx.el.script(", "new Function(", "eval(")  # fmt: skip
    files = [file for ending in ("py", "jsx") for file in (ROOT / "rxapp").rglob(f"*.{ending}")]
    nothing = 'dangerouslySetInnerHTML: { __html: "" }'
    texts = {file: file.read_text(encoding="utf-8").replace(nothing, "") for file in files}
    found = [(file.name, door) for file, text in texts.items() for door in doors if door in text]
    assert len(files) > 100 and found == []
