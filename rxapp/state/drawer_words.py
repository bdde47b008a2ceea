"""What the parts of the drawer are written with: names with values, lines with times, the reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from rxapp import i18n


class Fact(TypedDict):
    """A name and its value; `link` is what pressing it opens (tel:, mailto:), empty where nothing does."""

    name: str
    value: str
    link: str


class Line(TypedDict):
    """Something with a time: a message, a task, an entry of the timeline."""

    key: str
    when: str
    text: str
    state: str
    tone: str


class Speaker:
    """The reader's language and the moment, so that they are not passed to every sentence."""

    def __init__(self, language: str, zone: str, now: datetime) -> None:
        self.language, self.zone, self.now = language, zone, now

    def __call__(self, key: str, **facts: object) -> str:
        """A sentence of the drawer's catalogue."""
        return i18n.text(self.language, f"drawer.{key}", **facts)

    def when(self, instant: datetime) -> str:
        """An instant, short."""
        return i18n.when(self.language, instant, self.now, self.zone, is_short=True)

    def pick(self, chinese: str, english: str) -> str:
        """The text in the reader's language, the other one where it is missing."""
        return english or chinese if self.language == "en" else chinese

    def reason(self, code: str | None) -> str:
        """A reason's name, empty without one."""
        return i18n.text(self.language, f"reason.{code}") if code and i18n.has(f"reason.{code}") else ""
