"""Folding an application's events into its state: the proof that the event table tells the whole story.

    ApplicationState                         what the board knows of one application
    apply(state, event) -> ApplicationState  one step; ImpossibleEvent if the event cannot follow
    replay(events) -> ApplicationState       the whole log, oldest first
    facts_of(state) -> ApplicationFacts      for the checks in `rxapp.rules.stages`
    snapshot(state) -> Snapshot              the part that stored rows must agree with

`undone {event_id, last_event_id}` takes back every event of the application with an id in between, both included:
the log is folded as if they had not been written. Kinds that are only told (messages, openings, tasks, a CV read)
change nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from rxapp.rules.decisions import Verdict
from rxapp.rules.events import Event, EventKind, as_instant
from rxapp.rules.stages import CAME, CLOSING_EVENT, ApplicationFacts, stage_after
from rxapp.rules.vocabulary import NOT_COUNTED, BookingState, Closing, Stage


class ImpossibleEvent(ValueError):
    """An event that cannot follow those before it: the log or the code that wrote it is wrong."""


@dataclass(frozen=True, slots=True)
class Held:
    """One booking as its events tell it. What the candidate chose alone counts as confirmed."""

    id: int
    interviewer_id: int | None
    starts_at: datetime
    state: BookingState = BookingState.SCHEDULED
    is_confirmed: bool = False
    is_arrived: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """An executive's open request."""

    id: int
    deadline_at: datetime
    is_seen: bool = False


@dataclass(frozen=True, slots=True)
class ApplicationState:
    """One application as its events tell it."""

    stage: Stage = Stage.PASSED_FIRST
    closing: Closing | None = None
    invitation_id: int | None = None  # the newest that was not withdrawn
    invitations: int = 0
    is_silent: bool = False
    bookings: tuple[Held, ...] = ()
    wish: Wish | None = None
    verdict: str | None = None
    reply_by: datetime | None = None
    is_told: bool = False

    @property
    def booking(self) -> Held | None:
        """The newest booking that counts: neither moved away from nor undone."""
        return next((one for one in reversed(self.bookings) if one.state not in NOT_COUNTED), None)

    @property
    def has_attended(self) -> bool:
        """Whether they came once."""
        return any(one.state in CAME for one in self.bookings)

    @property
    def open_wish(self) -> Wish | None:
        """The request, until they have come."""
        return None if self.has_attended else self.wish


class Snapshot(NamedTuple):
    """What rows and events must agree on. The booking's fields are None without one that counts."""

    stage: Stage
    closing: Closing | None
    invitations: int
    booking_id: int | None
    outcome: BookingState | None
    starts_at: datetime | None
    is_confirmed: bool
    is_arrived: bool
    has_attended: bool
    deadline_at: datetime | None
    is_priority_seen: bool
    verdict: str | None
    reply_by: datetime | None
    is_told: bool


def snapshot(state: ApplicationState) -> Snapshot:
    """The state as a flat row."""
    held, wish = state.booking, state.open_wish
    return Snapshot(
        stage=state.stage,
        closing=state.closing,
        invitations=state.invitations,
        booking_id=held.id if held else None,
        outcome=held.state if held else None,
        starts_at=held.starts_at if held else None,
        is_confirmed=held is not None and held.is_confirmed,
        is_arrived=held is not None and held.is_arrived,
        has_attended=state.has_attended,
        deadline_at=wish.deadline_at if wish else None,
        is_priority_seen=wish is not None and wish.is_seen,
        verdict=state.verdict,
        reply_by=state.reply_by,
        is_told=state.is_told,
    )


def facts_of(state: ApplicationState) -> ApplicationFacts:
    """The part of the state that the stage rules judge by."""
    held = state.booking
    return ApplicationFacts(
        stage=state.stage,
        closing=state.closing,
        outcome=held.state if held else None,
        starts_at=held.starts_at if held else None,
        was_invited=state.invitations > 0,
    )


Data = Mapping[str, object]
Step = Callable[[ApplicationState, Data], ApplicationState]


def _id(data: Data, key: str) -> int:
    value = data.get(key)
    if not isinstance(value, int):
        raise ImpossibleEvent(f"{key} is no id")
    return value


def _must(possible: bool, why: str) -> None:
    if not possible:
        raise ImpossibleEvent(why)


def _scheduled(state: ApplicationState, booking_id: int) -> Held:
    held = state.booking
    if held is None or held.id != booking_id or held.state is not BookingState.SCHEDULED:
        raise ImpossibleEvent(f"booking {booking_id} holds no time")
    return held


def _with(state: ApplicationState, held: Held) -> ApplicationState:
    """The state with this booking in place of its older self, or behind the others."""
    kept = tuple(held if one.id == held.id else one for one in state.bookings)
    is_known = any(one.id == held.id for one in state.bookings)
    return replace(state, bookings=kept if is_known else (*state.bookings, held))


def _created(state: ApplicationState, data: Data) -> ApplicationState:
    _must(state == ApplicationState(), "created twice")
    stage = data.get("stage", 0)
    return ApplicationState(stage=Stage(stage if isinstance(stage, int) else 0))


def _invited(state: ApplicationState, data: Data) -> ApplicationState:
    _must(state.stage in (Stage.PASSED_FIRST, Stage.ARRANGING), "invited while booked or later")
    return replace(
        state,
        stage=Stage.ARRANGING,
        invitation_id=_id(data, "invitation_id"),
        invitations=state.invitations + 1,
        is_silent=False,
    )


def _invitation_withdrawn(state: ApplicationState, data: Data) -> ApplicationState:
    _must(state.stage is Stage.ARRANGING and state.booking is None, "withdrawn though something came of it")
    _must(state.invitation_id == _id(data, "invitation_id"), "another invitation is open")
    return replace(state, stage=Stage.PASSED_FIRST, invitation_id=None, invitations=state.invitations - 1)


def _silent(state: ApplicationState, _data: Data) -> ApplicationState:
    _must(state.stage is Stage.ARRANGING, "silent though nothing is being arranged")
    return replace(state, is_silent=True)


def _booked(state: ApplicationState, data: Data) -> ApplicationState:
    _must(state.stage is Stage.ARRANGING, "booked from a stage that is not arranging")
    return _hold(state, data)


def _moved(state: ApplicationState, data: Data) -> ApplicationState:
    old = _scheduled(state, _id(data, "from_booking_id"))
    return _hold(_with(state, replace(old, state=BookingState.MOVED)), data)


def _hold(state: ApplicationState, data: Data) -> ApplicationState:
    interviewer_id = data.get("interviewer_id")
    held = Held(
        id=_id(data, "booking_id"),
        interviewer_id=interviewer_id if isinstance(interviewer_id, int) else None,
        starts_at=as_instant(data["starts_at"]),
        is_confirmed=data.get("by") == "candidate",
    )
    _must(all(one.id != held.id for one in state.bookings), "booked twice under one id")
    return replace(_with(state, held), stage=Stage.BOOKED, is_silent=False)


def _outcome(state: ApplicationState, data: Data) -> ApplicationState:
    held = _scheduled(state, _id(data, "booking_id"))
    outcome = BookingState(str(data["outcome"]))
    _must(outcome not in (BookingState.SCHEDULED, BookingState.MOVED), f"{outcome} is no outcome")
    return replace(_with(state, replace(held, state=outcome)), stage=stage_after(outcome))


def _corrected(state: ApplicationState, data: Data) -> ApplicationState:
    held, outcome = state.booking, BookingState(str(data["outcome"]))
    if held is None or held.id != _id(data, "booking_id") or held.state is BookingState.SCHEDULED:
        raise ImpossibleEvent("a correction of nothing")
    stage = stage_after(outcome)
    if state.stage in (Stage.OFFER, Stage.HIRED):
        _must(stage is Stage.ATTENDED, "decided on somebody who did not come")
        stage = state.stage
    return replace(_with(state, replace(held, state=outcome)), stage=stage)


def _confirmed(state: ApplicationState, data: Data) -> ApplicationState:
    return _with(state, replace(_scheduled(state, _id(data, "booking_id")), is_confirmed=True))


def _arrived(state: ApplicationState, data: Data) -> ApplicationState:
    held = _scheduled(state, _id(data, "booking_id"))
    return _with(state, replace(held, is_arrived=True, is_confirmed=True))


def _late(state: ApplicationState, data: Data) -> ApplicationState:
    _scheduled(state, _id(data, "booking_id"))
    return state


def _interviewer(state: ApplicationState, data: Data) -> ApplicationState:
    held = _scheduled(state, _id(data, "booking_id"))
    return _with(state, replace(held, interviewer_id=_id(data, "interviewer_id")))


def _from_to(start: Stage, end: Stage) -> Step:
    def step(state: ApplicationState, _data: Data) -> ApplicationState:
        _must(state.stage is start, f"at {state.stage.name}, not {start.name}")
        return replace(state, stage=end)

    return step


def _passed(state: ApplicationState, data: Data) -> ApplicationState:
    return replace(_from_to(Stage.ATTENDED, Stage.OFFER)(state, data), verdict=Verdict.PASS)


def _taken_back(state: ApplicationState, data: Data) -> ApplicationState:
    return _undecided(_from_to(Stage.OFFER, Stage.ATTENDED)(state, data))


def _undecided(state: ApplicationState) -> ApplicationState:
    return replace(state, verdict=None, reply_by=None, is_told=False)


def _decided_no(state: ApplicationState, _data: Data) -> ApplicationState:
    _must(state.stage is Stage.ATTENDED, "decided on somebody who did not come")
    return replace(state, verdict=Verdict.NO)


def _promised(state: ApplicationState, data: Data) -> ApplicationState:
    _must(state.stage in (Stage.ATTENDED, Stage.OFFER), "promised an answer nobody waits for")
    return replace(state, reply_by=as_instant(data["by_at"]))


def _told(state: ApplicationState, _data: Data) -> ApplicationState:
    _must(not state.is_told, "told twice")
    _must(state.stage is Stage.OFFER or state.closing is Closing.REJECTED, "told what was not decided")
    return replace(state, is_told=True)


def _reopened(state: ApplicationState) -> ApplicationState:
    """What was promised and told ended with it; an offer is still one."""
    kept = Verdict.PASS if state.stage > Stage.ATTENDED else None
    return replace(_undecided(state), closing=None, verdict=kept)


def _close(closing: Closing) -> Step:
    def step(state: ApplicationState, _data: Data) -> ApplicationState:
        _must(state.stage is not Stage.HIRED, "closed a hire")
        return replace(state, closing=closing, wish=None)

    return step


def _priority_requested(state: ApplicationState, data: Data) -> ApplicationState:
    _must(not state.has_attended, "asked for somebody who has come")
    return replace(state, wish=Wish(_id(data, "priority_id"), as_instant(data["deadline_at"])))


def _wish(state: ApplicationState, data: Data) -> Wish:
    if state.wish is None or state.wish.id != _id(data, "priority_id"):
        raise ImpossibleEvent("no such request")
    return state.wish


def _priority_seen(state: ApplicationState, data: Data) -> ApplicationState:
    return replace(state, wish=replace(_wish(state, data), is_seen=True))


def _priority_cancelled(state: ApplicationState, data: Data) -> ApplicationState:
    _wish(state, data)
    return replace(state, wish=None)


_STEPS: dict[EventKind, Step] = {
    EventKind.APPLICATION_CREATED: _created,
    EventKind.INVITED: _invited,
    EventKind.INVITATION_WITHDRAWN: _invitation_withdrawn,
    EventKind.INVITATION_SILENT: _silent,
    EventKind.SLOT_BOOKED: _booked,
    EventKind.BOOKING_MOVED: _moved,
    EventKind.BOOKING_CANCELLED: _outcome,
    EventKind.CONFIRMED: _confirmed,
    EventKind.ARRIVED: _arrived,
    EventKind.LATE_REPORTED: _late,
    EventKind.INTERVIEWER_CHANGED: _interviewer,
    EventKind.OUTCOME_RECORDED: _outcome,
    EventKind.OUTCOME_CORRECTED: _corrected,
    EventKind.DECIDED_OFFER: _passed,
    EventKind.DECIDED_NO: _decided_no,
    EventKind.REPLY_PROMISED: _promised,
    EventKind.OFFER_WITHDRAWN: _taken_back,
    EventKind.HIRED: _from_to(Stage.OFFER, Stage.HIRED),
    EventKind.HIRE_UNDONE: _from_to(Stage.HIRED, Stage.OFFER),
    EventKind.PRIORITY_REQUESTED: _priority_requested,
    EventKind.PRIORITY_SEEN: _priority_seen,
    EventKind.PRIORITY_CANCELLED: _priority_cancelled,
    **{kind: _close(closing) for closing, kind in CLOSING_EVENT.items()},
}


def apply(state: ApplicationState, event: Event) -> ApplicationState:
    """The state after one more event; ImpossibleEvent when it cannot follow. `undone` needs the whole log: `replay`."""
    if event.kind is EventKind.UNDONE:
        raise ImpossibleEvent("undone needs the whole log")
    if event.kind is EventKind.REOPENED:
        _must(state.closing is not None, "reopened though open")
        return _reopened(state)
    if event.kind is EventKind.CANDIDATE_TOLD:
        return _told(state, event.data)  # a "no" is told to somebody whose application has just ended
    step = _STEPS.get(event.kind)
    if step is None:
        return state
    _must(state.closing is None, f"{event.kind} after closing")
    after = step(state, event.data)
    # Whoever waits for an interview again waits for no answer about the last one.
    return _undecided(after) if after.stage < Stage.ATTENDED else after


def _fold(events: Iterable[Event]) -> ApplicationState:
    state = ApplicationState()
    for event in events:
        state = apply(state, event)
    return state


def replay(events: Iterable[Event]) -> ApplicationState:
    """The state an application's whole log leads to; the first event is usually `application_created`."""
    kept: list[Event] = []
    for event in events:
        if event.kind is not EventKind.UNDONE:
            kept.append(event)
            continue
        first, last = _id(event.data, "event_id"), _id(event.data, "last_event_id")
        left = [one for one in kept if one.id is None or not first <= one.id <= last]
        _must(len(left) < len(kept), "undone what is not there")
        kept = left
    return _fold(kept)
