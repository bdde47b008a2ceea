from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from icalendar import Calendar
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp import clock, db, i18n
from rxapp.api import calendar
from rxapp.errors import NotFound
from rxapp.models import Booking, UserSession
from rxapp.rules.vocabulary import BookingState, InterviewMode, Language
from rxapp.services.accounts.cookies import CANDIDATE
from rxapp.services.scheduling.calendar_file import calendar_file
from tests import builders
from tests.builders import NOW

HASH = "a" * 64


@pytest.fixture
def booked(database, clock_at):
    clock_at(NOW)
    with db.unit_of_work() as session:
        job = builders.make_job(session, title="销售;经理,\r\nBEGIN:VALARM")
        application = builders.make_application(session, job=job)
        booking = builders.make_booking(session, application, sequence=3)
        link = builders.make_link(session, application)
        session.add(
            UserSession(
                token_hash=HASH, kind="candidate", link_id=link.id, created_at=clock.real_now(),
                last_input_at=clock.real_now(), expires_at=clock.real_now() + timedelta(days=1),
            )
        )  # fmt: skip
    return application, booking


def entry_of(body):
    calendar_ = Calendar.from_ical(body)
    return calendar_, next(iter(calendar_.walk("VEVENT")))


def client():
    return TestClient(Starlette(routes=calendar.routes), follow_redirects=False)


def test_the_file_says_when_where_with_whom_and_what_to_bring(booked):
    application, booking = booked
    with db.reading() as session:
        body = calendar_file(session, application.id, clock=lambda: NOW)
    file, entry = entry_of(body)
    assert (file["method"], entry["uid"], entry["sequence"]) == ("PUBLISH", booking.uid, 3)
    assert entry.decoded("dtstart").astimezone(UTC) == booking.starts_at
    assert entry.decoded("dtend").astimezone(UTC) == booking.ends_at
    assert "南京西路" in entry["location"] and "身份证" in entry["description"]
    assert len(entry.walk("VALARM")) == 2
    lat, lng = entry["geo"].latitude, entry["geo"].longitude
    assert abs(lat - 31.2286) < 0.01 and abs(lng - 121.4547) < 0.01 and (lat, lng) != (31.2286, 121.4547)
    assert "SCHEDULE-AGENT=CLIENT" in body.decode() and b"tel:+86" in body
    assert b"\r\nBEGIN:VALARM\r\nBEGIN" not in body


def test_a_video_interview_carries_its_link_and_no_place(booked):
    application, booking = booked
    with db.unit_of_work() as session:
        stored = session.get_one(Booking, booking.id)
        stored.mode, stored.meeting_link = InterviewMode.VIDEO, "https://meeting.example/abc"
    with db.reading() as session:
        _, entry = entry_of(calendar_file(session, application.id, language=Language.EN, clock=lambda: NOW))
    assert entry["location"] == "https://meeting.example/abc" and "geo" not in entry
    assert entry["summary"].startswith("Interview")


def test_the_candidates_cookie_opens_the_file_and_fetching_it_changes_nothing(booked):
    _, booking = booked
    cookies = {"cookie": f"{CANDIDATE}={HASH}"}
    with client() as browser, db.reading() as session:
        before = session.execute(select(Booking.__table__)).one()
        assert browser.head("/c/interview.ics", headers=cookies).status_code == 200
        answer = browser.get("/c/interview.ics", headers=cookies)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["cache-control"] == "no-store"
    with db.reading() as session:
        assert session.execute(select(Booking.__table__)).one() == before
        assert session.get_one(Booking, booking.id).calendar_added_at is None


@pytest.mark.parametrize("cookie", ["", "wrong", "b" * 64])
def test_without_the_cookie_there_is_no_file(booked, cookie):
    with client() as browser:
        answer = browser.get("/c/interview.ics", headers={"cookie": f"{CANDIDATE}={cookie}"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/c")


def test_the_description_holds_the_telephone_the_map_and_the_way_back_without_a_token(booked):
    application, _ = booked
    with db.reading() as session:
        _, entry = entry_of(calendar_file(session, application.id, clock=lambda: NOW))
    said = str(entry["description"])
    assert "uri.amap.com" in said and "/c（" in said and "/i/" not in said and i18n_line("ics.phone") in said


def i18n_line(key):
    return i18n.text("zh", key, phone="").strip()


def test_a_cancelled_interview_is_taken_out_of_the_calendar_until_its_time_is_past(booked):
    _, booking = booked
    with db.unit_of_work() as session:
        stored = session.get_one(Booking, booking.id)
        stored.state, stored.sequence = BookingState.CANCELLED_BY_COMPANY, 4
    with client() as browser:
        answer = browser.get("/c/interview.ics", headers={"cookie": f"{CANDIDATE}={HASH}"})
    file, entry = entry_of(answer.content)
    assert (file["method"], entry["status"], entry["uid"]) == ("CANCEL", "CANCELLED", booking.uid)
    assert entry["sequence"] == 4 and entry.walk("VALARM") == []
    with db.reading() as session, pytest.raises(NotFound):
        calendar_file(session, booking.application_id, clock=lambda: booking.starts_at)


def test_with_nothing_booked_there_is_no_file(booked):
    _, booking = booked
    with db.unit_of_work() as session:
        session.delete(session.get_one(Booking, booking.id))
    with client() as browser:
        answer = browser.get("/c/interview.ics", headers={"cookie": f"{CANDIDATE}={HASH}"})
    assert answer.status_code == 303
