"""Arranging by telephone and by dragging: what is typed leaves what fits, nothing happens before it is confirmed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from rxapp import clock, db, i18n
from rxapp.models import Booking, User
from rxapp.rules.vocabulary import BookingState, Role
from rxapp.state import arrange
from rxapp.state.arrange import ArrangeState
from rxapp.state.frame import ToastState
from rxapp.state.moving import MoveState
from tests.builders import (
    NOW,
    actor_of,
    give_hours,
    make_application,
    make_booking,
    make_invitation,
    make_job,
    make_user,
)
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Office:
    """An invited candidate and one who is booked, with one interviewer."""

    def __init__(self) -> None:
        with db.unit_of_work() as session:
            self.recruiter = actor_of(make_user(session))
            interviewer = make_user(session, Role.INTERVIEWER, name="王建国")
            give_hours(session, interviewer)
            job = make_job(session, interviewers=[interviewer])
            self.interviewer_id = interviewer.id or 0
            invited, booked = make_application(session, job=job), make_application(session, job=job)
            for one in (invited, booked):
                make_invitation(session, one)
            booking = make_booking(
                session, booked, interviewer=interviewer, starts_at=NOW + timedelta(days=3)
            )
            self.invited, self.booked, self.version = invited.id or 0, booked.id or 0, booked.version
            self.booking_id, self.starts_at = booking.id or 0, booking.starts_at

    def scheduled(self, application_id: int) -> list[Booking]:
        with db.reading() as session:
            return list(
                session.exec(
                    select(Booking).where(
                        Booking.application_id == application_id, Booking.state == BookingState.SCHEDULED
                    )
                )
            )


async def test_a_day_is_typed_enter_takes_the_first_and_enter_again_books_it(database: Any) -> None:
    office = Office()
    with clock.frozen(NOW), acting(office.recruiter):
        page = await page_of(ArrangeState)
        await page.open_for(office.invited)
        everything = page.left
        page.look_for("周五 下午")
        assert 0 < page.left < everything and all("周五" in row["day"] for row in page.times)
        await page.press("enter")
        assert page.taken and page.tells and not office.scheduled(office.invited), "asked, not booked"
        await page.press("enter")
    [booking] = office.scheduled(office.invited)
    assert not page.is_open and booking.starts_at.astimezone(ZoneInfo("Asia/Shanghai")).weekday() == 4


async def test_arrows_choose_and_back_leaves_the_time_untaken(database: Any) -> None:
    office = Office()
    with clock.frozen(NOW), acting(office.recruiter):
        page = await page_of(ArrangeState)
        await page.open_for(office.invited)
        await page.press("down")
        await page.press("down")
        await page.press("up")
        await page.press("enter")
        assert page.at == 1 and page.taken
        await page.press("back")
        await page.book()
    assert page.taken == "" and page.is_open and not office.scheduled(office.invited)


async def test_a_time_that_went_meanwhile_is_said_and_the_list_is_fresh(database: Any) -> None:
    office = Office()
    with clock.frozen(NOW), acting(office.recruiter):
        page = await page_of(ArrangeState)
        await page.open_for(office.invited)
        await page.press("enter")
        with db.unit_of_work() as session:
            at = datetime.fromtimestamp(page._choice[0], UTC)
            interviewer = session.get_one(User, office.interviewer_id)
            make_booking(session, make_application(session), interviewer=interviewer, starts_at=at)
        await page.press("enter")
    assert page.is_open and page.problem and page.taken == "" and not office.scheduled(office.invited)


async def test_whoever_is_not_invited_is_offered_the_way_to_an_invitation(database: Any) -> None:
    office = Office()
    with db.unit_of_work() as session:
        new = make_application(session).id or 0
    with clock.frozen(NOW), acting(office.recruiter):
        page = await page_of(ArrangeState)
        await page.open_for(new)
    assert page.is_open and page.times == [] and page.can_invite


def drop(office: Office, hours: int) -> dict[str, Any]:
    at = (office.starts_at + timedelta(hours=hours)).astimezone(ZoneInfo("Asia/Shanghai"))
    return {
        "booking_id": office.booking_id, "version": office.version, "interviewer_id": office.interviewer_id,
        "day": at.date().isoformat(), "minute": at.hour * 60 + at.minute,
    }  # fmt: skip


async def test_a_drop_says_whom_it_concerns_and_moves_only_when_told_to(database: Any) -> None:
    office = Office()
    with clock.frozen(NOW), acting(office.recruiter):
        page = await page_of(MoveState)
        await page.ask(**drop(office, 2))
        assert page.is_open and "王建国" in page.new and page.tells
        assert [row.starts_at for row in office.scheduled(office.booked)] == [office.starts_at]
        await page.move()
    assert not page.is_open
    assert [row.starts_at for row in office.scheduled(office.booked)] == [
        office.starts_at + timedelta(hours=2)
    ]


async def test_a_drop_outside_the_hours_goes_back_with_the_reason(database: Any) -> None:
    office = Office()
    with clock.frozen(NOW), acting(office.recruiter):
        page = await page_of(MoveState)
        toast = await page.get_state(ToastState)
        before = page.answered_seq
        await page.ask(**drop(office, 13))
    assert not page.is_open and page.answered_seq == before + 1 and toast.toast_kind == "problem"


async def test_what_a_colleague_changed_meanwhile_is_said_and_nothing_is_moved(database: Any) -> None:
    office = Office()
    with clock.frozen(NOW), acting(office.recruiter):
        page, other = await page_of(MoveState), await page_of(MoveState)
        await page.ask(**drop(office, 2))
        await other.ask(**drop(office, 4))
        await other.move()
        await page.move()
    assert page.is_open and page.problem
    assert [row.starts_at for row in office.scheduled(office.booked)] == [
        office.starts_at + timedelta(hours=4)
    ]


async def test_the_times_stand_day_by_day_and_a_cut_list_says_so(database: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(arrange, "SHOWN", 5)
    office = Office()
    with clock.frozen(NOW), acting(office.recruiter):
        page = await page_of(ArrangeState)
        await page.open_for(office.invited)
        starts = [row["starts"] for row in page.times]
        assert starts == sorted(starts) and len(starts) == 5 < page.left
        assert page.counted == i18n.text("zh", "arrange.first", n=page.left, shown=5)
        days = [row["day"] for row in page.times]
        assert [row["is_first"] for row in page.times] == [
            not n or days[n - 1] != day for n, day in enumerate(days)
        ]
        await page.press("enter")
    assert page.where.startswith(i18n.text("zh", "drawer.mode_onsite")) and " · " in page.where


async def test_every_time_of_the_two_weeks_is_reached_by_its_day(database: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(arrange, "SHOWN", 5)
    with db.unit_of_work() as session:
        recruiter, interviewer = actor_of(make_user(session)), make_user(session, Role.INTERVIEWER)
        give_hours(session, interviewer, start=0, end=24 * 60)
        application = make_application(session, job=make_job(session, interviewers=[interviewer]))
        make_invitation(session, application, minutes=30)
        application_id = application.id or 0
    with clock.frozen(NOW), acting(recruiter):
        page = await page_of(ArrangeState)
        await page.open_for(application_id)
        assert page.total > 120 and sum(day["count"] for day in page.days) == page.total, (
            "nothing is left out"
        )
        assert len(page.days) >= 10 and len(page.times) == 5
        seen = set()
        for day in page.days:
            page.choose_day(day["value"])
            assert len(page.times) == day["count"] and {
                row["day"][-len(day["full"]) :] for row in page.times
            } == {day["full"]}
            seen |= {row["starts"] for row in page.times}
        assert len(seen) == page.total
        last = page.days[-2]  # a whole one
        page.choose_day(last["value"])
        page.look_for("下午")
        assert page.day == last["value"] and 0 < len(page.times) < last["count"], (
            "what is typed fits within the day"
        )
        page.look_for("明天")
        assert page.day == "" and page.times, "another day was typed"
        page.choose_day("2099-01-01")
        assert page.day == ""
        page.look_for("")
        page.choose_day(page.days[-1]["value"])
        await page.press("last")
        await page.press("enter")
        await page.press("enter")
    with db.reading() as session:
        [booking] = session.exec(select(Booking).where(Booking.application_id == application_id)).all()
    assert booking.starts_at == datetime.fromtimestamp(max(seen), UTC) and page._all == []
