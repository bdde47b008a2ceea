"""How the last interviews went stands on every start page: on Monday that of Friday, each with its day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rxapp import clock, db, i18n
from rxapp.models import User
from rxapp.rules.vocabulary import BookingState, Role, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.state.settled import SHOWN
from rxapp.state.start import ExecutiveState, OwnDayState
from rxapp.state.today import TodayState
from tests.builders import NOW, actor_of, make_application, make_booking, make_candidate, make_user
from tests.state.acting import acting, numbers_in, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FRIDAY = NOW - timedelta(days=3)  # NOW is a Monday
GONE = BookingState.ATTENDED


class Week:
    """A recruiter, an interviewer, an executive, and interviews of the last days."""

    def __init__(self) -> None:
        with db.unit_of_work() as session:
            self.recruiter: User = make_user(session)
            self.interviewer: User = make_user(session, Role.INTERVIEWER)
            self.chief: User = make_user(session, Role.EXECUTIVE)

    def held(self, name: str, at: Any, state: BookingState = GONE, **facts: Any) -> None:
        with db.unit_of_work() as session:
            person = make_candidate(session, name=name)
            whose = facts.pop("recruiter", self.recruiter)
            one = make_application(session, candidate=person, recruiter=whose, stage=Stage.ATTENDED)
            make_booking(
                session, one, starts_at=at, state=state, **{"interviewer_id": self.interviewer.id} | facts
            )


async def shown(state: Any, actor: Actor) -> list[Any]:
    with clock.frozen(NOW), acting(actor):
        page = await page_of(state)
        await page.load()
    assert not numbers_in(str(page.settled))
    return list(page.settled)


@pytest.mark.parametrize("who", ["recruiter", "interviewer", "chief"])
async def test_monday_morning_tells_of_friday(database: Any, who: str) -> None:
    week = Week()
    week.held("李强", FRIDAY)
    week.held("王芳", FRIDAY + timedelta(hours=2), BookingState.NO_SHOW)
    week.held("赵敏", FRIDAY, BookingState.CANCELLED_BY_CANDIDATE)
    week.held("钱进", NOW - timedelta(days=9))
    week.held("孙丽", FRIDAY, BookingState.SCHEDULED)
    state = {"recruiter": TodayState, "interviewer": OwnDayState, "chief": ExecutiveState}[who]
    rows = await shown(state, actor_of(getattr(week, who)))
    assert [row["candidate"] for row in rows] == ["王芳", "李强"], "the newest first"
    assert {row["on"] for row in rows} == {i18n.day("zh", FRIDAY.date())}


async def test_what_the_day_lists_already_is_not_told_twice(database: Any) -> None:
    week = Week()
    week.held("李强", NOW - timedelta(hours=1))
    assert await shown(TodayState, actor_of(week.recruiter)) == []
    assert await shown(OwnDayState, actor_of(week.interviewer)) == []
    [row] = await shown(ExecutiveState, actor_of(week.chief))
    assert row["on"] == i18n.text("zh", "date.today")


async def test_each_reads_their_own_and_ten_at_most(database: Any) -> None:
    week = Week()
    with db.unit_of_work() as session:
        colleague, judge = make_user(session), make_user(session, Role.INTERVIEWER)
    for n in range(SHOWN + 2):
        week.held(f"候选人{n}", FRIDAY - timedelta(minutes=n))
    week.held("别人", FRIDAY + timedelta(hours=1), recruiter=colleague, interviewer_id=judge.id)
    for state, actor in ((TodayState, week.recruiter), (OwnDayState, week.interviewer)):
        rows = await shown(state, actor_of(actor))
        assert [row["candidate"] for row in rows] == [f"候选人{n}" for n in range(SHOWN)]
    assert (await shown(ExecutiveState, actor_of(week.chief)))[0]["candidate"] == "别人"


async def test_an_interviewer_still_corrects_on_monday_what_they_recorded_on_friday(database: Any) -> None:
    week = Week()
    week.held("李强", FRIDAY, outcome_by=week.interviewer.id, outcome_at=FRIDAY)
    [row] = await shown(OwnDayState, actor_of(week.interviewer))
    assert row["can_correct"]
