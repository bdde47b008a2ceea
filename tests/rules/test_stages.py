"""Legal moves are exactly the table's; every illegal one says why."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.refusal import Reason, Refusal
from rxapp.rules.stages import (
    MOVES,
    ApplicationFacts,
    Need,
    booking_after_close,
    cancel_outcome,
    check_close,
    check_correction,
    check_invite,
    check_move,
    check_outcome,
    check_rebook,
    check_reopen,
    is_lost,
    stage_after,
)
from rxapp.rules.vocabulary import ActorKind, BookingState, Closing, Role, Stage
from tests.rules.beijing import bj

B, R, S = BookingState, Role, Stage
STARTS, BEFORE, AFTER = bj("11-24 10:00"), bj("11-23 09:00"), bj("11-24 10:00")
HR = {R.ADMINISTRATOR, R.RECRUITER}


def facts(
    stage: Stage, outcome: BookingState | None = None, closing: Closing | None = None
) -> ApplicationFacts:
    if outcome is None and stage is S.BOOKED:
        outcome = B.SCHEDULED
    if outcome is None and stage > S.BOOKED:
        outcome = B.ATTENDED
    starts_at = None if outcome is None else STARTS
    return ApplicationFacts(stage, closing, outcome, starts_at, was_invited=stage > S.PASSED_FIRST)


# From, to, what it needs, who may: the product's stages and rights, written out once more by hand.
FORWARD = [
    (S.PASSED_FIRST, S.ARRANGING, Need.INVITATION, HR),
    (S.ARRANGING, S.BOOKED, Need.SLOT, HR | {R.CANDIDATE}),
    (S.BOOKED, S.ATTENDED, Need.OUTCOME, HR | {R.INTERVIEWER}),
    (S.ATTENDED, S.OFFER, Need.DECISION, HR),
    (S.OFFER, S.HIRED, Need.ACCEPTANCE, HR),
]
BACK = [
    (S.ARRANGING, S.PASSED_FIRST, Need.WITHDRAWAL, HR),
    (S.BOOKED, S.ARRANGING, Need.CANCELLATION, HR | {R.INTERVIEWER, R.CANDIDATE}),
    (S.ATTENDED, S.BOOKED, Need.CORRECTION, HR | {R.INTERVIEWER}),
    (S.ATTENDED, S.ARRANGING, Need.CORRECTION, HR | {R.INTERVIEWER}),
    (S.OFFER, S.ATTENDED, Need.WITHDRAWAL, HR),
    (S.HIRED, S.OFFER, Need.WITHDRAWAL, HR),
]


@pytest.mark.parametrize(("start", "end", "need", "who"), FORWARD + BACK)
@pytest.mark.parametrize("role", [*Role, None])
def test_a_legal_move_is_allowed_to_these_roles_with_what_it_needs_in_hand(
    start: Stage, end: Stage, need: Need, who: set[Role], role: Role | None
) -> None:
    with_need = check_move(facts(start), end, role, brings=need, now=AFTER)
    without = check_move(facts(start), end, role, now=AFTER)
    if role in who:
        assert with_need is None
        assert without == Refusal(Reason(f"illegal.needs_{need.value}"))
    else:
        assert with_need == without == Refusal(Reason.NOT_ALLOWED)


def test_every_other_move_is_refused_whatever_it_brings() -> None:
    legal = {(start, end) for start, end, _, _ in FORWARD + BACK}
    for start, end, role, need in product(Stage, Stage, Role, [*Need, None]):
        if (start, end) in legal:
            continue
        refusal = check_move(facts(start), end, role, brings=need, now=AFTER)
        if start is end:
            assert refusal == Refusal(Reason.SAME_STAGE)
        elif end > start:
            assert refusal == Refusal(Reason.SKIPS_STAGE)
        else:
            assert refusal == Refusal(Reason.NO_WAY_BACK)


def test_a_no_show_recorded_by_mistake_can_become_attended_but_a_cancellation_cannot() -> None:
    wrong = facts(S.ARRANGING, B.NO_SHOW)
    assert check_move(wrong, S.ATTENDED, R.RECRUITER, brings=Need.CORRECTION, now=AFTER) is None
    cancelled = facts(S.ARRANGING, B.LATE_CANCEL)
    assert check_move(cancelled, S.ATTENDED, R.RECRUITER, brings=Need.CORRECTION) == Refusal(
        Reason.SKIPS_STAGE
    )


def test_an_invitation_that_led_to_a_booking_cannot_be_taken_back() -> None:
    refusal = check_move(facts(S.ARRANGING, B.NO_SHOW), S.PASSED_FIRST, R.RECRUITER, brings=Need.WITHDRAWAL)
    assert refusal == Refusal(Reason.NO_WAY_BACK)
    undone = facts(S.ARRANGING, B.UNDONE)
    assert check_move(undone, S.PASSED_FIRST, R.RECRUITER, brings=Need.WITHDRAWAL) is None


def test_attendance_is_recorded_only_after_the_start() -> None:
    for now in (BEFORE, None):
        refusal = check_move(facts(S.BOOKED), S.ATTENDED, R.RECRUITER, brings=Need.OUTCOME, now=now)
        assert refusal == Refusal(Reason.NOT_STARTED)


def test_nothing_moves_while_closed() -> None:
    for stage, end, closing in product(Stage, Stage, Closing):
        refusal = check_move(facts(stage, closing=closing), end, R.ADMINISTRATOR, brings=Need.INVITATION)
        assert refusal == Refusal(Reason.CLOSED)


RECORD = {
    B.ATTENDED: ({R.INTERVIEWER}, True),
    B.LEFT_EARLY: ({R.INTERVIEWER}, True),
    B.NO_SHOW: ({R.INTERVIEWER}, True),
    B.LATE_CANCEL: ({R.CANDIDATE}, False),
    B.CANCELLED_BY_CANDIDATE: ({R.CANDIDATE}, False),
    B.UNDONE: ({R.CANDIDATE}, False),
    B.CANCELLED_BY_COMPANY: (set[Role](), False),
}


@pytest.mark.parametrize("outcome", RECORD)
@pytest.mark.parametrize("role", [*Role, None])
def test_who_may_record_which_outcome_and_when(outcome: BookingState, role: Role | None) -> None:
    more, needs_start = RECORD[outcome]
    before = check_outcome(facts(S.BOOKED), outcome, role, now=BEFORE)
    after = check_outcome(facts(S.BOOKED), outcome, role, now=AFTER)
    if role not in HR | more:
        assert before == after == Refusal(Reason.NOT_ALLOWED)
        return
    assert before == (Refusal(Reason.NOT_STARTED) if needs_start else None)
    assert after == (Refusal(Reason.ALREADY_STARTED) if role is R.CANDIDATE else None)


def test_an_outcome_needs_a_booking_that_has_none() -> None:
    assert check_outcome(facts(S.ARRANGING), B.NO_SHOW, R.RECRUITER, now=AFTER) == Refusal(Reason.NO_BOOKING)
    done = check_outcome(facts(S.ATTENDED), B.NO_SHOW, R.RECRUITER, now=AFTER)
    assert done == Refusal(Reason.HAS_OUTCOME) and done.facts == {"outcome": "attended"}
    for state in (B.SCHEDULED, B.MOVED):
        assert check_outcome(facts(S.BOOKED), state, R.RECRUITER, now=AFTER) == Refusal(Reason.NOT_AN_OUTCOME)
    closed = facts(S.BOOKED, closing=Closing.LOST)
    assert check_outcome(closed, B.ATTENDED, R.RECRUITER, now=AFTER) == Refusal(Reason.CLOSED)


def test_where_an_outcome_leads() -> None:
    leads = {outcome: stage_after(outcome) for outcome in B}
    assert leads == {
        B.SCHEDULED: S.BOOKED, B.MOVED: S.BOOKED, B.ATTENDED: S.ATTENDED, B.LEFT_EARLY: S.ATTENDED,
        B.NO_SHOW: S.ARRANGING, B.LATE_CANCEL: S.ARRANGING, B.CANCELLED_BY_CANDIDATE: S.ARRANGING,
        B.CANCELLED_BY_COMPANY: S.ARRANGING, B.UNDONE: S.ARRANGING,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("now", "outcome", "wanted", "role", "code"),
    [
        (S.ATTENDED, B.ATTENDED, B.NO_SHOW, R.INTERVIEWER, None),
        (S.ATTENDED, B.ATTENDED, B.SCHEDULED, R.RECRUITER, None),
        (S.ARRANGING, B.NO_SHOW, B.ATTENDED, R.RECRUITER, None),
        (S.OFFER, B.ATTENDED, B.LEFT_EARLY, R.RECRUITER, None),
        (S.OFFER, B.ATTENDED, B.NO_SHOW, R.RECRUITER, Reason.DECIDED),
        (S.BOOKED, B.SCHEDULED, B.ATTENDED, R.RECRUITER, Reason.NO_OUTCOME),
        (S.ATTENDED, B.ATTENDED, B.ATTENDED, R.RECRUITER, Reason.HAS_OUTCOME),
        (S.ARRANGING, B.LATE_CANCEL, B.ATTENDED, R.RECRUITER, Reason.HAS_OUTCOME),
        (S.ATTENDED, B.ATTENDED, B.LATE_CANCEL, R.RECRUITER, Reason.NOT_AN_OUTCOME),
        (S.ATTENDED, B.ATTENDED, B.NO_SHOW, R.CANDIDATE, Reason.NOT_ALLOWED),
        (S.ATTENDED, B.ATTENDED, B.NO_SHOW, R.EXECUTIVE, Reason.NOT_ALLOWED),
        (S.PASSED_FIRST, None, B.ATTENDED, R.RECRUITER, Reason.NO_BOOKING),
    ],
)
def test_an_outcome_is_corrected_until_something_is_built_on_it(
    now: Stage, outcome: BookingState | None, wanted: BookingState, role: Role, code: Reason | None
) -> None:
    refusal = check_correction(facts(now, outcome), wanted, role, now=AFTER)
    assert refusal == (None if code is None else Refusal(code))


def test_who_may_close_and_how() -> None:
    for closing, role, stage in product(Closing, [*Role, None], Stage):
        refusal = check_close(facts(stage), closing, role)
        allowed = (
            role in HR
            or (role is R.CANDIDATE and closing is Closing.WITHDRAWN)
            or (role is None and closing is Closing.LOST and stage is S.ARRANGING)
        )
        if not allowed:
            assert refusal == Refusal(Reason.NOT_ALLOWED)
        elif stage is S.HIRED:
            assert refusal == Refusal(Reason.HIRED)
        elif closing is Closing.LOST and stage is S.PASSED_FIRST:
            assert refusal == Refusal(Reason.NEEDS_INVITATION)
        else:
            assert refusal is None


def test_hr_reopens_what_is_closed_and_nothing_else() -> None:
    closed = facts(S.ATTENDED, closing=Closing.REJECTED)
    assert check_reopen(closed, R.RECRUITER) is None
    assert check_reopen(closed, R.CANDIDATE) == Refusal(Reason.NOT_ALLOWED)
    assert check_reopen(facts(S.ATTENDED), R.RECRUITER) == Refusal(Reason.NOT_CLOSED)


def test_an_invitation_goes_out_before_and_between_bookings() -> None:
    for stage in (S.PASSED_FIRST, S.ARRANGING):
        assert check_invite(facts(stage), R.RECRUITER) is None
        assert check_invite(facts(stage), None) is None
        assert check_invite(facts(stage), R.EXECUTIVE) == Refusal(Reason.NOT_ALLOWED)
    assert check_invite(facts(S.BOOKED), R.RECRUITER) == Refusal(Reason.ALREADY_BOOKED)
    assert check_invite(facts(S.OFFER), R.RECRUITER) == Refusal(Reason.PAST_INTERVIEW)
    assert check_invite(facts(S.ARRANGING, closing=Closing.LOST), None) == Refusal(Reason.CLOSED)


def test_a_booking_is_moved_by_the_candidate_before_it_begins_and_by_hr_until_its_outcome() -> None:
    assert check_rebook(facts(S.BOOKED), R.CANDIDATE, now=BEFORE) is None
    assert check_rebook(facts(S.BOOKED), R.CANDIDATE, now=AFTER) == Refusal(Reason.ALREADY_STARTED)
    assert check_rebook(facts(S.BOOKED), R.RECRUITER, now=AFTER) is None
    assert check_rebook(facts(S.BOOKED), R.INTERVIEWER, now=BEFORE) == Refusal(Reason.NOT_ALLOWED)
    assert check_rebook(facts(S.ATTENDED), R.RECRUITER, now=AFTER) == Refusal(Reason.NO_BOOKING)


@pytest.mark.parametrize(
    ("by", "now", "booked", "outcome"),
    [
        (
            ActorKind.CANDIDATE,
            "11-23 10:00",
            "11-20 10:00",
            B.CANCELLED_BY_CANDIDATE,
        ),  # 24 h is not under 24 h
        (ActorKind.CANDIDATE, "11-23 10:00:01", "11-20 10:00", B.LATE_CANCEL),
        (ActorKind.USER, "11-24 09:00", "11-20 10:00", B.CANCELLED_BY_COMPANY),
        (ActorKind.CANDIDATE, "11-24 09:00:10", "11-24 09:00", B.UNDONE),
        (ActorKind.USER, "11-24 09:00:10", "11-24 09:00", B.UNDONE),
        (ActorKind.CANDIDATE, "11-24 09:00:11", "11-24 09:00", B.LATE_CANCEL),
    ],
)
def test_a_cancel_counts_by_who_and_how_late(
    by: ActorKind, now: str, booked: str, outcome: BookingState
) -> None:
    assert cancel_outcome(by, starts_at=STARTS, now=bj(now), booked_at=bj(booked)) is outcome


def test_closing_ends_a_booking_ahead_and_leaves_an_unknown_one_unknown() -> None:
    def after(closing: Closing, now: str) -> BookingState:
        return booking_after_close(closing, starts_at=STARTS, now=bj(now))

    assert after(Closing.REJECTED, "11-20 10:00") is B.CANCELLED_BY_COMPANY
    assert after(Closing.WITHDRAWN, "11-20 10:00") is B.CANCELLED_BY_CANDIDATE
    assert after(Closing.LOST, "11-24 09:00") is B.LATE_CANCEL
    for closing in Closing:
        assert after(closing, "11-24 10:00") is B.SCHEDULED


def test_an_application_is_lost_fourteen_days_after_its_last_invitation_with_nothing_booked() -> None:
    invited = bj("11-01 10:00")
    assert is_lost(facts(S.ARRANGING), since=invited, now=bj("11-15 10:00"))
    assert not is_lost(facts(S.ARRANGING), since=invited, now=bj("11-15 09:59"))
    assert not is_lost(facts(S.BOOKED), since=invited, now=bj("11-25 10:00"))
    assert not is_lost(facts(S.ARRANGING), since=None, now=bj("11-25 10:00"))
    assert not is_lost(facts(S.ARRANGING, closing=Closing.REJECTED), since=invited, now=bj("11-25 10:00"))


@given(st.sampled_from(Stage), st.sampled_from(Role), st.sampled_from(BookingState))
def test_what_may_be_recorded_is_a_legal_move(stage: Stage, role: Role, outcome: BookingState) -> None:
    if check_outcome(facts(stage), outcome, role, now=AFTER) is None:
        assert (stage, stage_after(outcome)) in MOVES
