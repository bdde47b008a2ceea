"""A provider's report about one message becomes its state, with an event that brings it to open screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import Application, Delivery
from rxapp.rules.delivery_reports import Change, Report, Standing, judge
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Channel, DeliveryState
from rxapp.services.events.record import record
from rxapp.services.messaging.reports.told import NotYet
from rxapp.services.messaging.sending import left
from rxapp.services.messaging.texts.letters import Letter, letters

_T: Any = Delivery.__table__  # type: ignore[attr-defined]
_BY_A_PROVIDER = (Channel.EMAIL, Channel.SMS, Channel.WECHAT)


@dataclass(frozen=True, slots=True)
class About:
    """Which message a report is about: by our own id and try where the provider repeats them, else by its id."""

    provider_id: str = ""
    delivery_id: int | None = None
    attempt: int | None = None


def report(
    session: Session, about: About, said: Report, *, at: datetime, error: str = "", clock: Clock = clocks.now
) -> str:
    """Apply a report; the code of what came of it. `at`: when the provider told us; `error`: a code of ours. Raises
    NotYet while our own call is under way."""
    found = _find(session, about)
    if found is None:
        return "unknown_message"
    [letter] = letters(session.connection(), [found], clock(), is_gone=True)
    # Applications before deliveries, as everybody locks them.
    left.lock_for_clocks(session.connection(), [letter])
    row = session.connection().execute(select(_T).where(_T.c.id == found).with_for_update()).one()
    if about.delivery_id and about.provider_id and _is_anothers(row, about):
        return "unknown_message"
    change = judge(
        Standing(
            state=DeliveryState(row.state), channel=Channel(row.channel), is_delivered=row.delivered_at is not None,
            is_opened=row.opened_at is not None, is_mail_opened=row.mail_opened_at is not None,
            is_newest_try=about.attempt in (None, row.attempt),
        ),
        said,
    )  # fmt: skip
    if change is Change.NOT_YET:
        raise NotYet
    _write(session, letter, about, change, at=at, error=error, clock=clock)
    return change.value


def _find(session: Session, about: About) -> int | None:
    """Its row, where a provider carried it; someone else's numbers in a right signature find nothing."""
    query = select(_T.c.id).where(_T.c.channel.in_(_BY_A_PROVIDER), _T.c.user_id.is_(None))
    if about.delivery_id is not None:
        query = query.where(_T.c.id == about.delivery_id)
    elif about.provider_id:
        query = query.where(_T.c.provider_id == about.provider_id).order_by(_T.c.id.desc()).limit(1)
    else:
        return None
    return session.connection().execute(query).scalar()


def _is_anothers(row: Any, about: About) -> bool:
    """The same try cannot have two ids at the provider: one of them is not ours."""
    same_try = about.attempt in (None, row.attempt)
    return bool(same_try and row.provider_id and row.provider_id != about.provider_id)


def _write(
    session: Session, letter: Letter, about: About, change: Change, *, at: datetime, error: str, clock: Clock
) -> None:
    now, real_now = clock(), clocks.real_now()
    values: dict[str, Any] = {}
    if change in (Change.SENT, Change.SENT_AND_DELIVERED):
        values |= {"state": DeliveryState.SENT, "sent_at": at, "lease_until": None, "error": ""}
        if about.provider_id:
            values["provider_id"] = about.provider_id
    if change in (Change.DELIVERED, Change.SENT_AND_DELIVERED):
        values["delivered_at"] = at
    if change is Change.MAIL_OPENED:
        values["mail_opened_at"] = at
    if change is Change.FAILED:
        values |= {
            "state": DeliveryState.FAILED,
            "lease_until": None,
            "error": error[:80] or "failed_on_the_way",
        }
    if not values:
        return
    session.connection().execute(update(_T).where(_T.c.id == letter.delivery_id).values(**values))
    if "sent_at" in values:
        left.after_sent(session, [letter], at=now, real_now=real_now)
    if change is Change.FAILED:
        left.after_failed(session, [letter], at=now, real_now=real_now)
    for column, kind in (
        ("delivered_at", EventKind.MESSAGE_DELIVERED),
        ("mail_opened_at", EventKind.LETTER_OPENED),
    ):
        if column in values:
            record(
                session, kind, actor=None, clock=clock, booking_id=letter.booking_id,
                application=session.get_one(Application, letter.application_id), delivery_id=letter.delivery_id,
                kind=letter.kind.value, channel=letter.channel.value,
            )  # fmt: skip
