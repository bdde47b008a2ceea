"""What somebody types to find a time while they telephone: "周四 下午", "thu pm", "10:30", an interviewer's name.

    matches(query, start, who, today) -> bool

Every word of the query must fit; a word fits if any of its readings does ("3" is the hour 3 or 15, or the third of the
month). Both languages are understood whatever the page speaks, words may be glued together as in 周四下午, and a word
half typed fits what it begins.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

LONGEST = 60
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_NEAR = {"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "tmr": 1, "后天": 2}
_PARTS = {
    "上午": (0, 12), "早上": (0, 12), "am": (0, 12), "morning": (0, 12), "中午": (11, 14), "noon": (11, 14),
    "下午": (12, 18), "afternoon": (12, 18), "pm": (12, 24), "晚上": (18, 24), "傍晚": (17, 24), "evening": (17, 24),
}  # fmt: skip
_HALVES = {"上午": 0, "早上": 0, "am": 0, "中午": 12, "下午": 12, "晚上": 12, "pm": 12}
_WORD = re.compile(
    r"(?:下个?|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天末]|今天|明天|后天|上午|早上|中午|下午|傍晚|晚上"
    r"|\d{1,2}月\d{1,2}[日号]?|\d{1,2}[日号]|\d{1,2}[/-]\d{1,2}|\d{1,2}点半?|\d{1,2}[::]\d{0,2}|\d{1,2}(?:am|pm)"
    r"|\d+|[a-z'’.-]+|[^\s\d,,、a-z]+?(?=周|星期|礼拜|今天|明天|后天|上午|早上|中午|下午|傍晚|晚上|\d|[\s,,、]|$)"
)


def matches(query: str, start: datetime, who: str, today: date) -> bool:
    """Whether a time fits what was typed; `start` is local to the reader, `today` their day, `who` the interviewer."""
    return all(_fits(word, start, who, today) for word in words(query))


@lru_cache(maxsize=256)
def words(query: str) -> tuple[str, ...]:
    """The words of a query, glued ones apart."""
    return tuple(_WORD.findall(query[:LONGEST].lower()))


def _fits(word: str, start: datetime, who: str, today: date) -> bool:
    return (
        word in who.lower()
        or _fits_day(word, start.date(), today)
        or _fits_part(word, start.hour)
        or _fits_clock(word, start)
    )


def _fits_day(word: str, on: date, today: date) -> bool:
    for name, days in _NEAR.items():
        if _begins(word, name) and on == today + timedelta(days=days):
            return True
    if word.isascii() and word.isalpha():
        return len(word) >= 2 and _DAYS[on.weekday()].startswith(word)
    if re.fullmatch(r".*(周|星期|礼拜).", word):
        wanted = _NUMBERS[word[-1]]
        if word[-1] == "末":
            return on.weekday() >= wanted
        is_next = word.startswith("下")
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 if is_next else 0)
        return on.weekday() == wanted and (not is_next or monday <= on < monday + timedelta(days=7))
    if found := re.fullmatch(r"(\d{1,2})[月/-](\d{1,2})[日号]?", word):
        return (on.month, on.day) == (int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{1,2})[日号]?", word):
        return on.day == int(found[1])
    return False


def _fits_part(word: str, hour: int) -> bool:
    return any(_begins(word, name) and since <= hour < until for name, (since, until) in _PARTS.items())


def _fits_clock(word: str, start: datetime) -> bool:
    if found := re.fullmatch(r"(\d{1,2})(点半?|[::](\d{0,2}))?", word):
        if not _is_hour(int(found[1]), start.hour):
            return False
        rest = found[2] or ""
        if rest.startswith("点"):
            return start.minute == 30 if rest.endswith("半") else True
        return f"{start.minute:02d}".startswith(found[3] or "")
    if found := re.fullmatch(r"(\d{1,2})(am|pm)", word):
        return start.hour == int(found[1]) % 12 + _HALVES[found[2]]
    return False


def _is_hour(said: int, hour: int) -> bool:
    """People say 3 and mean 15."""
    return hour == said or (said < 12 and hour == said + 12)


def _begins(word: str, name: str) -> bool:
    """A Chinese word is typed whole; a Latin one may still be under way."""
    return word == name or (name.isascii() and len(word) >= 2 and name.startswith(word))
