"""The drawer in words: one application's view becomes what the reader sees, in their language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict

from rxapp import i18n
from rxapp.rules.phones import phone_text
from rxapp.rules.vocabulary import BookingState, Stage
from rxapp.services.hiring.actions import Action
from rxapp.services.hiring.views import ApplicationView, BookingRow, PriorityView, TimelineRow
from rxapp.services.messaging.ladder.planned import PlannedRow
from rxapp.state.drawer_messages import MessageLine, message_lines
from rxapp.state.drawer_said import promise, said
from rxapp.state.drawer_words import Fact, Line, Speaker


class DrawerView(TypedDict):
    """Everything the drawer shows."""

    id: int
    version: int
    name: str
    initial: str
    job: str
    standing: str
    is_closed: bool
    can_lose: bool  # only somebody who was invited can be lost
    is_red: bool
    red_title: str
    red_steps: list[Fact]
    is_unseen: bool  # the wish waits for the reader's eyes
    next_title: str
    next_line: str
    next_chips: list[Line]
    meeting_link: str
    booking_id: int
    question_id: int  # of a second opinion that the reader was asked for, 0 without
    promise: str
    promise_tone: str
    decisions: list[Line]
    contact: list[Fact]
    facts: list[Fact]
    messages: list[MessageLine]
    planned: list[Line]  # messages and calls to come
    tasks: list[Line]
    timeline: list[Line]
    has_cv: bool
    can_edit: bool
    actions: list[str]


EMPTY = DrawerView(
    id=0, version=0, name="", initial="", job="", standing="", is_closed=False, can_lose=False, is_red=False,
    red_title="", red_steps=[], is_unseen=False,
    next_title="", next_line="", next_chips=[], meeting_link="", booking_id=0, question_id=0,
    promise="", promise_tone="", decisions=[], contact=[], facts=[],
    messages=[], planned=[], tasks=[], timeline=[], has_cv=False, can_edit=False, actions=[],
)  # fmt: skip


def drawer_view(
    view: ApplicationView, *, language: str, zone: str, now: datetime, counts: bool = False,
    planned: Sequence[PlannedRow] = (),
) -> DrawerView:  # fmt: skip
    """One application in words; `zone` is the company's. `counts`: the reader's look at a wish counts as seeing it."""
    say = Speaker(language, zone, now)
    booking = view.booking if view.booking and view.booking.state == BookingState.SCHEDULED else None
    return DrawerView(
        id=view.id,
        version=view.version,
        name=view.candidate.name,
        initial=view.candidate.name[:1],
        job=" · ".join(filter(None, [say.pick(view.job_title, view.job_title_en), view.city])),
        standing=_standing(view, say),
        is_closed=view.closing is not None,
        can_lose=view.invitations > 0,
        is_red=view.priority is not None and view.priority.is_open,
        red_title=_red_title(view.priority, say),
        red_steps=_red_steps(view.priority, say),
        is_unseen=counts and _is_unseen(view),
        next_title=_next_title(view, say),
        next_line=_next_line(view, booking, say),
        next_chips=_chips(booking, say),
        meeting_link=booking.meeting_link if booking and booking.mode == "video" else "",
        booking_id=view.booking.id if view.booking else 0,
        question_id=view.question_id or 0,
        promise=promise(view, say)[0],
        promise_tone=promise(view, say)[1],
        decisions=said(view, say),
        contact=_contact(view, say),
        facts=_facts(view, say),
        messages=message_lines(view, say),
        planned=[_planned(row, say) for row in planned],
        tasks=[
            Line(
                key=str(row.id),
                when=say.when(row.due_at),
                text=i18n.text(language, f"task.{row.kind}"),
                state=row.assignee,
                tone="amber" if row.due_at <= now else "",
            )
            for row in view.tasks
            if row.done_at is None
        ],
        timeline=[_happened(row, say) for row in view.timeline],
        has_cv=view.candidate.has_cv,
        can_edit=not view.candidate.is_masked,
        actions=list(view.actions),
    )


def _planned(row: PlannedRow, say: Speaker) -> Line:
    key = f"kind_{row.kind}"
    what = say(key) if i18n.has(f"drawer.{key}") else row.kind
    return Line(
        key=f"step-{row.id}", when=say.when(row.due_at), text=what if row.is_message else say("planned_ask", what=what),
        state=say("with_booking") if row.with_booking else "", tone="",
    )  # fmt: skip


def _fact(name: str, value: str, link: str = "") -> Fact:
    return Fact(name=name, value=value, link=link)


def _standing(view: ApplicationView, say: Speaker) -> str:
    if view.closing is None:
        return i18n.text(say.language, f"board.stage_{Stage(view.stage).name.lower()}")
    return " · ".join(filter(None, [say(f"closed_{view.closing}"), say.reason(view.reason)]))


def _is_unseen(view: ApplicationView) -> bool:
    return view.priority is not None and view.priority.is_open and view.priority.seen_at is None


def _red_title(priority: PriorityView | None, say: Speaker) -> str:
    if priority is None:
        return ""
    return say(f"red_{priority.standing}", when=say.when(priority.deadline_at), who=priority.requested_by)


def _red_steps(priority: PriorityView | None, say: Speaker) -> list[Fact]:
    if priority is None:
        return []
    steps = [
        ("requested", priority.requested_at, priority.requested_by),
        ("seen", priority.seen_at, priority.seen_by),
        (
            "scheduled",
            priority.scheduled_at,
            say("step_for", when=say.when(priority.scheduled_for)) if priority.scheduled_for else "",
        ),
        ("attended", priority.attended_at, ""),
    ]
    found = [
        _fact(
            say(f"step_{name}"), " · ".join(filter(None, [say.when(at), more])) if at else say("step_not_yet")
        )
        for name, at, more in steps
    ]
    return found + ([_fact(say("note"), priority.note)] if priority.note else [])


def _next_title(view: ApplicationView, say: Speaker) -> str:
    if view.stage == Stage.ARRANGING and view.reinvite_at is not None:
        return say("next_reinvited", when=say.when(view.reinvite_at))
    return say(f"next_{_next_step(view)}")


def _next_step(view: ApplicationView) -> str:
    """What the drawer's first lines are about."""
    if view.closing:
        is_untold = Action.TELL in view.actions
        return "closed_untold" if is_untold else "closed"
    if view.stage == Stage.ATTENDED and view.verdict == "no":
        return "no_untold"
    if view.stage == Stage.OFFER and view.told_at is None:
        return "offer_untold"
    if view.stage == Stage.ARRANGING and view.invitation is None:
        return "uninvited"
    return Stage(view.stage).name.lower()


def _next_line(view: ApplicationView, booking: BookingRow | None, say: Speaker) -> str:
    if booking is not None:
        place = say("by_video") if booking.mode == "video" else say.pick(booking.place, booking.place_en)
        return " · ".join(filter(None, [say.when(booking.starts_at), booking.interviewer, place]))
    if view.closing:
        return say.when(view.closed_at) if view.closed_at else ""
    if view.invitation is not None:
        names = say("comma").join(name for _, name in view.invitation.interviewers)
        opened = (
            say("link_opened", when=say.when(view.invitation.opened_at)) if view.invitation.opened_at else ""
        )
        return " · ".join(
            filter(None, [say("invited_at", when=say.when(view.invitation.invited_at)), names, opened])
        )
    return say("since", when=say.when(view.stage_since))


def _chips(booking: BookingRow | None, say: Speaker) -> list[Line]:
    if booking is None:
        return []
    found: list[tuple[str, str]] = []
    if booking.arrived_at:
        found.append((say("chip_arrived", when=say.when(booking.arrived_at)), "green"))
    elif booking.late_minutes:
        found.append((say("chip_late", n=booking.late_minutes), "amber"))
    if booking.confirmed_at:
        found.append((say("chip_confirmed"), "green"))
    elif booking.notice_opened_at:
        found.append((say("chip_opened"), "accent"))
    if booking.calendar_added_at:
        found.append((say("chip_calendar"), ""))
    if booking.ends_at <= say.now:
        found.append((say("chip_unknown"), "amber"))
    return [Line(key=str(i), when="", text=text, state="", tone=tone) for i, (text, tone) in enumerate(found)]


def _contact(view: ApplicationView, say: Speaker) -> list[Fact]:
    person = view.candidate
    pairs = [
        ("phone", phone_text(person.phone), f"tel:{person.phone}"),
        ("email", person.email, f"mailto:{person.email}"),
        ("city", person.city, ""),
    ]
    # A masked number or address leads nowhere.
    return [_fact(say(name), value, "" if "*" in value else link) for name, value, link in pairs if value]


def _facts(view: ApplicationView, say: Speaker) -> list[Fact]:
    source = f"drawer.source_{view.source}"
    pairs = [
        ("recruiter", view.recruiter),
        ("source", i18n.text(say.language, source) if i18n.has(source) else view.source),
        ("passed_first", say.when(view.passed_first_at)),
        ("invitations", str(view.invitations)),
        ("employed", say("yes" if view.candidate.is_employed else "no")),
        ("note", view.note),
    ]
    return [_fact(say(name), value) for name, value in pairs if value]


def deed_line(row: TimelineRow, *, language: str, zone: str, now: datetime) -> Line:
    """One entry of the timeline by itself."""
    return _happened(row, Speaker(language, zone, now))


def _happened(row: TimelineRow, say: Speaker) -> Line:
    who = row.who or say("by_system")
    return Line(
        key=str(row.event_id),
        when=say.when(row.at),
        text=i18n.text(say.language, f"timeline.{row.kind}", who=who, **_words(row.facts, say)),
        state=say("undone") if row.is_undone else "",
        tone="muted" if row.is_undone else "",
    )


def _words(facts: dict[str, Any], say: Speaker) -> dict[str, str]:
    """An event's facts for its sentence; every sentence may use every name, so that none can fail."""
    known = {
        "when": "", "interviewer": "", "reason": "", "outcome": "", "kind": "", "channel": "", "minutes": "",
        "recruiter": str(facts.get("recruiter") or ""),
    }  # fmt: skip
    at = facts.get("starts_at") or facts.get("deadline_at") or facts.get("by_at")
    if at is not None:
        known["when"] = say.when(at)
    if (minutes := facts.get("minutes")) is not None:
        known["minutes"] = str(minutes)
    known["interviewer"] = str(facts.get("interviewer") or "")
    known["reason"] = say.reason(facts.get("reason"))
    for name, prefix in (("outcome", "outcome_"), ("kind", "kind_"), ("channel", "channel_")):
        code = facts.get(name)
        key = f"drawer.{prefix}{code}"
        if code:
            known[name] = i18n.text(say.language, key) if i18n.has(key) else str(code)
    return known
