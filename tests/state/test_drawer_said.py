"""Whoever decides finds in the drawer what the interviewer wrote down, and what a candidate said who called off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from rxapp import clock, db, i18n
from rxapp.models import Application
from rxapp.rules.decisions import Verdict
from rxapp.rules.vocabulary import BookingState, Role
from rxapp.services.hiring.decide import Decide, decide
from rxapp.services.hiring.prioritise import RequestPriority, request_priority
from rxapp.services.hiring.queries import application_view
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from rxapp.services.scheduling.record_outcome import RecordOutcome, record_outcome
from rxapp.state.decide import DecideState
from rxapp.state.drawer_rows import drawer_view
from tests.builders import (
    NOW,
    actor_of,
    candidate_actor,
    make_application,
    make_booking,
    make_candidate,
    make_invitation,
    make_job,
    make_link,
    make_user,
)
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
DAY = timedelta(days=1)


class Story:
    """Somebody whose interview is tomorrow."""

    def __init__(self) -> None:
        with db.unit_of_work() as session:
            self.recruiter = actor_of(make_user(session, name="赵敏"))
            judge = make_user(session, Role.INTERVIEWER, name="张伟")
            self.judge = actor_of(judge)
            person = make_candidate(session, name="林晓")
            application = make_application(
                session, job=make_job(session, interviewers=[judge]), candidate=person
            )
            make_invitation(session, application)
            self.booking_id = (
                make_booking(session, application, starts_at=NOW + DAY, booked_at=NOW - DAY).id or 0
            )
            self.candidate = candidate_actor(application, link=make_link(session, application))
            self.application_id = application.id or 0

    def does(self, work: Any, command: Any, actor: Any, at: datetime) -> None:
        with db.unit_of_work() as session:
            work(session, command, actor=actor, clock=lambda: at)

    def shown(self, language: str = "zh") -> Any:
        with db.reading() as session:
            view = application_view(
                session, self.application_id, actor=self.recruiter, clock=lambda: NOW + DAY
            )
        return drawer_view(view, language=language, zone="Asia/Shanghai", now=NOW + DAY)

    def said(self, language: str = "zh") -> list[str]:
        return [line["text"] for line in self.shown(language)["decisions"]]


def test_the_interviewers_words_stand_under_the_decision_that_followed_them(database: Any) -> None:
    story = Story()
    record = RecordOutcome(story.booking_id, BookingState.ATTENDED, note="讲得清楚")
    story.does(record_outcome, record, story.judge, NOW + DAY + timedelta(hours=1))
    attended = i18n.text("zh", "drawer.outcome_attended")
    noted = i18n.text("zh", "drawer.said_outcome", who="张伟", outcome=attended) + " · 讲得清楚"
    assert story.said() == [noted]
    yes = Decide(story.application_id, None, Verdict.PASS, note="合适")
    story.does(decide, yes, story.recruiter, NOW + DAY + timedelta(hours=2))
    assert story.said() == [i18n.text("zh", "drawer.verdict_pass", who="赵敏") + " · 合适", noted]


def test_what_a_candidate_wrote_who_called_off_is_said_in_their_name(database: Any) -> None:
    story = Story()
    sorry = CancelBooking(story.application_id, "family", note="下周都可以")
    story.does(cancel_booking, sorry, story.candidate, NOW)
    [line] = story.said("en")
    assert line.startswith("林晓: ") and line.endswith(" · 下周都可以")


def test_an_end_without_a_word_adds_no_line(database: Any) -> None:
    story = Story()
    record = RecordOutcome(story.booking_id, BookingState.ATTENDED)
    story.does(record_outcome, record, story.judge, NOW + DAY + timedelta(hours=1))
    assert story.said() == []


def test_when_it_was_arranged_and_when_the_interview_is_are_two_times(database: Any) -> None:
    story = Story()
    with db.unit_of_work() as session:
        boss = actor_of(make_user(session, Role.EXECUTIVE))
    story.does(request_priority, RequestPriority(story.application_id, NOW + 2 * DAY), boss, NOW)
    facts = {fact["name"]: fact["value"] for fact in story.shown()["red_steps"]}
    day = i18n.when("zh", NOW + DAY, NOW + DAY, "Asia/Shanghai", is_short=True)
    arranged = facts[i18n.text("zh", "drawer.step_scheduled")]
    assert arranged.endswith(" · " + i18n.text("zh", "drawer.step_for", when=day))


async def test_whoever_decides_reads_how_the_interview_went_in_the_dialog_itself(database: Any) -> None:
    story = Story()
    with db.reading() as session:
        version = session.get_one(Application, story.application_id).version
    outcome = RecordOutcome(
        story.booking_id, BookingState.ATTENDED, note="表达清楚，经验对口", version=version
    )
    story.does(record_outcome, outcome, story.judge, NOW + DAY + timedelta(hours=1))
    with clock.frozen(NOW + 2 * DAY), acting(story.recruiter):
        page = await page_of(DecideState)
        await page.open_for(story.application_id, "林晓", False)
    assert len(page.said) == 1
    assert all(
        word in page.said[0] for word in ("张伟", i18n.text("zh", "drawer.outcome_attended"), "经验对口")
    )
