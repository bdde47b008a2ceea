"""Who may put an outcome right, and that an unknown reason stays unknown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rxapp import db
from rxapp.errors import IllegalMove, NotAllowed
from rxapp.rules.reasons import OUTCOME_REASONS, SIDE, UNKNOWN
from rxapp.rules.vocabulary import BookingState, Language, Role, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.advance import advance
from rxapp.services.scheduling.agenda import interview
from rxapp.services.scheduling.record_outcome import RecordOutcome, correct_outcome, record_outcome
from rxapp.state.agenda_rows import AgendaItem, agenda_item
from tests.builders import actor_of, make_user
from tests.services.scheduling.test_change_booking import Case, outcome_of


@pytest.fixture
def case(database: Any) -> Any:
    return Case()


def shown(case: Any, reader: Actor) -> AgendaItem:
    with db.reading() as session:
        row = interview(session, case.booking_id, actor=reader)
    assert row is not None
    return agenda_item(
        row, role=reader.role, language=Language.ZH, zone="Asia/Shanghai", now=row.ends_at + timedelta(hours=1),
        reader_id=reader.user_id if reader.role is Role.INTERVIEWER else None,
    )  # fmt: skip


def noted(case: Any, outcome: str, reason: str | None, note: str, work: Any = record_outcome) -> Any:
    command = RecordOutcome(case.booking_id, BookingState(outcome), reason, note)
    return case.run(work, command, actor=case.interviewer, when=case.starts_at + timedelta(hours=1))


def test_an_interviewer_reads_what_they_recorded_and_puts_it_right(case: Any) -> None:
    noted(case, "no_show", "traffic", "打不通电话")
    mine = shown(case, case.interviewer)
    assert mine["can_correct"] and mine["ask"] == "" and mine["said"] == "路上耽搁 · 打不通电话"
    assert shown(case, case.recruiter)["said"] == ""
    outcome_of(case, "attended", work=correct_outcome)
    assert case.application.stage == Stage.ATTENDED


def test_what_hr_has_built_on_or_recorded_is_theirs_to_put_right(case: Any) -> None:
    outcome_of(case, "attended")
    assert shown(case, case.interviewer)["can_correct"]
    case.run(
        advance,
        case.id,
        case.application.version,
        actor=case.recruiter,
        when=case.starts_at + timedelta(hours=2),
    )
    mine = shown(case, case.interviewer)
    assert not mine["can_correct"] and mine["ask"]
    with pytest.raises(IllegalMove) as refused:
        outcome_of(
            case, "left_early", "other", work=correct_outcome, when=case.starts_at + timedelta(hours=3)
        )
    assert refused.value.code == "illegal.decided_by_hr"


def test_an_interviewer_does_not_correct_what_somebody_else_recorded(case: Any) -> None:
    outcome_of(case, "attended", actor=case.recruiter)
    assert not shown(case, case.interviewer)["can_correct"] and shown(case, case.interviewer)["ask"]
    with pytest.raises(NotAllowed) as refused:
        outcome_of(case, "no_show", "forgot", work=correct_outcome)
    assert refused.value.code == "not_your_record"


def test_a_reason_nobody_knows_is_kept_as_none_and_counts_as_no_cause(case: Any) -> None:
    assert UNKNOWN not in SIDE and all(UNKNOWN in OUTCOME_REASONS[each] for each in (
        BookingState.NO_SHOW, BookingState.LATE_CANCEL, BookingState.LEFT_EARLY
    ))  # fmt: skip
    noted(case, "no_show", UNKNOWN, "")
    assert (case.booking.state, case.booking.reason) == (BookingState.NO_SHOW, None)
    assert shown(case, case.interviewer)["said"] == "不清楚"


def test_whoever_is_here_late_can_be_ticked_by_their_interviewer_and_recruiter(case: Any) -> None:
    with db.reading() as session:
        row = interview(session, case.booking_id, actor=case.interviewer)
    assert row is not None
    with db.unit_of_work() as session:
        executive = actor_of(make_user(session, Role.EXECUTIVE))
    for reader, may in ((case.interviewer, True), (case.recruiter, True), (executive, False)):
        item = agenda_item(row, role=reader.role, language="zh", zone="Asia/Shanghai", now=row.starts_at)
        assert item["can_arrive"] is may and item["can_record"] is may
