"""A planned step of the ladder, its dedupe key and the delays of the table; shared by `ladder` and `judging`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from rxapp.rules.ladder.sending_window import DAYTIME, Window
from rxapp.rules.vocabulary import StepKind


class PlannedStep(NamedTuple):
    """What falls due when (aware UTC)."""

    kind: StepKind
    due_at: datetime


@dataclass(frozen=True, slots=True)
class LadderSettings:
    """The table's delays. `*_minute` are local minutes of the day, `*_working_minutes` pass in working hours."""

    undo: timedelta = timedelta(seconds=10)
    nudge_after: timedelta = timedelta(hours=1)
    call_working_minutes: int = 240
    single_channel_call_working_minutes: int = 120
    unticked_working_minutes: int = 30
    choice_call_after: timedelta = timedelta(hours=24)
    second_call_after: timedelta = timedelta(hours=48)
    silent_after: timedelta = timedelta(days=7)
    remind_days_before: int = 3
    remind_minute: int = 10 * 60
    ask_minute: int = 10 * 60
    check_minute: int = 16 * 60
    short_before: timedelta = timedelta(hours=2)
    short_if_booked_before: timedelta = timedelta(hours=6)
    not_here_after: timedelta = timedelta(minutes=5)
    outcome_after: timedelta = timedelta(minutes=30)
    calls_end_hours_before: int = 12
    reinvite_after: timedelta = timedelta(hours=2)
    reinvitations: int = 2
    window: Window = DAYTIME
    off: frozenset[StepKind] = frozenset()


DEFAULTS = LadderSettings()

# When one of these leaves (or is ticked as sent by hand), the invitation's or the booking's clocks start.
INVITATION_CLOCK_STARTERS = frozenset({StepKind.INVITED, StepKind.REINVITED, StepKind.CALLED_OFF})
BOOKING_CLOCK_STARTERS = frozenset({StepKind.BOOKED, StepKind.MOVED})
CLOCK_STARTERS = INVITATION_CLOCK_STARTERS | BOOKING_CLOCK_STARTERS

# Said even to somebody whose application has closed since: the interview they expect does not take place; how it ended.
OUTLIVES_CLOSING = frozenset({StepKind.CALLED_OFF, StepKind.TOLD_NO})


def step_key(kind: StepKind, subject: str, subject_id: int, version: int = 1) -> str:
    """The dedupe key of a step: subject is "invitation", "booking" or "application"; a new version, a new step.

    A move makes a new booking, hence new keys by itself; the version rises when one booking is planned anew.
    """
    return f"{subject}:{subject_id}:{kind.value}:{version}"
