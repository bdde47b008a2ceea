"""The people list in words, one text a column: the page shows them, an export writes them.

COLUMNS -> keys in their order      title(column, language) -> text      cell(person, column, say) -> text
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rxapp import i18n
from rxapp.rules.decisions import is_untold
from rxapp.rules.notices import notice_code
from rxapp.rules.phones import phone_text
from rxapp.rules.vocabulary import Stage
from rxapp.services.hiring.people import Person

COLUMNS = (
    "phone", "email", "job", "city", "stage", "since", "recruiter", "next", "notice", "tags", "source", "last",
)  # fmt: skip
USUAL = ("phone", "job", "city", "stage", "since", "recruiter", "next", "notice", "tags", "last")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Language, the company's zone and the moment of reading. `in_full`: dates as a file keeps them, not "2 days"."""

    language: str
    zone: str
    now: datetime
    in_full: bool = False

    def __call__(self, key: str, **facts: object) -> str:
        """A text of the people list."""
        return i18n.text(self.language, f"people.{key}", **facts)

    def moment(self, at: datetime | None, *, ago: bool = False) -> str:
        """An instant, or how long ago it was."""
        if at is None:
            return ""
        if self.in_full:
            return f"{at.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"
        if ago:
            return i18n.ago(self.language, at, self.now)
        return i18n.when(self.language, at, self.now, self.zone, is_short=True)


def title(column: str, language: str) -> str:
    """A column's head."""
    return i18n.text(language, f"people.column_{column}")


def header(columns: Iterable[str], language: str) -> list[str]:
    """The head of an export: the name first."""
    return [title(each, language) for each in ("name", *columns)]


def cells(person: Person, columns: Iterable[str], say: Speaker) -> list[str]:
    """One row of an export."""
    return [person.name, *[cell(person, each, say) for each in columns]]


def cell(person: Person, column: str, say: Speaker) -> str:
    """What stands in this column."""
    return _CELLS[column](person, say)


def source_text(source: str, language: str) -> str:
    """Where somebody came from; a code that the catalogue does not know stands as it is."""
    key = f"drawer.source_{source}"
    return i18n.text(language, key) if source and i18n.has(key) else source


def notice_of(person: Person) -> str:
    """Where their message stands, as on a card: a code, empty where nothing is awaited."""
    if person.closing:
        return ""
    return notice_code(
        person.stage, person.delivery_state, is_opened=person.opened_at is not None,
        is_confirmed=person.confirmed_at is not None, is_invited=person.is_invited,
    )  # fmt: skip


def _job(person: Person, say: Speaker) -> str:
    return person.job_en if say.language == "en" else person.job


def _stage(person: Person, say: Speaker) -> str:
    if person.closing:
        return i18n.text(say.language, f"people.closed_{person.closing}")
    return i18n.text(say.language, f"board.stage_{Stage(person.stage).name.lower()}")


def _next(person: Person, say: Speaker) -> str:
    if person.starts_at is None:
        is_waiting = not person.closing and is_untold(person.stage, person.verdict, person.told_at)
        return i18n.text(say.language, "board.waits_untold") if is_waiting else ""
    return " · ".join(filter(None, (say.moment(person.starts_at), person.interviewer or "")))


def _notice(person: Person, say: Speaker) -> str:
    code = notice_of(person)
    return i18n.text(say.language, f"board.notice_{code}") if code else ""


def _last(person: Person, say: Speaker) -> str:
    if person.last_kind is None:
        return ""
    key = f"people.last_{person.last_kind}"
    what = i18n.text(say.language, key) if i18n.has(key) else say("last_other")
    return f"{what} · {say.moment(person.last_at, ago=True)}"


_CELLS: dict[str, Callable[[Person, Speaker], str]] = {
    "phone": lambda person, say: phone_text(person.phone),
    "email": lambda person, say: person.email,
    "job": _job,
    "city": lambda person, say: person.city,
    "stage": _stage,
    "since": lambda person, say: say.moment(person.stage_since, ago=True),
    "recruiter": lambda person, say: person.recruiter,
    "next": _next,
    "notice": _notice,
    "tags": lambda person, say: i18n.text(say.language, "message.comma").join(person.tags),
    "source": lambda person, say: source_text(person.source, say.language),
    "last": _last,
}
