"""What this reader can do about an application now, as codes; the drawer shows them as buttons, the next one first.

The rules are asked, not repeated: whatever stands here is what the command itself would accept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from rxapp.rules.check_in import day_begins
from rxapp.rules.decisions import check_decide, check_promise, check_tell
from rxapp.rules.materials import check_materials
from rxapp.rules.priority import check_cancel, check_request
from rxapp.rules.stages import (
    Need,
    check_close,
    check_correction,
    check_invite,
    check_move,
    check_outcome,
    check_rebook,
    check_reopen,
)
from rxapp.rules.vocabulary import HR, BookingState, Closing, Role, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import Loaded, facts_of

LATER = timedelta(minutes=1)  # whichever deadline, as long as it is ahead


class Action(StrEnum):
    """Every button of the drawer."""

    INVITE = "invite"
    INVITE_AGAIN = "invite_again"
    WITHDRAW_INVITATION = "withdraw_invitation"
    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    CONFIRM = "confirm"
    ARRIVE = "arrive"
    LATE = "late"
    RECORD_OUTCOME = "record_outcome"
    CORRECT_OUTCOME = "correct_outcome"
    DECIDE = "decide"
    TELL = "tell"
    PROMISE = "promise"
    DECLINE = "decline"
    HIRE = "hire"
    WITHDRAW_OFFER = "withdraw_offer"
    MATERIALS = "materials"
    REQUEST_PRIORITY = "request_priority"
    CANCEL_PRIORITY = "cancel_priority"
    CLOSE = "close"
    REOPEN = "reopen"
    END_LINKS = "end_links"


def actions_for(
    rows: Loaded, *, actor: Actor, now: datetime, has_materials: bool, has_link: bool = False
) -> tuple[str, ...]:
    """Codes in the order they are shown. `has_materials`: the candidate's materials are confirmed; `has_link`: a link
    of theirs works."""
    facts, role, booking = facts_of(rows.application, rows.booking), actor.role, rows.booking
    held = booking if booking is not None and booking.state == BookingState.SCHEDULED else None
    is_hr = role in HR
    application, is_told = rows.application, rows.application.told_at is not None
    is_theirs = role is not Role.INTERVIEWER or (
        booking is not None and booking.interviewer_id == actor.user_id
    )
    is_day = held is not None and now >= day_begins(held.starts_at) and facts.closing is None
    may_mark = is_hr or (role is Role.INTERVIEWER and is_theirs)
    came = BookingState.ATTENDED
    tests: list[tuple[Action, bool]] = [
        (Action.RECORD_OUTCOME, is_theirs and check_outcome(facts, came, role, now=now) is None),
        (Action.TELL, check_tell(facts, application.verdict, is_told, role) is None),
        (Action.DECIDE, check_decide(facts, role) is None),
        (Action.HIRE, check_move(facts, Stage.HIRED, role, brings=Need.ACCEPTANCE) is None),
        (Action.DECLINE, facts.stage is Stage.OFFER and check_close(facts, Closing.WITHDRAWN, role) is None),
        (Action.PROMISE, check_promise(facts, is_told, role) is None),
        (Action.INVITE, facts.stage is Stage.PASSED_FIRST and is_hr and check_invite(facts, role) is None),
        (
            Action.BOOK,
            rows.invitation is not None and check_move(facts, Stage.BOOKED, role, brings=Need.SLOT) is None,
        ),
        (
            Action.ARRIVE,
            is_day and may_mark and held is not None and held.arrived_at is None,
        ),
        (
            Action.LATE,
            is_day and may_mark and held is not None and held.arrived_at is None and now < held.ends_at,
        ),
        (
            Action.CONFIRM,
            is_hr
            and held is not None
            and facts.closing is None
            and now < held.starts_at
            and not held.confirmed_at,
        ),
        (Action.MOVE, held is not None and is_hr and check_rebook(facts, role, now=now) is None),
        (
            Action.CANCEL,
            is_hr and check_outcome(facts, BookingState.CANCELLED_BY_COMPANY, role, now=now) is None,
        ),
        (Action.INVITE_AGAIN, facts.stage is Stage.ARRANGING and is_hr and check_invite(facts, role) is None),
        (
            Action.WITHDRAW_INVITATION,
            rows.invitation is not None
            and check_move(facts, Stage.PASSED_FIRST, role, brings=Need.WITHDRAWAL) is None,
        ),
        (
            Action.CORRECT_OUTCOME,
            is_theirs
            and any(
                check_correction(facts, outcome, role, now=now) is None
                for outcome in (BookingState.ATTENDED, BookingState.NO_SHOW, BookingState.LEFT_EARLY)
            ),
        ),
        (
            Action.WITHDRAW_OFFER,
            any(
                check_move(facts, to, role, brings=Need.WITHDRAWAL) is None
                for to in ((Stage.OFFER,) if facts.stage is Stage.HIRED else (Stage.ATTENDED,))
            ),
        ),
        (Action.MATERIALS, check_materials(facts, has_materials, role) is None),
        (
            Action.REQUEST_PRIORITY,
            rows.priority is None
            and check_request(facts, role, deadline_at=now + timedelta(days=1), now=now) is None,
        ),
        (Action.CANCEL_PRIORITY, rows.priority is not None and check_cancel(role) is None),
        (Action.CLOSE, is_hr and check_close(facts, Closing.REJECTED, role) is None),
        (Action.REOPEN, check_reopen(facts, role) is None),
        (Action.END_LINKS, is_hr and has_link),
    ]
    return tuple(action.value for action, is_open in tests if is_open)
