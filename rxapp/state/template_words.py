"""The texts page in words: which notices there are, what a draft becomes, who wrote which version."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict
from urllib.parse import urlencode

from rxapp import i18n
from rxapp.rules.texts.changes import Sign, changed_lines
from rxapp.rules.texts.limits import Severity
from rxapp.rules.texts.sms import Size
from rxapp.rules.texts.templates import MESSAGE_KINDS
from rxapp.rules.vocabulary import Channel, Language, StepKind
from rxapp.services.messaging.texts.template_list import TemplateVersion
from rxapp.services.messaging.texts.template_words import finding_text, problem_text
from rxapp.services.messaging.texts.try_out import TryOut, Verdict
from rxapp.services.messaging.texts.wording import WORDED, Key, default_wording
from rxapp.state.pieces import Piece, pieces

ROUTE = "/settings/templates"
FIRST: Key = (StepKind.INVITED, Channel.EMAIL, Language.ZH)


class ChoiceItem(TypedDict):
    """A notice, channel or language to go to; `own`: the company wrote its own."""

    value: str
    text: str
    hint: str
    href: str
    is_on: bool
    own: bool


class FindingItem(TypedDict):
    """One sentence about what a provider publishes."""

    tone: str
    kind: str
    text: str


class VerdictItem(TypedDict):
    """One provider's."""

    provider: str
    is_ours: bool
    findings: list[FindingItem]


class PreviewItem(TypedDict):
    """What the draft becomes; `sizes` only for an SMS."""

    subject: str
    pieces: list[Piece]
    glance: str
    sizes: list[str]


class VersionItem(TypedDict):
    """One version of a text."""

    version: int
    title: str
    by: str
    is_default: bool
    is_newest: bool


class LineItem(TypedDict):
    """One line of two versions beside each other; `sign`: same, gone, new."""

    sign: str
    text: str


def key_of(kind: str, channel: str, language: str) -> Key:
    """What an address names; what it does not name, or wrongly, is the first there is."""
    return (
        StepKind(kind) if kind in MESSAGE_KINDS else FIRST[0],
        Channel(channel) if channel in WORDED else FIRST[1],
        Language(language) if language in set(Language) else FIRST[2],
    )


def address(key: Key) -> str:
    """Where a text is edited."""
    return f"{ROUTE}?{urlencode({'kind': key[0].value, 'channel': key[1].value, 'language': key[2].value})}"


def kind_items(key: Key, own: frozenset[Key], language: str) -> list[ChoiceItem]:
    """Every notice, with the moment at which it goes."""
    written = {kind for kind, _, _ in own}
    return [
        ChoiceItem(
            value=kind.value, text=i18n.text(language, f"messages.kind_{kind}"),
            hint=i18n.text(language, f"templates.moment.{kind}"), href=address((kind, key[1], key[2])),
            is_on=kind == key[0], own=kind in written,
        )
        for kind in MESSAGE_KINDS
    ]  # fmt: skip


def channel_items(key: Key, own: frozenset[Key], language: str) -> list[ChoiceItem]:
    """The channels that have words of their own."""
    return [
        ChoiceItem(
            value=each.value, text=i18n.text(language, f"drawer.channel_{each}"), hint="",
            href=address((key[0], each, key[2])), is_on=each == key[1], own=(key[0], each, key[2]) in own,
        )
        for each in WORDED
    ]  # fmt: skip


def language_items(key: Key, own: frozenset[Key], language: str) -> list[ChoiceItem]:
    """The candidates' languages."""
    return [
        ChoiceItem(
            value=each.value, text=i18n.text(language, f"templates.language_{each}"), hint="",
            href=address((key[0], key[1], each)), is_on=each == key[2], own=(key[0], key[1], each) in own,
        )
        for each in Language
    ]  # fmt: skip


def wrong_lines(found: TryOut, language: str) -> list[str]:
    """Why it cannot be saved, each sentence once."""
    return list(dict.fromkeys(problem_text(language, one) for one in found.problems))


def preview_item(found: TryOut, language: str) -> PreviewItem:
    """The phone's screen."""
    counted = (("mainland", found.mainland), ("abroad", found.abroad))
    return PreviewItem(
        subject=found.subject, pieces=pieces(found.body.text),
        glance=i18n.text(language, "templates.glance", text=found.body.glance) if found.mainland else "",
        sizes=[_size(name, size, language) for name, size in counted if size is not None],
    )  # fmt: skip


def _size(name: str, size: Size, language: str) -> str:
    facts = {"units": size.units, "segments": size.segments, "per": size.per_segment}
    said = i18n.text(language, f"templates.size_{name}", **facts)
    return i18n.text(
        language, "templates.size_cost", size=said, cost=i18n.text(language, f"templates.cost.{size.cost}")
    )


def verdict_items(found: TryOut, language: str) -> list[VerdictItem]:
    """What providers would say."""
    return [_verdict(each, language) for each in found.verdicts]


def _verdict(found: Verdict, language: str) -> VerdictItem:
    said: dict[tuple[str, str], FindingItem] = {}
    for one in found.findings:
        is_refused = one.severity == Severity.REFUSE
        text = finding_text(language, one)
        item = FindingItem(
            tone="red" if is_refused else "amber",
            kind=i18n.text(language, "templates.refuse" if is_refused else "templates.warn"),
            text=text,
        )
        said.setdefault((item["tone"], text), item)
    return VerdictItem(
        provider=i18n.text(language, f"templates.provider.{found.provider}"),
        is_ours=found.is_ours,
        findings=list(said.values()),
    )


def version_items(
    found: list[TemplateVersion], language: str, *, zone: str, now: datetime
) -> list[VersionItem]:
    """Newest first."""
    return [
        VersionItem(
            version=row.version, title=i18n.text(language, "templates.version", version=row.version),
            by=" · ".join(one for one in (row.who, i18n.when(language, row.at, now, zone)) if one),
            is_default=row.is_default, is_newest=row is found[0],
        )
        for row in found
    ]  # fmt: skip


def compared(key: Key, old: TemplateVersion, new: TemplateVersion | None) -> list[LineItem]:
    """A version beside what is in use now; nothing where they say the same."""
    lines = changed_lines(_whole(key, old), _whole(key, new))
    if all(sign is Sign.SAME for sign, _ in lines):
        return []
    return [LineItem(sign=sign.value, text=text) for sign, text in lines]


def _whole(key: Key, version: TemplateVersion | None) -> str:
    usual = default_wording(*key)
    is_own = version is not None and not version.is_default
    subject, body = (
        (version.subject, version.body) if version is not None and is_own else (usual.subject, usual.body)
    )
    return f"{subject}\n{body}" if key[1] is Channel.EMAIL else body
