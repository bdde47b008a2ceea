"""A refusal tells a moment in the zone of the page it is read on, not in China's whoever reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rxapp import clock, db
from rxapp.errors import TooLate
from rxapp.rules.vocabulary import Role
from rxapp.state.actor import Present, set_present
from rxapp.state.candidate import CandidateState
from rxapp.state.frame import ToastState, complaint
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


def _facts_of(event: Any) -> dict[str, str]:
    """The facts that travel by way of the browser."""
    return dict(event.args[1][1]._var_value)
