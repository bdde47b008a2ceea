"""After the interview: pass or no, the answer that is promised, hire, and taking a decision back.

Nothing here reaches the candidate but the promised date: what they are told is a step of its own (`tell`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid
from rxapp.models import Decision
from rxapp.rules.decisions import Verdict, check_decide, check_promise, check_reply_by, default_reply_by
from rxapp.rules.events import EventKind
from rxapp.rules.stages import Need, check_move
from rxapp.rules.vocabulary import Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import Edit, open_edit
from rxapp.services.hiring.known_people import hold_person, refuse_second
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.types import Change
from rxapp.services.inputs import an_id, choice, maybe_id, moment, text
from rxapp.services.messaging.ladder import plan
from rxapp.services.messaging.ladder.working import working_time

DECIDED: dict[tuple[Stage, Stage], tuple[Need, EventKind]] = {
    (Stage.ATTENDED, Stage.OFFER): (Need.DECISION, EventKind.DECIDED_OFFER),
    (Stage.OFFER, Stage.HIRED): (Need.ACCEPTANCE, EventKind.HIRED),
    (Stage.OFFER, Stage.ATTENDED): (Need.WITHDRAWAL, EventKind.OFFER_WITHDRAWN),
    (Stage.HIRED, Stage.OFFER): (Need.WITHDRAWAL, EventKind.HIRE_UNDONE),
}
DECISIONS = (Verdict.PASS, Verdict.NO)


@dataclass(frozen=True)
class Decide:
    """Pass or no; without `reply_by` the usual date is promised. Raises Invalid with the field's name."""

    application_id: int
    version: int | None
    verdict: Verdict
    reply_by: datetime | None = None
    note: str = ""

    def __post_init__(self) -> None:
        put = object.__setattr__
        an_id(self.application_id, "application_id")
        maybe_id(self.version, "version")
        put(self, "verdict", choice(self.verdict, Verdict, "verdict"))
        if self.verdict not in DECISIONS:
            raise Invalid(field="verdict")
        put(self, "reply_by", None if self.reply_by is None else moment(self.reply_by, "reply_by"))
        put(self, "note", text(self.note, "note", most=500))


def decide(session: Session, command: Decide, *, actor: Actor, clock: Clock = clocks.now) -> Change:
    """Keep the decision and promise an answer. A pass moves to the offer; a "no" stays where it is, and inside, until
    the candidate is told. Raises Stale, NotAllowed, IllegalMove, Invalid (the date lies behind us)."""
    edit = open_edit(session, command.application_id, actor=actor, clock=clock, version=command.version)
    unless(check_decide(edit.facts, edit.role))
    if command.verdict is Verdict.PASS:
        _go(edit, Stage.OFFER, command.note)
    else:
        edit.application.verdict = Verdict.NO
        keep(edit, Verdict.NO, command.note)
        edit.record(EventKind.DECIDED_NO)
    promise(edit, command.reply_by)
    return edit.done()


def keep(edit: Edit, verdict: Verdict, note: str = "", *, asked: int | None = None) -> Decision:
    """A row of the decision table, within a change in hand; the newest counts, earlier ones stay."""
    assert edit.actor is not None and edit.actor.user_id is not None
    row = Decision(
        application_id=edit.application.id or 0, verdict=verdict, asked_user_id=asked, note=note,
        decided_by=edit.actor.user_id, decided_at=edit.now,
    )  # fmt: skip
    edit.made(row)
    return row


def promise(edit: Edit, reply_by: datetime | None) -> None:
    """Promise the candidate an answer by then (without a date: the one already promised, else the usual one), within a
    change in hand. Raises Invalid."""
    application = edit.application
    if reply_by is None:
        if application.reply_by is not None and application.reply_by > edit.now:
            return
        reply_by = default_reply_by(edit.now, working_time(edit.session))
    if reply_by == application.reply_by:
        return
    unless(check_reply_by(reply_by, edit.now))
    application.reply_by = reply_by
    event = edit.record(EventKind.REPLY_PROMISED, by_at=reply_by)
    plan.after_promised(edit.session, application, reply_by, event=event, clock=edit.clock)


def promise_reply(
    session: Session, application_id: int, version: int | None, reply_by: datetime, *, actor: Actor,
    clock: Clock = clocks.now,
) -> Change:  # fmt: skip
    """Another date for the answer. Raises Stale, NotAllowed, IllegalMove, Invalid (`same_reply_by`, or behind us)."""
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version)
    unless(check_promise(edit.facts, edit.application.told_at is not None, edit.role))
    reply_by = moment(reply_by, "reply_by")
    if reply_by == edit.application.reply_by:
        raise Invalid("same_reply_by", field="reply_by")
    promise(edit, reply_by)
    return edit.done()


def usual_reply_by(session: Session, *, clock: Clock = clocks.now) -> datetime:
    """The date that is proposed."""
    return default_reply_by(clock(), working_time(session))


def decision(edit: Edit, to: Stage, note: str = "") -> Change:
    """One of the four moves after the interview, within a change in hand; raises what the rules say of any other."""
    _go(edit, to, note)
    return edit.done()


def _go(edit: Edit, to: Stage, note: str = "") -> None:
    step = DECIDED.get((Stage(edit.application.stage), to))
    unless(check_move(edit.facts, to, edit.role, brings=step[0] if step else None, now=edit.now))
    assert step is not None  # every other legal move needs something and was refused
    kind = step[1]
    if kind is EventKind.DECIDED_OFFER:
        edit.application.verdict = Verdict.PASS
        keep(edit, Verdict.PASS, note)
    elif kind is EventKind.OFFER_WITHDRAWN:
        edit.application.verdict = edit.application.told_at = None
        keep(edit, Verdict.TAKEN_BACK, note)
    elif kind is EventKind.HIRE_UNDONE:
        refuse_second(edit.session, edit.application.candidate_id, edit.application.job_id)
    edit.go(to)
    event = edit.record(kind)
    if kind is EventKind.OFFER_WITHDRAWN:
        plan.after_decision_taken_back(edit.session, edit.application, event=event, clock=edit.clock)
        edit.application.reply_by = None


def decide_offer(
    session: Session, application_id: int, version: int | None, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """The company wants them; nothing is promised with it. Raises Stale, NotAllowed, IllegalMove."""
    return decision(
        open_edit(session, application_id, actor=actor, clock=clock, version=version), Stage.OFFER
    )


def mark_hired(
    session: Session, application_id: int, version: int | None, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """They accepted. Raises Stale, NotAllowed, IllegalMove."""
    return decision(
        open_edit(session, application_id, actor=actor, clock=clock, version=version), Stage.HIRED
    )


def withdraw_offer(
    session: Session, application_id: int, version: int | None, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Take the decision back one step: the hire to the offer, the offer to "attended". Raises Stale, NotAllowed,
    IllegalMove, Invalid (somebody hired has applied for the job again)."""
    hold_person(session, application_id)
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version)
    return decision(edit, Stage.OFFER if edit.application.stage == Stage.HIRED else Stage.ATTENDED)
