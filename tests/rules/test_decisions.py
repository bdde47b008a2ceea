"""Who decides, what is promised by when, and what a candidate may know."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.decisions import (
    LONGEST_PROMISE,
    Verdict,
    check_decide,
    check_promise,
    check_reply_by,
    check_tell,
    default_reply_by,
    is_known_to_candidate,
    to_tell,
    warn_at,
)
from rxapp.rules.mentions import mentioned
from rxapp.rules.refusal import Reason
from rxapp.rules.stages import ApplicationFacts
from rxapp.rules.vocabulary import HR, Closing, Role, Stage
from tests.rules.beijing import WORKING, bj

ROLES = (*Role, None)


@pytest.mark.parametrize(("stage", "role"), list(product(Stage, ROLES)))
def test_only_hr_decides_and_only_about_somebody_who_came(stage: Stage, role: Role | None) -> None:
    refusal = check_decide(ApplicationFacts(stage), role)
    assert (refusal is None) == (stage is Stage.ATTENDED and role in HR)
    assert check_decide(ApplicationFacts(stage, Closing.LOST), role) is not None


@pytest.mark.parametrize(
    ("stage", "closing", "verdict", "told"),
    [
        (Stage.ATTENDED, None, None, None),
        (Stage.ATTENDED, None, "no", Verdict.NO),
        (Stage.ATTENDED, Closing.REJECTED, None, Verdict.NO),
        (Stage.OFFER, Closing.REJECTED, "pass", Verdict.NO),
        (Stage.OFFER, None, "pass", Verdict.PASS),
        (Stage.OFFER, Closing.WITHDRAWN, "pass", None),
        (Stage.HIRED, None, "pass", None),
        (Stage.BOOKED, None, None, None),
        (Stage.ARRANGING, Closing.REJECTED, None, None),
    ],
)
def test_what_can_be_told_follows_from_what_was_decided(
    stage: Stage, closing: Closing | None, verdict: str | None, told: Verdict | None
) -> None:
    facts = ApplicationFacts(stage, closing)
    assert to_tell(facts, verdict) is told
    for role in ROLES:
        may = check_tell(facts, verdict, False, role) is None
        assert may == (told is not None and role in HR)
        assert check_tell(facts, verdict, True, role) is not None


def test_a_no_is_the_candidates_to_know_only_once_it_was_told() -> None:
    now = bj("11-23 10:00")
    came = ApplicationFacts(Stage.ATTENDED, Closing.REJECTED)
    assert not is_known_to_candidate(came, None, now)
    assert not is_known_to_candidate(came, now + timedelta(seconds=1), now)
    assert is_known_to_candidate(came, now, now)
    for other in (Closing.WITHDRAWN, Closing.COMPANY_CANCELLED, Closing.LOST):
        assert is_known_to_candidate(ApplicationFacts(Stage.ATTENDED, other), None, now)
    assert is_known_to_candidate(ApplicationFacts(Stage.ARRANGING, Closing.REJECTED), None, now)


def test_the_usual_promise_is_the_end_of_the_third_working_day() -> None:
    assert default_reply_by(bj("11-23 10:00"), WORKING) == bj("11-26 18:00")  # Monday → Thursday
    assert default_reply_by(bj("11-26 23:30"), WORKING) == bj("12-01 18:00")  # over a weekend
    assert default_reply_by(bj("11-28 12:00"), WORKING) == bj("12-02 18:00")  # decided on a Saturday


def test_the_warning_comes_four_working_hours_before_the_promise_and_never_in_the_past() -> None:
    assert warn_at(bj("11-26 18:00"), bj("11-23 10:00"), WORKING) == bj("11-26 14:00")
    assert warn_at(bj("11-26 10:00"), bj("11-23 10:00"), WORKING) == bj("11-25 15:00")
    assert warn_at(bj("11-30 09:00"), bj("11-23 10:00"), WORKING) == bj("11-27 14:00")
    assert warn_at(bj("11-23 12:00"), bj("11-23 10:00"), WORKING) == bj("11-23 10:00")


@given(st.integers(0, 200_000), st.integers(1, 80_000))
def test_four_working_hours_lie_between_warning_and_promise(start: int, ahead: int) -> None:
    now = bj("09-21 10:00") + timedelta(minutes=start)
    reply_by = now + timedelta(minutes=ahead)
    at = WORKING.minus_working(reply_by, 240)
    assert at < reply_by and WORKING.add_working(at, 240) <= reply_by
    assert now <= default_reply_by(now, WORKING) <= now + LONGEST_PROMISE


def test_a_promise_lies_ahead_but_not_for_ever() -> None:
    now = bj("11-23 10:00")
    assert check_reply_by(now + timedelta(minutes=1), now) is None
    for past in (timedelta(), -timedelta(days=1)):
        refusal = check_reply_by(now + past, now)
        assert refusal is not None and refusal.code is Reason.REPLY_PAST
    far = check_reply_by(now + LONGEST_PROMISE + timedelta(seconds=1), now)
    assert far is not None and far.code is Reason.REPLY_TOO_FAR


@pytest.mark.parametrize(("stage", "is_told"), list(product(Stage, (False, True))))
def test_an_answer_is_promised_to_whoever_waits_for_one(stage: Stage, is_told: bool) -> None:
    may = check_promise(ApplicationFacts(stage), is_told, Role.RECRUITER) is None
    assert may == (stage in (Stage.ATTENDED, Stage.OFFER) and not is_told)
    assert check_promise(ApplicationFacts(stage), is_told, Role.EXECUTIVE) is not None


PEOPLE = [(1, "王芳"), (2, "王芳芳"), (3, "Ann"), (4, "Anna Lee"), (5, "陈静"), (6, "陈静"), (7, "")]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@王芳请看", {1}),
        ("@王芳芳 请看", {2}),
        ("＠王芳，@ann!", {1, 3}),
        ("请@anna lee看", {4}),
        ("@Anna", set()),
        ("@陈静", {5, 6}),
        ("a@b.com @ @@", set()),
        ("王芳", set()),
        ("@" * 4000, set()),
    ],
)
def test_a_note_calls_whom_it_names(text: str, called: set[int]) -> None:
    assert mentioned(text, PEOPLE) == called
