"""Two people edit one record: the second is told what changed and loses nothing they typed.

What only the other person changed is taken over; what both changed keeps the second person's text and says what the
other wrote. The next save then stands on what is stored now.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from rxapp import clock, i18n
from rxapp.rules.events import EventKind
from rxapp.services.events.author import last_author

LONGEST = 80  # characters of somebody else's text that a line shows


@dataclass(frozen=True, slots=True)
class Merged:
    """The form as it stands now, and one sentence for each field the other person changed."""

    values: dict[str, Any]
    lines: list[str]


def merge(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    *,
    language: str,
    words: Callable[[str, Any], str] = lambda _name, value: str(value),
) -> Merged:
    """`base` is what the form was opened with, `mine` what it holds, `theirs` what is stored; `words` tells a value."""
    values, lines = dict(mine), []
    for name, now in theirs.items():
        if now == base.get(name) or now == mine.get(name):
            continue
        is_mine_too = mine.get(name) != base.get(name)
        if not is_mine_too:
            values[name] = now
        said = " ".join(words(name, now).split())
        said = said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
        key = "conflict.kept" if is_mine_too else "conflict.taken"
        facts = {
            "field": i18n.text(language, f"field.{name}"),
            "text": said or i18n.text(language, "conflict.empty"),
        }
        lines.append(i18n.text(language, key, **facts))
    return Merged(values, lines)


def who_saved(
    session: Session, kinds: Collection[EventKind], key: str, record_id: int, *, language: str, zone: str
) -> str:
    """王磊 saved this at 10:32 / somebody has saved this meanwhile, as a sentence."""
    found = last_author(session, kinds, key, record_id)
    if found is None or not found[0]:
        return i18n.text(language, "conflict.somebody")
    when = i18n.when(language, found[1], clock.now(), zone)
    return i18n.text(language, "conflict.who", who=found[0], when=when)
