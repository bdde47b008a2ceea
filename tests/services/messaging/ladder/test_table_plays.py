"""The default table of messages, played with a moved clock on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session

from rxapp import clock as clocks
from rxapp import db
from rxapp.models import Application, Delivery, Event, PlannedStep, Task, User
from rxapp.rules.stages import UNDO
from rxapp.rules.vocabulary import BookingState, Closing, DeliveryState, StepState, TaskKind
from rxapp.services.hiring.close import CloseApplication, close_application
from rxapp.services.hiring.expire import close_lost_due
from rxapp.services.hiring.undo import undo
from rxapp.services.hiring.waiting import Waiting, waiting
from rxapp.services.messaging.reports.opened import mark_opened
from rxapp.services.messaging.tasks.task_list import ask_for_interviewer, open_tasks, settle_task
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from rxapp.services.scheduling.check_in import ReportLate, arrive, report_late
from rxapp.services.scheduling.confirm_booking import confirm
from rxapp.services.scheduling.move_booking import MoveBooking, move_booking
from rxapp.services.scheduling.record_outcome import RecordOutcome, record_outcome
from tests.builders import NOW
from tests.services.messaging.conftest import House, local


def test_an_unopened_invitation_is_nudged_then_called_twice_then_silent(house: House) -> None:
    house.invite()
    house.play(local("06-09 12:00"))
    assert house.sent() == [("invited", "06-01 10:00"), ("invited_nudge", "06-01 11:00")]
    assert house.asked() == [("invited_not_opened", "06-01 15:00"), ("invited_second", "06-03 10:00")]
    assert house.reasons() == {"invited_choice_call": "not_opened"}
    assert house.pending() == []
    assert (house.application.silent_since, house.application.closing) == (local("06-08 10:00") + UNDO, None)


def test_an_invitation_that_nobody_ticked_makes_nobody_silent_or_lost(house_by_hand: House) -> None:
    house = house_by_hand
    house.invite()
    house.play(local("06-29 10:00"))
    house.do(close_lost_due)
    assert house.application.silent_since is None and house.application.closing is None
    [task] = [task for task in house.rows(Task) if task.done_at is None]
    house.do(settle_task, task.id, actor=house.recruiter)
    house.play(local("07-06 09:59"))
    assert house.application.silent_since is None
    house.play(local("07-06 10:00"))
    assert house.application.silent_since == local("07-06 10:00")
    house.at(local("07-13 10:00"))
    house.do(close_lost_due)
    assert house.application.closing == "lost"


def test_who_is_silent_already_is_not_marked_again(house: House) -> None:
    house.invite()
    house.play(local("06-02 10:00"))
    with db.unit_of_work() as session:
        session.get_one(Application, house.application_id).silent_since = local("06-02 10:00")
    house.play(local("06-09 12:00"))
    assert house.application.silent_since == local("06-02 10:00")
    assert "invitation_silent" not in {event.kind for event in house.rows(Event)}


def test_an_opened_invitation_without_a_choice_is_called_after_a_day(house: House) -> None:
    house.invite()
    house.play(local("06-01 10:30"))
    house.do(mark_opened, house.rows(Delivery)[0].link_id)
    house.play(local("06-02 12:00"))
    assert house.sent() == [("invited", "06-01 10:00")]
    assert house.asked() == [("invited_no_choice", "06-02 10:00")]
    assert house.reasons() == {"invited_nudge": "opened", "invited_call": "opened"}


def test_opening_ends_the_call_that_wanted_it(house: House) -> None:
    house.invite()
    house.play(local("06-01 16:00"))
    assert house.asked() == [("invited_not_opened", "06-01 15:00")]
    house.do(mark_opened, house.rows(Delivery)[-1].link_id)
    assert house.asked() == []


def test_an_invitation_at_night_leaves_in_the_morning_and_its_clocks_start_then(house: House) -> None:
    house.at(local("06-01 22:30"))
    house.invite()
    house.play(local("06-02 14:00"))
    assert house.sent() == [("invited", "06-02 08:00"), ("invited_nudge", "06-02 09:00")]
    assert house.asked() == [("invited_not_opened", "06-02 14:00")]


def test_a_time_chosen_at_night_is_answered_at_once_and_reminded_by_the_table(house: House) -> None:
    house.invite()
    house.at(local("06-02 23:00"))
    house.book(local("06-11 15:00"))
    house.play(local("06-11 15:04"))
    assert house.asked() == [("not_confirmed", "06-10 16:00")]
    house.play(local("06-11 15:10"))
    assert house.asked() == [("not_here", "06-11 15:05"), ("not_here", "06-11 15:05")]
    house.play(local("06-11 16:00"))
    assert house.sent() == [
        ("booked", "06-02 23:00"),
        ("remind_three_days", "06-08 10:00"),
        ("ask_day_before", "06-10 10:00"),
        ("remind_two_hours", "06-11 13:00"),
    ]
    # Each question stands for the one before it: nobody calls about an hour that is over.
    assert house.asked() == [("outcome_missing", "06-11 15:30"), ("outcome_missing", "06-11 15:30")]


def test_a_booking_by_hr_is_nudged_on_one_channel_and_called_after_two_working_hours(house: House) -> None:
    house.invite()
    house.play(local("06-01 10:05"))
    house.book(local("06-03 15:00"), by="recruiter")
    house.play(local("06-01 18:00"))
    assert house.sent() == [
        ("invited", "06-01 10:00"),
        ("booked", "06-01 10:05"),
        ("booked_nudge", "06-01 11:05"),
    ]
    assert house.asked() == [("notice_not_opened", "06-01 13:05")]
    long_text, short_text = (d.body for d in house.rows(Delivery)[1:])
    assert len(short_text) < len(long_text) / 2


def test_a_yes_to_the_question_saves_the_call(house: House) -> None:
    house.invite()
    house.book(local("06-03 15:00"))
    house.play(local("06-02 11:00"))
    house.do(confirm, house.application_id, actor=house.candidate)
    house.play(local("06-02 17:00"))
    assert house.asked() == []
    assert house.reasons()["unconfirmed_call"] == "confirmed"


def test_a_yes_after_the_call_fell_due_ends_it(house: House) -> None:
    house.invite()
    house.book(local("06-03 15:00"))
    house.play(local("06-02 17:00"))
    assert house.asked() == [("not_confirmed", "06-02 16:00")]
    house.do(confirm, house.application_id, actor=house.candidate)
    assert house.asked() == []


def test_a_yes_on_the_telephone_ends_the_nudges_though_nobody_opened_anything(house: House) -> None:
    house.invite()
    house.book(local("06-03 15:00"), by="recruiter")
    house.play(local("06-01 10:05"))
    house.do(confirm, house.application_id, actor=house.recruiter)
    assert house.booking().confirmed_at is not None and house.booking().notice_opened_at is None
    house.play(local("06-01 17:00"))
    assert house.asked() == [] and "booked_nudge" not in {kind for kind, _ in house.sent()}
    assert (house.reasons()["booked_nudge"], house.reasons()["booked_call"]) == ("confirmed", "confirmed")
    house.do(confirm, house.application_id, actor=house.candidate)
    assert house.booking().notice_opened_at == local("06-01 17:00")


def test_for_a_monday_the_question_and_the_call_come_on_friday(house: House) -> None:
    house.invite()
    house.at(local("06-03 10:00"))
    house.book(local("06-08 10:00"))
    house.play(local("06-08 09:00"))
    assert ("ask_day_before", "06-05 10:00") in house.sent()
    assert house.asked() == [("not_confirmed", "06-05 16:00")]


def test_nobody_is_asked_about_somebody_who_is_here(house: House) -> None:
    house.invite()
    house.book(local("06-03 15:00"))
    house.play(local("06-03 14:50"))
    house.do(arrive, house.application_id, actor=house.candidate)
    house.play(local("06-03 15:10"))
    assert house.asked() == []
    house.play(local("06-03 15:40"))
    assert {kind for kind, _ in house.asked()} == {"outcome_missing"}


def test_who_said_they_are_late_is_asked_about_later(house: House) -> None:
    house.invite()
    house.book(local("06-03 15:00"))
    house.play(local("06-03 14:50"))
    house.do(report_late, ReportLate(house.application_id, 15), actor=house.candidate)
    house.play(local("06-03 15:10"))
    assert [kind for kind, _ in house.asked()] == ["not_confirmed"]
    house.play(local("06-03 15:25"))
    assert [kind for kind, _ in house.asked()].count("not_here") == 2


def test_reminders_die_with_a_booking_that_the_company_cancels(house: House) -> None:
    house.invite()
    house.book(local("06-11 15:00"))
    house.play(local("06-03 10:00"))
    command = CancelBooking(application_id=house.application_id, reason="interviewer_absent")
    house.do(cancel_booking, command, actor=house.recruiter)
    house.play(local("06-12 10:00"))
    assert house.sent() == [
        ("booked", "06-01 10:00"), ("called_off", "06-03 10:00"), ("invited_nudge", "06-03 11:00"),
    ]  # fmt: skip
    assert not {"not_here", "outcome_missing", "not_confirmed"} & {kind for kind, _ in house.asked()}


def test_after_the_candidates_own_cancel_only_the_calls_for_a_new_time_come(house: House) -> None:
    house.invite()
    house.book(local("06-11 15:00"))
    house.play(local("06-03 10:00"))
    command = CancelBooking(application_id=house.application_id, reason="must_work")
    house.do(cancel_booking, command, actor=house.candidate)
    house.play(local("06-12 10:00"))
    assert house.sent() == [("booked", "06-01 10:00")]
    assert house.asked() == [("invited_no_choice", "06-04 10:00"), ("invited_second", "06-05 10:00")]


def test_a_move_plans_everything_anew_and_nothing_twice(house: House) -> None:
    house.invite()
    house.book(local("06-05 15:00"))
    house.play(local("06-02 09:00"))
    command = MoveBooking(
        application_id=house.application_id,
        starts_at=local("06-11 15:00"),
        interviewer_id=house.interviewer.user_id,
    )
    house.do(move_booking, command, actor=house.candidate)
    house.play(local("06-11 14:59"))
    assert house.sent() == [
        ("booked", "06-01 10:00"), ("moved", "06-02 09:00"), ("remind_three_days", "06-08 10:00"),
        ("ask_day_before", "06-10 10:00"), ("remind_two_hours", "06-11 13:00"),
    ]  # fmt: skip
    texts = [d.body for d in house.rows(Delivery)]
    assert all("6月11日" in text for text in texts[1:-1])


def test_a_closed_application_owes_nothing(house: House) -> None:
    house.invite()
    house.book(local("06-11 15:00"))
    house.play(local("06-02 09:00"))
    house.do(
        close_application,
        CloseApplication(house.application_id, None, Closing.WITHDRAWN, "other_offer"),
        actor=house.recruiter,
    )
    assert house.pending() == []
    house.play(local("06-12 10:00"))
    assert house.sent() == [("booked", "06-01 10:00")] and house.asked() == []


def test_who_was_expected_hears_that_the_company_gave_up_the_job(house: House) -> None:
    house.invite()
    house.book(local("06-11 15:00"))
    house.play(local("06-02 09:00"))
    command = CloseApplication(house.application_id, None, Closing.COMPANY_CANCELLED, "job_closed")
    house.do(close_application, command, actor=house.recruiter)
    house.play(local("06-12 10:00"))
    assert house.sent() == [("booked", "06-01 10:00"), ("called_off", "06-02 09:00")]
    assert house.asked() == [] and house.pending() == []


def test_who_does_not_come_is_invited_twice_more_and_then_somebody_calls(house: House) -> None:
    house.invite()
    for number, day in enumerate((3, 8, 15)):
        house.book(local(f"06-{day:02} 15:00"))
        house.play(local(f"06-{day:02} 15:40"))
        command = RecordOutcome(house.booking().id, BookingState.NO_SHOW, "forgot")
        house.do(record_outcome, command, actor=house.recruiter)
        house.play(local(f"06-{day:02} 19:00"))
        again = [at for kind, at in house.sent() if kind == "reinvited"]
        assert len(again) == min(number + 1, 2)
    assert again == ["06-03 17:40", "06-08 17:40"]
    assert ("no_show_twice", "06-15 15:40") in house.asked()
    assert house.application.invitations == 3


def test_where_nobody_is_left_to_see_them_the_recruiter_is_asked_to_choose_somebody_once(
    house: House,
) -> None:
    house.invite()
    house.book(local("06-03 15:00"))
    house.play(local("06-03 15:40"))
    house.do(
        record_outcome,
        RecordOutcome(house.booking().id, BookingState.NO_SHOW, "forgot"),
        actor=house.recruiter,
    )
    house.do(close_account, house.interviewer.user_id)
    house.play(local("06-04 19:00"))
    assert house.sent()[-1][0] != "reinvited" and house.reasons()["reinvited"] == "needs_interviewer"
    assert house.asked() == [("choose_interviewer", "06-03 17:40")]
    (task,) = house.rows(Task, Task.kind == TaskKind.CHOOSE_INTERVIEWER)
    assert task.assignee_id == house.recruiter.user_id
    listed = house.do(open_tasks, house.recruiter.user_id)
    assert [row.kind for row in listed] == [TaskKind.CHOOSE_INTERVIEWER]
    assert house.do(waiting, actor=house.recruiter, now=clocks.now()).rows == []  # it stands there once
    assert not house.do(ask_for_interviewer, house.application_id)
    house.do(settle_task, task.id, actor=house.recruiter)
    assert not house.do(ask_for_interviewer, house.application_id)
    (unasked,) = house.do(waiting, actor=house.recruiter, now=clocks.now()).rows
    assert unasked.kind is Waiting.UNINVITED


def test_choosing_somebody_ends_the_question_who_sees_them(house: House) -> None:
    house.do(ask_for_interviewer, house.application_id)
    assert [kind for kind, _ in house.asked()] == ["choose_interviewer"]
    house.invite()
    assert house.asked() == []


def close_account(session: Session, user_id: int) -> None:
    session.get_one(User, user_id).is_active = False


def test_a_no_show_put_right_in_time_invites_nobody(house: House) -> None:
    house.invite()
    house.book(local("06-03 15:00"))
    house.play(local("06-03 15:40"))
    booking = house.booking().id
    house.do(record_outcome, RecordOutcome(booking, BookingState.NO_SHOW, "forgot"), actor=house.recruiter)
    from rxapp.services.scheduling.record_outcome import correct_outcome

    house.do(correct_outcome, RecordOutcome(booking, BookingState.ATTENDED), actor=house.recruiter)
    house.play(local("06-04 15:40"))
    assert "reinvited" not in [kind for kind, _ in house.sent()]
    assert house.asked() == []


def test_undo_within_ten_seconds_withdraws_the_message(house: House) -> None:
    change = house.invite()
    house.play(NOW + timedelta(seconds=9))
    house.do(undo, change.undo_id, actor=house.recruiter)
    house.play(local("06-10 10:00"))
    assert house.sent() == [] and house.asked() == []
    assert {s.state for s in house.rows(PlannedStep)} == {StepState.CANCELLED}


def test_undoing_a_cancel_revives_every_reminder(house: House) -> None:
    house.invite()
    house.book(local("06-05 15:00"))
    house.play(local("06-02 09:00"))
    before = sorted(house.pending())
    command = CancelBooking(application_id=house.application_id, reason="interviewer_absent")
    change = house.do(cancel_booking, command, actor=house.recruiter)
    assert sorted(house.pending()) != before
    house.do(undo, change.undo_id, actor=house.recruiter)
    assert sorted(house.pending()) == before
    house.play(local("06-05 15:01"))
    assert [kind for kind, _ in house.sent()] == [
        "booked", "remind_three_days", "ask_day_before", "remind_two_hours",
    ]  # fmt: skip


def test_a_house_that_was_down_sends_nothing_that_is_over(house: House) -> None:
    house.invite()
    house.book(local("06-03 15:00"))
    house.at(local("06-03 15:20"))
    house.tick()
    assert house.sent() == []
    assert {kind for kind, _ in house.asked()} == {"not_here"}
    house.at(local("06-04 15:20"))
    house.tick()
    assert house.sent() == []


def test_a_late_tick_at_night_waits_for_the_morning(house: House) -> None:
    house.invite()
    house.at(local("06-01 23:00"))
    house.tick()
    assert house.sent() == []
    house.play(local("06-02 08:30"))
    assert house.sent() == [("invited", "06-02 08:00")]


def test_ticks_that_come_twice_do_nothing_twice(house: House) -> None:
    house.invite()
    house.book(local("06-03 15:00"), by="recruiter")
    house.play(local("06-03 16:00"))
    keys = [d.dedupe for d in house.rows(Delivery)]
    counts = len(keys), len(house.rows(Task)), len(house.rows(PlannedStep))
    for _ in range(3):
        house.tick()
    assert (len(house.rows(Delivery)), len(house.rows(Task)), len(house.rows(PlannedStep))) == counts
    assert len(set(keys)) == len(keys)
    assert {d.attempt for d in house.rows(Delivery) if d.state == DeliveryState.SENT} == {1}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_step_that_cannot_be_judged_stops_nobody_else(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rxapp.services.messaging.ladder import run_steps

    house.invite()
    judge = run_steps.decide

    def failing(step, facts, now):  # type: ignore[no-untyped-def]
        if step.kind == "invited_nudge":
            raise RuntimeError("broken")
        return judge(step, facts, now)

    monkeypatch.setattr(run_steps, "decide", failing)
    house.play(local("06-01 16:00"))
    assert house.reasons() == {"invited_nudge": "failed"}
    assert house.asked() == [("invited_not_opened", "06-01 15:00")]
    assert clocks.now() == local("06-01 16:00")
