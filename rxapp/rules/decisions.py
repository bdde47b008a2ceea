"""After the interview: who may decide what, by when the candidate is promised an answer, when that promise is in
danger, and what they may be told.

    check_decide(facts, role) -> Refusal | None                pass, no, or a second opinion
    check_reply_by(reply_by, now) -> Refusal | None            never in the past, never for months
    default_reply_by(now, working) -> datetime                 the end of the third working day
    warn_at(reply_by, now, working) -> datetime                four working hours before it, never in the past
    to_tell(facts, verdict) -> Verdict | None                  what the candidate could be told now
    check_tell(facts, verdict, is_told, role) -> Refusal | None
    is_untold(stage, verdict, told_at) -> bool                 decided, and the next word is the company's
    is_known_to_candidate(facts, told_at, now) -> bool         whether their page may say how it ended

A "no" stays with the company until somebody tells the candidate: until then their page says that they are waiting,
whatever the board says. A pass is the offer's column (rules.stages: ATTENDED → OFFER needs a decision).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rxapp.rules.ladder.working_time import WorkingTime
from rxapp.rules.refusal import Reason, Refusal
from rxapp.rules.spans import DAY
from rxapp.rules.stages import ApplicationFacts
from rxapp.rules.vocabulary import HR, Closing, Role, Stage, StepKind

REPLY_WORKING_DAYS = 3
WARN_WORKING_MINUTES = 240
LONGEST_PROMISE = timedelta(days=60)


class Verdict(StrEnum):
    """What a row of the decision table says. Opinions are advice; TAKEN_BACK ends a decision, UNDONE one that was
    never meant."""

    PASS = "pass"  # noqa: S105
    NO = "no"
    SECOND_OPINION = "second_opinion"
    OPINION_PASS = "opinion_pass"  # noqa: S105
    OPINION_NO = "opinion_no"
    TAKEN_BACK = "taken_back"
    UNDONE = "undone"


TELLINGS: dict[Verdict, StepKind] = {Verdict.PASS: StepKind.TOLD_PASS, Verdict.NO: StepKind.TOLD_NO}


def check_decide(facts: ApplicationFacts, role: Role | None) -> Refusal | None:
    """Whether somebody of this role may decide, or ask for a second opinion, now: HR, once the candidate came."""
    if facts.closing is not None:
        return Refusal(Reason.CLOSED, {"closing": facts.closing.value})
    if role not in HR:
        return Refusal(Reason.NOT_ALLOWED)
    if facts.stage < Stage.ATTENDED:
        return Refusal(Reason.NEEDS_OUTCOME)
    if facts.stage > Stage.ATTENDED:
        return Refusal(Reason.DECIDED)
    return None


def check_promise(facts: ApplicationFacts, is_told: bool, role: Role | None) -> Refusal | None:
    """Whether an answer may still be promised: HR, while somebody who came waits for one."""
    if facts.closing is not None:
        return Refusal(Reason.CLOSED, {"closing": facts.closing.value})
    if role not in HR:
        return Refusal(Reason.NOT_ALLOWED)
    if facts.stage < Stage.ATTENDED:
        return Refusal(Reason.NEEDS_OUTCOME)
    if facts.stage is Stage.HIRED:
        return Refusal(Reason.HIRED)
    return Refusal(Reason.ALREADY_TOLD) if is_told else None


def check_reply_by(reply_by: datetime, now: datetime) -> Refusal | None:
    """A promise lies ahead, and not so far that nobody would wait for it."""
    if reply_by <= now:
        return Refusal(Reason.REPLY_PAST)
    return Refusal(Reason.REPLY_TOO_FAR) if reply_by - now > LONGEST_PROMISE else None


def default_reply_by(now: datetime, working: WorkingTime) -> datetime:
    """The end of work on the third working day after today."""
    on = now.astimezone(ZoneInfo(working.zone)).date()
    left = REPLY_WORKING_DAYS
    for _ in range(LONGEST_PROMISE // DAY):
        on += DAY
        spans = working.spans_on(on)
        left -= bool(spans)
        if not left:
            return spans[-1].end
    raise ValueError("no three working days within two months")


def warn_at(reply_by: datetime, now: datetime, working: WorkingTime) -> datetime:
    """When the recruiter is asked to keep the promise."""
    return max(now, working.minus_working(reply_by, WARN_WORKING_MINUTES))


def to_tell(facts: ApplicationFacts, verdict: str | None) -> Verdict | None:
    """What the candidate could be told: a pass once it is an offer, a "no" that was decided or already ended it."""
    if facts.closing is not None:
        is_no = facts.closing is Closing.REJECTED and facts.stage >= Stage.ATTENDED
        return Verdict.NO if is_no else None
    if facts.stage is Stage.OFFER:
        return Verdict.PASS
    return Verdict.NO if facts.stage is Stage.ATTENDED and verdict == Verdict.NO else None


def check_tell(
    facts: ApplicationFacts, verdict: str | None, is_told: bool, role: Role | None
) -> Refusal | None:
    """Whether the candidate may be told now; only people of HR tell, and once."""
    if role not in HR:
        return Refusal(Reason.NOT_ALLOWED)
    if to_tell(facts, verdict) is None:
        if facts.closing is not None:
            return Refusal(Reason.CLOSED, {"closing": facts.closing.value})
        return Refusal(Reason.HIRED if facts.stage is Stage.HIRED else Reason.NEEDS_DECISION)
    return Refusal(Reason.ALREADY_TOLD) if is_told else None


def is_untold(stage: int, verdict: str | None, told_at: datetime | None) -> bool:
    """Whether an open application is decided and the candidate has not been told: the next word is the company's."""
    return told_at is None and (stage == Stage.OFFER or (stage == Stage.ATTENDED and verdict == Verdict.NO))


def is_known_to_candidate(facts: ApplicationFacts, told_at: datetime | None, now: datetime) -> bool:
    """Whether their page may say that it ended: all ends but a "no" after the interview are no news to them, or are
    told by the page itself."""
    if facts.closing is not Closing.REJECTED or facts.stage < Stage.ATTENDED:
        return True
    return told_at is not None and told_at <= now
