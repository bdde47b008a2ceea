"""Words: catalogues by language, and dates as people say them. No Reflex here; pages use `state.language.t`.

A key's first part names its file: "board.empty" stands in locales/<language>/board.po. Texts carry {named} facts.
"""

from __future__ import annotations

import re
import string
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.pofile import read_po

from rxapp.errors import UserError
from rxapp.rules.vocabulary import HOME_ZONE, Language

FOLDER = Path(__file__).resolve().parent.parent / "locales"
LOCALES = {Language.ZH: "zh_CN", Language.EN: "en"}
DEFAULT = Language.ZH
ISO_INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(\+00:00|Z)$")


class MissingText(KeyError):
    """A key that stands in no catalogue: a mistake in the code, found by the tests."""


@lru_cache(maxsize=256)
def _domain(language: Language, name: str) -> dict[str, str]:
    file = FOLDER / LOCALES[language] / f"{name}.po"
    if not file.exists():
        return {}
    with file.open("rb") as stream:
        return {str(m.id): str(m.string) for m in read_po(stream) if m.id and m.string}


def template(language: str, key: str) -> str:
    """The text of a key with its {facts} still open; raises MissingText."""
    try:
        return _domain(Language(language), key.partition(".")[0])[key]
    except KeyError:
        raise MissingText(f"{key} has no text in {language}") from None


def has(key: str) -> bool:
    """Whether a key stands in the default catalogue."""
    return key in _domain(DEFAULT, key.partition(".")[0])


def text(language: str, key: str, **facts: object) -> str:
    """The text of a key in a language, with its facts filled in."""
    found = template(language, key)
    return found.format(**facts) if facts else found


def fields(found: str) -> list[tuple[str, str | None]]:
    """A template as (literal, name of the fact behind it or None) pairs."""
    return [(literal, name) for literal, name, _, _ in string.Formatter().parse(found)]


def error_text(language: str, problem: UserError, zone: str = HOME_ZONE) -> str:
    """The sentence for an error a user may see, its instants told in `zone`; an unknown code gives the neutral one.
    States ask `state.refusals.refusal_text`, which knows the reader's zone."""
    key = f"error.{problem.code}"
    if not has(key):
        key = "error.unexpected"
    facts = {name: clean(language, value, zone) for name, value in problem.facts.items()}
    if has(f"field.{facts.get('field')}"):
        facts["field"] = text(language, f"field.{facts['field']}")
    try:
        return template(language, key).format(**facts)
    except (KeyError, IndexError):
        return template(language, "error.unexpected")


def clean(language: str, value: object, zone: str = HOME_ZONE) -> object:
    """A fact as words: instants (also as ISO text, as events carry them) become dates, everything else stays."""
    if isinstance(value, str) and is_instant(value):
        value = datetime.fromisoformat(value)
    return at(language, value, zone) if isinstance(value, datetime) else value


def is_instant(value: object) -> bool:
    """Whether a fact is a moment in time, which reads differently in each zone."""
    return isinstance(value, datetime) or (isinstance(value, str) and ISO_INSTANT.match(value) is not None)


# -- dates ---------------------------------------------------------------------------------------------------


def _locale(language: str) -> str:
    return LOCALES[Language(language)]


def at(language: str, instant: datetime, zone: str = HOME_ZONE) -> str:
    """An instant in full: 11月23日 周一 15:00 / Mon 23 Nov 15:00."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{day(language, local.date())} {local:%H:%M}"


@lru_cache(maxsize=4096)
def day(language: str, on: date) -> str:
    """A date with its weekday: 11月23日 周一 / Mon 23 Nov."""
    pattern = "M月d日 EEE" if language == Language.ZH else "EEE d MMM"
    return format_date(on, pattern, locale=_locale(language))


def short_day(language: str, on: date) -> str:
    """A date for a narrow button, within a few weeks of today: 周一 23日 / Mon 23."""
    return format_date(on, "EEE d日" if language == Language.ZH else "EEE d", locale=_locale(language))


def month(language: str, on: date) -> str:
    """A month with its year: 2026年3月 / Mar 2026."""
    return format_date(on, "y年M月" if language == Language.ZH else "MMM y", locale=_locale(language))


def clock_time(instant: datetime, zone: str = HOME_ZONE) -> str:
    """Local time of day, 24 hours: 15:00."""
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"


def when(
    language: str, instant: datetime, now: datetime, zone: str = HOME_ZONE, *, is_short: bool = False
) -> str:
    """An instant as people say it: relative within a week (今天 15:00, 明天 10:00, 周五 10:00), absolute beyond;
    `is_short` leaves the weekday of an absolute date out."""
    local, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    days = (local.date() - today).days
    time = f"{local:%H:%M}"
    if days in (-1, 0, 1):
        return f"{text(language, ('date.yesterday', 'date.today', 'date.tomorrow')[days + 1])} {time}"
    if 1 < days < 7:
        return f"{_weekday(language, local.date())} {time}"
    if local.year != today.year:
        return f"{local:%Y-%m-%d %H:%M}"
    return f"{_date(language, local.date())} {time}" if is_short else at(language, instant, zone)


@lru_cache(maxsize=4096)
def _weekday(language: str, on: date) -> str:
    return format_date(on, "EEE", locale=_locale(language))


@lru_cache(maxsize=4096)
def _date(language: str, on: date) -> str:
    return format_date(on, "M月d日" if language == Language.ZH else "d MMM", locale=_locale(language))


def ago(language: str, instant: datetime, now: datetime, *, is_short: bool = False) -> str:
    """How long something has lasted: 刚刚, 12 分钟, 3 小时, 2 天; `is_short` as small as a card wants it: 2 d."""
    span = max(now - instant, timedelta())
    minutes = int(span.total_seconds() // 60)
    for unit, size in (("days", 1440), ("hours", 60), ("minutes", 1)):
        if minutes >= size:
            n = minutes // size
            key = f"date.{unit}_short" if is_short else f"date.{unit}" if n != 1 else f"date.{unit[:-1]}"
            return text(language, key, n=n)
    return text(language, "date.just_now")
