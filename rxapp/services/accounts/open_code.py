"""The code of an SMS becomes a session of that browser, as a link does.

A refusal is an answer and no error: the wrong try it counts must be kept. Every try is counted before the digits are
looked at and given back when they fit, so that tries side by side cannot be more than there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from rxapp import clock
from rxapp.models import Application, Booking, Candidate, CandidateLink, Delivery
from rxapp.rules.texts.sms_codes import LENGTH, MAX_WRONG, has_ended, is_last_four, read
from rxapp.rules.vocabulary import BookingState, StepKind
from rxapp.services.accounts.open_link import OpenedLink, open_link
from rxapp.services.accounts.sms_codes import digests_of
from rxapp.services.accounts.tokens import make_link_token

MOST_TYPED = 100


@dataclass(frozen=True, slots=True)
class Refused:
    """Why it did not open; `code` and `facts` make the sentence (error.<code>). `is_guess`: it may have been one."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    is_guess: bool = False


def open_code(
    session: Session, code: str, digits: str, *, present_hash: str = "", agent: str = "", address: str = "",
    now: datetime | None = None,
) -> OpenedLink | Refused:  # fmt: skip
    """Exchange what was typed for a browser session. What can be no code at all costs no try."""
    now = now or clock.now()
    typed = read(code[:MOST_TYPED])
    if typed.slip is not None:
        return Refused(f"code_{typed.slip}", {"signs": typed.signs, "length": LENGTH})
    given = "".join(sign for sign in digits[:MOST_TYPED] if sign.isdecimal())
    if len(given) != 4:
        return Refused("code_not_four")
    row = _find(session, typed.code)
    if row is None:
        return Refused("code_unknown", is_guess=True)
    link, phone = row[0], row[1]
    if _is_over(row, now) or not _take_try(session, link.id):
        return Refused("code_ended", is_guess=True)
    if not is_last_four(given, phone or ""):
        left = MAX_WRONG - session.exec(_tries(link.id)).one()
        return Refused("code_digits" if left else "code_used_up", {"left": left}, is_guess=True)
    _set_tries(session, link.id, 0)
    token = make_link_token(link.id)
    return open_link(session, token, present_hash=present_hash, agent=agent, address=address, now=now)


def _find(session: Session, code: str) -> Any:
    """The link of a code with whose phone it went to and what its message was about."""
    return session.exec(
        select(
            CandidateLink, Candidate.phone, Delivery.kind, Booking.state, Booking.ends_at, Application.stage,  # type: ignore[call-overload]
            Application.closing,
        )
        .join(Application, col(Application.id) == CandidateLink.application_id)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .join(Delivery, col(Delivery.id) == CandidateLink.delivery_id)
        .outerjoin(Booking, col(Booking.id) == Delivery.booking_id)
        .where(col(CandidateLink.code_digest).in_(digests_of(code)))
    ).first()  # fmt: skip


def _is_over(row: Any, now: datetime) -> bool:
    link, _, kind, booking, ends_at, stage, closing = row
    if link.revoked_at is not None or link.expires_at <= now:
        return True
    return has_ended(
        StepKind(kind), booking=None if booking is None else BookingState(booking), ends_at=ends_at, stage=stage,
        is_closed=closing is not None, now=now,
    )  # fmt: skip


def _take_try(session: Session, link_id: int) -> bool:
    """Count a try; False where none is left."""
    one_more = (
        update(CandidateLink)
        .where(col(CandidateLink.id) == link_id, col(CandidateLink.code_tries) < MAX_WRONG)
        .values(code_tries=CandidateLink.code_tries + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(session.connection().execute(one_more).rowcount)


def _tries(link_id: int) -> Any:
    return select(CandidateLink.code_tries).where(CandidateLink.id == link_id)


def _set_tries(session: Session, link_id: int, tries: int) -> None:
    where = update(CandidateLink).where(col(CandidateLink.id) == link_id)
    session.connection().execute(where.values(code_tries=tries).execution_options(synchronize_session=False))
