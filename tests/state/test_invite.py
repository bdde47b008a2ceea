"""An invitation that nobody could answer is asked about, or said, before it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from rxapp import clock, db, i18n
from rxapp.models import Invitation
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.many import Deed, ManyCommand, preview
from rxapp.state.board import BoardMoveState
from rxapp.state.frame import ToastState
from rxapp.state.invite import InviteState
from rxapp.state.many_rows import summary
from tests.builders import NOW, actor_of, give_hours, make_application, make_job, make_user
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _now(clock_at: Callable[[datetime], None]) -> None:
    clock_at(NOW)


def company(*, has_hours: bool) -> tuple[Actor, int, int]:
    """A recruiter, somebody to invite, and who would see them."""
    with db.unit_of_work() as session:
        interviewer = make_user(session, Role.INTERVIEWER)
        if has_hours:
            give_hours(session, interviewer)
        application = make_application(session, job=make_job(session, interviewers=[interviewer]))
        return actor_of(make_user(session)), application.id or 0, interviewer.id or 0


def invitations() -> list[Any]:
    with db.reading() as session:
        return list(session.exec(select(Invitation)))


async def test_the_dialog_asks_before_an_invitation_without_times_and_sends_it_when_told_so() -> None:
    actor, application_id, interviewer_id = company(has_hours=False)
    with acting(actor):
        state = await page_of(InviteState)
        await state.open_for(application_id)
        form: Any = {"minutes": "45", "place_id": state.place_id}
        await state.send(form)
        assert state.is_warned and state.is_open and state.hours_of == interviewer_id and not invitations()
        await state.send(form)
        assert not state.is_open and len(invitations()) == 1


async def test_an_invitation_with_times_goes_out_without_a_question() -> None:
    actor, application_id, _ = company(has_hours=True)
    with acting(actor):
        state = await page_of(InviteState)
        await state.open_for(application_id)
        form: Any = {"minutes": "45", "place_id": state.place_id}
        await state.send(form)
        assert not state.is_open and len(invitations()) == 1


@pytest.mark.parametrize("has_hours", [True, False])
async def test_a_card_moved_by_one_press_says_that_there_is_nothing_to_choose(has_hours: bool) -> None:
    actor, application_id, _ = company(has_hours=has_hours)
    with acting(actor):
        state = await page_of(BoardMoveState)
        await state.move(application_id, 1, 1)
        toast = await state.get_state(ToastState)
        said = i18n.text("zh", "board.no_times")
        assert (said in toast.toast_text) is not has_hours and toast.toast_undo_id > 0


def test_a_preview_for_many_names_those_who_would_find_nothing() -> None:
    actor, application_id, _ = company(has_hours=False)
    with db.reading() as session:
        found = preview(session, ManyCommand(Deed.INVITE, (application_id,)), actor=actor, clock=clock.now)
    assert len(found.without_times) == 1
    lines = summary(found, "zh", "Asia/Shanghai", NOW, by_hand=False)
    assert i18n.text("zh", "many.no_times", n=1, names=found.without_times[0]) in lines
