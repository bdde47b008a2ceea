"""From when "I am here" counts, told by the candidate.

day_begins(starts_at) -> from when the day's buttons are shown      counts_from(mode, starts_at)
"""

from __future__ import annotations

from datetime import datetime, timedelta

from rxapp.rules.vocabulary import InterviewMode

FROM = timedelta(hours=2)
# Who opens a video room earlier than this tries the camera and goes away again: to count that as an arrival would
# tell the interviewer that somebody waits, and would end the reminders of somebody who is not there yet.
VIDEO_FROM = timedelta(minutes=15)


def day_begins(starts_at: datetime) -> datetime:
    """From when being late or being there is asked about."""
    return starts_at - FROM


def counts_from(mode: str, starts_at: datetime) -> datetime:
    """From when the candidate's own "here" is an arrival: early at a reception is an arrival, early in an empty video
    room is a try."""
    return starts_at - (VIDEO_FROM if mode == InterviewMode.VIDEO else FROM)
