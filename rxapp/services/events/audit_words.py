"""An event as a sentence of the audit page, and the page's address as a filter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from rxapp import i18n
from rxapp.rules.audit import kinds_of
from rxapp.rules.numbers import whole
from rxapp.services.events.audit import AuditFilter, AuditRow

MOST_TYPED = 60
# A fact that is a code reads as the first of these catalogues that has it.
_CODES = {
    "role": "settings.role_{}", "from_role": "settings.role_{}",
    "outcome": "calendar.standing_{}", "reason": "reason.{}",
    "purpose": "audit.purpose_{}", "what": "audit.what_{}", "channel": "audit.channel_{}",
}  # fmt: skip
_KINDS = ("messages.kind_{}", "task.{}", "audit.file_{}")
_NAMES = {
    "user_id": "whom", "account_id": "whom", "to_user_id": "to", "interviewer_id": "interviewer",
    "recruiter_id": "recruiter", "asked_user_id": "asked",
}  # fmt: skip


class _Facts(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "" if name == "reason" else "–"


def sentence(language: str, row: AuditRow, zone: str) -> str:
    """What happened, without who did it; a kind without words of its own is named by its code."""
    key = f"audit.{row.kind}"
    facts = _Facts(kind=row.kind)
    for name, value in row.data.items():
        facts[name] = _word(language, name, value, zone)
    for name, said in row.names.items():
        facts[_NAMES[name]] = said or "–"
    if facts["reason"]:
        facts["reason"] = f"· {facts['reason']}"
    return _template(language, key if i18n.has(key) else "audit.other").format_map(facts).rstrip()


@lru_cache(maxsize=512)
def _template(language: str, key: str) -> str:
    return i18n.template(language, key)


def _word(language: str, name: str, value: object, zone: str) -> str:
    if i18n.is_instant(value):
        return i18n.at(language, datetime.fromisoformat(str(value)), zone)
    patterns = _KINDS if name == "kind" else (_CODES[name],) if name in _CODES else ()
    for pattern in patterns:
        if i18n.has(key := pattern.format(value)):
            return i18n.text(language, key)
    return str(value)


def filter_of(query: Mapping[str, str], zone: str) -> AuditFilter:
    """What an address asks for; what makes no sense in it is left out, so that an odd address opens all the same."""
    group = str(query.get("group", ""))
    first, last = _day(query.get("since", "")), _day(query.get("until", ""))
    about = "".join(sign for sign in str(query.get("about", "")) if sign.isprintable())
    return AuditFilter(
        person=whole(query.get("person")),
        group=group if kinds_of(group) is not None else "",
        since=_midnight(first, zone) if first else None,
        until=_midnight(last + timedelta(days=1), zone) if last else None,
        about=about.strip()[:MOST_TYPED],
    )


def _day(text: object) -> date | None:
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None


def _midnight(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)
