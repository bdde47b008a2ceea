"""The drawer's messages: what went to the candidate, how far it got and when, and what they answered, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from rxapp.rules.vocabulary import DeliveryState
from rxapp.services.hiring.views import ApplicationView, DeliveryRow, ReplyRow
from rxapp.state.drawer_words import Speaker
from rxapp.state.faults import fault_text

_TROUBLE = frozenset({DeliveryState.FAILED, DeliveryState.HELD, DeliveryState.UNKNOWN})


class MessageLine(TypedDict):
    """A message or an answer. `steps`: the states it passed with their times; `grey`: what only a mail provider says;
    `problem`: why it did not get through; `said`: the candidate's own words."""

    key: str
    when: str
    text: str
    state: str
    tone: str
    steps: str
    grey: str
    problem: str
    said: str


def message_lines(view: ApplicationView, say: Speaker) -> list[MessageLine]:
    """Messages and answers as they followed one another."""
    lines: list[tuple[datetime, int, MessageLine]] = []
    lines += [(row.sent_at or row.due_at, row.id, _sent(row, say)) for row in view.deliveries]
    lines += [(row.received_at, row.id, _answer(row, say)) for row in view.replies]
    return [line for _, _, line in sorted(lines, key=lambda one: one[:2], reverse=True)]


def _sent(row: DeliveryRow, say: Speaker) -> MessageLine:
    passed = [
        (name, at)
        for name, at in (
            ("sent", row.sent_at), ("delivered", row.delivered_at), ("opened", row.opened_at),
            ("confirmed", row.confirmed_at),
        )
        if at is not None
    ]  # fmt: skip
    is_lost = row.state in _TROUBLE
    newest = passed[-1][0] if passed else ""
    return MessageLine(
        key=f"message-{row.id}",
        when=say.when(row.sent_at or row.due_at),
        text=f"{say(f'kind_{row.kind}')} · {say(f'channel_{row.channel}')}",
        state=say(f"delivery_{row.state if is_lost or newest in ('', 'sent') else newest}"),
        tone="red" if is_lost else "green" if row.opened_at or row.confirmed_at else "",
        steps=" → ".join(f"{say(f'delivery_{name}')} {say.when(at)}" for name, at in passed) if len(passed) > 1 else "",
        grey=_by_mail(row, say),
        problem=fault_text(say.language, row.error) if is_lost else "",
        said="",
    )  # fmt: skip


def _by_mail(row: DeliveryRow, say: Speaker) -> str:
    """What only a mail provider says: many mail programs open letters by themselves."""
    if row.mail_opened_at is None or row.opened_at is not None:
        return ""
    return say("letter_opened", when=say.when(row.mail_opened_at))


def _answer(row: ReplyRow, say: Speaker) -> MessageLine:
    return MessageLine(
        key=f"reply-{row.id}",
        when=say.when(row.received_at),
        text=f"{say('replied')} · {say(f'channel_{row.channel}')}",
        state=say("reply_open") if row.is_open else say(f"meant_{row.meaning}"),
        tone="amber" if row.is_open else "",
        steps="",
        grey=say(f"meant_{row.meaning}") if row.is_open else "",
        problem="",
        said=row.text,
    )
