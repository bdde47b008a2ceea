"""What a callback of WeChat tells: parsed, and named so that a thing told twice is known again. No clock, no keys."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from rxapp.adapters.wechat.xml import Element, XmlRefused, parse

_LONGEST_TEXT = 2048
_MOST_ITEMS = 50


class EventKind(StrEnum):
    """What happened. OTHER: nothing that concerns us, to be answered like the rest."""

    TEXT = "text"
    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    SCANNED = "scanned"
    TEMPLATE_FINISHED = "template_finished"
    NOTICE_FINISHED = "notice_finished"
    CONSENT = "consent"
    OTHER = "other"


class Result(StrEnum):
    """What became of a message. BLOCKED: the recipient takes none from this account."""

    DELIVERED = "delivered"
    BLOCKED = "blocked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of one message; `msgid` is the `provider_id` of the delivery where the send call gave one. `error`: a
    code of ours."""

    msgid: str
    result: Result
    error: str = ""
    template: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """One tap for one template: one more message, or none any more. `is_managed`: taken back in WeChat's settings."""

    template: str
    is_given: bool
    is_managed: bool = False


@dataclass(frozen=True, slots=True)
class WechatEvent:
    """One thing told. `key` names it for good and holds nobody's data; `at` is the provider's time; `account` the
    account's original id, which a reply needs; `scene` that of a QR code."""

    kind: EventKind
    key: str
    openid: str
    account: str
    at: datetime
    text: str = ""
    scene: str = ""
    finished: tuple[Finished, ...] = ()
    consents: tuple[Consent, ...] = ()


class EventUnreadable(Exception):
    """No message of WeChat's."""


def read_event(content: bytes) -> WechatEvent:
    """The event in a plain body. Raises EventUnreadable."""
    try:
        root = parse(content)
        at = datetime.fromtimestamp(int(root.value("CreateTime")[:12]), UTC)
    except (XmlRefused, ValueError, OverflowError, OSError):
        raise EventUnreadable from None
    openid, account = root.value("FromUserName"), root.value("ToUserName")
    if not openid or not account or max(len(openid), len(account)) > 128:
        raise EventUnreadable
    name = root.value("Event").lower() if root.value("MsgType") == "event" else ""
    kind, scene = _kind(root, name)
    items = _items(root)
    return WechatEvent(
        kind=kind,
        key=_key(root, name, items),
        openid=openid,
        account=account,
        at=at,
        text=root.value("Content")[:_LONGEST_TEXT] if kind is EventKind.TEXT else "",
        scene=scene,
        finished=_finished(root, kind, items),
        consents=tuple(_consent(item, name) for item in items if item.value("TemplateId"))
        if kind is EventKind.CONSENT
        else (),
    )


def _kind(root: Element, name: str) -> tuple[EventKind, str]:
    """What it is, and the scene of the QR code it came by."""
    key = root.value("EventKey")
    match name:
        case "":
            return (EventKind.TEXT if root.value("MsgType") == "text" else EventKind.OTHER), ""
        case "subscribe":
            return EventKind.SUBSCRIBED, key.removeprefix("qrscene_") if key.startswith("qrscene_") else ""
        case "unsubscribe":
            return EventKind.UNSUBSCRIBED, ""
        case "scan":
            return EventKind.SCANNED, key
        case "templatesendjobfinish":
            return EventKind.TEMPLATE_FINISHED, ""
        case "subscribe_msg_sent_event":
            return EventKind.NOTICE_FINISHED, ""
        case "subscribe_msg_popup_event" | "subscribe_msg_change_event":
            return EventKind.CONSENT, ""
    return EventKind.OTHER, ""


def _items(root: Element) -> list[Element]:
    """The `List` elements of a notice's event, whose wrapper has had more than one name."""
    found = [item for child in root.children for item in child.children if item.name == "List"]
    return found[:_MOST_ITEMS]


def _consent(item: Element, name: str) -> Consent:
    return Consent(
        template=item.value("TemplateId")[:128],
        is_given=item.value("SubscribeStatusString") == "accept",
        is_managed=name == "subscribe_msg_change_event",
    )


def _message_number(element: Element) -> str:
    return (element.value("MsgID") or element.value("MsgId"))[:64]


def _finished(root: Element, kind: EventKind, items: list[Element]) -> tuple[Finished, ...]:
    if kind is EventKind.TEMPLATE_FINISHED:
        return (Finished(_message_number(root), *_result(root.value("Status"))),)
    if kind is not EventKind.NOTICE_FINISHED:
        return ()
    found = []
    for item in items:
        is_done = item.value("ErrorCode") == "0"
        result, error = _result("success" if is_done else item.value("ErrorStatus"))
        if not is_done and result is Result.DELIVERED:
            result, error = Result.FAILED, "not_delivered"
        found.append(Finished(_message_number(item), result, error, item.value("TemplateId")[:128]))
    return tuple(found)


def _result(status: str) -> tuple[Result, str]:
    said = status.lower()
    if said == "success":
        return Result.DELIVERED, ""
    if "user" in said and ("block" in said or "refuse" in said):
        return Result.BLOCKED, "blocked_by_recipient"
    if "freq limit" in said:
        return Result.FAILED, "frequency_limit"
    return Result.FAILED, "not_delivered"


def _key(root: Element, name: str, items: list[Element]) -> str:
    """A message by sender and number (numbers alone were seen twice), an event by sender, second and what it is."""
    parts = [root.value("ToUserName"), root.value("FromUserName"), _message_number(root)]
    if name or not parts[-1]:
        parts += [
            root.value("CreateTime"),
            root.value("MsgType"),
            name,
            root.value("EventKey"),
            root.value("Status"),
        ]
        for item in items:
            parts += [
                item.value("TemplateId"), item.value("SubscribeStatusString"), _message_number(item),
                item.value("ErrorCode"),
            ]  # fmt: skip
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return "wechat:" + hashlib.sha256(joined.encode()).hexdigest()[:40]
