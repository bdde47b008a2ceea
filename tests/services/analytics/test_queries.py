"""The two measures against tables counted by hand, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from rxapp import db
from rxapp.rules.loss import wilson
from rxapp.rules.vocabulary import BookingState, Closing, Stage
from rxapp.services.analytics.queries import (
    loss_rate,
    monthly_loss,
    no_show_by_start,
    no_show_rate,
)
from tests.builders import NOW, give_hours, make_application, make_booking, make_job, make_user

SINCE, UNTIL = NOW - timedelta(days=30), NOW
DAY = timedelta(days=1)


def at_now() -> datetime:
    return NOW


class Company:
    """Applications and interviews of one job, said in a word each."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.who = make_user(session, "interviewer")
        give_hours(session, self.who)
        self.job = make_job(session, interviewers=[self.who])
        self.recruiter = make_user(session)
        self.n = 0

    def applied(self, closing: str | None = None, *, came: bool = False, **facts: Any) -> Any:
        stage = Stage.ATTENDED if came else Stage.ARRANGING
        return make_application(
            self.session, job=self.job, recruiter=self.recruiter,
            **{
                "stage": stage, "closing": closing, "first_invited_at": SINCE + DAY,
                "attended_at": SINCE + 3 * DAY if came else None,
            }
            | facts,
        )  # fmt: skip

    def met(self, state: BookingState, starts_at: datetime | None = None, **facts: Any) -> Any:
        self.n += 1
        at = starts_at or SINCE + timedelta(hours=self.n)
        return make_booking(
            self.session, self.applied(), interviewer=self.who, starts_at=at, state=state, **facts
        )


def test_the_loss_rate_counts_known_ends_only(database: str) -> None:
    with db.unit_of_work() as session:
        firm = Company(session)
        for _ in range(3):
            firm.applied(came=True)
        firm.applied(Closing.REJECTED, came=True)  # came, then a no: a known end
        firm.applied(Closing.WITHDRAWN, came=True)  # came, then gave up: attended once is attended
        firm.applied(Closing.COMPANY_CANCELLED, came=True)  # cancelled after they had come
        firm.applied(Closing.WITHDRAWN)
        firm.applied(Closing.LOST)
        firm.applied(Closing.LOST)
        firm.applied()  # open
        firm.applied(stage=Stage.BOOKED)  # open
        firm.applied(Closing.COMPANY_CANCELLED)  # left out
        firm.applied(Closing.REJECTED)  # left out: rejected before attending
        firm.applied(Closing.WITHDRAWN, first_invited_at=None)  # never invited: no cohort
        found = loss_rate(session, since=SINCE, until=UNTIL)
    assert (found.lost, found.attended, found.total, found.open, found.left_out) == (3, 6, 9, 2, 2)
    assert found.rate == pytest.approx(3 / 9)
    assert (found.low, found.high) == wilson(3, 9)
    assert found.open_share == pytest.approx(2 / 11)


def test_an_application_belongs_to_the_span_of_its_first_invitation(database: str) -> None:
    with db.unit_of_work() as session:
        firm = Company(session)
        firm.applied(Closing.LOST, first_invited_at=SINCE)
        firm.applied(Closing.LOST, first_invited_at=UNTIL - timedelta(seconds=1))
        firm.applied(Closing.LOST, first_invited_at=UNTIL)
        firm.applied(Closing.LOST, first_invited_at=SINCE - timedelta(seconds=1), last_invited_at=SINCE + DAY)
        found = loss_rate(session, since=SINCE, until=UNTIL)
    assert (found.lost, found.total) == (2, 2)


def test_without_known_ends_there_is_no_rate(database: str) -> None:
    with db.unit_of_work() as session:
        Company(session).applied()
        found = loss_rate(session, since=SINCE, until=UNTIL)
        empty = no_show_rate(session, since=SINCE, until=UNTIL, clock=at_now)
    assert (found.rate, found.low, found.high, found.open_share) == (None, None, None, 1.0)
    assert (empty.rate, empty.total) == (None, 0)


def test_the_no_show_rate_counts_interviews_the_company_did_not_cancel(database: str) -> None:
    state = BookingState
    with db.unit_of_work() as session:
        firm = Company(session)
        for became, times in (
            (state.ATTENDED, 5), (state.LEFT_EARLY, 1), (state.NO_SHOW, 2), (state.LATE_CANCEL, 1),
            (state.CANCELLED_BY_CANDIDATE, 4), (state.CANCELLED_BY_COMPANY, 3), (state.MOVED, 2), (state.UNDONE, 1),
        ):  # fmt: skip
            for _ in range(times):
                firm.met(became)
        firm.met(state.SCHEDULED)  # over, nothing recorded: unknown, never a no-show
        firm.met(state.SCHEDULED, NOW - timedelta(minutes=20))  # still running
        firm.met(state.SCHEDULED, NOW + DAY)  # outside the span
        firm.met(state.NO_SHOW, round=1)  # another round
        found = no_show_rate(session, since=SINCE, until=UNTIL, clock=at_now)
    assert (found.missed, found.came, found.total) == (3, 6, 9)
    assert (found.early, found.unknown, found.ahead) == (4, 1, 1)
    assert found.rate == pytest.approx(3 / 9)
    assert (found.low, found.high) == wilson(3, 9)


def test_months_are_those_of_the_companys_calendar_and_sum_to_the_whole(database: str) -> None:
    first = datetime(2026, 4, 30, 16, 0, tzinfo=UTC)  # 1 May 00:00 in Shanghai
    with db.unit_of_work() as session:
        firm = Company(session)
        firm.applied(Closing.LOST, first_invited_at=first)
        firm.applied(Closing.LOST, first_invited_at=first - timedelta(seconds=1))  # April
        firm.applied(came=True, first_invited_at=first + 40 * DAY - timedelta(days=20))
        firm.applied(came=True, first_invited_at=NOW)  # 1 June 10:00
        firm.applied(first_invited_at=NOW)
        months = monthly_loss(session, months=3, clock=at_now)
        whole = loss_rate(session, since=first - 60 * DAY, until=NOW + DAY)
    assert [str(row.month) for row in months] == ["2026-04-01", "2026-05-01", "2026-06-01"]
    assert [(row.loss.lost, row.loss.total, row.loss.open) for row in months] == [
        (1, 1, 0),
        (1, 2, 0),
        (0, 1, 1),
    ]
    assert sum(row.loss.total for row in months) == whole.total
    assert sum(row.loss.lost for row in months) == whole.lost


def test_a_quiet_month_stays_in_the_series(database: str) -> None:
    with db.unit_of_work() as session:
        Company(session).applied(Closing.LOST, first_invited_at=NOW)
        months = monthly_loss(session, months=14, clock=at_now)
    assert len(months) == 14
    assert str(months[0].month) == "2025-05-01"
    assert [row.loss.total for row in months] == [0] * 13 + [1]


def test_start_hours_are_local_and_sum_to_the_whole(database: str) -> None:
    monday = datetime(2026, 5, 25, 6, 30, tzinfo=UTC)  # Monday 14:30 in Shanghai
    sunday_night = datetime(2026, 5, 24, 15, 30, tzinfo=UTC)  # Sunday 23:30
    with db.unit_of_work() as session:
        firm = Company(session)
        firm.met(BookingState.NO_SHOW, monday)
        firm.met(BookingState.ATTENDED, monday + timedelta(minutes=60))
        firm.met(BookingState.LATE_CANCEL, sunday_night)
        rows = no_show_by_start(session, since=SINCE, until=UNTIL, clock=at_now)
        whole = no_show_rate(session, since=SINCE, until=UNTIL, clock=at_now)
    assert [(row.hour, row.no_show.missed, row.no_show.total) for row in rows] == [
        (14, 1, 1),
        (15, 0, 1),
        (23, 1, 1),
    ]
    assert sum(row.no_show.total for row in rows) == whole.total == 3
