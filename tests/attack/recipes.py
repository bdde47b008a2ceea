"""How each handler is called well: a valid payload on rows where it may succeed, and what must have run before.

A handler without an entry is called without arguments on a new application. `changes`: a call that is allowed must
change the database. `foreign`: the same call on somebody else's row, which "own" must not reach.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from rxapp import clock
from rxapp.models import Booking, Delivery, Invitation, JobInterviewer, StoredFile
from rxapp.rules.vocabulary import Channel, DeliveryState, Role, TaskKind
from tests.attack.company import Case
from tests.builders import give_hours, make_candidate, make_link, make_user

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


def a_candidate(case: Case, _session: Session) -> Payload:
    """The person."""
    return {"candidate_id": case.application.candidate_id}


def another_candidate(_case: Case, session: Session) -> Payload:
    """Somebody who turns out to be the same person."""
    return {"candidate_id": make_candidate(session).id}


def booking(case: Case, _session: Session) -> Payload:
    """The interview."""
    return {"booking_id": case.booking_id}


def a_time(case: Case, _session: Session) -> Payload:
    """A free time, as the recruiter's list names it."""
    slot = case.slots[0]
    return {"starts": int(slot.starts_at.timestamp()), "interviewer_id": slot.interviewer_id}


def a_drop(case: Case, session: Session) -> Payload:
    """The interview two hours later, the same day or the next, as a hand drops it in the calendar."""
    booking = session.get_one(Booking, case.booking_id)
    at = (booking.starts_at + timedelta(hours=2)).astimezone(ZoneInfo("Asia/Shanghai"))
    return {
        "booking_id": case.booking_id, "version": case.version, "interviewer_id": booking.interviewer_id,
        "day": at.date().isoformat(), "minute": (at.hour * 60 + at.minute) // 15 * 15,
    }  # fmt: skip


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


def a_failed_message(case: Case, session: Session) -> Payload:
    """A message that was given up."""
    return {"message_id": case.message(session, DeliveryState.FAILED)}


def an_answer(case: Case, session: Session) -> Payload:
    """Words typed on a message's built-in phone."""
    number = case.message(session, DeliveryState.SENT)
    session.get_one(Delivery, number).channel = Channel.OUTBOX
    return {"form": {"message_id": str(number), "text": "2"}}


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


def a_full_day(case: Case, _session: Session) -> Payload:
    """Days off in which the case's interview stands, which is asked about first."""
    assert case.booking is not None
    near = timedelta(days=1)
    first, last = ((case.booking.starts_at + by).date().isoformat() for by in (-near, near))
    return {"form": {"starts_on": first, "ends_on": last, "note": ""}}


def undoable(case: Case, session: Session) -> list[Step]:
    """Something of one's own that can be taken back."""
    if case.role is Role.EXECUTIVE:
        return steps(("PriorityState.open_for", named), ("PriorityState.save", _deadline))(case, session)
    if case.role is Role.INTERVIEWER:
        return steps(("OutcomeState.arrive", ids))(case, session)
    return steps(("BoardMoveState.move", lambda c, _: {**versioned(c, _), "to_stage": 4}))(case, session)


def _in_two_days(name: str) -> Payload:
    return {name: f"{clock.now() + timedelta(days=2):%Y-%m-%dT%H:%M}"}


def _deadline(_case: Case, _session: Session) -> Payload:
    return {"form": {**_in_two_days("deadline"), "note": ""}}


def deciding(case: Case, _session: Session) -> Payload:
    """The application and its candidate's name, to decide about."""
    return {"application_id": case.application_id, "who": "林晓", "is_promise": False}


def a_question(case: Case, session: Session) -> Payload:
    """A second opinion that is asked of the caller."""
    return {"task_id": case.question(session)}


def _strangers_question(_case: Case, session: Session) -> Payload:
    return {"task_id": Case(session, Role.RECRUITER, "attended").question(session)}


def a_notice(case: Case, session: Session) -> Payload:
    """A line of the caller's bell."""
    return {"notice_id": case.notice(session)}


def _strangers_notice(_case: Case, session: Session) -> Payload:
    return {"notice_id": Case(session, Role.RECRUITER).notice(session)}


def _with_a_notice(case: Case, session: Session) -> list[Step]:
    case.notice(session)
    return []


def _opened_bell(case: Case, session: Session) -> list[Step]:
    case.notice(session)
    return [("BellState.open", {})]


def a_note(case: Case, session: Session) -> Payload:
    """A note the caller wrote."""
    return {"note_id": case.note(session)}


def _strangers_note(_case: Case, session: Session) -> Payload:
    return {"note_id": Case(session, Role.RECRUITER).note(session)}


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


def a_view(case: Case, session: Session) -> Payload:
    """A saved filter of one's own."""
    return {"view_id": case.saved_view(session)}


def _its_view(case: Case, session: Session) -> list[Step]:
    view = a_view(case, session)
    return [("SavedViewState.load", {}), ("SavedViewState.open_for", view)]


def _with_a_link(case: Case, session: Session) -> list[Step]:
    make_link(session, case.application, expires_at=clock.now() + timedelta(days=30))
    return []


def _its_link(case: Case, session: Session) -> list[Step]:
    _with_a_link(case, session)
    return [("EndLinksState.open_for", ids(case, session))]


def for_many(deed: str) -> Callable[[Case, Session], Payload]:
    """One deed, for the application alone."""
    return lambda case, _session: {"deed": deed, "application_ids": [case.application_id]}


def a_user(role: Role = Role.INTERVIEWER, **facts: Any) -> Callable[[Case, Session], Payload]:
    """Somebody whose account may be changed: nothing hangs on them."""
    return lambda _case, session: {"user_id": make_user(session, role, **facts).id}


def _held(case: Case, session: Session) -> Payload:
    """The interview, and somebody who may take it."""
    other = make_user(session, Role.INTERVIEWER)
    give_hours(session, other, start=0, end=24 * 60)
    session.add(JobInterviewer(job_id=case.application.job_id, user_id=other.id or 0))
    session.flush()
    return {"booking_id": case.booking_id, "to_user_id": other.id}


def _lone(case: Case, session: Session) -> Payload:
    """The open invitation, and somebody who may be offered too."""
    other = make_user(session, Role.INTERVIEWER)
    session.add(JobInterviewer(job_id=case.application.job_id, user_id=other.id or 0))
    invitation = session.exec(
        select(Invitation.id).where(Invitation.application_id == case.application_id, col(Invitation.is_open))
    ).one()
    return {"invitation_id": invitation, "to_user_id": other.id}


def _photo(case: Case, session: Session) -> Payload:
    """A photograph that the caller has just brought."""
    n = next(_numbers)
    row = StoredFile(
        kind="photo", key=f"attack{n}", name="face.jpg", content_type="image/jpeg", size=1, sha256="0" * 64,
        uploaded_by=case.user.id if case.user else None, created_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return {"file_id": row.id, "name": "face.jpg"}


_numbers = itertools.count(1)
PROFILE = {"title": "经理", "title_en": "", "background": "一句。", "background_en": ""}


INVITATION_TEXT = "{place}{meeting_link}{interviewer}{bring}{contact_phone}{link}"
TEXT_FORM = form(subject="复试", body=INVITATION_TEXT, provider_template="")
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

MERGE = ("MergeState.open_for", a_candidate)

RECIPES: dict[str, Recipe] = {
    "ArrangeState.open_for": Recipe(ids, "invited"),
    "ArrangeState.look_for": Recipe(fixed(query="周四 下午"), "invited", steps(("ArrangeState.open_for", ids))),
    "ArrangeState.choose_day": Recipe(fixed(day="2026-11-24"), "invited", steps(("ArrangeState.open_for", ids))),
    "ArrangeState.press": Recipe(fixed(key="down"), "invited", steps(("ArrangeState.open_for", ids))),
    "ArrangeState.pick": Recipe(a_time, "invited", steps(("ArrangeState.open_for", ids))),
    "ArrangeState.book": Recipe(
        situation="invited", before=steps(("ArrangeState.open_for", ids), ("ArrangeState.pick", a_time)), changes=True
    ),
    "AskWhyState.ask": Recipe(lambda c, s: {"request_id": c.late_wish(s)}, changes=True),
    "WhyState.open_for": Recipe(lambda c, s: {"task_id": c.why(s)}),
    "WhyState.save": Recipe(
        form(answer="面试官出差"), before=steps(("WhyState.open_for", lambda c, s: {"task_id": c.why(s)})), changes=True
    ),
    "TodayState.show_all": Recipe(fixed(everyone=True)),
    "TodayState.more": Recipe(fixed(name="tasks")),
    "TodayState.confirm": Recipe(ids, "booked", changes=True),
    "TodayState.by_hand_instead": Recipe(
        lambda c, s: {"message_id": c.message(s, DeliveryState.FAILED)}, "invited", changes=True
    ),
    "TodayState.settle_held": Recipe(a_held_message, "invited", changes=True),
    "MoveState.ask": Recipe(a_drop, "booked"),
    "MoveState.move": Recipe(situation="booked", before=steps(("MoveState.ask", a_drop)), changes=True),
    "BoardMoveState.advance": Recipe(versioned, changes=True),
    "BoardMoveState.move": Recipe(lambda c, s: {**versioned(c, s), "to_stage": 4}, "attended", changes=True),
    "BoardState.more": Recipe(fixed(stage=0), before=steps(("BoardState.open", fixed()))),
    "BoardFilterState.choose": Recipe(fixed(name="query", value="林")),
    "BoardFilterState.toggle": Recipe(fixed(name="priority")),
    "CalendarState.choose_person": Recipe(fixed(person="")),
    "CalendarState.choose_view": Recipe(fixed(view="day")),
    "CalendarState.open_day": Recipe(fixed(day="2031-01-06")),
    "CalendarState.show": Recipe(
        lambda c, _s: {"booking_id": c.booking_id, "application_id": c.application_id}, "began"
    ),
    "CalendarState.go": Recipe(fixed(steps=1), before=steps(("CalendarState.load", fixed()))),
    "HoursState.load": Recipe(hours_of),
    "HoursState.add_hours": Recipe(
        form(weekday="6", start="09:00", end="10:00"), changes=True,
        before=steps(
            ("HoursState.load", hours_of),
            ("HoursState.remove_hours", fixed(weekday=6, start_minute=0, end_minute=1440)),
        ),
    ),
    "HoursState.remove_hours": Recipe(
        fixed(weekday=0, start_minute=0, end_minute=1440), before=steps(("HoursState.load", hours_of)), changes=True
    ),
    "AwayState.add": Recipe(
        form(starts_on="2031-01-01", ends_on="", note=""), before=steps(("HoursState.load", hours_of)), changes=True
    ),
    "AwayState.save": Recipe(
        situation="booked", before=steps(("HoursState.load", hours_of), ("AwayState.add", a_full_day)), changes=True
    ),
    "AwayState.remove": Recipe(
        lambda c, s: {"day_off_id": c.day_off(s)}, before=steps(("HoursState.load", hours_of)), changes=True,
        foreign=lambda _c, s: {"day_off_id": Case(s, Role.RECRUITER).day_off(s)},
    ),
    "CandidateState.alive": Recipe(changes=True),
    "CandidateState.add_to_calendar": Recipe(situation="booked", changes=True),
    "CandidateState.confirm": Recipe(situation="booked", changes=True),
    "CandidateState.arrive": Recipe(situation="today", changes=True),
    "CandidateState.join": Recipe(situation="today"),
    "CandidateState.run_late": Recipe(fixed(minutes=10), "today", changes=True),
    "CandidateState.end_application": Recipe(
        situation="booked",
        before=steps(("CandidateState.refresh", fixed()), ("CandidateState.cannot_come", form(reason="pay", note=""))),
        changes=True,
    ),
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
    "DrawerState.noticed": Recipe(before=steps(("DrawerState.show", ids))),
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
    "ManyState.begin": Recipe(for_many("invite")),
    "ManyState.choose_how": Recipe(fixed(how="rejected"), before=steps(("ManyState.begin", for_many("close")))),
    "ManyState.ask": Recipe(form(tag="重点"), before=steps(("ManyState.begin", for_many("tag")))),
    "ManyState.run": Recipe(before=steps(("ManyState.begin", for_many("invite"))), changes=True),
    "ManyState.undo": Recipe(
        ids, before=steps(("ManyState.begin", for_many("invite")), ("ManyState.run", fixed())), changes=True
    ),
    "ManyState.undo_all": Recipe(
        before=steps(("ManyState.begin", for_many("invite")), ("ManyState.run", fixed())), changes=True
    ),
    "PeopleState.turn": Recipe(fixed(forward=True), before=steps(("PeopleState.load", fixed()))),
    "PeopleState.sort": Recipe(fixed(column="name")),
    "PeopleFilterState.choose": Recipe(fixed(name="query", value="林")),
    "PeopleFilterState.toggle": Recipe(fixed(name="closed")),
    "PeopleFilterState.show_column": Recipe(fixed(key="email")),
    "SavedViewState.save": Recipe(form(name="我的"), changes=True),
    "SavedViewState.open_for": Recipe(
        a_view, foreign=lambda _c, s: {"view_id": Case(s, Role.RECRUITER).saved_view(s)}
    ),
    "SavedViewState.rename": Recipe(form(name="改名"), before=_its_view, changes=True),
    "SavedViewState.delete": Recipe(
        a_view, changes=True, foreign=lambda _c, s: {"view_id": Case(s, Role.RECRUITER).saved_view(s)}
    ),
    "SearchState.look_for": Recipe(fixed(query="林")),
    "SearchState.chosen": Recipe(ids),
    "MessagesState.look_for": Recipe(form(name="林")),
    "MessagesState.show_waiting": Recipe(fixed(waiting=True)),
    "MessagesState.sent": Recipe(a_message, "invited", changes=True),
    "MessagesState.again": Recipe(a_failed_message, "invited", changes=True),
    "MessagesState.by_own_hand": Recipe(a_failed_message, "invited", changes=True),
    "MessagesState.reply": Recipe(an_answer, "invited", changes=True),
    "MessagesState.settle": Recipe(a_held_message, "invited", changes=True),
    "TodayState.settle": Recipe(a_task, "invited", changes=True),
    "TodayState.sent": Recipe(a_message, "invited", changes=True),
    "EndLinksState.open_for": Recipe(ids, before=_with_a_link),
    "EndLinksState.choose": Recipe(fixed(new="by_hand"), before=_its_link),
    "EndLinksState.end": Recipe(before=_its_link, changes=True),
    "OutcomeState.open_for": Recipe(booking, "began", foreign=_other("began", "booking_id")),
    "OutcomeState.choose": Recipe(fixed(outcome="attended"), "began", steps(OUTCOME)),
    "OutcomeState.save": Recipe(form(reason="", note=""), "began", steps(OUTCOME, ATTENDED), changes=True),
    "OutcomeState.arrive": Recipe(ids, "today", changes=True, foreign=_other("today", "application_id")),
    "OutcomeState.late": Recipe(
        lambda c, s: {**ids(c, s), "minutes": 20}, "today", changes=True,
        foreign=lambda c, s: {**_other("today", "application_id")(c, s), "minutes": 20},
    ),
    "PriorityState.open_for": Recipe(named),
    "PriorityState.save": Recipe(_deadline, before=steps(("PriorityState.open_for", named)), changes=True),
    "PriorityState.propose": Recipe(
        fixed(evening="tomorrow"), before=steps(("PriorityState.open_for", named))
    ),
    "PriorityBackState.open_for": Recipe(named, "prioritised"),
    "PriorityBackState.save": Recipe(
        situation="prioritised", before=steps(("PriorityBackState.open_for", named)), changes=True
    ),
    "PriorityBackState.close": Recipe(
        situation="prioritised", before=steps(("PriorityBackState.open_for", named))
    ),
    "TourState.end": Recipe(changes=True),
    "KeysState.close": Recipe(before=steps(("KeysState.ask", fixed()))),
    "BellState.open": Recipe(before=_with_a_notice),
    "BellState.see": Recipe(a_notice, before=_opened_bell, changes=True, foreign=_strangers_notice),
    "BellState.follow": Recipe(a_notice, before=_opened_bell, changes=True, foreign=_strangers_notice),
    "BellState.see_all": Recipe(before=_with_a_notice, changes=True),
    "OpinionState.open_for": Recipe(a_question, "attended", foreign=_strangers_question),
    "OpinionState.choose": Recipe(
        fixed(answer="pass"), "attended", steps(("OpinionState.open_for", a_question))
    ),
    "OpinionState.save": Recipe(
        form(note="可以"), "attended",
        steps(("OpinionState.open_for", a_question), ("OpinionState.choose", fixed(answer="pass"))), changes=True,
    ),
    "DecideState.open_for": Recipe(deciding, "attended"),
    "DecideState.choose": Recipe(fixed(choice="no"), "attended", steps(("DecideState.open_for", deciding))),
    "DecideState.save": Recipe(
        lambda _c, _s: {"form": {**_in_two_days("reply_by"), "note": "", "colleague": ""}}, "attended",
        steps(("DecideState.open_for", deciding), ("DecideState.choose", fixed(choice="no"))), changes=True,
    ),
    "DecideState.promise": Recipe(
        lambda _c, _s: {"form": _in_two_days("reply_by")}, "attended",
        steps(("DecideState.open_for", lambda c, s: {**deciding(c, s), "is_promise": True})), changes=True,
    ),
    "TellState.open_for": Recipe(ids, "decided"),
    "TellState.send": Recipe(
        form(words="您好", reason="skills"), "decided", steps(("TellState.open_for", ids)), changes=True
    ),
    "NotesState.write": Recipe(form(body="电话里谈得很好"), before=steps(("DrawerState.show", ids)), changes=True),
    "NotesState.attach": Recipe(fixed(file_id=1, name="a.pdf"), before=steps(("DrawerState.show", ids))),
    "NotesState.detach": Recipe(fixed(file_id=1), before=steps(("DrawerState.show", ids))),
    "NotesState.edit": Recipe(a_note, before=steps(("DrawerState.show", ids))),
    "NotesState.save_edit": Recipe(
        form(body="改过的话"), before=steps(("DrawerState.show", ids), ("NotesState.edit", a_note)), changes=True
    ),
    "NotesState.remove": Recipe(
        a_note, before=steps(("DrawerState.show", ids), ("NotesState.remove", a_note)), changes=True,
        foreign=_strangers_note,
    ),
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
    "IntakeState.note_field": Recipe(fixed(name="name", value="林晓")),
    "IntakeState.take_file": Recipe(fixed(file_id=1, name="cv.pdf")),
    "IntakeState.read_text": Recipe(fixed(text="姓名:林晓 手机:13800138000")),
    "IntakeState.same_person": Recipe(fixed(candidate_id=1)),
    "IntakeState.save": Recipe(
        lambda c, _s: {"form": {"name": "新来的", "job_id": str(c.application.job_id), "phone": "13800138000"}},
        before=steps(("IntakeState.open", fixed())), changes=True,
    ),
    "CvState.open_for": Recipe(ids, "booked", foreign=_other("booked", "application_id")),
    "CandidateEditState.open_for": Recipe(ids),
    "CandidateEditState.take_file": Recipe(fixed(file_id=1, name="cv.pdf")),
    "CandidateEditState.save": Recipe(
        form(name="林晓晓", phone="13800138000"), before=steps(("CandidateEditState.open_for", ids)), changes=True
    ),
    "MergeState.open_for": Recipe(a_candidate),
    "MergeState.look_for": Recipe(fixed(words="林晓"), before=steps(MERGE)),
    "MergeState.choose": Recipe(another_candidate, before=steps(MERGE)),
    "MergeState.swap": Recipe(before=steps(MERGE, ("MergeState.choose", another_candidate))),
    "MergeState.merge": Recipe(before=steps(MERGE, ("MergeState.choose", another_candidate)), changes=True),
    "InviteUserState.send": Recipe(
        lambda _c, _s: {"form": {"name": "新人", "email": f"new{next(_numbers)}@example.com", "role": "recruiter",
                                 "language": "zh"}}, changes=True,
    ),
    "UserLinkState.renew": Recipe(a_user(), changes=True),
    "UserLinkState.reactivate": Recipe(a_user(is_active=False), changes=True),
    "UserLinkState.close": Recipe(before=steps(("UserLinkState.renew", a_user()))),
    "UserChangeState.open_for": Recipe(lambda c, s: {**a_user()(c, s), "how": "close"}),
    "UserChangeState.choose_role": Recipe(
        fixed(role="executive"),
        before=steps(("UserChangeState.open_for", lambda c, s: {**a_user()(c, s), "how": "edit"})),
    ),
    "UserChangeState.give": Recipe(
        _held, "booked",
        steps(("UserChangeState.open_for", lambda c, _s: {"user_id": c.interviewer.id, "how": "close"})), changes=True,
    ),
    "UserChangeState.join": Recipe(
        _lone, "invited",
        steps(("UserChangeState.open_for", lambda c, _s: {"user_id": c.interviewer.id, "how": "close"})), changes=True,
    ),
    "UserChangeState.save": Recipe(
        form(name="新名字", role="interviewer", to_user_id=""),
        before=steps(("UserChangeState.open_for", lambda c, s: {**a_user()(c, s), "how": "edit"})), changes=True,
    ),
    "UserChangeState.close_account": Recipe(
        form(to_user_id=""),
        before=steps(("UserChangeState.open_for", lambda c, s: {**a_user()(c, s), "how": "close"})), changes=True,
    ),
    "AuditState.look_for": Recipe(form(person="", group="access", since="", until="", about="")),
    "ProfileState.save": Recipe(
        form(**PROFILE), before=steps(("ProfileState.load", fixed())), changes=True,
    ),
    "ProfileState.put_photo": Recipe(_photo, before=steps(("ProfileState.load", fixed())), changes=True),
    "ProfileState.drop_photo": Recipe(before=steps(("ProfileState.load", fixed())), changes=True),
    "TemplatesState.look": Recipe(fixed(subject="", body="{link}")),
    "TemplatesState.choose_mode": Recipe(fixed(mode="video")),
    "TemplatesState.save": Recipe(TEXT_FORM, before=steps(("TemplatesState.load", fixed())), changes=True),
    "TemplatesState.restore": Recipe(
        fixed(version=1), changes=True,
        before=steps(("TemplatesState.load", fixed()), ("TemplatesState.save", TEXT_FORM)),
    ),
    "TemplatesState.reset_text": Recipe(before=steps(("TemplatesState.load", fixed())), changes=True),
    "TemplatesState.compare": Recipe(fixed(version=1)),
    "OwnAccountState.rename": Recipe(form(name="新名字"), changes=True),
    "SetupState.finish": Recipe(lambda _c, _s: {"form": dict(SETUP)}),
}  # fmt: skip
PAGES = {"CandidateState": "/c", "BookingState": "/c/book"}
ANYBODYS = ("ChoosePasswordState", "FrameState", "SignInState", "SetupState", "ToastState")


def recipe_of(short: str) -> Recipe:
    """The good call of a handler."""
    return RECIPES.get(short, Recipe())


def page_of(short: str, role: Role | None) -> str:
    """The page a call is made from; one that the caller may see, where the call loads the page again."""
    state = short.partition(".")[0]
    if role is None and state in ANYBODYS:
        return "/login"
    return PAGES.get(state, "/c" if role is Role.CANDIDATE else "/settings")
