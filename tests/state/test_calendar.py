"""The calendar page: whose hours one may change, and what the week shows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from rxapp import clock, db
from rxapp.models import Booking, DayOff, User
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.scheduling import timetable as timetable_read
from rxapp.services.scheduling.save_hours import merged
from rxapp.services.scheduling.week import week_of
from rxapp.state import calendar
from rxapp.state.away import AwayState
from rxapp.state.calendar import CalendarState, monday
from rxapp.state.frame import ToastState
from rxapp.state.hours import HoursState, parse_hours
from tests.builders import NOW, actor_of, make_application, make_booking, make_job, make_user
from tests.state.acting import acting, page_of, sent_to_browser

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def people() -> tuple[Actor, Actor, User]:
    with db.unit_of_work() as session:
        me, other = make_user(session, Role.INTERVIEWER, name="王伟"), make_user(session, Role.INTERVIEWER)
        job = make_job(session, interviewers=[me, other])
        make_booking(session, make_application(session, job=job), interviewer=me)
        make_booking(session, make_application(session, job=job), interviewer=other)
        return actor_of(me), actor_of(make_user(session)), me


async def test_an_interviewers_week_holds_their_own_interviews_and_no_telephone(database: Any) -> None:
    me, _, _ = people()
    with clock.frozen(NOW), acting(me):
        page = await page_of(CalendarState)
        await page.load()
    assert page.booked == 1 and not page.is_loading and page.people == []
    shown = sent_to_browser(page)
    assert "林晓" in shown and "+86138" not in shown


async def test_a_recruiter_sees_everybody_and_may_choose_one(database: Any) -> None:
    _, recruiter, _ = people()
    with clock.frozen(NOW), acting(recruiter):
        page = await page_of(CalendarState)
        await page.load()
    assert page.booked == 2 and len(page.people) == 2


def test_the_list_shows_what_the_grid_shows_and_both_say_when_a_week_is_cut(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, recruiter, _ = people()
    with db.unit_of_work() as session:
        judge, job = make_user(session, Role.INTERVIEWER), make_job(session)
        for n in range(230):
            one, at = make_application(session, job=job), NOW + timedelta(minutes=5 * n)
            make_booking(session, one, interviewer=judge, starts_at=at, minutes=5)
    asked = (recruiter, None, "list", "")
    with clock.frozen(NOW):
        shown = calendar._shown(*asked)
        assert (_rows(shown), shown["booked"], shown["is_cut"]) == (232, 232, False)
        for module in (timetable_read, calendar):
            monkeypatch.setattr(module, "MOST", 100)
        shown = calendar._shown(*asked)
    assert (_rows(shown), shown["booked"], shown["total"], shown["is_cut"]) == (100, 232, 232, True)


def _rows(shown: dict[str, Any]) -> int:
    return sum(len(day["items"]) for day in shown["days"])


async def test_hours_are_added_joined_and_removed(database: Any) -> None:
    me, _, user = people()
    with clock.frozen(NOW), acting(me):
        page = await page_of(HoursState)
        await page.load(0)
        await page.add_hours({"weekday": "week", "start": "09:00", "end": "12:00"})
        await page.add_hours({"weekday": "0", "start": "11:00", "end": "18:00"})
        await page.remove_hours(4, 540, 720)
    with db.reading() as session:
        view = week_of(session, user.id or 0, actor=me, today=NOW.date())
    assert view.hours == ((0, 540, 1080), (1, 540, 720), (2, 540, 720), (3, 540, 720))


async def test_hours_changed_meanwhile_are_not_removed_unseen_and_shown_as_they_stand(database: Any) -> None:
    me, recruiter, user = people()
    with clock.frozen(NOW):
        with acting(me):
            page = await page_of(HoursState)
            await page.load(0)
            await page.add_hours({"weekday": "0", "start": "09:00", "end": "12:00"})
        with acting(recruiter):
            other = await page_of(HoursState)
            await other.load(user.id or 0)
            await other.add_hours({"weekday": "0", "start": "12:00", "end": "18:00"})
        with acting(me):
            await page.remove_hours(0, 540, 720)
            await page.load(0)
            toast = await page.get_state(ToastState)
    assert toast.toast_kind == "problem" and "刚被修改" in toast.toast_text
    assert [each["text"] for day in page.hours for each in day["ranges"]] == ["09:00–18:00"]


async def test_an_interviewer_never_changes_anothers_hours(database: Any) -> None:
    me, _, _ = people()
    with db.unit_of_work() as session:
        other = make_user(session, Role.INTERVIEWER)
    with clock.frozen(NOW), acting(me):
        page = await page_of(HoursState)
        page.user_id = other.id or 0
        await page.add_hours({"weekday": "0", "start": "09:00", "end": "12:00"})
    with db.reading() as session:
        assert week_of(session, other.id or 0, actor=actor_of(other), today=NOW.date()).hours == ()


async def test_days_off_are_kept_and_taken_back(database: Any) -> None:
    me, _, _ = people()
    with clock.frozen(NOW), acting(me):
        page = await page_of(HoursState)
        await page.load(0)
        away = await page.get_state(AwayState)
        await away.add({"starts_on": "2026-06-08", "ends_on": "", "note": "培训"})
        await page.load(0)
        (row,) = page.days_off
        await away.remove(row["id"])
        await page.load(0)
    assert row["note"] == "培训" and page.days_off == []


async def test_an_executive_sees_that_somebody_is_away_and_never_why(database: Any) -> None:
    me, _, user = people()
    today = NOW.date()
    with db.unit_of_work() as session:
        session.add(DayOff(user_id=user.id, starts_on=today, ends_on=today, note="术后复查"))
        chief = actor_of(make_user(session, Role.EXECUTIVE))
    for reader, is_told in ((me, True), (chief, False)):
        with clock.frozen(NOW), acting(reader):
            calendar = await page_of(CalendarState)
            await calendar.load()
            hours = await calendar.get_state(HoursState)
            await hours.load(user.id or 0)
        assert len(hours.days_off) == 1
        assert ("术后复查" in sent_to_browser(calendar)) is is_told


async def test_a_day_off_names_the_interviews_that_stand_in_it_before_it_is_saved(database: Any) -> None:
    me, _, _ = people()
    form = {"starts_on": booked_day(me), "ends_on": "", "note": ""}
    with clock.frozen(NOW), acting(me):
        page = await page_of(HoursState)
        await page.load(0)
        away = await page.get_state(AwayState)
        await away.add(form)
        assert (away.is_open, away.booked, days_off()) == (True, 1, 0)
        assert "林晓" in away.names[0] and "10:00" in away.names[0]
        away.close()
        await away.save()
        assert days_off() == 0, "what was given up is not saved"
        await away.add(form)
        await away.save()
        toast = await page.get_state(ToastState)
        assert (away.is_open, days_off(), toast.can_undo) == (False, 1, True)
        await toast.undo()
        assert days_off() == 0
        await away.add(form | {"starts_on": "2026-06-08"})
        assert (away.is_open, days_off()) == (False, 1), "nobody is booked then"


async def test_a_cross_on_a_weeks_row_is_taken_back_from_the_notice(database: Any) -> None:
    me, _, _ = people()
    with clock.frozen(NOW), acting(me):
        page = await page_of(HoursState)
        await page.load(0)
        await page.add_hours({"weekday": "0", "start": "09:00", "end": "12:00"})
        await page.remove_hours(0, 540, 720)
        await page.load(0)
        toast = await page.get_state(ToastState)
        assert (page.hours, toast.can_undo) == ([], True)
        await toast.undo()
        await page.load(0)
        assert [each["text"] for day in page.hours for each in day["ranges"]] == ["09:00–12:00"]
        assert not toast.can_undo, "once"


async def test_a_view_that_was_chosen_stands_in_the_address(database: Any) -> None:
    """A phone reads an address without one as the day."""
    _, recruiter, _ = people()
    with clock.frozen(NOW), acting(recruiter):
        page = await page_of(CalendarState)
        assert page.view == "", "nothing is chosen before the address is read"
        await page.load()
        assert "view=week" in str(page.choose_view("week")) and "view=week" in str(page.go(1))


def booked_day(me: Actor) -> str:
    with db.reading() as session:
        booked = session.exec(select(Booking).where(Booking.interviewer_id == me.user_id)).one()
    return booked.starts_at.astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()


def days_off() -> int:
    with db.reading() as session:
        return len(session.exec(select(DayOff)).all())


@pytest.mark.parametrize(
    "form",
    [
        ("", "", ""),
        ("0", "12:00", "09:00"),
        ("9", "09:00", "10:00"),
        ("0", "x", "25:99"),
        ("²", "09:00", "10:00"),
        ("0", "²:00", "10:00"),
        ("0", "09:²", "10:00"),
        ("0", "09:00", "１０:00"),
    ],
)
async def test_hours_that_make_no_sense_change_nothing(database: Any, form: tuple[str, str, str]) -> None:
    me, _, _ = people()
    with clock.frozen(NOW), acting(me):
        page = await page_of(HoursState)
        await page.load(0)
        await page.add_hours({"weekday": form[0], "start": form[1], "end": form[2]})
        assert page.problem
        await page.load(0)
    assert page.hours == []


@pytest.mark.parametrize("week", ["", "nonsense", "9999-99-99", "2026-06-04", "0001-01-01"])
def test_any_address_names_a_monday(database: Any, week: str) -> None:
    assert monday(week, date(2026, 6, 3)) == date(2026, 6, 1)


def test_ranges_that_touch_become_one(database: Any) -> None:
    assert merged([(0, 60, 120), (0, 120, 180), (1, 60, 90), (1, 100, 110)]) == [
        (0, 60, 180), (1, 60, 90), (1, 100, 110),
    ]  # fmt: skip


def test_midnight_ends_a_day(database: Any) -> None:
    assert parse_hours({"weekday": "6", "start": "20:00", "end": "00:00"}) == [(6, 1200, 1440)]
    assert timedelta(minutes=1440) == timedelta(days=1)
