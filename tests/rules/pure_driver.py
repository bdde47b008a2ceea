"""The smallest application that obeys the rules: plain fields changed by hand, an event for each change, steps."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from rxapp.rules import stages
from rxapp.rules.decisions import (
    TELLINGS,
    Verdict,
    check_decide,
    check_promise,
    check_reply_by,
    check_tell,
    to_tell,
)
from rxapp.rules.events import Event, EventKind, as_text
from rxapp.rules.ladder import table as ladder
from rxapp.rules.ladder.judging import Action, StepFacts, decide
from rxapp.rules.ladder.sending_window import in_window
from rxapp.rules.ladder.steps import OUTLIVES_CLOSING, PlannedStep
from rxapp.rules.priority import check_cancel, check_request, check_see
from rxapp.rules.refusal import Reason, Refusal
from rxapp.rules.replay import NOT_COUNTED, Snapshot
from rxapp.rules.stages import CAME, UNDO, ApplicationFacts, Need
from rxapp.rules.vocabulary import ActorKind, BookingState, Closing, Role, Stage, StepKind
from tests.rules.beijing import WORKING, ZONE, bj
from tests.rules.life import STALE, Act, Verb

REMINDERS = (StepKind.REMIND_THREE_DAYS, StepKind.ASK_DAY_BEFORE, StepKind.REMIND_TWO_HOURS)


@dataclass
class Booked:
    """A booking's row."""

    id: int
    starts_at: datetime
    booked_at: datetime
    is_by_candidate: bool
    state: BookingState = BookingState.SCHEDULED
    confirmed_at: datetime | None = None
    arrived_at: datetime | None = None
    asked_at: datetime | None = None


@dataclass
class Rows:
    """The application's rows."""

    version: int = 1
    stage: Stage = Stage.PASSED_FIRST
    closing: Closing | None = None
    invitation_ids: list[int] = field(default_factory=list)
    bookings: list[Booked] = field(default_factory=list)
    wish: tuple[int, datetime, bool] | None = None
    reinvited: int = 0
    verdict: str | None = None
    reply_by: datetime | None = None
    is_told: bool = False
    pending: list[PlannedStep] = field(default_factory=list)

    @property
    def booking(self) -> Booked | None:
        counted = [one for one in self.bookings if one.state not in NOT_COUNTED]
        return counted[-1] if counted else None


_NAMES = {Verb.MOVE: "_move_booking", Verb.TELL: "_tell_decision"}
OF_DECISION = (*TELLINGS.values(), StepKind.REPLY_DUE)


class Refused(Exception):
    """A rule said no."""


class PureDriver:
    """Commands as services do them, without a database."""

    def __init__(self) -> None:
        self.clock = bj("09-21 10:00")
        self.rows = Rows()
        self.log: list[Event] = []
        self.ids = count(1)
        self.sent: list[tuple[StepKind, int]] = []
        self.last: tuple[Rows, int, datetime] | None = None  # the way back: rows, first event, when
        self._tell(EventKind.APPLICATION_CREATED, job_id=1, stage=0)

    # --- what can be observed ---

    def version(self) -> int:
        return self.rows.version

    def now(self) -> datetime:
        return self.clock

    def events(self) -> list[Event]:
        return list(self.log)

    def pending(self) -> list[StepKind]:
        return [step.kind for step in self.rows.pending]

    def snapshot(self) -> Snapshot:
        rows, held = self.rows, self.rows.booking
        has_attended = any(one.state in CAME for one in rows.bookings)
        wish = None if has_attended else rows.wish
        return Snapshot(
            rows.stage, rows.closing, len(rows.invitation_ids), held.id if held else None,
            held.state if held else None, held.starts_at if held else None,
            held is not None and held.confirmed_at is not None, held is not None and held.arrived_at is not None,
            has_attended, wish[1] if wish else None, bool(wish and wish[2]), rows.verdict, rows.reply_by,
            rows.is_told,
        )  # fmt: skip

    # --- commands ---

    def act(self, act: Act) -> str | None:
        if act.version != self.rows.version:
            return STALE
        before, told = copy.deepcopy(self.rows), len(self.log)
        try:
            getattr(self, _NAMES.get(act.verb, f"_{act.verb.value}"))(act)
        except Refused as refused:
            self.rows = before
            del self.log[told:]
            return str(refused)
        if self.rows.stage < Stage.ATTENDED:
            self._forget_decision()
        self.rows.version = before.version + 1
        is_undo = act.verb is Verb.UNDO
        self.last = None if is_undo else (before, self.log[told].id or 0, self.clock)
        return None

    def _check(self, refusal: Refusal | None) -> None:
        if refusal is not None:
            raise Refused(refusal.code.value)

    def _tell(self, kind: EventKind, **data: Any) -> None:
        self.log.append(Event(kind, data, self.clock, next(self.ids)))

    @property
    def facts(self) -> ApplicationFacts:
        held = self.rows.booking
        return ApplicationFacts(
            self.rows.stage, self.rows.closing, held.state if held else None, held.starts_at if held else None,
            was_invited=bool(self.rows.invitation_ids),
        )  # fmt: skip

    def _move(self, to: Stage, act: Act, brings: Need) -> None:
        self._check(stages.check_move(self.facts, to, act.role, brings=brings, now=self.clock))
        self.rows.stage = to

    def _scheduled(self) -> Booked:
        held = self.rows.booking
        if self.rows.closing is not None or held is None or held.state is not BookingState.SCHEDULED:
            raise Refused(Reason.NO_BOOKING)
        return held

    def _invite(self, act: Act) -> None:
        self._check(stages.check_invite(self.facts, act.role))
        self._offer_again()
        self.rows.pending = ladder.plan_after_invitation(self._invited())

    def _offer_again(self) -> None:
        self.rows.stage = Stage.ARRANGING
        self.rows.invitation_ids.append(next(self.ids))
        self._tell(EventKind.INVITED, invitation_id=self.rows.invitation_ids[-1])

    def _invited(self) -> ladder.InvitationFacts:
        return ladder.InvitationFacts(self.clock, ZONE, WORKING)

    def _withdraw_invitation(self, act: Act) -> None:
        self._move(Stage.PASSED_FIRST, act, Need.WITHDRAWAL)
        self._tell(EventKind.INVITATION_WITHDRAWN, invitation_id=self.rows.invitation_ids.pop())
        self.rows.pending = []

    def _take(self, act: Act) -> Booked:
        starts_at = self.clock + act.ahead
        if starts_at <= self.clock:
            raise Refused(Reason.SLOT_PAST)
        own = act.role is Role.CANDIDATE
        held = Booked(next(self.ids), starts_at, self.clock, own, confirmed_at=self.clock if own else None)
        self.rows.bookings.append(held)
        return held

    def _owe_booking(self, held: Booked, *, is_move: bool) -> None:
        self.rows.pending = ladder.plan_after_booking(self._booking_facts(held, is_move))

    def _booking_facts(self, held: Booked, is_move: bool = False) -> ladder.BookingFacts:
        return ladder.BookingFacts(
            self.clock, held.starts_at, ZONE, WORKING, held.is_by_candidate, is_move=is_move
        )

    def _book(self, act: Act) -> None:
        self._move(Stage.BOOKED, act, Need.SLOT)
        held = self._take(act)
        self._tell(EventKind.SLOT_BOOKED, **self._booking_data(held))
        self._owe_booking(held, is_move=False)

    def _booking_data(self, held: Booked) -> dict[str, object]:
        by = "candidate" if held.is_by_candidate else "user"
        return {"booking_id": held.id, "interviewer_id": 7, "starts_at": as_text(held.starts_at), "by": by}

    def _move_booking(self, act: Act) -> None:
        self._check(stages.check_rebook(self.facts, act.role, now=self.clock))
        old = self._scheduled()
        new = self._take(act)
        old.state = BookingState.MOVED
        self._tell(EventKind.BOOKING_MOVED, from_booking_id=old.id, **self._booking_data(new))
        self._owe_booking(new, is_move=True)

    def _cancel(self, act: Act) -> None:
        held = self._scheduled()
        by = ActorKind.CANDIDATE if act.role is Role.CANDIDATE else ActorKind.USER
        outcome = stages.cancel_outcome(
            by, starts_at=held.starts_at, now=self.clock, booked_at=held.booked_at
        )
        self._settle(held, outcome, act, EventKind.BOOKING_CANCELLED)

    def _record(self, act: Act) -> None:
        held = self.rows.booking
        self._check(stages.check_outcome(self.facts, act.outcome, act.role, now=self.clock))
        assert held is not None
        self._settle(held, act.outcome, act, EventKind.OUTCOME_RECORDED)

    def _settle(self, held: Booked, outcome: BookingState, act: Act, kind: EventKind) -> None:
        self._check(stages.check_outcome(self.facts, outcome, act.role, now=self.clock))
        self._end(held, outcome, kind)

    def _end(self, held: Booked, outcome: BookingState, kind: EventKind) -> None:
        held.state = outcome
        self.rows.stage = stages.stage_after(outcome)
        self._tell(kind, booking_id=held.id, outcome=outcome.value)
        self._owe_outcome(outcome)

    def _owe_outcome(self, outcome: BookingState) -> None:
        kept = [one for one in self.rows.pending if one.kind in OF_DECISION and outcome in CAME]
        self.rows.pending = kept + ladder.plan_after_outcome(
            ladder.OutcomeFacts(self.clock, outcome, ZONE, WORKING, self.rows.reinvited)
        )

    def _correct(self, act: Act) -> None:
        self._check(stages.check_correction(self.facts, act.outcome, act.role, now=self.clock))
        held = self.rows.booking
        assert held is not None
        held.state = act.outcome
        if self.rows.stage < Stage.OFFER:
            self.rows.stage = stages.stage_after(act.outcome)
        self._tell(EventKind.OUTCOME_CORRECTED, booking_id=held.id, outcome=act.outcome.value)
        self._owe_outcome(act.outcome)

    def _confirm(self, act: Act) -> None:
        if act.role in (Role.EXECUTIVE, Role.INTERVIEWER):
            raise Refused(Reason.NOT_ALLOWED)
        held = self._scheduled()
        held.confirmed_at = self.clock
        self._tell(EventKind.CONFIRMED, booking_id=held.id)

    def _arrive(self, act: Act) -> None:
        if act.role is Role.EXECUTIVE:
            raise Refused(Reason.NOT_ALLOWED)
        held = self._scheduled()
        held.arrived_at = self.clock
        held.confirmed_at = held.confirmed_at or self.clock
        self._tell(EventKind.ARRIVED, booking_id=held.id)

    def _offer(self, act: Act) -> None:
        self._move(Stage.OFFER, act, Need.DECISION)
        self.rows.verdict = Verdict.PASS
        self._tell(EventKind.DECIDED_OFFER)

    def _decide_no(self, act: Act) -> None:
        self._check(check_decide(self.facts, act.role))
        self.rows.verdict = Verdict.NO
        self._tell(EventKind.DECIDED_NO)

    def _promise(self, act: Act) -> None:
        reply_by = self.clock + act.ahead
        self._check(check_promise(self.facts, self.rows.is_told, act.role))
        self._check(check_reply_by(reply_by, self.clock))
        self.rows.reply_by = reply_by
        self._call_off(StepKind.REPLY_DUE)
        self.rows.pending += ladder.plan_promise(reply_by, self._invited())
        self._tell(EventKind.REPLY_PROMISED, by_at=as_text(reply_by))

    def _tell_decision(self, act: Act) -> None:
        self._check(check_tell(self.facts, self.rows.verdict, self.rows.is_told, act.role))
        verdict = to_tell(self.facts, self.rows.verdict)
        assert verdict is not None
        if verdict is Verdict.NO and self.rows.closing is None:
            self._close(replace(act, closing=Closing.REJECTED))
        self._call_off(StepKind.REPLY_DUE)
        self.rows.is_told = True
        self.rows.pending += ladder.plan_telling(TELLINGS[verdict], self._invited())
        self._tell(EventKind.CANDIDATE_TOLD, verdict=verdict.value)

    def _call_off(self, *kinds: StepKind) -> None:
        self.rows.pending = [one for one in self.rows.pending if one.kind not in kinds]

    def _forget_decision(self) -> None:
        self.rows.verdict, self.rows.reply_by, self.rows.is_told = None, None, False

    def _withdraw_offer(self, act: Act) -> None:
        if self.rows.stage is not Stage.OFFER:
            raise Refused(Reason.NO_WAY_BACK)
        self._move(Stage.ATTENDED, act, Need.WITHDRAWAL)
        self._forget_decision()
        self._call_off(*OF_DECISION)
        self._tell(EventKind.OFFER_WITHDRAWN)

    def _hire(self, act: Act) -> None:
        self._move(Stage.HIRED, act, Need.ACCEPTANCE)
        self._tell(EventKind.HIRED)

    def _undo_hire(self, act: Act) -> None:
        if self.rows.stage is not Stage.HIRED:
            raise Refused(Reason.NO_WAY_BACK)
        self._move(Stage.OFFER, act, Need.WITHDRAWAL)
        self._tell(EventKind.HIRE_UNDONE)

    def _close(self, act: Act) -> None:
        self._check(stages.check_close(self.facts, act.closing, act.role))
        held = self.rows.booking
        if held is not None and held.state is BookingState.SCHEDULED:
            outcome = stages.booking_after_close(
                act.closing, starts_at=held.starts_at, now=self.clock, booked_at=held.booked_at
            )
            if outcome is not BookingState.SCHEDULED:
                self._end(held, outcome, EventKind.BOOKING_CANCELLED)
        self.rows.closing, self.rows.wish = act.closing, None
        self.rows.pending = [one for one in self.rows.pending if one.kind is StepKind.CALLED_OFF]
        self._tell(stages.CLOSING_EVENT[act.closing])

    def _reopen(self, act: Act) -> None:
        self._check(stages.check_reopen(self.facts, act.role))
        self.rows.closing = None
        self._forget_decision()
        self.rows.verdict = Verdict.PASS if self.rows.stage > Stage.ATTENDED else None
        self._call_off(StepKind.TOLD_NO)
        self._tell(EventKind.REOPENED)

    def _ask_priority(self, act: Act) -> None:
        deadline_at = self.clock + act.ahead
        self._check(check_request(self.facts, act.role, deadline_at=deadline_at, now=self.clock))
        self.rows.wish = (next(self.ids), deadline_at, False)
        self._tell(
            EventKind.PRIORITY_REQUESTED, priority_id=self.rows.wish[0], deadline_at=as_text(deadline_at)
        )

    def _open_wish(self) -> tuple[int, datetime, bool]:
        if self.rows.wish is None or self.rows.closing is not None or self.snapshot().has_attended:
            raise Refused(Reason.NO_PRIORITY)
        return self.rows.wish

    def _see_priority(self, act: Act) -> None:
        self._check(check_see(act.role))
        wish = self._open_wish()
        self.rows.wish = (wish[0], wish[1], True)
        self._tell(EventKind.PRIORITY_SEEN, priority_id=wish[0])

    def _cancel_priority(self, act: Act) -> None:
        self._check(check_cancel(act.role))
        wish = self._open_wish()
        self.rows.wish = None
        self._tell(EventKind.PRIORITY_CANCELLED, priority_id=wish[0])

    def _undo(self, act: Act) -> None:
        if (
            self.last is None
            or self.clock - self.last[2] > UNDO
            or self.rows.version != self.last[0].version + 1
        ):
            raise Refused("undo_expired")
        before, first_id, _ = self.last
        self.rows = copy.deepcopy(before)
        self.rows.version = before.version + 1
        self._tell(EventKind.UNDONE, event_id=first_id, last_event_id=(self.log[-1].id or 0))

    # --- time ---

    def advance(self, by: timedelta) -> None:
        """Judge every step at its due time, in order."""
        end = self.clock + by
        while due := [step for step in self.rows.pending if step.due_at <= end]:
            step = min(due, key=lambda one: one.due_at)
            self.rows.pending.remove(step)
            self.clock = max(self.clock, step.due_at)
            self._fall_due(step)
        self.clock = end

    def _fall_due(self, step: PlannedStep) -> None:
        held = self.rows.booking
        facts = StepFacts(
            zone=ZONE, is_closed=self.rows.closing is not None, is_invited=bool(self.rows.invitation_ids),
            has_booking=held is not None and held.state is BookingState.SCHEDULED,
            booking=held.state if held else None, starts_at=held.starts_at if held else None,
            is_by_candidate=held is not None and held.is_by_candidate,
            confirmed_at=held.confirmed_at if held else None, asked_at=held.asked_at if held else None,
            is_arrived=held is not None and held.arrived_at is not None,
            awaits_reply=self.rows.reply_by is not None and not self.rows.is_told,
        )  # fmt: skip
        decision = decide(step, facts, self.clock)
        if decision.action is Action.LATER:
            assert decision.due_at is not None and decision.due_at > self.clock
            self.rows.pending.append(PlannedStep(step.kind, decision.due_at))
        elif decision.action is Action.SILENT:
            self._tell(EventKind.INVITATION_SILENT, invitation_id=self.rows.invitation_ids[-1])
        elif decision.action is Action.SEND:
            self._send(step.kind, held, facts)

    def _send(self, kind: StepKind, held: Booked | None, facts: StepFacts) -> None:
        assert kind in OUTLIVES_CLOSING or not facts.is_closed
        assert kind not in TELLINGS.values() or self.rows.is_told
        assert in_window(self.clock, ZONE) or facts.is_by_candidate
        if kind in REMINDERS:
            assert held is not None and held.state is BookingState.SCHEDULED and self.clock < held.starts_at
            assert (kind, held.id) not in self.sent, "a reminder went twice"
            self.sent.append((kind, held.id))
        if kind is StepKind.ASK_DAY_BEFORE and held is not None:
            held.asked_at = self.clock
        if kind is StepKind.REINVITED:
            self.rows.reinvited += 1
            self.rows.version += 1
            self._offer_again()
        if kind in ladder.INVITATION_CLOCK_STARTERS and not facts.is_closed:
            self.rows.pending += ladder.plan_invitation_clocks(self._invited(), self.clock)
        if kind in ladder.BOOKING_CLOCK_STARTERS and held is not None:
            self.rows.pending += ladder.plan_booking_clocks(self._booking_facts(held), self.clock)
