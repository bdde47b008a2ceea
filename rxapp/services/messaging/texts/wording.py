"""Which words a message is filled from: the company's own, else the product's.

    default_wording(kind, channel, language) -> Wording
    own_wordings(connection) -> {(kind, channel, language): Wording}      newest versions only, kept until one is added
    wording_for(own, kind, channel, language) -> Wording

Both are texts with {variables} (rules.texts.templates). The demo's phone shows what a recruiter would send by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select

from rxapp import i18n
from rxapp.models import MessageTemplate
from rxapp.rules.vocabulary import Channel, Language, StepKind
from rxapp.settings import get_settings

CODE_PAGE = "/s"  # where the code of an SMS is typed
WORDED = (Channel.EMAIL, Channel.SMS, Channel.WECHAT, Channel.BY_HAND)  # those that have words of their own
_BLOCKS = ("notice", "offer", "where", "contact")
Key = tuple[StepKind, Channel, Language]
_T: Any = MessageTemplate.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text to fill. `template_id`: its message_template, None for the product's own; `provider_template`: the
    approved template's id, for a channel that asks for one."""

    subject: str
    body: str
    template_id: int | None = None
    provider_template: str = ""


Own = Mapping[Key, Wording]


def worded_as(channel: Channel) -> Channel:
    """The channel whose words this one carries."""
    return Channel.BY_HAND if channel is Channel.OUTBOX else channel


def code_address() -> str:
    """The fixed address that an SMS names beside its code."""
    return get_settings().effective_public_url + CODE_PAGE


def default_wording(kind: StepKind, channel: Channel, language: Language) -> Wording:
    """What the product says; an SMS holds the fixed address of this installation."""
    return _default(kind, worded_as(channel), language, code_address())


@lru_cache(maxsize=512)
def _default(kind: StepKind, channel: Channel, language: Language, address: str) -> Wording:
    subject = i18n.template(language, f"texts.{kind}.subject")
    if channel is Channel.WECHAT:
        return Wording(subject, i18n.template(language, f"texts.{kind}.wechat"))
    if channel is Channel.SMS:
        line = i18n.template(language, "texts.block.code_line").replace("{code_page}", address)
        return Wording(subject, i18n.template(language, f"texts.{kind}.sms").replace("{code_line}", line))
    body = i18n.template(language, f"texts.{kind}.long")
    for name in _BLOCKS:
        body = body.replace(f"{{{name}}}", i18n.template(language, f"texts.block.{name}"))
    geo = i18n.template(language, "texts.block.geo_line") if channel is Channel.EMAIL else ""
    return Wording(subject, body.replace("{geo_line}", geo))


_kept: WeakKeyDictionary[Engine, tuple[tuple[int, int], Own]] = WeakKeyDictionary()


def own_wordings(connection: Connection) -> Own:
    """The company's own texts. One small statement where nothing was added since they were read."""
    row = connection.execute(select(func.count(), func.max(_T.c.id)).select_from(_T)).one()
    stamp = (row[0], row[1] or 0)
    kept = _kept.get(connection.engine)
    if kept is None or kept[0] != stamp:
        kept = _kept[connection.engine] = (stamp, _read(connection) if stamp[0] else {})
    return kept[1]


def _read(connection: Connection) -> Own:
    newest = (
        select(_T.c.kind, _T.c.channel, _T.c.language, func.max(_T.c.version).label("version"))
        .group_by(_T.c.kind, _T.c.channel, _T.c.language)
        .subquery()
    )
    is_newest = (
        (_T.c.kind == newest.c.kind)
        & (_T.c.channel == newest.c.channel)
        & (_T.c.language == newest.c.language)
        & (_T.c.version == newest.c.version)
    )
    query = (
        select(
            _T.c.kind, _T.c.channel, _T.c.language, _T.c.subject, _T.c.body, _T.c.id, _T.c.provider_template
        )
        .join(newest, is_newest)
        .where(_T.c.is_default.is_(False))
    )  # fmt: skip
    return {
        (StepKind(kind), Channel(channel), Language(language)): Wording(*rest)
        for kind, channel, language, *rest in connection.execute(query)
    }


def wording_for(own: Own, kind: StepKind, channel: Channel, language: Language) -> Wording:
    """The company's words where it has some, else the product's. Only a letter has a subject of its own; elsewhere it
    names the message in lists."""
    mine = own.get((kind, worded_as(channel), language))
    if mine is None:
        return default_wording(kind, channel, language)
    return mine if mine.subject else Wording(
        default_wording(kind, channel, language).subject, mine.body, mine.template_id, mine.provider_template
    )  # fmt: skip
