"""What providers publish that they reject, looked for in a template before it is handed in.

    check(provider, text, samples=…, is_marketing=…, signature=…) -> list[Finding]

Texts stand in the catalogues under `templates.limit.<code>`. A person at the provider decides in the end: no finding is
no promise. `samples` are facts as they may come, by variable; without one a variable counts as it is written.
WeChat templates are fields, one a line: "thing1：{job}".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rxapp.rules.contacts import MOBILE
from rxapp.rules.texts.sms import measure
from rxapp.rules.texts.templates import LINKS, Part, Variable, parse
from rxapp.rules.texts.traditional import is_traditional


class Provider(StrEnum):
    """Whose limits are known here."""

    ALIYUN = "aliyun"
    TENCENT = "tencent"
    HUAWEI = "huawei"
    QINIU = "qiniu"
    TWILIO = "twilio"
    WECHAT = "wechat"


class Severity(StrEnum):
    """REFUSE: published as rejected; WARN: costs more, or is looked at closely."""

    REFUSE = "refuse"
    WARN = "warn"


class LimitCode(StrEnum):
    """What was found; sentences under `templates.limit.<code>`, filled with the finding's facts."""

    BRACKETS = "brackets"
    TOO_LONG = "too_long"
    ADJACENT_VARIABLES = "adjacent_variables"
    ONLY_VARIABLES = "only_variables"
    MANY_VARIABLES = "many_variables"
    LONG_VARIABLE = "long_variable"
    PHONE_IN_VARIABLE = "phone_in_variable"
    PERSONAL_PHONE = "personal_phone"
    LINK_IN_VARIABLE = "link_in_variable"
    LINK_VARIES = "link_varies"
    LINK_REGISTERED = "link_registered"
    NOTICE_WITH_STOP = "notice_with_stop"
    MARKETING_WITHOUT_STOP = "marketing_without_stop"
    FORBIDDEN_CONTENT = "forbidden_content"
    DOUBTFUL_CONTENT = "doubtful_content"
    TRADITIONAL = "traditional"
    SPECIAL_SIGNS = "special_signs"
    MANY_SEGMENTS = "many_segments"
    DEAR_SIGNS = "dear_signs"
    FIELD_TOO_LONG = "field_too_long"
    FIELD_LINE_BREAK = "field_line_break"
    FIELD_REMOVED = "field_removed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `position` and `length` mark it in the template, -1 and 0 where it is about the whole."""

    code: LimitCode
    severity: Severity
    position: int = -1
    length: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)


MAINLAND = frozenset({Provider.ALIYUN, Provider.TENCENT, Provider.HUAWEI})
_NO_INTERVIEWS = frozenset({Provider.TENCENT, Provider.HUAWEI, Provider.QINIU})
_MOST_MAINLAND, _MOST_TWILIO, _ADVISED_TWILIO = 500, 1600, 320
_MOST_VARIABLES, _MOST_IN_VARIABLE = 20, 20
_MOST_IN_FIELD, _MOST_WECHAT = 20, 200
_BRACKET = re.compile("[【】]")
_LINK = re.compile(r"(?:https?://|www\.)[!-z|~]*", re.IGNORECASE)
_STOP = re.compile(
    r"拒收请?(?:回复?)?\s?[RTN]|(?:回复?\s?)?(?:TD|T|R|N)\s?退订|退订请?回复?\s?(?:TD|T|R|N)", re.IGNORECASE
)
_FORBIDDEN = re.compile("面试|招聘")
_DOUBTFUL = re.compile("应聘|复试|初试|求职|招募|interview|recruit", re.IGNORECASE)
_SPECIAL = re.compile("[¥￥★☆※√✓☞①-⑳→•『』「」〖〗#&^]")
_REMOVED = frozenset({"first", "remark", "备注"})
_MEANT = re.compile(r"[^\W_]")


def check(
    provider: Provider,
    text: str,
    *,
    samples: Mapping[str, str] | None = None,
    is_marketing: bool = False,
    signature: str = "",
) -> list[Finding]:
    """Everything that this provider publishes a limit for, in the order of the text, the whole first."""
    parts, facts = parse(text).parts, samples or {}
    found: list[Finding] = []
    if provider in MAINLAND:
        found += _mainland(provider, text, parts, facts, is_marketing=is_marketing, signature=signature)
    if provider in _NO_INTERVIEWS:
        found += _words(parts, _FORBIDDEN, LimitCode.FORBIDDEN_CONTENT, Severity.REFUSE)
        found += _words(parts, _DOUBTFUL, LimitCode.DOUBTFUL_CONTENT, Severity.WARN)
    if provider == Provider.TWILIO:
        found += _twilio(parts, facts, signature)
    if provider == Provider.WECHAT:
        found += _wechat(text, parts, facts)
    return sorted(found, key=lambda one: one.position)


def _said(part: Part, facts: Mapping[str, str]) -> str:
    return facts.get(part.text, f"{{{part.text}}}") if part.is_variable else part.text


def _refuse(code: LimitCode, position: int = -1, length: int = 0, **facts: object) -> Finding:
    return Finding(code, Severity.REFUSE, position, length, facts)


def _warn(code: LimitCode, position: int = -1, length: int = 0, **facts: object) -> Finding:
    return Finding(code, Severity.WARN, position, length, facts)


def _words(
    parts: tuple[Part, ...], pattern: re.Pattern[str], code: LimitCode, severity: Severity
) -> Iterator[Finding]:
    for part in parts:
        if not part.is_variable:
            for match in pattern.finditer(part.text):
                at = part.position + match.start()
                yield Finding(code, severity, at, len(match.group()), {"words": match.group()})


def _mainland(
    provider: Provider,
    text: str,
    parts: tuple[Part, ...],
    facts: Mapping[str, str],
    *,
    is_marketing: bool,
    signature: str,
) -> Iterator[Finding]:
    yield from _words(parts, _BRACKET, LimitCode.BRACKETS, Severity.REFUSE)
    length = len("".join(_said(part, facts) for part in parts)) + len(signature)
    if length > _MOST_MAINLAND:
        yield _refuse(LimitCode.TOO_LONG, limit=_MOST_MAINLAND, actual=length)
    yield from _variables(provider, parts, facts)
    yield from _links(parts, facts)
    stop = _STOP.search(text)
    if stop and not is_marketing:
        yield _refuse(LimitCode.NOTICE_WITH_STOP, stop.start(), len(stop.group()), words=stop.group())
    if is_marketing and not stop:
        yield _refuse(LimitCode.MARKETING_WITHOUT_STOP)
    if provider == Provider.ALIYUN:
        yield from _runs(parts, is_traditional, LimitCode.TRADITIONAL, Severity.REFUSE)
    yield from _runs(parts, _is_special, LimitCode.SPECIAL_SIGNS, Severity.WARN)
    if provider in (Provider.ALIYUN, Provider.TENCENT):
        yield from _words(parts, MOBILE, LimitCode.PERSONAL_PHONE, Severity.WARN)


def _is_special(sign: str) -> bool:
    return bool(_SPECIAL.match(sign)) or unicodedata.category(sign) in ("So", "Cs")


def _runs(
    parts: tuple[Part, ...], is_one: Callable[[str], bool], code: LimitCode, severity: Severity
) -> Iterator[Finding]:
    """Neighbouring signs of a kind as one finding."""
    for part in parts:
        if part.is_variable:
            continue
        start: int | None = None
        for at, sign in enumerate([*part.text, ""]):
            if sign and is_one(sign):
                start = at if start is None else start
            elif start is not None:
                words = part.text[start:at]
                yield Finding(code, severity, part.position + start, at - start, {"words": words})
                start = None


def _variables(provider: Provider, parts: tuple[Part, ...], facts: Mapping[str, str]) -> Iterator[Finding]:
    named = [part for part in parts if part.is_variable]
    if named and not any(_MEANT.search(part.text) for part in parts if not part.is_variable):
        yield _refuse(LimitCode.ONLY_VARIABLES)
    for at, part in enumerate(parts):
        if not part.is_variable or not at:
            continue
        before = parts[at - 1]
        is_blank = not before.is_variable and not before.text.strip() and at > 1
        if before.is_variable or is_blank:
            names = f"{before.text if before.is_variable else parts[at - 2].text}, {part.text}"
            yield _refuse(LimitCode.ADJACENT_VARIABLES, part.position, len(part.text) + 2, names=names)
    if provider != Provider.HUAWEI:
        return
    if len(named) > _MOST_VARIABLES:
        yield _refuse(LimitCode.MANY_VARIABLES, limit=_MOST_VARIABLES, actual=len(named))
    for part in named:
        value, place = facts.get(part.text), (part.position, len(part.text) + 2)
        if value is not None and len(value) > _MOST_IN_VARIABLE:
            yield _refuse(
                LimitCode.LONG_VARIABLE, *place, name=part.text, limit=_MOST_IN_VARIABLE, actual=len(value)
            )
        if value is not None and MOBILE.search(value):
            yield _refuse(LimitCode.PHONE_IN_VARIABLE, *place, name=part.text)
        elif value is None and part.text == Variable.CONTACT_PHONE:
            yield _warn(LimitCode.PHONE_IN_VARIABLE, *place, name=part.text)


def _links(parts: tuple[Part, ...], facts: Mapping[str, str]) -> Iterator[Finding]:
    """Links are constant and registered: none in a variable, none with a variable in it."""
    for at, part in enumerate(parts):
        if part.is_variable:
            if part.text in LINKS or _LINK.search(facts.get(part.text, "")):
                yield _refuse(LimitCode.LINK_IN_VARIABLE, part.position, len(part.text) + 2, name=part.text)
            continue
        for match in _LINK.finditer(part.text):
            place = (part.position + match.start(), len(match.group()))
            is_open = match.end() == len(part.text) and at + 1 < len(parts)
            code = LimitCode.LINK_VARIES if is_open else LimitCode.LINK_REGISTERED
            yield (_refuse if is_open else _warn)(code, *place, words=match.group())


def _twilio(parts: tuple[Part, ...], facts: Mapping[str, str], signature: str) -> Iterator[Finding]:
    said = signature + "".join(_said(part, facts) for part in parts)
    size = measure(said)
    if len(said) > _MOST_TWILIO:
        yield _refuse(LimitCode.TOO_LONG, limit=_MOST_TWILIO, actual=len(said))
    elif len(said) > _ADVISED_TWILIO:
        yield _warn(LimitCode.MANY_SEGMENTS, limit=_ADVISED_TWILIO, actual=len(said), segments=size.segments)
    dear = frozenset(size.outside)
    if dear and len(dear) <= 3 and len(said) > 70:
        words = " ".join(sorted(dear))
        for part in parts:
            at = next((n for n, sign in enumerate(part.text) if sign in dear and not part.is_variable), None)
            if at is not None:
                yield _warn(LimitCode.DEAR_SIGNS, part.position + at, 1, words=words, segments=size.segments)
                return
        yield _warn(LimitCode.DEAR_SIGNS, words=words, segments=size.segments)


def _wechat(text: str, parts: tuple[Part, ...], facts: Mapping[str, str]) -> Iterator[Finding]:
    length = len("".join(_said(part, facts) for part in parts))
    if length > _MOST_WECHAT:
        yield _refuse(LimitCode.TOO_LONG, limit=_MOST_WECHAT, actual=length)
    at = 0
    for line in text.split("\n"):
        colon = re.search("[:：]", line)
        label = line[: colon.start()].strip() if colon else ""
        start = colon.end() if colon else 0
        value = line[start:]
        if label.lower().removesuffix(".data") in _REMOVED:
            yield _refuse(LimitCode.FIELD_REMOVED, at, len(label), name=label)
        said = "".join(facts.get(one.text, "") if one.is_variable else one.text for one in parse(value).parts)
        place = (at + start, len(value))
        if "\n" in said.strip() or "\r" in said.strip():
            yield _refuse(LimitCode.FIELD_LINE_BREAK, *place, name=label)
        if len(said.strip()) > _MOST_IN_FIELD:
            yield _refuse(
                LimitCode.FIELD_TOO_LONG, *place, name=label, limit=_MOST_IN_FIELD, actual=len(said.strip())
            )
        at += len(line) + 1
    yield from _runs(
        parts, lambda sign: unicodedata.category(sign) == "So", LimitCode.SPECIAL_SIGNS, Severity.WARN
    )
