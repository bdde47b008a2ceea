from __future__ import annotations

from datetime import timedelta

from rxapp.rules.check_in import counts_from, day_begins
from rxapp.rules.vocabulary import InterviewMode
from tests.rules.beijing import bj

START = bj("06-03 10:00")


def test_early_at_the_reception_is_there_early_in_a_video_room_is_a_try() -> None:
    assert counts_from(InterviewMode.ONSITE, START) == START - timedelta(hours=2) == day_begins(START)
    assert counts_from(InterviewMode.VIDEO, START) == START - timedelta(minutes=15)
