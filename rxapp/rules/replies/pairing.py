"""Which interview a reply speaks of, where several are open.

    pair(reply, interviews, now=…, zone=…, to=…) -> Pairing

The address or number that was answered narrows it, then a day or time that is named; what is left must be one. A
time that fits none of them is a misunderstanding: then none is meant, even where only one interview is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from rxapp.rules.replies.read import Reply
from rxapp.rules.texts.time_words import matches
from rxapp.rules.vocabulary import HOME_ZONE


class Unpaired(StrEnum):
    """Why no interview is meant."""

    NONE_OPEN = "none_open"
    SEVERAL = "several"
    OTHER_TIME = "other_time"


@dataclass(frozen=True, slots=True)
class OpenInterview:
    """An interview or invitation a reply may mean. `addresses`: what its messages came from (our number, a reply
    address), as the provider writes them. `starts_at`: aware; None while no time is agreed."""

    id: int
    starts_at: datetime | None = None
    addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pairing:
    """The interview meant, or why none."""

    interview_id: int | None
    why: Unpaired | None = None


_WAYS = (
    (re.compile(r"今晚|tonight"), " 今天 晚上 "),
    (re.compile(r"明晚"), " 明天 晚上 "),
    (re.compile(r"明早"), " 明天 早上 "),
    (re.compile(r"今日|今儿"), " 今天 "),
    (re.compile(r"明日|明儿|tmrw|tomorow"), " 明天 "),
    (re.compile(r"早晨"), "早上"),
    (re.compile(r"the day after tomorrow"), " 后天 "),
    (re.compile(r"(?:this|coming) (?=[a-z])"), ""),
    (re.compile(r"([ap])\.m\.?"), r"\1m"),
    (re.compile(r"点(?:钟|整)"), "点"),
    (re.compile(r"点一刻"), ":15"),
    (re.compile(r"点(\d{2})分?"), r":\1"),
)
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_SAID = re.compile(r"([零一二三四五六七八九十两]{1,3})(?=[点月号日])")


def pair(
    reply: Reply, interviews: Iterable[OpenInterview], *, now: datetime, zone: str = HOME_ZONE, to: str = ""
) -> Pairing:
    """The one interview that is meant. `to`: the address or number the reply was sent to; `zone`: the writer's."""
    left = list(interviews)
    if not left:
        return Pairing(None, Unpaired.NONE_OPEN)
    wanted = to.strip().casefold()
    answered = [one for one in left if wanted and wanted in {address.casefold() for address in one.addresses}]
    left = answered or left
    if reply.named:
        left = [one for one in left if _fits(reply.named, one.starts_at, now, zone)]
        if not left:
            return Pairing(None, Unpaired.OTHER_TIME)
    return Pairing(left[0].id) if len(left) == 1 else Pairing(None, Unpaired.SEVERAL)


def _fits(named: str, starts_at: datetime | None, now: datetime, zone: str) -> bool:
    if starts_at is None:
        return False
    here = ZoneInfo(zone)
    return matches(_usual(named), starts_at.astimezone(here), "", now.astimezone(here).date())


def _usual(named: str) -> str:
    """Words about a time as `time_words` reads them: 今晚 → 今天 晚上, 三点 → 3点."""
    said = _SAID.sub(lambda found: str(_number(found[1])), named)
    for way, usual in _WAYS:
        said = way.sub(usual, said)
    return said


def _number(said: str) -> int:
    """十 → 10, 十五 → 15, 二十 → 20, 五 → 5."""
    tens, ten, ones = said.rpartition("十")
    if ten:
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return int("".join(str(_DIGITS[sign]) for sign in said))
