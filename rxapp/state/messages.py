"""Messages as candidates see them: the demo's Outbox, or outside the demo the list of what to send by hand."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict
from urllib.parse import urlencode

import reflex as rx
from sqlmodel import Session

from rxapp import clock, db, i18n
from rxapp.rules.numbers import whole
from rxapp.rules.phones import phone_text
from rxapp.rules.vocabulary import Channel, DeliveryState
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.messaging.inbox.as_candidate import reply_as_candidate
from rxapp.services.messaging.reports.message_list import LOST, PAGE, MessageRow, message_ids, message_list
from rxapp.services.messaging.sending.leaving import first_leaves_at, is_by_hand
from rxapp.services.messaging.sending.send_again import MOST, send_again
from rxapp.services.messaging.sending.send_otherwise import send_by_hand
from rxapp.services.messaging.sending.settle_held import settle_held
from rxapp.settings import get_settings
from rxapp.state.by_hand import tick_sent
from rxapp.state.faults import fault_text
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.news import differences
from rxapp.state.page import Next, PageState
from rxapp.state.pieces import Piece, pieces
from rxapp.state.shared_views import Values, reader
from rxapp.state.topics import MESSAGES

ROUTE = "/messages"
MOST_NAME = 40
MOST_SHOWN = 500


class SearchForm(TypedDict):
    """What is looked for."""

    name: str


class ReplyForm(TypedDict):
    """An answer typed on a message's phone."""

    message_id: str
    text: str


class MessageItem(TypedDict):
    """One message in words."""

    id: int
    application_id: int
    who: str
    phone: str
    dial: str
    kind: str
    when: str
    pieces: list[Piece]
    body: str
    state: str
    tone: str
    icon: str
    why: str  # what the state means and what to do, where a person must know
    channel: str
    can_resend: bool  # it was given up
    is_held: bool  # nobody can look up whether it arrived: a person says so
    opened: str
    task_id: int
    can_reply: bool  # the demo's phone takes answers


class MessagesState(PageState, rx.State):
    """Newest first, 50 at a time; the address holds the name that is looked for. Those shown stay where they are and
    say how they fare; newer ones are counted until the reader asks for them."""

    messages: list[MessageItem] = []
    changes: int = 0
    name: str = ""
    is_demo: bool = False
    only_waiting: bool = False
    only_lost: bool = False
    has_more: bool = False
    first: str = ""  # when the first message will be there, while there is none
    _shown: int = PAGE

    @rx.event
    @guarded(*HR)
    async def load(self) -> None:
        """Show what the address asks for and keep it current."""
        asked = self.router.url.query_parameters
        name = str(asked.get("name", ""))[:MOST_NAME].strip()
        if name != self.name:
            self._shown = PAGE
        self.name, self.is_demo = name, get_settings().is_demo
        self.only_waiting = asked.get("waiting") == "1" and not self.is_demo
        self.only_lost = asked.get("lost") == "1" and not self.only_waiting
        await self._list()

    @rx.event
    @guarded(*HR)
    async def more(self) -> None:
        """Show 50 older ones."""
        self._shown = min(self._shown + PAGE, MOST_SHOWN)
        await self._list()

    @rx.event
    @guarded(*HR)
    def look_for(self, form: SearchForm) -> Next:
        """Only messages to people whose name holds this."""
        return self._go(form["name"][:MOST_NAME].strip(), self.only_waiting, self.only_lost)

    @rx.event
    @guarded(*HR)
    def show_waiting(self, waiting: bool) -> Next:
        """Only what still waits to be sent, or everything."""
        return self._go(self.name, waiting)

    @rx.event
    @guarded(*HR)
    def show_lost(self) -> Next:
        """Only what did not get through."""
        return self._go(self.name, lost=True)

    @rx.event
    @guarded(*HR)
    async def again(self, message_id: int) -> Next:
        """A message that was given up goes once more."""
        return await self._again([message_id])

    @rx.event
    @guarded(*HR)
    async def all_again(self) -> Next:
        """All of those shown that were given up go once more."""
        lost = [row["id"] for row in self.messages if row["can_resend"]][:MOST]
        return await self._again(lost) if lost else MessagesState.load

    @rx.event
    @guarded(*HR)
    async def by_own_hand(self, message_id: int) -> Next:
        """A message that was given up becomes a text to send oneself."""
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                send_by_hand(session, message_id, actor=actor, clock=clock.now)
            return True

        await self._do(work, "messages.waits_for_you")
        return MessagesState.load

    @rx.event
    @guarded(*HR)
    async def sent(self, task_id: int) -> Next:
        """It was sent by hand: its clocks start now."""
        await tick_sent(self, task_id)
        return MessagesState.load

    @rx.event
    @guarded(*HR)
    async def settle(self, message_id: int, resend: bool) -> Next:
        """Nobody could look up whether it arrived: it did, or it goes again."""
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                settle_held(session, message_id, resend=resend, actor=actor, clock=clock.now)
            return True

        await self._do(work, "messages.goes_again" if resend else "messages.counts_as_sent")
        return MessagesState.load

    @rx.event
    @guarded(*HR)
    async def reply(self, form: ReplyForm) -> Next:
        """In the demo: answer as the candidate would."""
        actor, number = current_actor(), whole(form["message_id"]) or 0

        def work() -> str:
            with db.unit_of_work() as session:
                return reply_as_candidate(session, number, form["text"], actor=actor, clock=clock.now)

        await self._do(work, "messages.reply_taken")
        return MessagesState.load

    async def _again(self, ids: list[int]) -> Next:
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                send_again(session, ids, actor=actor, clock=clock.now)
            return True

        await self._do(work, "messages.goes_again")
        return MessagesState.load

    async def _list(self) -> None:
        asked = (reader(current_actor()), self.name, self.only_waiting, self.only_lost)
        newest = await self._read(_newest, *asked, self._shown + 1)
        if newest is not None:
            self.has_more = len(newest) > self._shown
            await self._share(_messages, *asked, tuple(newest[: self._shown]), topics={MESSAGES})

    def _go(self, name: str, waiting: bool = False, lost: bool = False) -> Next:
        flags = (("name", name), ("waiting", "1" if waiting else ""), ("lost", "1" if lost else ""))
        given = {key: value for key, value in flags if value}
        return rx.redirect(f"{ROUTE}?{urlencode(given)}" if given else ROUTE, replace=True)


def _channel() -> Channel | None:
    """The demo shows its phone, a company everything that went to candidates."""
    return Channel.OUTBOX if get_settings().is_demo else None


def _newest(actor: Actor, name: str, waiting: bool, lost: bool, most: int) -> list[int]:
    with db.reading() as session:
        return _ids(session, actor, name, waiting, lost, most)


def _ids(session: Session, actor: Actor, name: str, waiting: bool, lost: bool, most: int) -> list[int]:
    return message_ids(
        session, actor=actor, channel=_channel(), name=name, waiting=waiting, lost=lost, limit=most
    )


def _messages(actor: Actor, name: str, waiting: bool, lost: bool, ids: tuple[int, ...]) -> Values:
    """These messages as they are now, and how far the page has moved on from them."""
    now = clock.now()
    with db.reading() as session:
        place_zone = zone(session)
        rows = message_list(session, ids, actor=actor, channel=_channel())
        newest = _ids(session, actor, name, waiting, lost, max(len(ids), PAGE))
        first = None if ids else first_leaves_at(session)
    items = [_item(row, language=actor.language, zone_name=place_zone, now=now) for row in rows]
    key = "messages.first_by_hand" if is_by_hand() else "messages.first"
    when = "" if first is None else i18n.when(actor.language, first, now, place_zone)
    said = i18n.text(actor.language, key, when=when) if when else ""
    return {"messages": items, "changes": differences(ids, newest), "first": said}


# State → its name in words, its colour, its sign.
_STATES = {
    DeliveryState.PENDING: ("queued", "", "clock"), DeliveryState.SENDING: ("queued", "", "clock"),
    DeliveryState.SENT: ("sent", "", "check"), DeliveryState.WAITING_BY_HAND: ("waiting", "amber", "hand"),
    DeliveryState.FAILED: ("failed", "red", "circle_alert"),
    DeliveryState.HELD: ("held", "amber", "circle_question_mark"),
    DeliveryState.UNKNOWN: ("unknown", "amber", "clock"), DeliveryState.CANCELLED: ("called_off", "", "circle_x"),
    DeliveryState.SKIPPED: ("called_off", "", "circle_x"),
}  # fmt: skip


def _why(row: MessageRow, name: str, language: str) -> str:
    """What the state means for a reader who has to act, with the provider's reason where there is one."""
    if row.state not in LOST and name != "unknown":
        return ""
    reason = fault_text(language, row.error) if row.state == DeliveryState.FAILED else ""
    said = i18n.text(language, f"messages.why_{name}")
    return i18n.text(language, "messages.why_with", reason=reason, said=said) if reason else said


def _item(row: MessageRow, *, language: str, zone_name: str, now: datetime) -> MessageItem:
    name, tone, icon = _STATES.get(DeliveryState(row.state), ("queued", "", "clock"))
    if name == "sent" and row.delivered_at is not None:
        name, icon = "delivered", "check"
    opened = i18n.when(language, row.opened_at, now, zone_name) if row.opened_at else ""
    return MessageItem(
        id=row.id,
        application_id=row.application_id,
        who=row.candidate,
        phone=phone_text(row.phone),
        dial=row.phone,
        kind=i18n.text(language, f"messages.kind_{row.kind}"),
        when=i18n.when(language, row.sent_at or row.due_at, now, zone_name),
        pieces=pieces(row.body or i18n.text(language, "messages.not_written_yet")),
        body=row.body,
        state=i18n.text(language, f"messages.state_{name}"),
        tone=tone,
        icon=icon,
        why=_why(row, name, language),
        channel="" if row.channel == Channel.OUTBOX else i18n.text(language, f"drawer.channel_{row.channel}"),
        can_resend=row.state == DeliveryState.FAILED,
        is_held=row.state == DeliveryState.HELD,
        opened=i18n.text(language, "messages.opened", when=opened) if opened else "",
        task_id=row.task_id or 0,
        can_reply=row.channel == Channel.OUTBOX and row.state == DeliveryState.SENT,
    )
