"""When messages and tasks fall due: the default table of the product, row by row.

    plan_after_invitation(InvitationFacts) -> list[PlannedStep]       the invitation itself
    plan_invitation_clocks(InvitationFacts, left_at) -> list          once its first message left (or was ticked)
    plan_after_booking(BookingFacts) -> list[PlannedStep]             notice, reminders, questions
    plan_booking_clocks(BookingFacts, left_at) -> list                once its notice left; booked by HR only
    plan_after_outcome(OutcomeFacts) -> list[PlannedStep]             after a no-show or a cancellation
    plan_interviewer_changed(now, zone) -> PlannedStep                somebody else holds the interview
    plan_new_link(now, zone) -> PlannedStep                           the links they had were ended
    plan_telling(kind, InvitationFacts) -> list[PlannedStep]          the decision, told
    plan_promise(reply_by, InvitationFacts) -> list[PlannedStep]      before a promised reply-by date
    by_hand_due(at, working) -> datetime                              when an unticked message shows in Today
    also from here: PlannedStep, LadderSettings, DEFAULTS, step_key, CLOCK_STARTERS …  (rules.steps),
                    decide, StepFacts, Decision, Action, Reach, expires_at             (rules.judging)

Every plan takes `settings=` (LadderSettings, editable per job). A planned step is only a kind and an instant; what
it waits for follows from its kind and is judged when it falls due. Clocks start when a message of CLOCK_STARTERS
leaves; for messages by hand, when the recruiter ticks it. Times already past are never planned. Messages follow
the candidate's zone, tasks for staff follow working hours.

Readings of the table where it leaves room:
- The three-day reminder is left out when the day-before question falls on the same date (an interview on Monday:
  both would leave on Friday 10:00).
- "Booked too late" for the last working day means after its question's time; then the call falls due in the first
  working hour after the question and before the interview, else at the check (16:00) of calendar day −1, else now.
- A no-show's new invitation waits two hours, so that an outcome recorded too early can be corrected first.
- The company's cancellation is told to the candidate, and the invitation's clocks run anew from that message; after
  the candidate's own they run from the cancellation, without the steps that ask whether the link was opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rxapp.rules.decisions import warn_at
from rxapp.rules.ladder.judging import Action, Decision, Reach, SkipReason, StepFacts, decide, expires_at
from rxapp.rules.ladder.sending_window import local_time, reminder_into_window, shift_into_window
from rxapp.rules.ladder.steps import (
    BOOKING_CLOCK_STARTERS,
    CLOCK_STARTERS,
    DEFAULTS,
    INVITATION_CLOCK_STARTERS,
    LadderSettings,
    PlannedStep,
    step_key,
)
from rxapp.rules.ladder.working_time import WorkingTime
from rxapp.rules.vocabulary import BookingState, StepKind

__all__ = [
    "BOOKING_CLOCK_STARTERS", "CLOCK_STARTERS", "DEFAULTS", "INVITATION_CLOCK_STARTERS", "Action", "BookingFacts",
    "Decision", "InvitationFacts", "LadderSettings", "OutcomeFacts", "PlannedStep", "Reach", "SkipReason",
    "StepFacts", "by_hand_due", "decide", "expires_at", "plan_after_booking", "plan_after_invitation",
    "plan_after_outcome", "plan_booking_clocks", "plan_interviewer_changed", "plan_invitation_clocks",
    "plan_new_link", "plan_promise", "plan_telling", "step_key",
]  # fmt: skip

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """Somebody was just invited; `zone` is the candidate's."""

    now: datetime
    zone: str
    working: WorkingTime


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """A time was just booked or moved to. `now` is when; `channels` counts those the candidate may be reached on."""

    now: datetime
    starts_at: datetime
    zone: str
    working: WorkingTime
    is_by_candidate: bool
    channels: int = 2
    is_move: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """An outcome was just recorded. `reinvitations` were already sent after earlier no-shows of this application."""

    now: datetime
    outcome: BookingState
    zone: str
    working: WorkingTime
    reinvitations: int = 0


def plan_after_invitation(facts: InvitationFacts, settings: LadderSettings = DEFAULTS) -> list[PlannedStep]:
    """The link on all permitted channels, ten seconds later so that undo withdraws it."""
    return _in_order([_notice(StepKind.INVITED, facts, settings)], settings)


def plan_invitation_clocks(
    facts: InvitationFacts, left_at: datetime, settings: LadderSettings = DEFAULTS
) -> list[PlannedStep]:
    """Nudge, two kinds of call, second call and silence, counted from the first message that left."""
    working = facts.working
    steps = [
        PlannedStep(
            StepKind.INVITED_NUDGE,
            shift_into_window(left_at + settings.nudge_after, facts.zone, window=settings.window),
        ),
        PlannedStep(StepKind.INVITED_CALL, working.add_working(left_at, settings.call_working_minutes)),
        PlannedStep(StepKind.INVITED_CHOICE_CALL, working.next_working(left_at + settings.choice_call_after)),
        PlannedStep(StepKind.INVITED_SECOND_CALL, working.next_working(left_at + settings.second_call_after)),
        PlannedStep(StepKind.INVITED_SILENT, left_at + settings.silent_after),
    ]
    return _in_order(steps, settings)


def plan_after_booking(facts: BookingFacts, settings: LadderSettings = DEFAULTS) -> list[PlannedStep]:
    """Notice, reminders, the day-before question with its check, and the questions to staff on the day."""
    now, starts_at = facts.now, facts.starts_at
    notice = StepKind.MOVED if facts.is_move else StepKind.BOOKED
    steps = [_notice(notice, facts, settings, is_reply=facts.is_by_candidate)]
    ask_at, call_at = _day_before(facts, settings)
    ahead = [PlannedStep(StepKind.ASK_DAY_BEFORE, ask_at)]
    if starts_at - now > settings.remind_days_before * DAY:
        remind_on = _local_date(starts_at, facts.zone) - settings.remind_days_before * DAY
        remind_at = _reminder(remind_on, settings.remind_minute, facts, settings)
        if _local_date(remind_at, facts.zone) != _local_date(ask_at, facts.zone):
            ahead.append(PlannedStep(StepKind.REMIND_THREE_DAYS, remind_at))
    if starts_at - now >= settings.short_if_booked_before:
        at = reminder_into_window(starts_at - settings.short_before, facts.zone, settings.window)
        ahead.append(PlannedStep(StepKind.REMIND_TWO_HOURS, at))
    ahead += [
        PlannedStep(StepKind.ASK_NOT_HERE, starts_at + settings.not_here_after),
        PlannedStep(StepKind.ASK_OUTCOME, starts_at + settings.outcome_after),
    ]
    steps += [step for step in ahead if step.due_at > now]
    if call_at is not None:
        steps.append(PlannedStep(StepKind.UNCONFIRMED_CALL, call_at))
    return _in_order(steps, settings)


def plan_booking_clocks(
    facts: BookingFacts, left_at: datetime, settings: LadderSettings = DEFAULTS
) -> list[PlannedStep]:
    """Nudge and call when the notice of a booking made by HR stays unopened; nothing for the candidate's own.

    `left_at` is also "now" for the call: it falls due at the latest in the last working hour that ends 12 h before
    the interview, or at once if that has passed.
    """
    if facts.is_by_candidate:
        return []
    nudge_at = shift_into_window(left_at + settings.nudge_after, facts.zone, window=settings.window)
    minutes = (
        settings.single_channel_call_working_minutes if facts.channels <= 1 else settings.call_working_minutes
    )
    call_at = facts.working.add_working(left_at, minutes)
    latest = facts.working.last_working_hour_before(facts.starts_at, settings.calls_end_hours_before)
    if latest is None or latest < call_at:
        call_at = left_at if latest is None else max(left_at, latest)
    steps = [PlannedStep(StepKind.BOOKED_NUDGE, nudge_at), PlannedStep(StepKind.BOOKED_CALL, call_at)]
    return _in_order([step for step in steps if step.due_at < facts.starts_at], settings)


def plan_after_outcome(facts: OutcomeFacts, settings: LadderSettings = DEFAULTS) -> list[PlannedStep]:
    """A new invitation after a no-show (two at most, then a person); after a cancellation the way back to a time."""
    if facts.outcome is BookingState.NO_SHOW:
        if facts.reinvitations >= settings.reinvitations:
            step = PlannedStep(StepKind.NO_SHOW_CALL, facts.working.next_working(facts.now))
        else:
            due_at = facts.now + settings.reinvite_after
            step = PlannedStep(
                StepKind.REINVITED, shift_into_window(due_at, facts.zone, window=settings.window)
            )
        return _in_order([step], settings)
    if facts.outcome is BookingState.CANCELLED_BY_COMPANY:
        return _in_order([_notice(StepKind.CALLED_OFF, facts, settings)], settings)
    if facts.outcome in (BookingState.LATE_CANCEL, BookingState.CANCELLED_BY_CANDIDATE):
        clocks = plan_invitation_clocks(
            InvitationFacts(facts.now, facts.zone, facts.working), facts.now, settings
        )
        asks_whether_opened = (StepKind.INVITED_NUDGE, StepKind.INVITED_CALL)
        return [step for step in clocks if step.kind not in asks_whether_opened]
    return []


def plan_telling(
    kind: StepKind, facts: InvitationFacts, settings: LadderSettings = DEFAULTS
) -> list[PlannedStep]:
    """The decision, as a person worded it: like every message a click causes."""
    return _in_order([_notice(kind, facts, settings)], settings)


def plan_promise(
    reply_by: datetime, facts: InvitationFacts, settings: LadderSettings = DEFAULTS
) -> list[PlannedStep]:
    """The reminder to keep a promised reply-by date."""
    return _in_order([PlannedStep(StepKind.REPLY_DUE, warn_at(reply_by, facts.now, facts.working))], settings)


def plan_interviewer_changed(now: datetime, zone: str, settings: LadderSettings = DEFAULTS) -> PlannedStep:
    """Who will be there instead, ten seconds after the change, in the sending window of the candidate's `zone`."""
    due_at = shift_into_window(now + settings.undo, zone, window=settings.window)
    return PlannedStep(StepKind.INTERVIEWER_CHANGED, due_at)


def plan_new_link(now: datetime, zone: str, settings: LadderSettings = DEFAULTS) -> PlannedStep:
    """The new link at once, or when the sending window opens: nobody can take the end of the old one back."""
    return PlannedStep(StepKind.NEW_LINK, shift_into_window(now, zone, window=settings.window))


def by_hand_due(at: datetime, working: WorkingTime, settings: LadderSettings = DEFAULTS) -> datetime:
    """When a message that waits for a recruiter's hand since `at`, still unticked, becomes a line in Today."""
    return working.add_working(at, settings.unticked_working_minutes)


def _notice(
    kind: StepKind,
    facts: InvitationFacts | BookingFacts | OutcomeFacts,
    settings: LadderSettings,
    *,
    is_reply: bool = False,
) -> PlannedStep:
    """A message caused by a click: ten seconds later, in the sending window unless it answers the candidate."""
    due_at = facts.now + settings.undo
    return PlannedStep(
        kind, shift_into_window(due_at, facts.zone, reply_to_click=is_reply, window=settings.window)
    )


def _local_date(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _reminder(on: date, minute: int, facts: BookingFacts, settings: LadderSettings) -> datetime:
    return reminder_into_window(local_time(on, minute, facts.zone), facts.zone, settings.window)


def _day_before(facts: BookingFacts, settings: LadderSettings) -> tuple[datetime, datetime | None]:
    """When the day-before question goes, and when its call falls due (None: never)."""
    working = facts.working
    day_before = _local_date(facts.starts_at, facts.zone) - DAY
    ask_at = _reminder(day_before, settings.ask_minute, facts, settings)
    check_at = local_time(day_before, settings.check_minute, working.zone)
    if working.spans_on(day_before):
        return ask_at, check_at if check_at > facts.now else None
    workday = working.previous_workday(day_before)
    early_ask_at = _reminder(workday, settings.ask_minute, facts, settings)
    if early_ask_at > facts.now:
        return early_ask_at, local_time(workday, settings.check_minute, working.zone)
    call_at = working.first_working_hour_between(max(facts.now, ask_at), facts.starts_at)
    return ask_at, call_at or max(facts.now, check_at)


def _in_order(steps: Iterable[PlannedStep], settings: LadderSettings) -> list[PlannedStep]:
    return sorted((step for step in steps if step.kind not in settings.off), key=lambda step: step.due_at)
