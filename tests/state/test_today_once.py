"""On Today one person stands once for one matter, where the action is that settles it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rxapp import clock, db, i18n
from rxapp.models import Application, Booking, Delivery, Task
from rxapp.pages import start_today
from rxapp.rules.vocabulary import Channel, DeliveryState, Role, StepKind, TaskKind
from rxapp.state.outcome import OutcomeState
from rxapp.state.today import TodayState
from tests.builders import NOW, actor_of, make_application, make_booking, make_invitation, make_job, make_user
from tests.pages.rendered import components
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)


class Matter:
    """Somebody booked by HR for tomorrow whose notice failed, and who did not answer."""

    def __init__(self) -> None:
        with db.unit_of_work() as session:
            recruiter, interviewer = make_user(session), make_user(session, Role.INTERVIEWER)
            self.me, self.recruiter_id = actor_of(recruiter), recruiter.id
            application = make_application(
                session, job=make_job(session, interviewers=[interviewer]), recruiter=recruiter
            )
            make_invitation(session, application)
            booking = make_booking(
                session, application, interviewer=interviewer, starts_at=NOW + 24 * HOUR, confirmed_at=None
            )
            self.id, self.booking_id = application.id or 0, booking.id
            session.add(
                Delivery(
                    dedupe="m", kind=StepKind.BOOKED, channel=Channel.SMS, state=DeliveryState.FAILED,
                    application_id=self.id, booking_id=self.booking_id, due_at=NOW - 3 * HOUR, created_at=NOW,
                )
            )  # fmt: skip

    def call(self, kind: TaskKind, **facts: Any) -> int:
        with db.unit_of_work() as session:
            task = Task(
                **{
                    "dedupe": kind.value, "kind": kind, "application_id": self.id, "booking_id": self.booking_id,
                    "assignee_id": self.recruiter_id, "due_at": NOW - HOUR, "created_at": NOW,
                } | facts
            )  # fmt: skip
            session.add(task)
            session.flush()
            return task.id or 0


async def lists(actor: Any) -> TodayState:
    page = await page_of(TodayState)
    await page.load()
    return page


def keys(rows: list[Any]) -> list[str]:
    return [row["key"].partition("-")[0] for row in rows]


async def test_a_failed_notice_stands_with_the_call_it_makes_necessary_until_that_is_made(
    database: Any,
) -> None:
    matter = Matter()
    with clock.frozen(NOW), acting(matter.me):
        page = await lists(matter.me)
        assert (page.tasks, keys(page.wrong), page.wrong_total) == ([], ["failed"], 1)
        call = matter.call(TaskKind.NOT_CONFIRMED)
        page = await lists(matter.me)
        assert (len(page.tasks), page.wrong, page.wrong_total) == (1, [], 0)
        lost = i18n.text("zh", "today.lost", what=i18n.text("zh", "messages.kind_booked"))
        assert lost in page.tasks[0]["why"] and page.tasks[0]["action"] == "confirm"
        await page.settle(call)
        page = await lists(matter.me)
    assert (page.tasks, keys(page.wrong)) == ([], ["failed"]), (
        "nobody answered: the message is still to be sent"
    )


async def test_saying_yes_on_the_telephone_settles_the_failed_notice_too(database: Any) -> None:
    matter = Matter()
    matter.call(TaskKind.NOT_CONFIRMED)
    with clock.frozen(NOW), acting(matter.me):
        page = await lists(matter.me)
        await page.confirm(matter.id)
        page = await lists(matter.me)
        assert (page.tasks, page.wrong, page.wrong_total) == ([], [], 0)
        with db.unit_of_work() as session:
            session.get_one(Booking, matter.booking_id).confirmed_at = NOW - 4 * HOUR
        page = await lists(matter.me)
    assert keys(page.wrong) == ["failed"], "what was to be said after they confirmed is still to be said"


@pytest.mark.parametrize(
    "facts",
    [{"due_at": NOW + HOUR}, {"kind": TaskKind.WHY_LATE}, {"assignee_id": None}, {"cancelled_at": NOW}],
)
async def test_only_a_call_that_stands_on_ones_own_list_stands_for_it(
    database: Any, facts: dict[str, Any]
) -> None:
    matter = Matter()
    if "assignee_id" in facts:
        with db.unit_of_work() as session:
            facts = {"assignee_id": make_user(session).id}
    matter.call(**{"kind": TaskKind.NOT_CONFIRMED} | facts)
    with clock.frozen(NOW), acting(matter.me):
        page = await lists(matter.me)
    assert keys(page.wrong) == ["failed"]


async def test_somebody_silent_with_a_call_to_make_stands_among_the_calls_alone(database: Any) -> None:
    with db.unit_of_work() as session:
        recruiter = make_user(session)
        application = make_application(session, recruiter=recruiter, silent_since=NOW - HOUR)
        make_invitation(session, application)
        task = Task(
            dedupe="t", kind=TaskKind.INVITED_SECOND, application_id=application.id or 0, due_at=NOW - HOUR,
            assignee_id=recruiter.id or 0, created_at=NOW,
        )  # fmt: skip
        session.add(task)
        session.flush()
        me, task_id, application_id = actor_of(recruiter), task.id or 0, application.id
    with clock.frozen(NOW), acting(me):
        page = await lists(me)
        assert len(page.tasks) == 1 and page.wrong == []
        await page.settle(task_id)
        page = await lists(me)
    assert page.tasks == [] and keys(page.wrong) == ["silent"]
    with db.reading() as session:
        assert session.get_one(Application, application_id).silent_since is not None


async def test_who_comes_today_is_noted_as_late_with_how_late(database: Any) -> None:
    matter = Matter()
    with clock.frozen(NOW + 23 * HOUR + HOUR / 2), acting(matter.me):
        dialog = await page_of(OutcomeState)
        await dialog.late(matter.id, 20)
        page = await lists(matter.me)
    [row] = page.agenda
    assert row["can_arrive"] and i18n.text("zh", "calendar.standing_late", minutes=20) == row["standing"]
    with db.reading() as session:
        assert session.get_one(Booking, matter.booking_id).late_minutes == 20


def test_each_who_may_arrive_today_may_be_late_too(database: Any) -> None:
    menus = [
        each for each in components(start_today.today()) if "'late'" in str(getattr(each, "custom_attrs", ""))
    ]
    shown = str(start_today.today())
    assert shown.count("outcome_state.late") >= 6, (
        "ten, twenty, thirty minutes: on the day's list and on the question"
    )
    assert menus or shown.count('"late"') >= 2
