"""Folding an application's events into its state: the proof that the event table tells the whole story.

    ApplicationState                        what the board knows of one application
    apply(state, event) -> ApplicationState  one step; ImpossibleEvent if the event cannot follow
    replay(events) -> ApplicationState       the whole log, oldest first
    facts_of(state) -> ApplicationFacts      for the checks in `rxapp.rules.stages`

Kinds that are only told (messages, openings, tasks, a CV read, `undone`, which marks a row already taken back by
its counter-event) change nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from rxapp.rules.events import Event, EventKind, as_instant
from rxapp.rules.stages import CAME, CLOSING_EVENT, ApplicationFacts, stage_after
from rxapp.rules.vocabulary import BookingState, Closing, Stage


class ImpossibleEvent(ValueError):
    """An event that cannot follow those before it: the log or the code that wrote it is wrong."""


@dataclass(frozen=True, slots=True)
class ApplicationState:
    """One application as its events tell it. `booking` is the newest booking's state, None before the first."""

    stage: Stage = Stage.PASSED_FIRST
    closing: Closing | None = None
    invitation_ids: tuple[int, ...] = ()  # those not withdrawn, oldest first
    is_silent: bool = False
    booking_id: int | None = None
    booking: BookingState | None = None
    interviewer_id: int | None = None
    starts_at: datetime | None = None
    is_confirmed: bool = False
    is_arrived: bool = False
    no_shows: int = 0
    has_attended: bool = False
    priority_id: int | None = None
    priority_deadline_at: datetime | None = None
    is_priority_seen: bool = False


def facts_of(state: ApplicationState) -> ApplicationFacts:
    """The part of the state that the stage rules judge by."""
    return ApplicationFacts(
        stage=state.stage,
        closing=state.closing,
        outcome=state.booking,
        starts_at=state.starts_at,
        was_invited=bool(state.invitation_ids),
    )


def _id(data: Mapping[str, object], key: str) -> int:
    value = data[key]
    if not isinstance(value, int):
        raise ImpossibleEvent(f"{key} is no id")
    return value


def _must(possible: bool, why: str) -> None:
    if not possible:
        raise ImpossibleEvent(why)


def _created(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    _must(state == ApplicationState(), "created twice")
    stage = data.get("stage", 0)
    return ApplicationState(stage=Stage(stage if isinstance(stage, int) else 0))


def _invited(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    _must(state.stage in (Stage.PASSED_FIRST, Stage.ARRANGING), "invited while booked or later")
    return replace(
        state,
        stage=Stage.ARRANGING,
        invitation_ids=(*state.invitation_ids, _id(data, "invitation_id")),
        is_silent=False,
    )


def _invitation_withdrawn(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    gone = _id(data, "invitation_id")
    _must(state.stage is Stage.ARRANGING and gone in state.invitation_ids, "no such open invitation")
    left = tuple(one for one in state.invitation_ids if one != gone)
    _must(bool(left) or state.booking in (None, BookingState.UNDONE), "withdrawn though something came of it")
    return replace(state, invitation_ids=left, stage=Stage.ARRANGING if left else Stage.PASSED_FIRST)


def _silent(state: ApplicationState, _data: Mapping[str, object]) -> ApplicationState:
    _must(state.stage is Stage.ARRANGING, "silent though nothing is being arranged")
    return replace(state, is_silent=True)


def _booked(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    _must(state.stage is Stage.ARRANGING, "booked from a stage that is not arranging")
    return _hold(state, data)


def _moved(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    _must(state.stage is Stage.BOOKED and state.booking is BookingState.SCHEDULED, "moved without a booking")
    _must(state.booking_id == _id(data, "from_booking_id"), "moved from another booking")
    return _hold(state, data)


def _hold(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    interviewer_id = data.get("interviewer_id")
    return replace(
        state,
        stage=Stage.BOOKED,
        booking_id=_id(data, "booking_id"),
        booking=BookingState.SCHEDULED,
        interviewer_id=interviewer_id if isinstance(interviewer_id, int) else None,
        starts_at=as_instant(data["starts_at"]),
        is_confirmed=False,
        is_arrived=False,
        is_silent=False,
    )


def _outcome(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    _same_booking(state, data)
    _must(state.booking is BookingState.SCHEDULED, "an outcome for a booking that has one")
    return _settle(state, BookingState(str(data["outcome"])))


def _corrected(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    _same_booking(state, data)
    outcome = BookingState(str(data["outcome"]))
    _must(state.booking is not BookingState.SCHEDULED, "a correction of nothing")
    if state.stage in (Stage.OFFER, Stage.HIRED):
        _must(outcome in CAME, "decided on somebody who did not come")
        return replace(state, booking=outcome)
    was_no_show = state.booking is BookingState.NO_SHOW
    # The newest booking is the only one that can be corrected, so what it alone caused can be taken back.
    return _settle(replace(state, no_shows=state.no_shows - was_no_show, has_attended=False), outcome)


def _settle(state: ApplicationState, outcome: BookingState) -> ApplicationState:
    return replace(
        state,
        booking=outcome,
        stage=stage_after(outcome),
        no_shows=state.no_shows + (outcome is BookingState.NO_SHOW),
        has_attended=state.has_attended or outcome in CAME,
    )


def _restored(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    _same_booking(state, data)
    _must(
        state.stage is Stage.ARRANGING and state.booking not in CAME | {BookingState.NO_SHOW},
        "nothing to restore",
    )
    return replace(state, stage=Stage.BOOKED, booking=BookingState.SCHEDULED)


def _same_booking(state: ApplicationState, data: Mapping[str, object]) -> None:
    _must(state.booking_id is not None and state.booking_id == _id(data, "booking_id"), "another booking")


def _mark(**marks: bool) -> Step:
    def step(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
        _same_booking(state, data)
        _must(state.booking is BookingState.SCHEDULED, "marked a booking that is over")
        return replace(state, **marks)  # type: ignore[arg-type]

    return step


def _interviewer(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    _same_booking(state, data)
    return replace(state, interviewer_id=_id(data, "interviewer_id"))


def _from_to(start: Stage, end: Stage) -> Step:
    def step(state: ApplicationState, _data: Mapping[str, object]) -> ApplicationState:
        _must(state.stage is start, f"at {state.stage.name}, not {start.name}")
        return replace(state, stage=end)

    return step


def _close(closing: Closing) -> Step:
    def step(state: ApplicationState, _data: Mapping[str, object]) -> ApplicationState:
        _must(state.stage is not Stage.HIRED, "closed a hire")
        return replace(state, closing=closing)

    return step


def _priority_requested(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    return replace(
        state,
        priority_id=_id(data, "priority_id"),
        priority_deadline_at=as_instant(data["deadline_at"]),
        is_priority_seen=False,
    )


def _priority_seen(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    _must(state.priority_id == _id(data, "priority_id"), "another request")
    return replace(state, is_priority_seen=True)


def _priority_cancelled(state: ApplicationState, data: Mapping[str, object]) -> ApplicationState:
    _must(state.priority_id == _id(data, "priority_id"), "another request")
    return replace(state, priority_id=None, priority_deadline_at=None, is_priority_seen=False)


Step = Callable[[ApplicationState, Mapping[str, object]], ApplicationState]

_STEPS: dict[EventKind, Step] = {
    EventKind.APPLICATION_CREATED: _created,
    EventKind.INVITED: _invited,
    EventKind.INVITATION_WITHDRAWN: _invitation_withdrawn,
    EventKind.INVITATION_SILENT: _silent,
    EventKind.SLOT_BOOKED: _booked,
    EventKind.BOOKING_MOVED: _moved,
    EventKind.BOOKING_CANCELLED: _outcome,
    EventKind.BOOKING_RESTORED: _restored,
    EventKind.CONFIRMED: _mark(is_confirmed=True),
    EventKind.ARRIVED: _mark(is_arrived=True),
    EventKind.LATE_REPORTED: _mark(),
    EventKind.INTERVIEWER_CHANGED: _interviewer,
    EventKind.OUTCOME_RECORDED: _outcome,
    EventKind.OUTCOME_CORRECTED: _corrected,
    EventKind.DECIDED_OFFER: _from_to(Stage.ATTENDED, Stage.OFFER),
    EventKind.OFFER_WITHDRAWN: _from_to(Stage.OFFER, Stage.ATTENDED),
    EventKind.HIRED: _from_to(Stage.OFFER, Stage.HIRED),
    EventKind.HIRE_UNDONE: _from_to(Stage.HIRED, Stage.OFFER),
    EventKind.PRIORITY_REQUESTED: _priority_requested,
    EventKind.PRIORITY_SEEN: _priority_seen,
    EventKind.PRIORITY_CANCELLED: _priority_cancelled,
    **{kind: _close(closing) for closing, kind in CLOSING_EVENT.items()},
}
_WHILE_CLOSED = frozenset({EventKind.PRIORITY_SEEN, EventKind.PRIORITY_CANCELLED})


def apply(state: ApplicationState, event: Event) -> ApplicationState:
    """The state after one more event; ImpossibleEvent when it cannot follow."""
    if event.kind is EventKind.REOPENED:
        _must(state.closing is not None, "reopened though open")
        return replace(state, closing=None)
    step = _STEPS.get(event.kind)
    if step is None:
        return state
    if event.kind not in _WHILE_CLOSED:
        _must(state.closing is None, f"{event.kind} after closing")
    return step(state, event.data)


def replay(events: Iterable[Event]) -> ApplicationState:
    """The state an application's whole log leads to; the first event is usually `application_created`."""
    state = ApplicationState()
    for event in events:
        state = apply(state, event)
    return state
