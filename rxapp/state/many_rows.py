"""A preview of many in words: who, what they will read, and what stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from rxapp import i18n
from rxapp.services.hiring.many import Preview

SOON = timedelta(minutes=5)


class ManyRow(TypedDict):
    """One person of the dialog. `state`: go, left, already, done, refused, undone; `undo_id` 0 when it cannot be."""

    id: int
    name: str
    state: str
    text: str
    undo_id: int


class Sample(TypedDict):
    """One message as it will be read."""

    key: str
    name: str
    language: str
    subject: str
    body: str


class Ask(TypedDict):
    """A choice of the dialog's first page."""

    value: str
    text: str


def intents(found: Preview, problems: Sequence[str]) -> tuple[list[ManyRow], list[ManyRow]]:
    """(those it will be done to, those left out and why)."""
    going: list[ManyRow] = []
    left: list[ManyRow] = []
    for row, problem in zip(found.rows, problems, strict=True):
        state = "go" if row.problem is None else "already" if row.is_already else "left"
        shown = ManyRow(id=row.application_id, name=row.name, state=state, text=problem, undo_id=0)
        (going if row.problem is None else left).append(shown)
    return going, left


def samples(found: Preview, language: str, *, link: str) -> list[Sample]:
    """The messages shown; the personal link stands as words, because nobody has it yet."""
    return [
        Sample(
            key=str(n), name=each.name, language=i18n.text(language, f"many.in_{each.language}"), subject=each.subject,
            body=each.body.replace(link, i18n.text(each.language, "many.link")),
        )
        for n, each in enumerate(found.samples)
    ]  # fmt: skip


def summary(found: Preview, language: str, zone: str, now: datetime, *, by_hand: bool) -> list[str]:
    """What else should be known before pressing: languages, when messages leave, who sends them, what ends."""
    going = [row for row in found.rows if row.problem is None]
    told = [row for row in going if row.leaves_at is not None]
    lines = []
    if told:
        counted = Counter(row.language for row in told)
        parts = [
            i18n.text(language, f"many.n_in_{each}", n=n) for each, n in sorted(counted.items(), reverse=True)
        ]
        lines.append(" · ".join(parts))
        if len(told) > len(found.samples):
            lines.append(i18n.text(language, "many.the_rest", n=len(told) - len(found.samples)))
        later = [row.leaves_at for row in told if row.leaves_at is not None and row.leaves_at > now + SOON]
        if later:
            first = i18n.when(language, min(later), now, zone)
            lines.append(i18n.text(language, "many.later", n=len(later), when=first))
        if by_hand:
            lines.append(i18n.text(language, "many.by_hand"))
    if found.without_times:
        first = i18n.text(language, "many.comma").join(found.without_times[:5])
        lines.append(i18n.text(language, "many.no_times", n=len(found.without_times), names=first))
    if found.given_back:
        lines.append(i18n.text(language, "many.given_back", n=found.given_back))
    return lines
