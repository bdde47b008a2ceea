"""Tries, doubt and back-off: nothing is lost, nothing is repeated that may have left."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.outbox import (
    BACK_OFF,
    CALL_TIMEOUT,
    LEASE,
    LONGEST_WAIT,
    LookUp,
    Result,
    may_claim,
    may_follow,
    next_attempt_at,
    owns,
    result_of_http,
    state_after,
    state_after_look_up,
)
from rxapp.rules.vocabulary import DeliveryState as D
from tests.rules.beijing import bj

NOW = bj("11-24 10:00")


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (200, Result.SENT), (202, Result.SENT), (429, Result.LATER), (400, Result.REFUSED), (401, Result.REFUSED),
        (302, Result.REFUSED), (408, Result.UNKNOWN), (500, Result.UNKNOWN), (503, Result.UNKNOWN),
        (None, Result.UNKNOWN),
    ],
)  # fmt: skip
def test_what_an_http_answer_means(status: int | None, result: Result) -> None:
    assert result_of_http(status) is result
    assert result_of_http(status, is_connected=False) is Result.LATER


def test_only_what_certainly_did_not_leave_is_tried_again() -> None:
    for result in Result:
        repeated = state_after(result, 1) is D.PENDING
        assert repeated == (result is Result.LATER)
    assert state_after("later", len(BACK_OFF) + 1) is D.FAILED
    assert [state_after_look_up(found) for found in LookUp] == [D.SENT, D.PENDING, D.HELD]


def test_back_off_grows_and_ends() -> None:
    waits = [next_attempt_at(attempt, NOW) for attempt in range(1, len(BACK_OFF) + 2)]
    assert waits == [NOW + wait for wait in BACK_OFF] + [None]
    with pytest.raises(ValueError, match="from 1"):
        next_attempt_at(0, NOW)


@given(
    st.integers(1, len(BACK_OFF)),
    st.one_of(st.none(), st.timedeltas(timedelta(days=-1), timedelta(days=3))),
    st.floats(0, 1, exclude_max=True),
)
def test_the_providers_wish_is_heard_within_reason(
    attempt: int, retry_after: timedelta | None, jitter: float
) -> None:
    again = next_attempt_at(attempt, NOW, retry_after=retry_after, jitter=jitter)
    assert again is not None and again >= NOW + BACK_OFF[attempt - 1]
    assert again < NOW + LONGEST_WAIT * 1.25 + timedelta(seconds=1)
    if retry_after is not None and retry_after <= LONGEST_WAIT:
        assert again >= NOW + retry_after


def test_states_only_move_forward() -> None:
    for old, new in product(D, D):
        if old is new:
            assert not may_follow(old, new)
    assert may_follow(D.UNKNOWN, D.SENT) and not may_follow(D.SENT, D.UNKNOWN)
    assert not may_follow(D.SENT, D.PENDING) and not may_follow(D.SENT, D.SENDING)
    assert not may_follow(D.HELD, D.SENDING)  # a person first
    for state in (D.FAILED, D.SKIPPED):
        assert not any(may_follow(state, new) for new in D)


@given(st.sampled_from(Result), st.integers(1, 10))
def test_every_result_of_a_call_is_a_legal_state_after_sending(result: Result, attempt: int) -> None:
    assert may_follow(D.SENDING, state_after(result, attempt))


def test_looking_up_leads_to_legal_states() -> None:
    assert all(may_follow(D.UNKNOWN, state_after_look_up(found)) for found in LookUp)


def test_a_message_is_claimed_when_due_and_called_only_under_a_running_lease() -> None:
    due: datetime = NOW
    assert may_claim(D.PENDING, due_at=due, now=NOW)
    assert not may_claim(D.PENDING, due_at=due + timedelta(seconds=1), now=NOW)
    assert not any(may_claim(state, due_at=due, now=NOW) for state in D if state is not D.PENDING)
    until = NOW + LEASE
    assert owns(3, 3, lease_until=until, real_now=NOW)
    assert not owns(4, 3, lease_until=until, real_now=NOW)
    assert not owns(3, 3, lease_until=until, real_now=until)
    assert not owns(3, 3, lease_until=None, real_now=NOW)
    assert CALL_TIMEOUT < LEASE
