"""After a no-show the drawer says when the new invitation leaves, and not that the candidate is choosing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlmodel import select

from rxapp import db
from rxapp.models import PlannedStep
from rxapp.rules.vocabulary import BookingState, Language, StepKind
from rxapp.services.hiring.queries import application_view
from rxapp.services.scheduling.record_outcome import RecordOutcome, record_outcome
from rxapp.state.drawer_rows import drawer_view
from tests.services.scheduling.test_change_booking import Case


def test_the_drawer_says_when_somebody_who_did_not_come_is_invited_again(database: Any) -> None:
    case: Any = Case()  # type: ignore[no-untyped-call]
    when = case.starts_at + timedelta(hours=1)
    outcome = RecordOutcome(case.booking_id, BookingState.NO_SHOW, "forgot")
    case.run(record_outcome, outcome, actor=case.recruiter, when=when)
    with db.reading() as session:
        due = session.exec(select(PlannedStep.due_at).where(PlannedStep.kind == StepKind.REINVITED)).one()
        view = application_view(session, case.id, actor=case.recruiter, clock=lambda: when)
    assert view.reinvite_at == due
    shown = drawer_view(view, language=Language.ZH, zone="Asia/Shanghai", now=when)
    assert shown["next_title"].startswith("将于") and shown["next_title"].endswith("重新邀请")
