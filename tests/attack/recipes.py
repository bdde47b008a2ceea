"""How each handler is called well: a valid payload on rows where it may succeed, and what must have run before.

A handler without an entry is called without arguments on a new application. `changes`: a call that is allowed must
change the database. `foreign`: the same call on somebody else's row, which "own" must not reach.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from rxapp import clock
from rxapp.rules.vocabulary import DeliveryState, Role, TaskKind
from tests.attack.company import Case

Payload = dict[str, Any]
Step = tuple[str, Payload]


@dataclass(frozen=True)
class Recipe:
    """One handler's good call."""

    payload: Callable[[Case, Session], Payload] = lambda _case, _session: {}
    situation: str = "new"
    before: Callable[[Case, Session], list[Step]] = lambda _case, _session: []
    changes: bool = False
    foreign: Callable[[Case, Session], Payload] | None = None


def ids(case: Case, _session: Session) -> Payload:
    """The application alone."""
    return {"application_id": case.application_id}


def versioned(case: Case, _session: Session) -> Payload:
    """The application as the screen saw it."""
    return {"application_id": case.application_id, "version": case.version}


def named(case: Case, _session: Session) -> Payload:
    """The same with a name for the dialog's title."""
    return {"application_id": case.application_id, "version": case.version, "who": "林晓"}


def booking(case: Case, _session: Session) -> Payload:
    """The interview."""
    return {"booking_id": case.booking_id}


def a_time(case: Case, _session: Session) -> Payload:
    """A free time, as the recruiter's list names it."""
    slot = case.slots[0]
    return {"starts": int(slot.starts_at.timestamp()), "interviewer_id": slot.interviewer_id}


def a_slot(case: Case, _session: Session) -> Payload:
    """A free time, as the candidate's page names it."""
    slot = case.slots[0]
    return {"starts_at": slot.starts_at.isoformat(), "interviewer_id": slot.interviewer_id}


def a_task(case: Case, session: Session) -> Payload:
    """A call to make."""
    return {"task_id": case.task(session)}


def a_message(case: Case, session: Session) -> Payload:
    """A message to send by hand."""
    return {"task_id": case.task(session, TaskKind.SEND_BY_HAND)}


def a_held_message(case: Case, session: Session) -> Payload:
    """A message of which nobody can tell whether it arrived."""
    return {"message_id": case.message(session, DeliveryState.HELD), "resend": False}


def a_place(case: Case, _session: Session) -> Payload:
    """The place of the application's job."""
    return {"place_id": case.place_id}


def a_job(case: Case, _session: Session) -> Payload:
    """The application's job."""
    return {"job_id": case.application.job_id}


def form(**fields: str) -> Callable[[Case, Session], Payload]:
    """A form's fields."""
    return lambda _case, _session: {"form": dict(fields)}


def steps(*made: tuple[str, Callable[[Case, Session], Payload]]) -> Callable[[Case, Session], list[Step]]:
    """Handlers to call before, in order."""
    return lambda case, session: [(name, payload(case, session)) for name, payload in made]


def fixed(**payload: Any) -> Callable[[Case, Session], Payload]:
    """The same for every case."""
    return lambda _case, _session: dict(payload)


def hours_of(case: Case, _session: Session) -> Payload:
    """Whose hours."""
    return {"user_id": case.interviewer.id}


def undoable(case: Case, session: Session) -> list[Step]:
    """Something of one's own that can be taken back."""
    if case.role is Role.EXECUTIVE:
        return steps(("PriorityState.open_for", named), ("PriorityState.save", _deadline))(case, session)
    if case.role is Role.INTERVIEWER:
        return steps(("OutcomeState.arrive", ids))(case, session)
    return steps(("BoardMoveState.move", lambda c, _: {**versioned(c, _), "to_stage": 4}))(case, session)


def _deadline(_case: Case, _session: Session) -> Payload:
    at = clock.now() + timedelta(days=2)
    return {"form": {"deadline": f"{at:%Y-%m-%dT%H:%M}", "note": ""}}


def _second(case: Case, session: Session) -> Payload:
    return {"session_id": case.second_session(session) if case.user else 1}


def _with_a_second_session(case: Case, session: Session) -> list[Step]:
    if case.user:
        case.second_session(session)
    return []


def _strangers_session(_case: Case, session: Session) -> Payload:
    return {"session_id": Case(session, Role.RECRUITER).second_session(session)}


def _other(situation: str, name: str) -> Callable[[Case, Session], Payload]:
    """The id of a row of somebody else."""
    return lambda _case, session: {name: getattr(Case(session, Role.RECRUITER, situation), name)}


PLACE = {
    "name": "总部", "name_en": "", "city": "上海", "address": "公平路 18 号", "address_en": "", "entrance": "",
    "floor": "", "phone": "", "coordinates": "",
}  # fmt: skip
SETUP = {
    "code": "wrong", "name": "许静", "email": "xu@example.com", "password": "correct horse battery", "company": "晨光",
    "company_en": "", "phone": "021-6000 0000", "place": "总部", "city": "上海", "address": "公平路 18 号",
    "opens": "09:00", "lunch_from": "12:00", "lunch_until": "13:00", "closes": "18:00", "day_0": "on",
}  # fmt: skip

INVITE = ("InviteState.open_for", ids)
OUTCOME = ("OutcomeState.open_for", booking)
OPENING = ("OpeningFormState.open_for", a_job)
ATTENDED = ("OutcomeState.choose", fixed(outcome="attended"))

RECIPES: dict[str, Recipe] = {
    "ArrangeState.open_for": Recipe(ids, "invited"),
    "ArrangeState.pick": Recipe(a_time, "invited", steps(("ArrangeState.open_for", ids)), changes=True),
    "BoardMoveState.advance": Recipe(versioned, changes=True),
    "BoardMoveState.move": Recipe(lambda c, s: {**versioned(c, s), "to_stage": 4}, "attended", changes=True),
    "BoardState.more": Recipe(fixed(stage=0), before=steps(("BoardState.open", fixed()))),
    "BoardFilterState.choose": Recipe(fixed(name="query", value="林")),
    "BoardFilterState.toggle": Recipe(fixed(name="priority")),
    "CalendarState.choose_person": Recipe(fixed(person="")),
    "CalendarState.go": Recipe(fixed(weeks=1), before=steps(("CalendarState.load", fixed()))),
    "HoursState.load": Recipe(hours_of),
    "HoursState.add_hours": Recipe(
        form(weekday="6", start="09:00", end="10:00"), before=steps(("HoursState.load", hours_of)), changes=True
    ),
    "HoursState.remove_hours": Recipe(
        fixed(weekday=0, start_minute=0, end_minute=1440), before=steps(("HoursState.load", hours_of)), changes=True
    ),
    "HoursState.add_day_off": Recipe(
        form(starts_on="2031-01-01", ends_on="", note=""), before=steps(("HoursState.load", hours_of)), changes=True
    ),
    "HoursState.remove_day_off": Recipe(
        lambda c, s: {"day_off_id": c.day_off(s)}, before=steps(("HoursState.load", hours_of)), changes=True,
        foreign=lambda _c, s: {"day_off_id": Case(s, Role.RECRUITER).day_off(s)},
    ),
    "CandidateState.alive": Recipe(changes=True),
    "CandidateState.add_to_calendar": Recipe(situation="booked", changes=True),
    "CandidateState.confirm": Recipe(situation="booked", changes=True),
    "CandidateState.arrive": Recipe(situation="today", changes=True),
    "CandidateState.run_late": Recipe(fixed(minutes=10), "today", changes=True),
    "CandidateState.cannot_come": Recipe(form(reason="ill", note=""), "booked", changes=True),
    "BookingState.refresh": Recipe(situation="invited"),
    "BookingState.pick": Recipe(a_slot, "invited", steps(("BookingState.refresh", fixed()))),
    "BookingState.keep_looking": Recipe(
        situation="invited", before=steps(("BookingState.refresh", fixed()), ("BookingState.pick", a_slot))
    ),
    "BookingState.book": Recipe(
        situation="invited", before=steps(("BookingState.refresh", fixed()), ("BookingState.pick", a_slot)),
        changes=True,
    ),
    "ClosingState.ask": Recipe(lambda c, s: {**named(c, s), "how": "lost"}, "invited"),
    "ClosingState.save": Recipe(
        form(reason="never_chose_time", note=""), "invited",
        steps(("ClosingState.ask", lambda c, s: {**named(c, s), "how": "lost"})), changes=True,
    ),
    "DrawerState.show": Recipe(ids),
    "DrawerState.refresh": Recipe(before=steps(("DrawerState.show", ids))),
    "DrawerState.do": Recipe(fixed(deed="confirm"), "booked", steps(("DrawerState.show", ids)), changes=True),
    "DrawerState.late": Recipe(fixed(minutes=10), "today", steps(("DrawerState.show", ids)), changes=True),
    "FrameState.switch_language": Recipe(fixed(language="en")),
    "ToastState.complain": Recipe(fixed(code="stale", facts={})),
    "ToastState.undo": Recipe(situation="attended", before=undoable, changes=True),
    "InviteState.open_for": Recipe(ids),
    "InviteState.choose_mode": Recipe(fixed(mode="video"), before=steps(INVITE)),
    "InviteState.toggle": Recipe(lambda c, _s: {"user_id": c.interviewer.id}, before=steps(INVITE)),
    "InviteState.send": Recipe(
        lambda c, _s: {"form": {"place_id": str(c.place_id), "minutes": "45"}}, before=steps(INVITE), changes=True
    ),
    "JobsState.run_now": Recipe(fixed(name="jobs.forget_runs"), changes=True),
    "MessagesState.look_for": Recipe(form(name="林")),
    "MessagesState.show_waiting": Recipe(fixed(waiting=True)),
    "MessagesState.sent": Recipe(a_message, "invited", changes=True),
    "MessagesState.settle": Recipe(a_held_message, "invited", changes=True),
    "TodayState.settle": Recipe(a_task, "invited", changes=True),
    "TodayState.sent": Recipe(a_message, "invited", changes=True),
    "OutcomeState.open_for": Recipe(booking, "began", foreign=_other("began", "booking_id")),
    "OutcomeState.choose": Recipe(fixed(outcome="attended"), "began", steps(OUTCOME)),
    "OutcomeState.save": Recipe(form(reason="", note=""), "began", steps(OUTCOME, ATTENDED), changes=True),
    "OutcomeState.arrive": Recipe(ids, "today", changes=True, foreign=_other("today", "application_id")),
    "PriorityState.open_for": Recipe(named),
    "PriorityState.save": Recipe(_deadline, before=steps(("PriorityState.open_for", named)), changes=True),
    "PriorityState.take_back": Recipe(versioned, "prioritised", changes=True),
    "TourState.end": Recipe(changes=True),
    "SessionsState.end": Recipe(_second, changes=True, foreign=_strangers_session),
    "SessionsState.end_others": Recipe(before=_with_a_second_session, changes=True),
    "PlacesState.restore": Recipe(lambda c, s: {"place_id": c.removed_place(s)}, changes=True),
    "PlaceFormState.open_for": Recipe(fixed(place_id=0)),
    "PlaceFormState.look": Recipe(fixed(text="31.2, 121.4")),
    "PlaceFormState.turn_pin": Recipe(before=steps(("PlaceFormState.look", fixed(text="121.4, 31.2")))),
    "PlaceFormState.take_photo": Recipe(fixed(file_id=1, name="a.jpg")),
    "PlaceFormState.save": Recipe(
        lambda _c, _s: {"form": dict(PLACE)}, before=steps(("PlaceFormState.open_for", fixed(place_id=0))),
        changes=True,
    ),
    "PlaceRemovalState.open_for": Recipe(a_place),
    "PlaceRemovalState.remove": Recipe(
        lambda c, s: {"form": {"replacement_id": str(c.other_place(s))}}, changes=True,
        before=steps(("PlaceRemovalState.open_for", a_place)),
    ),
    "OpeningsState.reopen": Recipe(lambda c, s: {"job_id": c.closed_job(s), "version": 1}, changes=True),
    "OpeningFormState.open_for": Recipe(a_job),
    "OpeningFormState.copy_of": Recipe(a_job),
    "OpeningFormState.choose_mode": Recipe(fixed(mode="video")),
    "OpeningFormState.toggle": Recipe(lambda c, _s: {"user_id": c.interviewer.id}, before=steps(OPENING)),
    "OpeningFormState.save": Recipe(
        form(title="渠道销售", city="上海"), before=steps(OPENING), changes=True
    ),
    "OpeningClosingState.open_for": Recipe(a_job),
    "OpeningClosingState.confirm": Recipe(before=steps(("OpeningClosingState.open_for", a_job)), changes=True),
    "CompanyState.save": Recipe(form(name="晨光", name_en="", phone="021-6000 0000"), changes=True),
    "CompanyState.add_hours": Recipe(form(weekday="6", start="09:00", end="10:00"), changes=True),
    "CompanyState.remove_hours": Recipe(
        fixed(weekday=5, start_minute=540, end_minute=600), changes=True,
        before=steps(("CompanyState.add_hours", form(weekday="5", start="09:00", end="10:00"))),
    ),
    "SetupState.finish": Recipe(lambda _c, _s: {"form": dict(SETUP)}),
}  # fmt: skip
PAGES = {"CandidateState": "/c", "BookingState": "/c/book"}
ANYBODYS = ("FrameState", "SignInState", "SetupState", "ToastState")


def recipe_of(short: str) -> Recipe:
    """The good call of a handler."""
    return RECIPES.get(short, Recipe())


def page_of(short: str, role: Role | None) -> str:
    """The page a call is made from; one that the caller may see, where the call loads the page again."""
    state = short.partition(".")[0]
    if role is None and state in ANYBODYS:
        return "/login"
    return PAGES.get(state, "/c" if role is Role.CANDIDATE else "/settings")
