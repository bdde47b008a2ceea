"""Contact data for those who may see only that there is some.

mask_phone("+8613812345678") -> "138****5678"      mask_email("lin@x.cn") -> "l***@x.cn"
mask_contacts(text) -> the text without telephone numbers, addresses and account names

`mask_contacts` looks at a plain copy (full-width signs as ASCII, dashes and dots of every kind as one, marks nobody
sees left out) and covers the same places in the text itself, which else stays as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from rxapp.rules.contacts import EMAIL, MOBILE

HIDDEN = "***"

_DASHES = "‐‑‒–—―−"
_DOTS = "·•‧∙・●"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

# What the value stands behind. Words that are Latin need a border of their own on the left: "mobile", not "automobile".
_CHAT = (
    r"微信|薇信|威信|v信|钉钉|飞书|扣扣|企鹅号|q\s?q|(?<![a-z0-9_])"
    r"(?:we\s?chat|wei\s?xin|vx|wx|line\s?id|whats\s?app|telegram|skype|dingtalk)"
)
_BY_PHONE = "电话|手机|座机|联系方式|热线|(?<![a-z0-9_])(?:tel|phone|mobile|cell)"
_BY_MAIL = "邮箱|邮件|(?<![a-z0-9_])(?:e-?mail|mail)"
# Between a label and its colon: 微信号, QQ/微信同号, WeChat ID.
_MORE = (
    r"(?:\s|[/、&+()\[\]【】]|号码|号|账号|帐号|账户|同号|同|码|id|no\.?|number|及|和|或|"
    + f"{_CHAT}|{_BY_PHONE}|{_BY_MAIL}"
    + r"){0,8}"
)
_POINTS = r"[:=>是为]"
_VALUE = r"[a-z0-9][a-z0-9_.@#+\-]*"
_TOLD = re.compile(
    rf"(?:{_CHAT}|{_BY_PHONE}|{_BY_MAIL}|(?<![a-z0-9_])v){_MORE}{_POINTS}[\s:=>\-(\[【]{{0,4}}({_VALUE})"
)
_IN_BRACKETS = re.compile(rf"(?:{_CHAT})(?:号码|号|id)?\s?[(\[【]\s?({_VALUE})")
_BESIDE = re.compile(rf"({_CHAT})(?:\s?(?:号码|号|账号|id))?[\s\-_]{{0,3}}({_VALUE})")
_ACCOUNT_ID = re.compile(r"wxid_[a-z0-9_\-]+")
# What stands beside the name of a messenger and is no account.
_NO_ACCOUNTS = frozenset({
    "account", "accounts", "advertising", "android", "campaign", "campaigns", "channel", "channels", "cloud",
    "commerce", "enterprise", "group", "groups", "java", "javascript", "marketing", "moments", "native", "official",
    "program", "programs", "python", "react", "store",
})  # fmt: skip
_CHAIN = re.compile(r"\d++(?:[\s.\-/_,()]{1,3}\d++)*+")
_NUMBER_LABEL = re.compile(rf"(?:{_BY_PHONE}|{_CHAT}){_MORE}(?P<sign>{_POINTS})?[\s:=>+\-(\[【]{{0,4}}$")
_SPOKEN = re.compile(
    r"(?<![零〇一二三四五六七八九幺])[一幺][三四五六七八九][零〇一二三四五六七八九幺]{9}(?![零〇一二三四五六七八九幺])"
)
_UNIT = re.compile(r"\s?(?:元|块|万|亿|千|百|k\b|w\b|%|人|件|台|rmb|cny|usd|eur|yuan)")
_MONEY = re.compile(r"[¥￥$€£]\s?$|(?:rmb|cny|usd|eur)\s?$")
# How numbers are grouped when they are said: mobile ones, then those of other lines.
_MOBILE_GROUPS = {
    (3, 4, 4),
    (4, 4, 3),
    (4, 3, 4),
    (3, 3, 5),
    (3, 5, 3),
    (3, 8),
    (7, 4),
    (5, 6),
    (6, 5),
    (3, 4, 2, 2),
}
_LINE_GROUPS = {(3, 4), (4, 4), (3, 3, 4)}
_IDENTITY_GROUPS = {(6, 8, 4), (6, 4, 4, 4), (6, 8, 3)}
_MOST_GROUPS, _MOST_DIGITS = 13, 19


def mask_phone(phone: str | None) -> str:
    """First three and last four digits of a mobile number; shorter numbers show only their last two."""
    digits = re.sub(r"\D", "", (phone or "").removeprefix("+86"))
    if not digits:
        return ""
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"****{digits[-2:]}"


def mask_email(address: str | None) -> str:
    """First letter and domain."""
    name, _, domain = (address or "").partition("@")
    return f"{name[:1]}***@{domain}" if domain else ""


def mask_contacts(text: str) -> str:
    """A CV for an interviewer or an executive: telephone numbers, e-mail addresses and account names are covered.
    Dates, years, salaries and shares stay readable; a number that may be either is covered."""
    plain, places = _plain(text)
    spans = sorted((places[start], places[end - 1] + 1) for start, end in _found(plain) if end > start)
    parts, at = [], 0
    for start, end in spans:
        if start >= at:
            parts += [text[at:start], HIDDEN]
        at = max(at, end)
    return "".join([*parts, text[at:]])


def _plain(text: str) -> tuple[str, list[int]]:
    """The copy that is looked at, and for each of its signs the place in the text."""
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        if sign in _UNSEEN:
            continue
        if sign.isascii():
            found = sign.lower()
        elif sign in _DASHES:
            found = "-"
        elif sign in _DOTS:
            found = "."
        else:
            found = unicodedata.normalize("NFKC", sign).lower()
        signs.append(found)
        places += [at] * len(found)
    return "".join(signs), places


def _found(plain: str) -> Iterator[tuple[int, int]]:
    for pattern in (EMAIL, MOBILE, _ACCOUNT_ID, _SPOKEN):
        for found in pattern.finditer(plain):
            yield found.span()
    for pattern in (_TOLD, _IN_BRACKETS):
        for found in pattern.finditer(plain):
            yield found.span(1)
    for found in _BESIDE.finditer(plain):
        if _is_account(found[1], found[2]):
            yield found.span(2)
    for chain in _CHAIN.finditer(plain):
        yield from _numbers(plain, chain)


def _is_account(label: str, value: str) -> bool:
    """Whether what stands beside a messenger's name without a sign between them is an account: 微信 linxiao, not
    微信 H5 or WeChat Pay."""
    bare = value.strip(".-")
    has_digit, has_letter = any(map(str.isdigit, bare)), any(map(str.isalpha, bare))
    if has_digit and not has_letter:
        return len(bare) >= 6 and not _is_round(bare)
    if has_digit or "_" in bare:
        return len(bare) >= 3
    return len(bare) >= 5 and not label.isascii() and bare not in _NO_ACCOUNTS


class _Group(NamedTuple):
    """Digits side by side, and the gap before them."""

    start: int
    end: int
    digits: str
    gap: str


def _numbers(plain: str, chain: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The numbers somebody can be called under in a chain of digits and gaps; each group is looked at with the few
    that follow it."""
    groups = list(_groups(plain, chain))
    before = plain[max(0, chain.start() - 40) : chain.start()]
    label = _NUMBER_LABEL.search(before)
    least = 7 if before.rstrip(" (").endswith("+") else 0 if label is None else 5 if label["sign"] else 6
    at = 0
    while at < len(groups):
        count = (_labelled(groups[:_MOST_GROUPS], least) if least and at == 0 else 0) or _number_at(
            plain, groups, at
        )
        if count:
            yield groups[at].start, groups[at + count - 1].end
        at += count or 1


def _groups(plain: str, chain: re.Match[str]) -> Iterator[_Group]:
    end = chain.start()
    for found in re.finditer(r"\d+", chain[0]):
        start = chain.start() + found.start()
        yield _Group(start, chain.start() + found.end(), found[0], plain[end:start])
        end = chain.start() + found.end()


def _number_at(plain: str, groups: list[_Group], at: int) -> int:
    """How many groups from here make up a number that does not say what it is; 0 for none."""
    digits, best, is_fine = 0, 0, len(groups[at].digits) < 3  # so finely only mobile numbers are parted
    for count, group in enumerate(groups[at : at + _MOST_GROUPS], 1):
        digits += len(group.digits)
        if digits > _MOST_DIGITS:
            break
        if digits < 7 or (is_fine and digits not in (11, 13, 15)):
            continue
        if _is_number(plain, groups[at : at + count]):
            best = count
    if not best and len(groups[at].digits) > _MOST_DIGITS:
        return 1
    return best


def _labelled(groups: list[_Group], least: int) -> int:
    """A number that says what it is: its groups until a number is full or something else begins."""
    if _is_year(groups[0].digits) or (len(groups) == 1 and least == 6 and _is_round(groups[0].digits)):
        return 0
    digits = count = 0
    for group in groups:
        if digits >= 7 and (_is_year(group.digits) or "\n" in group.gap or digits + len(group.digits) > 15):
            break
        digits, count = digits + len(group.digits), count + 1
        if digits >= 11:
            break
    return count if digits >= least else 0


def _is_number(plain: str, groups: list[_Group]) -> bool:
    digits = "".join(group.digits for group in groups)
    lengths = tuple(len(group.digits) for group in groups)
    if len(groups) == 1:
        return _is_single(plain, groups[0])
    if all(_is_year(each.digits) for each in groups) or all(_is_round(each.digits) for each in groups):
        return False
    has_year = any(_is_year(each.digits) for each in groups)
    bare = _without_country(digits)
    if len(bare) == 11 and bare[0] == "1" and bare[1] in "3456789":
        own = lengths if bare is digits else None
        gaps = {group.gap for group in groups[1:]}
        if own in _MOBILE_GROUPS:
            return not (_is_year(groups[0].digits) and _is_year(groups[1].digits))
        if own is None or (len(gaps) == 1 and not set("\n,") & set(*gaps)):
            return not has_year
    if any("\n" in group.gap or "," in group.gap for group in groups[1:]):
        return False
    if digits[0] == "0" and 3 <= lengths[0] <= 4 and 10 <= len(digits) <= 12:
        return True
    if lengths in _LINE_GROUPS or (lengths[:3] == (4, 4, 4) and len(digits) >= 15):
        return not has_year and not _UNIT.match(plain, groups[-1].end)
    return lengths in _IDENTITY_GROUPS


def _is_single(plain: str, group: _Group) -> bool:
    """Seven digits in a row are a number unless they are a day or an amount."""
    digits = group.digits
    if len(digits) < 7:
        return False
    if (
        len(digits) == 8
        and _is_year(digits[:4])
        and 1 <= int(digits[4:6]) <= 12
        and 1 <= int(digits[6:]) <= 31
    ):
        return False
    if len(digits) < 11 or _is_round(digits):
        return not _UNIT.match(plain, group.end) and not _MONEY.search(
            plain[max(0, group.start - 5) : group.start]
        )
    return True


def _without_country(digits: str) -> str:
    for country in ("0086", "86"):
        if digits.startswith(country) and len(digits) == 11 + len(country):
            return digits[len(country) :]
    return digits


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in ("19", "20")


def _is_round(digits: str) -> bool:
    return len(digits) >= 4 and digits.endswith("00")
