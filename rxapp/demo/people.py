"""Candidates: believable names, texts in which their experience is told, and a latent self that is never stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from rxapp.demo.calendar import DAY
from rxapp.demo.causes import Truth
from rxapp.demo.company import Interviewer, Position, content
from rxapp.demo.ledger import Ledger, Row

GAP, CONTRADICTION = 0.25, 0.10  # how often a text leaves out, or denies, what is true


@dataclass
class Person:
    """A candidate with what only the generator knows."""

    row: Row
    engagement: float
    tags: frozenset[str]
    no_shows: int = 0
    is_open: bool = False  # has an application on the board
    was_hired: bool = False
    free_at: int = 0
    seen_jobs: set[int] = field(default_factory=set)


def fit(tags: frozenset[str], interviewer: Interviewer) -> float:
    """How well two people's experience meets, about 0 ± 1: the same segment and industry count most."""
    known = content("people")["tags"]
    shared = [known[tag]["kind"] for tag in sorted(tags & interviewer.tags)]
    weight = {"industry": 1.0, "segment": 1.3, "skill": 0.6}
    return sum(weight[kind] for kind in shared) - 1.2


class People:
    """Makes candidates one after another, and now and then brings back one who applied before."""

    def __init__(self, ledger: Ledger, rng: Random, truth: Truth) -> None:
        self.ledger, self.rng, self.truth = ledger, rng, truth
        self.known: list[Person] = []
        texts = content("people")
        self._texts = texts
        self._surnames = [part.rstrip("0123456789") for part in texts["surnames"].split()]
        self._weights = [int(part.lstrip("".join(self._surnames))) for part in texts["surnames"].split()]
        self._single, self._first, self._second = (
            texts[name].split() for name in ("single", "first", "second")
        )
        self._by_kind: dict[str, list[str]] = {}
        for tag, told in texts["tags"].items():
            self._by_kind.setdefault(told["kind"], []).append(tag)
        self._taken: set[str] = set()

    def next(self, position: Position, at: int) -> Person:
        """Somebody who applies for this job at this time."""
        if self.rng.random() < 0.19 and len(self.known) > 200:
            for _ in range(6):
                old = self.rng.choice(self.known)
                is_back = not old.is_open and not old.was_hired and at - old.free_at > 45 * DAY
                if is_back and position.row["id"] not in old.seen_jobs:
                    old.is_open = True
                    old.seen_jobs.add(position.row["id"])
                    return old
        person = self._make(position, at)
        self.known.append(person)
        return person

    def _name(self) -> str:
        rng = self.rng
        while True:
            surname = rng.choices(self._surnames, self._weights)[0]
            given = (
                rng.choice(self._single)
                if rng.random() < 0.22
                else rng.choice(self._first) + rng.choice(self._second)
            )
            name = surname + given
            if len(set(given)) == len(given) and (name not in self._taken or rng.random() < 0.08):
                self._taken.add(name)
                return name

    def _make(self, position: Position, at: int) -> Person:
        rng, number = self.rng, len(self.known) + 1
        is_english = rng.random() < 0.006
        name = rng.choice(self._texts["english"]) if is_english else self._name()
        tags = self._tags(position)
        is_employed = rng.random() < 0.7
        city = position.row["city"] if rng.random() < 0.78 else rng.choice(self._texts["cities"]["away"])
        row = self.ledger.add(
            "candidate", name=name, phone=f"+861990000{number % 10_000:04d}", city=city,
            email=f"{_mail_name(rng)}{number}@example.{rng.choice(('com', 'com', 'net', 'org'))}",
            language="en" if is_english else "zh", is_employed=is_employed, created_at=at,
            cv_text=_cv(self._texts, rng, tags, is_english or rng.random() < 0.05),
        )  # fmt: skip
        self.truth.tags[row["id"]] = tags
        person = Person(row, rng.gauss(0, 1), tags, is_open=True)
        person.seen_jobs.add(position.row["id"])
        return person

    def _tags(self, position: Position) -> frozenset[str]:
        rng = self.rng
        chosen: set[str] = set()
        for kind, most in (("industry", 2), ("segment", 2), ("skill", 3)):
            wanted = [tag for tag in position.tags if tag in self._by_kind[kind]]
            if wanted and rng.random() < 0.55:
                chosen.update(wanted)
            own = [tag for tag in chosen if tag in self._by_kind[kind]]
            while len(own) < (1 if kind != "skill" else 2) or (len(own) < most and rng.random() < 0.4):
                own.append(rng.choice(self._by_kind[kind]))
            chosen.update(own)
        return frozenset(chosen)


_SYLLABLES = (
    "li",
    "wang",
    "chen",
    "xiao",
    "ming",
    "yu",
    "jia",
    "hao",
    "fang",
    "lin",
    "zhou",
    "wei",
    "mei",
    "tao",
)


def _mail_name(rng: Random) -> str:
    return rng.choice(_SYLLABLES) + rng.choice(_SYLLABLES)


def _cv(texts: dict[str, Any], rng: Random, tags: frozenset[str], is_english: bool) -> str:
    """A short paragraph or two. Each true tag is told in one of its synonyms, or left out; sometimes denied."""
    cv, known, end = texts["cv"], texts["tags"], "_en" if is_english else ""
    language = "en" if is_english else "zh"

    def said(kind: str) -> list[str]:
        found = [rng.choice(known[tag][language]) for tag in sorted(tags) if known[tag]["kind"] == kind]
        return [word for word in found if rng.random() > GAP] or found[:1]

    industries, segments, skills = said("industry"), said("segment"), said("skill")
    lines = [
        rng.choice(cv["openers" + end]).format(
            years=rng.randrange(1, 13), co=rng.choice(cv["employers" + end]),
            industry=(" and " if is_english else "和").join(industries),
        )
    ]  # fmt: skip
    for segment in segments:
        lines.append(
            rng.choice(cv["segments" + end]).format(
                segment=segment, n=rng.randrange(2, 30) * 10, m=rng.randrange(2, 30) * 100
            )
        )
    lines.append(rng.choice(cv["skills" + end]).format(skill=skills[0], skill_two=skills[-1]))
    if rng.random() < CONTRADICTION:
        lines.append(rng.choice(cv["contradictions" + end]).format(segment=segments[0]))
    lines.append(rng.choice(cv["results" + end]))
    if rng.random() < 0.8:
        lines.append(rng.choice(cv["closers" + end]))
    return (" " if is_english else "").join(lines)
