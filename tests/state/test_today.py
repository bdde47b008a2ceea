"""The recruiter's day and the outcome dialog: what settles a task, and how the loss rate's parts move."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rxapp import clock, db
from rxapp.errors import NotFound
from rxapp.models import Application, Job, PriorityRequest, Task, User
from rxapp.pages import start_executive, start_today
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import BookingState, Closing, Role, Stage, TaskKind
from rxapp.services.hiring.close import CloseApplication, close_application
from rxapp.services.messaging.tasks.task_list import ask_for_interviewer
from rxapp.services.scheduling.agenda import interview
from rxapp.services.scheduling.save_hours import add_hours
from rxapp.state.frame import ToastState
from rxapp.state.outcome import OutcomeState
from rxapp.state.start import ExecutiveState, OwnDayState, StartState
from rxapp.state.today import TodayState
from rxapp.state.topics import OF_KIND
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
from tests.state.acting import acting, numbers_in, page_of, sent_to_browser

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)


class Story:
    """A recruiter, an interviewer, and two applications: one being interviewed now, one invited."""

    def __init__(self) -> None:
        with db.unit_of_work() as session:
            self.recruiter: User = make_user(session)
            self.interviewer: User = make_user(session, Role.INTERVIEWER)
            self.executive: User = make_user(session, Role.EXECUTIVE)
            job = make_job(session, interviewers=[self.interviewer])
            self.seen = make_application(session, job=job, recruiter=self.recruiter)
            make_invitation(session, self.seen)
            self.booking_id = make_booking(session, self.seen, starts_at=NOW - HOUR).id or 0
            self.waiting = make_application(session, job=job, recruiter=self.recruiter)
            make_invitation(session, self.waiting)
            self.call = self._task(session, TaskKind.INVITED_NOT_OPENED)

    def _task(self, session: Any, kind: TaskKind) -> int:
        task = Task(
            dedupe=f"{kind}:{self.waiting.id}", kind=kind, application_id=self.waiting.id,
            assignee_id=self.recruiter.id, due_at=NOW - HOUR, created_at=NOW - 2 * HOUR,
        )  # fmt: skip
        session.add(task)
        session.flush()
        return task.id or 0


async def test_a_call_shows_who_why_and_their_number_and_done_settles_it(database: Any) -> None:
    story = Story()
    with clock.frozen(NOW), acting(actor_of(story.recruiter)):
        page = await page_of(TodayState)
        await page.load()
        (task,) = page.tasks
        assert task["who"] == "林晓" and task["phone"].startswith("138 ") and task["tone"] == "amber"
        await page.settle(story.call)
        await page.load()
        assert page.tasks == []
        toast = await page.get_state(ToastState)
        assert task["who"] in toast.toast_text, "whom it was about is said"
        await toast.undo()
        await page.load()
    assert [row["target"] for row in page.tasks] == [story.call]


async def test_whoever_needs_an_interviewer_stands_there_with_the_invitation_behind_one_press(
    database: Any,
) -> None:
    story = Story()
    with clock.frozen(NOW), acting(actor_of(story.recruiter)):
        with db.unit_of_work() as session:
            ask_for_interviewer(session, story.waiting.id or 0)
        page = await page_of(TodayState)
        await page.load()
    (line,) = page.questions
    assert (line["action"], line["application_id"]) == ("invite", story.waiting.id)


async def test_attending_raises_the_total_and_losing_raises_both(database: Any) -> None:
    story = Story()
    me = actor_of(story.recruiter)
    with clock.frozen(NOW + HOUR), acting(me):
        page, dialog = await page_of(TodayState), await page_of(OutcomeState)
        await page.load()
        assert (page.loss["lost"], page.loss["total"]) == ("0", "0")
        await dialog.open_for(story.booking_id)
        dialog.choose("attended")
        await dialog.save({"reason": "", "note": ""})
        assert not dialog.is_open
        await page.load()
        assert (page.loss["lost"], page.loss["total"]) == ("0", "1")
        with db.unit_of_work() as session:
            command = CloseApplication(story.waiting.id or 0, None, Closing.LOST, "unreachable")
            close_application(session, command, actor=me, clock=clock.now)
        await page.load()
        assert (page.loss["lost"], page.loss["total"]) == ("1", "2")
        assert not page.loss["is_enough"] and page.loss["rate"] == ""


async def test_an_outcome_that_needs_a_reason_is_refused_without_and_the_dialog_stays(database: Any) -> None:
    story = Story()
    with clock.frozen(NOW), acting(actor_of(story.interviewer)):
        dialog = await page_of(OutcomeState)
        await dialog.open_for(story.booking_id)
        dialog.choose("no_show")
        assert dialog.reasons
        await dialog.save({"reason": "", "note": ""})
        assert dialog.is_open
        await dialog.save({"reason": "forgot", "note": "电话里说的"})
    assert not dialog.is_open
    with db.reading() as session:
        row = interview(session, story.booking_id, actor=actor_of(story.recruiter))
    assert row is not None and row.state == BookingState.NO_SHOW


async def test_a_wrong_outcome_is_put_right_by_the_same_dialog(database: Any) -> None:
    story = Story()
    with clock.frozen(NOW), acting(actor_of(story.recruiter)):
        dialog = await page_of(OutcomeState)
        for outcome, reason, stage in (
            ("attended", "", Stage.ATTENDED),
            ("no_show", "forgot", Stage.ARRANGING),
        ):
            await dialog.open_for(story.booking_id)
            dialog.choose(outcome)
            await dialog.save({"reason": reason, "note": ""})
            assert not dialog.is_open
            with db.reading() as session:
                assert session.get_one(Application, story.seen.id).stage == stage


async def test_an_interviewer_cannot_open_anothers_interview(database: Any) -> None:
    story = Story()
    with db.unit_of_work() as session:
        stranger = make_user(session, Role.INTERVIEWER)
    with clock.frozen(NOW), acting(actor_of(stranger)):
        dialog = await page_of(OutcomeState)
        with pytest.raises(NotFound):
            await dialog.open_for(story.booking_id)
        dialog.booking_id, dialog.outcome = story.booking_id, "attended"
        await dialog.save({"reason": "", "note": ""})
    with db.reading() as session:
        row = interview(session, story.booking_id, actor=actor_of(story.recruiter))
    assert row is not None and row.state == BookingState.SCHEDULED


async def test_an_interviewers_day_names_people_and_never_their_numbers(database: Any) -> None:
    story = Story()
    with clock.frozen(NOW), acting(actor_of(story.interviewer)):
        page = await page_of(OwnDayState)
        await page.load()
    (row,) = page.today["items"]
    assert row["candidate"] == "林晓" and row["can_record"]
    assert not numbers_in(sent_to_browser(page))


async def test_an_interviewer_without_hours_is_told_until_they_have_some(database: Any) -> None:
    story = Story()
    with db.unit_of_work() as session:
        newcomer = make_user(session, Role.INTERVIEWER)
        give_hours(session, story.interviewer)
    with clock.frozen(NOW), acting(actor_of(story.interviewer)):
        booked = await page_of(OwnDayState)
        await booked.load()
    assert booked.has_hours
    with clock.frozen(NOW), acting(actor_of(newcomer)):
        page = await page_of(OwnDayState)
        await page.load()
        assert not page.has_hours
        with db.unit_of_work() as session:
            add_hours(session, newcomer.id or 0, [(0, 540, 1080)], actor=actor_of(newcomer))
        await page.load()
        assert page.has_hours


async def test_an_interviewer_reads_what_the_job_asks_for_beside_the_cv(database: Any) -> None:
    story = Story()
    with db.unit_of_work() as session:
        job = session.get_one(Job, story.seen.job_id)
        job.requirements, job.culture_tags = "三年以上大客户销售\n能独立谈判", "坦诚\n务实"
        make_booking(session, story.waiting, starts_at=NOW + HOUR)
        make_booking(session, make_application(session, job=job), starts_at=NOW + 3 * HOUR)
    with clock.frozen(NOW), acting(actor_of(story.interviewer)):
        page = await page_of(OwnDayState)
        await page.load()
        rows = page.today["items"]
        assert {row["requirements"] for row in rows} == {"三年以上大客户销售\n能独立谈判"}
        assert rows[0]["culture"] == ["坦诚", "务实"]
        # It stands open at the first interview that is still to come; what is over or says it again is folded.
        assert [row["is_folded"] for row in rows] == [True, False, True]
        with db.unit_of_work() as session:
            session.get_one(Job, story.seen.job_id).requirements = "要求" * 100
        await page.load()
        assert all(row["is_folded"] for row in page.today["items"])
    with clock.frozen(NOW), acting(actor_of(story.recruiter)):
        mine = await page_of(TodayState)
        await mine.load()
    assert mine.agenda[0]["requirements"] == ""


async def test_the_executive_sees_measures_and_requests_but_no_numbers_to_call(database: Any) -> None:
    story = Story()
    with clock.frozen(NOW), acting(actor_of(story.executive)):
        page = await page_of(ExecutiveState)
        await page.load()
    assert not page.is_loading and page.requests == [] and not page.no_show["is_enough"]
    assert not numbers_in(sent_to_browser(page))


@pytest.mark.parametrize(
    ("role", "face"),
    [
        (Role.ADMINISTRATOR, "today"), (Role.RECRUITER, "today"), (Role.EXECUTIVE, "executive"),
        (Role.INTERVIEWER, "interviewer"),
    ],
)  # fmt: skip
async def test_each_role_has_its_own_start_page(database: Any, role: Role, face: str) -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session, role))
    with acting(actor):
        page = await page_of(StartState)
        page.load()
    assert page.face == face


async def test_a_failing_read_shows_itself_instead_of_a_grey_page(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("no such table")

    monkeypatch.setattr("rxapp.state.today.agenda", broken)
    with clock.frozen(NOW), acting(actor_of(story.recruiter)):
        page = await page_of(TodayState)
        await page.load()
    assert page.is_failed and not page.is_loading


async def test_a_list_counts_what_it_does_not_show_and_shows_it_when_asked(database: Any) -> None:
    story = Story()
    with db.unit_of_work() as session:
        for n in range(250):
            kind = TaskKind.NOT_CONFIRMED if n % 2 else TaskKind.SEND_BY_HAND
            session.add(
                Task(
                    dedupe=f"{kind}:{n}", kind=kind, application_id=story.waiting.id, assignee_id=story.recruiter.id,
                    due_at=NOW - HOUR, created_at=NOW - HOUR,
                )
            )  # fmt: skip
        for _ in range(40):
            make_application(session, recruiter=story.recruiter, stage=Stage.ATTENDED)
            late = make_application(session, recruiter=story.recruiter)
            session.add(
                PriorityRequest(
                    application_id=late.id, requested_by=story.executive.id, requested_at=NOW - HOUR, deadline_at=NOW
                )
            )  # fmt: skip
    with clock.frozen(NOW), acting(actor_of(story.recruiter)):
        page = await page_of(TodayState)
        await page.load()
        assert (len(page.by_hand), page.by_hand_total) == (30, 125)
        assert (len(page.tasks), page.tasks_total) == (30, 126)
        assert (len(page.waits), page.waits_total) == (30, 40)
        # A wish that is late stands in what went wrong, and there only.
        assert (len(page.wrong), page.wrong_total) == (30, 40)
        assert (page.priorities, page.priorities_total) == ([], 0)
        for _ in range(2):
            page.more("by_hand")
        page.more("wrong")
        await page.load()
        assert (len(page.by_hand), len(page.wrong), len(page.tasks)) == (125, 40, 30)


async def test_an_executives_figures_count_requests_beyond_those_listed(database: Any) -> None:
    story = Story()
    with db.unit_of_work() as session:
        for _ in range(130):
            kept = make_application(session, recruiter=story.recruiter)
            session.add(
                PriorityRequest(
                    application_id=kept.id, requested_by=story.executive.id, requested_at=NOW - 48 * HOUR,
                    deadline_at=NOW - HOUR, attended_at=NOW - 2 * HOUR, is_open=False,
                )
            )  # fmt: skip
    with clock.frozen(NOW), acting(actor_of(story.executive)):
        page = await page_of(ExecutiveState)
        await page.load()
        assert (len(page.finished), page.finished_total, page.met) == (100, 130, 130)
        page.more()
        await page.load()
        assert (len(page.finished), page.requests, page.requests_total) == (130, [], 0)


async def test_a_hundred_open_requests_hide_none_of_the_finished_ones(database: Any) -> None:
    story = Story()
    with db.unit_of_work() as session:
        for n in range(120):
            is_open = n < 110
            session.add(
                PriorityRequest(
                    application_id=make_application(session).id, requested_by=story.executive.id,
                    requested_at=NOW - 48 * HOUR, deadline_at=NOW - HOUR, is_open=is_open,
                    attended_at=None if is_open else NOW - 2 * HOUR,
                )
            )  # fmt: skip
    with clock.frozen(NOW), acting(actor_of(story.executive)):
        page = await page_of(ExecutiveState)
        await page.load()
    assert (len(page.requests), page.requests_total) == (100, 110)
    assert (len(page.finished), page.finished_total) == (10, 10)


def test_the_fold_of_finished_requests_is_drawn_by_how_many_there_are(database: Any) -> None:
    shown = str(start_executive.executive())
    fold = shown.index('"staff-more start-finished"')
    assert "finished_total_rx_state_ > 0)?" in shown[fold - 300 : fold]


async def test_an_executive_reads_what_is_to_be_met_apart_from_what_is_over(database: Any) -> None:
    story = Story()
    over = {"cancelled_at": NOW - 2 * HOUR, "is_open": False}  # taken back when it was late already
    with db.unit_of_work() as session:
        for facts in ({}, {"deadline_at": NOW + HOUR}, over, over | {"deadline_at": NOW - 6 * HOUR}):
            asked = {"requested_at": NOW - 48 * HOUR, "deadline_at": NOW - 3 * HOUR} | facts
            session.add(
                PriorityRequest(
                    application_id=make_application(session).id, requested_by=story.executive.id, **asked
                )
            )
    with clock.frozen(NOW), acting(actor_of(story.executive)):
        page = await page_of(ExecutiveState)
        await page.load()
    assert [row["code"] for row in page.requests] == ["overdue", "waiting"]
    assert [row["code"] for row in page.finished] == ["cancelled_late"] * 2
    ids = [row["request_id"] for row in page.finished]
    assert ids == sorted(ids), "the newest deadline first"
    assert (page.requests_total, page.finished_total) == (2, 2)


async def test_ones_own_list_is_read_again_when_work_goes_to_another_or_comes_back(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, waits_for = Story(), []

    async def share(*_: Any, topics: set[str]) -> dict[str, Any]:
        waits_for.append(topics)
        return {}

    with clock.frozen(NOW), acting(actor_of(story.recruiter)):
        page = await page_of(TodayState)
        monkeypatch.setattr(TodayState, "_share", share)
        await page.load()
    tasks = waits_for[0]
    for kind in (EventKind.RECRUITER_ASSIGNED, EventKind.WORK_HANDED_OVER, EventKind.UNDONE):
        assert tasks & OF_KIND[kind], kind


async def test_somebody_silent_whose_wish_is_late_stands_once_and_what_went_wrong_stands_high(
    database: Any,
) -> None:
    story = Story()
    with db.unit_of_work() as session:
        made = session.get_one(Application, story.waiting.id)
        made.stage, made.silent_since = Stage.ARRANGING, NOW - 24 * HOUR
        session.add(made)
        session.get_one(Task, story.call).done_at = NOW  # an open call would stand for it
    with clock.frozen(NOW), acting(actor_of(story.recruiter)):
        page = await page_of(TodayState)
        await page.load()
        silent = [row["key"] for row in page.wrong if row["application_id"] == story.waiting.id]
        with db.unit_of_work() as session:
            session.add(
                PriorityRequest(
                    application_id=made.id,
                    requested_by=story.executive.id,
                    requested_at=NOW - HOUR,
                    deadline_at=NOW,
                )
            )
        await page.load()
        both = [row["key"] for row in page.wrong if row["application_id"] == story.waiting.id]
    assert len(silent) == 1 and len(both) == 1 and silent != both and page.wrong_total == 1
    shown = str(start_today.today())
    wrong, waits = (shown.index(f"{name}_rx_state_.length > 0") for name in ("wrong", "waits"))
    assert wrong < waits
