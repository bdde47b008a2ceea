"""From the decision to the candidate: promised, warned, told in somebody's words, taken back in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from rxapp import clock, db
from rxapp.errors import IllegalMove, Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Application, Decision, Delivery, Notice, Task
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Closing, DeliveryState, Role, Stage
from rxapp.services.events.history import rows_of
from rxapp.services.hiring.close import CloseApplication, close_application, reopen_application
from rxapp.services.hiring.decide import Decide, decide, promise_reply, withdraw_offer
from rxapp.services.hiring.decisions import decisions_of, open_question, passed
from rxapp.services.hiring.opinions import (
    AnswerOpinion,
    AskOpinion,
    answer_opinion,
    ask_opinion,
    colleagues_for,
    opinion_question,
)
from rxapp.services.hiring.tell import TellCandidate, tell, telling_draft
from rxapp.services.hiring.undo import undo
from rxapp.services.messaging.tasks.task_list import open_tasks, settle_task
from rxapp.services.scheduling.queries import candidate_view
from rxapp.services.scheduling.record_outcome import RecordOutcome, correct_outcome, record_outcome
from tests import builders
from tests.builders import NOW, actor_of
from tests.services.messaging.conftest import House, local, shown

WORDS = "林晓，谢谢您来！KIND-WORDS {not_a_field}"


@pytest.fixture
def came(house: House) -> House:
    """Interviewed on Thursday at 10:00 in Shanghai; it is 11:00."""
    house.invite()
    house.play(NOW + timedelta(minutes=1))
    house.book(local("06-04 10:00"))
    house.play(local("06-04 11:00"))
    house.do(record_outcome, RecordOutcome(house.booking().id, "attended"), actor=house.recruiter)
    house.do(see_everything)
    return house


def see_everything(session: Any) -> None:
    """Bells are empty: what rang before is not this test's business."""
    for row in session.exec(select(Notice)):
        session.delete(row)


def view(house: House) -> Any:
    return house.do(candidate_view, house.application_id)


def notices(house: House, user_id: int) -> list[str]:
    return [row.kind for row in house.rows(Notice, Notice.user_id == user_id)]


def choose(house: House, verdict: str, **more: Any) -> Any:
    return house.do(decide, Decide(house.application_id, None, verdict, **more), actor=house.recruiter)


def say(house: House, verdict: str, reason: str = "", words: str = WORDS) -> Any:
    command = TellCandidate(house.application_id, None, verdict, words, reason)
    return house.do(tell, command, actor=house.recruiter)


def test_a_decision_promises_an_answer_and_tells_nothing_else(came: House) -> None:
    choose(came, "no", note="经验不够 CANARY")
    seen = view(came)
    assert (seen.line, seen.closing, seen.words) == ("waiting", None, "")
    assert shown(seen.reply_by) == "06-09 18:00"  # the end of the third working day
    assert [row.kind for row in seen.trust].count("reply_promised") == 1
    assert "CANARY" not in repr(seen) and "decided" not in repr(seen)
    assert came.application.stage == Stage.ATTENDED


def test_the_recruiter_is_asked_four_working_hours_before_and_left_alone_once_it_is_told(came: House) -> None:
    choose(came, "no")
    came.play(local("06-09 13:59"))
    assert "reply_due" not in [kind for kind, _ in came.asked()]
    came.play(local("06-09 14:01"))
    assert ("reply_due", "06-09 14:00") in came.asked()
    assert notices(came, came.recruiter.user_id) == ["reply_due"]
    say(came, "no", "experience")
    assert "reply_due" not in [kind for kind, _ in came.asked()]


def test_whoever_was_told_in_time_is_never_asked_about(came: House) -> None:
    choose(came, "pass")
    say(came, "pass")
    came.play(local("06-12 10:00"))
    assert "reply_due" not in [kind for kind, _ in came.asked()] and "reply_due" not in came.pending()


def test_another_date_moves_the_reminder(came: House) -> None:
    choose(came, "no")
    came.do(promise_reply, came.application_id, None, local("06-11 18:00"), actor=came.recruiter)
    came.play(local("06-09 18:00"))
    assert "reply_due" not in [kind for kind, _ in came.asked()]
    came.play(local("06-11 14:01"))
    assert ("reply_due", "06-11 14:00") in came.asked()
    for wrong in (clock.now(), clock.now() - timedelta(days=1), clock.now() + timedelta(days=90)):
        with pytest.raises(Invalid):
            came.do(promise_reply, came.application_id, None, wrong, actor=came.recruiter)


def test_a_no_goes_out_in_the_tellers_words_and_ends_the_application(came: House) -> None:
    choose(came, "no")
    draft = came.do(telling_draft, came.application_id, actor=came.recruiter)
    assert draft.verdict == "no" and draft.needs_reason and "林晓" in draft.words and "王芳" in draft.words
    with pytest.raises(Invalid, match="needs_reason"):
        say(came, "no")
    say(came, "no", "experience")
    assert came.application.closing == Closing.REJECTED and came.application.reason == "experience"
    assert view(came).line == "waiting" and view(came).words == ""  # nobody knows for ten seconds
    came.play(clock.now() + timedelta(seconds=11))
    seen = view(came)
    assert (seen.line, seen.closing, seen.words) == ("ended", "rejected", WORDS)
    [letter] = [row for row in came.rows(Delivery) if row.kind == "told_no"]
    assert letter.state == DeliveryState.SENT and letter.body.startswith(WORDS) and "[[link]]" in letter.body
    assert "experience" not in letter.body
    with pytest.raises(IllegalMove, match="already_told"):
        say(came, "no", "experience")


def test_it_can_be_taken_back_for_ten_seconds_and_then_nothing_was_said(came: House) -> None:
    choose(came, "no")
    change = say(came, "no", "skills")
    came.do(undo, change.undo_id, actor=came.recruiter)
    came.play(local("06-05 12:00"))
    assert came.application.closing is None and came.application.told_at is None
    assert view(came).line == "waiting" and shown(view(came).reply_by) == "06-09 18:00"
    assert [kind for kind, _ in came.sent()].count("told_no") == 0
    assert "reply_due" in came.pending()


def test_good_news_reaches_page_and_phone_and_the_offer_stays(came: House) -> None:
    choose(came, "pass", reply_by=local("06-08 18:00"))
    assert view(came).line == "waiting" and came.application.stage == Stage.OFFER
    say(came, "pass")
    came.play(clock.now() + timedelta(seconds=11))
    assert (view(came).line, view(came).words) == ("passed", WORDS)
    assert ("told_pass", "06-04 11:00") in came.sent()
    assert "candidate_told" in [row.kind for row in view(came).trust]


def test_at_night_the_word_waits_for_the_morning_and_so_does_the_page(came: House) -> None:
    choose(came, "no")
    came.play(local("06-04 22:00"))
    say(came, "no", "skills")
    came.play(local("06-05 07:59"))
    assert view(came).line == "waiting" and "told_no" not in [kind for kind, _ in came.sent()]
    came.play(local("06-05 08:01"))
    assert view(came).line == "ended" and ("told_no", "06-05 08:00") in came.sent()


def test_a_candidate_turned_down_by_the_menu_knows_nothing_until_told(came: House) -> None:
    close = CloseApplication(came.application_id, None, Closing.REJECTED, "skills")
    came.do(close_application, close, actor=came.recruiter)
    came.play(local("06-08 10:00"))
    assert (view(came).line, view(came).closing) == ("waiting", None)
    assert not came.do(telling_draft, came.application_id, actor=came.recruiter).needs_reason
    say(came, "no")
    came.play(local("06-08 10:01"))
    assert view(came).line == "ended" and came.application.reason == "skills"


def test_a_no_that_has_not_left_stays_here_when_the_application_goes_on(came: House) -> None:
    choose(came, "no")
    came.play(local("06-04 22:00"))
    say(came, "no", "skills")
    came.do(reopen_application, came.application_id, None, actor=came.recruiter)
    came.play(local("06-05 12:00"))
    assert "told_no" not in [kind for kind, _ in came.sent()]
    assert came.application.verdict is None and view(came).line == "waiting"


def test_an_offer_taken_back_is_not_told(came: House) -> None:
    choose(came, "pass")
    came.play(local("06-04 22:00"))
    say(came, "pass")
    came.do(withdraw_offer, came.application_id, None, actor=came.recruiter)
    came.play(local("06-09 12:00"))
    assert "told_pass" not in [kind for kind, _ in came.sent()] and came.application.reply_by is None
    assert came.pending() == [] and view(came).line == "waiting"


def test_words_for_another_decision_do_not_leave(came: House) -> None:
    choose(came, "no")
    choose(came, "pass")
    with pytest.raises(Stale):
        say(came, "no", "skills")


def test_a_corrected_outcome_ends_what_was_decided_only_if_they_did_not_come(came: House) -> None:
    choose(came, "no")
    left = RecordOutcome(came.booking().id, "left_early", "pay")
    came.do(correct_outcome, left, actor=came.recruiter)
    assert came.application.verdict == "no" and "reply_due" in came.pending()
    came.do(correct_outcome, RecordOutcome(came.booking().id, "no_show", "ill"), actor=came.recruiter)
    assert (came.application.verdict, came.application.reply_by) == (None, None)
    assert "reply_due" not in came.pending()


def test_a_colleague_is_asked_answers_and_whoever_asked_hears_of_it(came: House) -> None:
    ask = AskOpinion(came.application_id, None, came.interviewer.user_id, "客户经验够吗？")
    came.do(ask_opinion, ask, actor=came.recruiter)
    assert notices(came, came.interviewer.user_id) == ["opinion_asked"]
    [task] = [row for row in came.rows(Task) if row.kind == "second_opinion"]
    assert shown(view(came).reply_by) == "06-09 18:00" and "客户经验" not in repr(view(came))
    assert "second_opinion" in [row.kind for row in came.do(open_tasks, came.interviewer.user_id)]
    question = came.do(opinion_question, task.id, actor=came.interviewer)
    assert (question.candidate, question.note, question.is_open) == ("林晓", "客户经验够吗？", True)
    with pytest.raises(NotFound):
        came.do(opinion_question, task.id, actor=came.recruiter)
    with pytest.raises(IllegalMove, match="needs_answer"):
        came.do(settle_task, task.id, actor=came.interviewer)
    with pytest.raises(NotFound):
        came.do(answer_opinion, AnswerOpinion(task.id, "pass"), actor=came.recruiter)
    with pytest.raises(Invalid, match="asked_already"):
        came.do(ask_opinion, ask, actor=came.recruiter)
    came.do(answer_opinion, AnswerOpinion(task.id, "no", "价格谈判弱"), actor=came.interviewer)
    assert notices(came, came.recruiter.user_id) == ["opinion_given"]
    assert came.application.stage == Stage.ATTENDED and came.application.verdict is None
    told = came.do(decisions_of, came.application_id, actor=came.recruiter)
    assert [(row.verdict, row.note) for row in told] == [
        ("opinion_no", "价格谈判弱"), ("second_opinion", "客户经验够吗？"),
    ]  # fmt: skip
    with pytest.raises(Stale):
        came.do(answer_opinion, AnswerOpinion(task.id, "pass"), actor=came.interviewer)
    assert came.do(open_question, came.application_id, actor=came.interviewer) is None


def test_only_people_who_may_know_of_the_candidate_are_asked(came: House) -> None:
    with db.unit_of_work() as session:
        stranger = actor_of(builders.make_user(session, Role.INTERVIEWER))
        executive = actor_of(builders.make_user(session, Role.EXECUTIVE))
        gone = actor_of(builders.make_user(session, Role.RECRUITER, is_active=False))
    may = {row.user_id for row in came.do(colleagues_for, came.application_id, actor=came.recruiter)}
    assert {executive.user_id, came.interviewer.user_id} <= may
    assert not may & {stranger.user_id, gone.user_id, came.recruiter.user_id}
    with pytest.raises(NotFound):
        came.do(
            ask_opinion,
            AskOpinion(came.application_id, None, stranger.user_id),
            actor=came.recruiter,
        )
    with pytest.raises(NotAllowed):
        came.do(colleagues_for, came.application_id, actor=executive)


def test_undo_of_a_question_rings_nobody_and_asks_nothing(came: House) -> None:
    ask = AskOpinion(came.application_id, None, came.interviewer.user_id)
    change = came.do(ask_opinion, ask, actor=came.recruiter)
    came.do(undo, change.undo_id, actor=came.recruiter)
    assert notices(came, came.interviewer.user_id) == []
    assert "second_opinion" not in [kind for kind, _ in came.asked()]
    assert came.do(decisions_of, came.application_id, actor=came.recruiter) == ()
    assert [row.verdict for row in came.rows(Decision)] == ["undone"]


def test_nobody_but_hr_decides_promises_or_tells(came: House) -> None:
    with db.unit_of_work() as session:
        executive = actor_of(builders.make_user(session, Role.EXECUTIVE))
    choose(came, "no")
    for who in (executive, came.interviewer):
        with pytest.raises(NotAllowed):
            came.do(decide, Decide(came.application_id, None, "pass"), actor=who)
        with pytest.raises(NotAllowed):
            came.do(promise_reply, came.application_id, None, local("06-20 18:00"), actor=who)
        with pytest.raises(NotAllowed):
            came.do(tell, TellCandidate(came.application_id, None, "no", WORDS, "skills"), actor=who)
        with pytest.raises(NotAllowed):
            came.do(telling_draft, came.application_id, actor=who)
    [row] = came.do(decisions_of, came.application_id, actor=executive)
    assert (row.verdict, row.note) == ("no", "")


def test_executives_see_who_passed_and_waits(came: House) -> None:
    with db.unit_of_work() as session:
        executive = actor_of(builders.make_user(session, Role.EXECUTIVE))
    assert came.do(passed, actor=executive) == []
    choose(came, "pass")
    [row] = came.do(passed, actor=executive)
    assert (row.candidate, row.told_at, shown(row.reply_by)) == ("林晓", None, "06-09 18:00")
    decline = CloseApplication(came.application_id, None, Closing.WITHDRAWN, "other_offer")
    came.do(close_application, decline, actor=came.recruiter)
    assert came.do(passed, actor=executive) == []
    with pytest.raises(NotAllowed):
        came.do(passed, actor=came.interviewer)


def test_the_log_holds_no_word_of_it(came: House) -> None:
    choose(came, "no", note="CANARY")
    say(came, "no", "skills")
    with db.reading() as session:
        rows = rows_of(session, came.application_id)
        assert {EventKind.DECIDED_NO, EventKind.REPLY_PROMISED, EventKind.CANDIDATE_TOLD} <= {
            r.kind for r in rows
        }
        assert not any("CANARY" in repr(row.data) or "KIND-WORDS" in repr(row.data) for row in rows)
        assert session.get_one(Application, came.application_id).version > 1
