"""Nothing we start leaves between 21:00 and 08:00; answers to a click do; reminders move to the evening before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.ladder.sending_window import in_window, reminder_into_window, shift_into_window
from tests.rules.beijing import ZONE, bj, say

instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(["Asia/Shanghai", "Asia/Urumqi", "America/New_York", "Europe/London", "Asia/Kolkata"])


@given(instants, zones)
def test_what_we_start_leaves_inside_the_window_and_never_earlier_than_meant(at: datetime, zone: str) -> None:
    leaves = shift_into_window(at, zone)
    assert in_window(leaves, zone)
    assert timedelta() <= leaves - at <= timedelta(hours=12)
    assert (leaves == at) == in_window(at, zone)


@given(instants, zones)
def test_reminders_leave_inside_the_window_and_never_later_than_meant(at: datetime, zone: str) -> None:
    leaves = reminder_into_window(at, zone)
    assert in_window(leaves, zone)
    assert timedelta() <= at - leaves <= timedelta(hours=13)


@given(instants, zones)
def test_an_answer_to_the_candidates_click_leaves_at_once(at: datetime, zone: str) -> None:
    assert shift_into_window(at, zone, reply_to_click=True) == at


@pytest.mark.parametrize(
    ("meant", "notice", "reminder"),
    [
        ("11-24 07:59", "11-24 08:00", "11-23 20:30"),
        ("11-24 08:00", "11-24 08:00", "11-24 08:00"),
        ("11-24 20:59", "11-24 20:59", "11-24 20:59"),
        ("11-24 21:00", "11-25 08:00", "11-24 20:30"),
        ("11-24 23:30", "11-25 08:00", "11-24 20:30"),
        ("11-25 00:10", "11-25 08:00", "11-24 20:30"),
    ],
)
def test_the_edges_of_the_window(meant: str, notice: str, reminder: str) -> None:
    assert say(shift_into_window(bj(meant), ZONE)) == notice
    assert say(reminder_into_window(bj(meant), ZONE)) == reminder


def test_the_window_is_the_candidates_own() -> None:
    at = bj("11-24 09:00")  # 20:00 the day before in New York
    assert in_window(at, "America/New_York")
    assert not in_window(bj("11-24 11:00"), "America/New_York")
