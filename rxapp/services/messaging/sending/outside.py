"""Messages that leave through a provider: many calls at once, each proven to be ours right before it, and the results
written together. One loop owns the database, so that the writers of SQLite do not wait for each other; the calls are
the threads' only work."""

from __future__ import annotations

import logging
import random
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Any

from rxapp import db
from rxapp.adapters.ports import Answer, Message, Outcome, OutsideChannel
from rxapp.clock import Clock
from rxapp.models import Delivery
from rxapp.rules.ladder.sending_window import shift_into_window
from rxapp.rules.vocabulary import Channel, DeliveryState
from rxapp.services.messaging.bulk import update_many
from rxapp.services.messaging.channels.providers import provider_of
from rxapp.services.messaging.sending import claims, holding, left
from rxapp.services.messaging.sending.holding import claim_of, still_ours, take
from rxapp.services.messaging.sending.messages import gather
from rxapp.services.messaging.texts.letters import Letter

log = logging.getLogger("messaging.deliver_due")

AT_ONCE = 64
GATHER = 0.004  # seconds: answers that come together are written together
LOOK_UP_AFTER = timedelta(minutes=2)
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
JITTER = 0.25  # so that what was refused together does not come back together
LONGEST_WAIT = timedelta(days=1)
_T: Any = Delivery.__table__  # type: ignore[attr-defined]
Answered = list[tuple[Letter, Answer]]


def send_due(
    channel: Channel, adapter: OutsideChannel, *, clock: Clock, real_now: Clock, stop: Callable[[], bool]
) -> int:
    """Call the provider for everything that is due, at most AT_ONCE at a time; how many were settled. `stop` is asked
    before more is taken; what is taken is finished."""
    settled, may_take = 0, True
    waiting: deque[Letter] = deque()
    calls: dict[Future[Answer], Letter] = {}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix=channel.value) as threads:
        while may_take or waiting or calls:
            if may_take and not waiting:
                waiting.extend([] if stop() else take(channel, AT_ONCE, clock=clock, real_now=real_now))
                may_take = bool(waiting)
            free = min(AT_ONCE - len(calls), len(waiting))
            going, aside = _begin([waiting.popleft() for _ in range(free)], clock=clock, real_now=real_now)
            settled += aside
            for letter, message in going:
                calls[threads.submit(_ask, adapter, message)] = letter
            if calls:
                wait(calls, return_when=FIRST_COMPLETED)
                done, _ = wait(calls, timeout=GATHER)
                settled += _write([(calls.pop(call), call.result()) for call in done], clock, real_now)
    return settled


def _begin(
    some: Sequence[Letter], *, clock: Clock, real_now: Clock
) -> tuple[list[tuple[Letter, Message]], int]:
    """Those to call for now with what the provider gets, and how many were put aside. A fresh lease, and the stored
    text, which says that from here on the call may have happened."""
    if not some:
        return [], 0
    with db.unit_of_work() as session:
        now = clock()
        going, ours = still_ours(session.connection(), some, now)
        enclosures = gather(session, going, at=now)
        lease_until = real_now() + holding.LEASE
        update_many(
            session.connection(),
            _T,
            ("id", "attempt"),
            ("lease_until", "provider", "template_id", "subject", "body", "link_id"),
            [
                (
                    lease_until, provider_of(x.channel), x.template_id, x.subject, x.body, x.link_id,
                    x.delivery_id, x.attempt,
                )
                for x in going
            ],
        )  # fmt: skip
    return [(letter, enclosures.message(letter)) for letter in going], ours - len(going)


def _ask(adapter: OutsideChannel, message: Message) -> Answer:
    try:
        return adapter.send(message)
    except Exception as error:
        # An adapter that raises has said nothing about whether the message left.
        log.warning("delivery %s: %s", message.delivery_id, type(error).__name__)
        return Answer(Outcome.UNKNOWN, error="adapter_failed")


def _write(answered: Answered, clock: Clock, real_now: Clock) -> int:
    """Write what became of calls, each with its token; how many were still ours to write."""
    answered.sort(key=lambda one: one[0].delivery_id)
    with db.unit_of_work() as session:
        connection, now, real = session.connection(), clock(), real_now()
        left.lock_for_clocks(connection, [letter for letter, _ in answered])
        written = claims.write_results(
            connection,
            [(claim_of(letter), _result(letter, answer, now, real)) for letter, answer in answered],
        )
        told = [one for one in answered if one[0].delivery_id in written]
        left.after_sent(
            session, [x for x, answer in told if answer.outcome is Outcome.SENT], at=now, real_now=real
        )
        left.after_failed(session, [x for x, answer in told if _is_final(x, answer)], at=now, real_now=real)
    if len(told) < len(answered):
        log.warning("%s deliveries were taken over while their calls ran", len(answered) - len(told))
    return len(told)


def _is_final(letter: Letter, answer: Answer) -> bool:
    """Whether it will never leave by this channel by itself."""
    is_last_try = answer.outcome is Outcome.LATER and letter.attempt > len(BACK_OFF)
    return answer.outcome is Outcome.REFUSED or is_last_try


def _result(letter: Letter, answer: Answer, now: datetime, real_now: datetime) -> dict[str, Any]:
    """The columns an answer changes."""
    error = answer.error[:80]
    if answer.outcome is Outcome.SENT:
        return {"state": DeliveryState.SENT, "sent_at": now, "provider_id": answer.provider_id, "error": ""}
    if answer.outcome is Outcome.UNKNOWN:
        return {
            "state": DeliveryState.UNKNOWN, "lease_until": real_now + LOOK_UP_AFTER, "error": error,
            "provider_id": answer.provider_id,
        }  # fmt: skip
    if _is_final(letter, answer):
        return {"state": DeliveryState.FAILED, "error": error or "refused"}
    again = shift_into_window(now + _pause(letter, answer), letter.zone, reply_to_click=letter.is_answer)
    return {"state": DeliveryState.PENDING, "due_at": again, "error": error}


def _pause(letter: Letter, answer: Answer) -> timedelta:
    """How long to wait: longer with each try, at least what the provider asks for, and not the same for all."""
    asked = min(answer.retry_after or timedelta(), LONGEST_WAIT)
    pause = max(BACK_OFF[letter.attempt - 1], asked)
    return pause * (1 + JITTER * random.random())  # noqa: S311 — spreads load, guards nothing
