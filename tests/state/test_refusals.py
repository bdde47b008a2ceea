"""A refusal tells a moment in the zone of the page it is read on, not in China's whoever reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rxapp import clock, db, i18n
from rxapp.errors import TooLate
from rxapp.rules.vocabulary import Language, Role, Stage
from rxapp.services.hiring.advance import advance
from rxapp.state.actor import Present, set_present
from rxapp.state.board import BoardMoveState
from rxapp.state.candidate import CandidateState
from rxapp.state.frame import ToastState, complaint
from rxapp.state.invite import InviteState
from rxapp.state.outcome import OutcomeState
from tests.builders import (
    NOW,
    actor_of,
    candidate_actor,
    make_application,
    make_booking,
    make_candidate,
    make_company,
    make_job,
    make_user,
)
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
STARTS = NOW + timedelta(days=3)  # 10:00 in Shanghai, 04:00 in Berlin, 22:00 the day before in New York


def booked() -> tuple[Any, Any, int]:
    """An interviewer, a candidate in New York, and their interview, at a company in Berlin."""
    with db.unit_of_work() as session:
        make_company(session, zone="Europe/Berlin")
        judge = make_user(session, Role.INTERVIEWER)
        away = make_candidate(session, zone="America/New_York")
        application = make_application(session, job=make_job(session, interviewers=[judge]), candidate=away)
        make_booking(session, application, starts_at=STARTS)
        return actor_of(judge), candidate_actor(application), application.id or 0


async def test_staff_read_refusals_in_the_companys_zone(database: Any) -> None:
    judge, _, application_id = booked()
    with clock.frozen(NOW), acting(judge):
        dialog = await page_of(OutcomeState)
        await dialog.arrive(application_id)
        toast = await dialog.get_state(ToastState)
    assert "02:00" in toast.toast_text and toast.toast_text == dialog.problem


async def test_a_candidate_reads_them_in_their_own_zone(database: Any) -> None:
    _, candidate, _ = booked()
    set_present(Present(acting=candidate, candidate=candidate))
    try:
        with clock.frozen(NOW):
            page = await page_of(CandidateState)
            refused = await page.arrive()
            toast = await page.get_state(ToastState)
            facts = {name: str(value) for name, value in _facts_of(refused).items()}
            await toast.complain("check_in_early", facts)
    finally:
        set_present(None)
    assert "20:00" in toast.toast_text


async def test_a_notice_to_a_visitor_is_told_in_the_companys_zone(database: Any) -> None:
    booked()
    toast = await page_of(ToastState)
    facts = _facts_of(complaint(TooLate("check_in_early", opens_at=STARTS)))
    await toast.complain("check_in_early", facts)
    assert "04:00" in toast.toast_text


async def test_a_move_refused_because_somebody_was_faster_says_who_and_what(database: Any) -> None:
    application_id, one, two = invited_by_another()
    with clock.frozen(NOW), acting(one):
        page = await page_of(BoardMoveState)
        await page.advance(application_id, 1)
        toast = await page.get_state(ToastState)
    assert "王磊" in toast.toast_text and "10:00" in toast.toast_text and page.refused_seq == 1
    assert toast.toast_text == i18n.text(
        "zh", "conflict.changed",
        what=i18n.text("zh", "conflict.deed", what=i18n.text("zh", "timeline.invited", who="王磊"), when="今天 10:00"),
    )  # fmt: skip
    with clock.frozen(NOW), acting(replace(two, language=Language.EN)):
        page = await page_of(BoardMoveState)
        await page.move(application_id, 1, int(Stage.ARRANGING))
        toast = await page.get_state(ToastState)
    assert "王磊 invited to the second round" in toast.toast_text


async def test_a_dialog_says_it_in_itself(database: Any) -> None:
    application_id, one, _ = invited_by_another()
    with clock.frozen(NOW), acting(one):
        page = await page_of(InviteState)
        await page.open_for(application_id)
        page.version = 1
        await page.send({"place_id": page.place_id})
        toast = await page.get_state(ToastState)
    assert page.is_open and "王磊" in page.problem and toast.toast_text == ""


@pytest.mark.parametrize("odd", [{"minutes": "²"}, {"place_id": "²"}, {"minutes": "9" * 5000}])
async def test_digits_that_are_no_number_are_refused_in_a_sentence(database: Any, odd: Any) -> None:
    with db.unit_of_work() as session:
        application_id, actor = make_application(session).id or 0, actor_of(make_user(session))
    with clock.frozen(NOW), acting(actor):
        page = await page_of(InviteState)
        await page.open_for(application_id)
        await page.send({"place_id": page.place_id, "minutes": "45", **odd})
    assert page.is_open and page.problem not in ("", i18n.text("zh", "error.unexpected"))


def invited_by_another() -> tuple[int, Any, Any]:
    """An application at version 2, because 王磊 invited; somebody else who looks at version 1, and 王磊."""
    with db.unit_of_work() as session:
        application = make_application(session)
        one, two = make_user(session, name="李敏"), make_user(session, name="王磊")
    with clock.frozen(NOW), db.unit_of_work() as session:
        advance(session, application.id or 0, 1, actor=actor_of(two))
    return application.id or 0, actor_of(one), actor_of(two)


def _facts_of(event: Any) -> dict[str, str]:
    """The facts that travel by way of the browser."""
    return dict(event.args[1][1]._var_value)
