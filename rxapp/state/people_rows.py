"""Rows of the people list in words, in the columns the reader chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from rxapp import i18n
from rxapp.rules.priority import is_late
from rxapp.services.hiring.people import SORTS, Person
from rxapp.services.hiring.people_words import Speaker, cell, notice_of, title

__all__ = ["Cell", "Column", "PersonRow", "columns_of", "person_row"]

_TONES = {"confirmed": "green", "opened": "accent", "failed": "red", "by_hand": "amber"}
_NUMBERS = ("phone", "since")


class Cell(TypedDict):
    """One cell: its text and how it looks (green, accent, red, amber, number or nothing)."""

    column: str
    text: str
    tone: str


class PersonRow(TypedDict):
    """One row; `flag` is the priority's deadline in words, "" without one."""

    id: int
    name: str
    flag: str
    late: bool
    ended: bool
    cells: list[Cell]


class Column(TypedDict):
    """A head of the table; `order` is asc, desc or "" while something else decides."""

    key: str
    text: str
    can_sort: bool
    order: str


def person_row(person: Person, columns: Sequence[str], say: Speaker) -> PersonRow:
    """One application as the list shows it."""
    deadline = person.deadline_at
    return PersonRow(
        id=person.id,
        name=person.name,
        flag="" if deadline is None else i18n.when(say.language, deadline, say.now, say.zone, is_short=True),
        late=is_late(deadline, person.starts_at, say.now),
        ended=person.closing is not None,
        cells=[Cell(column=each, text=cell(person, each, say), tone=_tone(person, each)) for each in columns],
    )


def columns_of(columns: Sequence[str], language: str, sort: str, descending: bool) -> list[Column]:
    """The heads, the name first."""
    return [
        Column(
            key=each, text=title(each, language), can_sort=each in SORTS,
            order=("desc" if descending else "asc") if each == sort else "",
        )
        for each in ("name", *columns)
    ]  # fmt: skip


def _tone(person: Person, column: str) -> str:
    if column == "notice":
        return _TONES.get(notice_of(person), "")
    return "number" if column in _NUMBERS else ""
