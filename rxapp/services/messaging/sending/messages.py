"""How a letter becomes what a provider gets: text with its link or code, HTML, calendar part, addresses to answer to.

gather(session, letters, at=…) -> Enclosures        a handful of statements, however many letters
enclosures.message(letter) -> Message               nothing is read any more
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import Session, col

from rxapp import i18n
from rxapp.adapters.ports import CalendarPart, Message
from rxapp.models import WechatBinding
from rxapp.rules.texts.html_letter import Button, html_letter
from rxapp.rules.vocabulary import Channel, StepKind
from rxapp.services.messaging.bulk import among
from rxapp.services.messaging.channels.providers import TWILIO, provider_of
from rxapp.services.messaging.channels.unsubscribe import FOLLOW_UPS, unsubscribe_address
from rxapp.services.messaging.reports.addresses import twilio_status
from rxapp.services.messaging.texts.facts import CODE, LINK
from rxapp.services.messaging.texts.letters import Letter
from rxapp.services.messaging.texts.words import link_address, with_link
from rxapp.services.scheduling.calendar_entry import Mailed
from rxapp.services.scheduling.calendar_file import Wanted, calendar_parts
from rxapp.settings import get_settings

# What changes an entry of the reader's calendar.
OF_CALENDAR = frozenset({StepKind.BOOKED, StepKind.MOVED, StepKind.INTERVIEWER_CHANGED, StepKind.CALLED_OFF})
_CHOOSE = frozenset({StepKind.INVITED, StepKind.INVITED_NUDGE, StepKind.REINVITED})
_CONFIRM = frozenset({StepKind.REMIND_THREE_DAYS, StepKind.ASK_DAY_BEFORE})


@dataclass(frozen=True, slots=True)
class Enclosures:
    """What goes with letters beside their text: openids by candidate, calendar parts by delivery."""

    openids: Mapping[int, str] = field(default_factory=dict)
    calendars: Mapping[int, CalendarPart] = field(default_factory=dict)

    def message(self, letter: Letter) -> Message:
        """What the provider of the letter's channel gets."""
        text = _linked(letter, letter.body)
        if letter.channel is Channel.WECHAT and letter.link_id is not None and LINK not in letter.body:
            text = f"{text}\n{link_address(letter.link_id)}"  # opens when the message is touched; its fields hold none
        # No provider takes a link in a variable: there the code stands for it.
        variables = {
            name: _linked(letter, value.replace(LINK, CODE)) for name, value in letter.variables.items()
        }
        message = Message(
            delivery_id=letter.delivery_id, attempt=letter.attempt, kind=letter.kind,
            subject=_linked(letter, letter.subject), text=text, phone=letter.phone,
            email=letter.email, name=letter.name, sender=letter.company,
            openid=self.openids.get(letter.candidate_id), template=letter.template, variables=variables,
            callback_url=_callback(letter),
        )  # fmt: skip
        return _as_mail(letter, message, self.calendars) if letter.channel is Channel.EMAIL else message


def gather(session: Session, letters: Sequence[Letter], *, at: datetime) -> Enclosures:
    """Read what these letters take along; `at` becomes the calendar's stamp."""
    by_wechat = {letter.candidate_id for letter in letters if letter.channel is Channel.WECHAT}
    organizer = get_settings().mail_from
    with_calendar = [
        Wanted(
            letter.delivery_id,
            letter.booking_id,
            letter.language,
            Mailed(organizer, letter.email, letter.name),
        )
        for letter in letters
        if letter.channel is Channel.EMAIL
        and letter.kind in OF_CALENDAR
        and letter.booking_id is not None
        and letter.email
    ]
    return Enclosures(
        openids=_openids(session.connection(), by_wechat),
        calendars=calendar_parts(session, with_calendar, at=at),
    )


def _openids(connection: Connection, candidate_ids: set[int]) -> dict[int, str]:
    """The newest binding of each of these people."""
    if not candidate_ids:
        return {}
    bound = among(connection, col(WechatBinding.candidate_id), candidate_ids)
    query = (
        select(col(WechatBinding.candidate_id), col(WechatBinding.openid))
        .where(bound, col(WechatBinding.unbound_at).is_(None))
        .order_by(col(WechatBinding.id))
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _linked(letter: Letter, text: str) -> str:
    return with_link(text, letter.link_id, channel=letter.channel, language=letter.language)


def _callback(letter: Letter) -> str:
    """Where Twilio tells what became of this message; nobody outside reaches an installation without a public
    address."""
    if (
        not get_settings().public_url
        or letter.channel is not Channel.SMS
        or provider_of(Channel.SMS) != TWILIO
    ):
        return ""
    return twilio_status(letter.delivery_id, letter.attempt)


def _as_mail(letter: Letter, message: Message, calendars: Mapping[int, CalendarPart]) -> Message:
    """The message with what only an e-mail carries."""
    language, text = letter.language, message.text
    leave = unsubscribe_address(letter.delivery_id) if letter.kind in FOLLOW_UPS else ""
    if leave:
        text = f"{text}\n\n{i18n.text(language, 'message.unsubscribe', link=leave)}"
    buttons = []
    if letter.link_id is not None:
        buttons.append(Button(i18n.text(language, _button(letter.kind)), link_address(letter.link_id)))
    html = html_letter(
        text, language=language, ours=(get_settings().effective_public_url, *letter.addresses), buttons=buttons,
        subject=message.subject,
    )  # fmt: skip
    return Message(
        delivery_id=message.delivery_id, attempt=message.attempt, kind=message.kind, subject=message.subject,
        text=text, email=message.email, name=message.name, sender=message.sender, html=html,
        calendar=calendars.get(letter.delivery_id), unsubscribe_url=leave,
    )  # fmt: skip


def _button(kind: StepKind) -> str:
    if kind in _CHOOSE:
        return "message.button.choose"
    return "message.button.confirm" if kind in _CONFIRM else "message.button.view"
