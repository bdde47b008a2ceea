"""Candidates: believable names, a CV that is true of them (`cv`), and a latent self that is never stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from rxapp.demo.calendar import DAY
from rxapp.demo.causes import Truth
from rxapp.demo.company import Interviewer, Position, content
from rxapp.demo.cv import Experience, write
from rxapp.demo.ledger import Ledger, Row
from rxapp.models.spelling import spelling

PHONES = "+861990000"  # China keeps no numbers for fiction; these are answered by nobody
MAIL_DOMAINS = ("com", "com", "net", "org")  # of example.
MOST_YEARS = 13
LEADS_AFTER = 4  # years of experience of those who have led a team
ROOTED = "本地"


@dataclass
class Person:
    """A candidate with what only the generator knows."""

    row: Row
    engagement: float
    tags: frozenset[str]
    years: int  # of experience
    is_rooted: bool  # the CV says: only where I live
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


def _suits(person: Person, position: Position) -> bool:
    """Whether somebody known would apply for this job: enough experience, and at home if the CV insists on it."""
    is_home = person.row["city"] == position.row["city"]
    return person.years >= position.years and (is_home or not person.is_rooted)


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
                if is_back and position.row["id"] not in old.seen_jobs and _suits(old, position):
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
        initials, syllables = spelling(name)
        tags = self._tags(position)
        is_employed = rng.random() < 0.7
        years = max(rng.randrange(position.years, MOST_YEARS), LEADS_AFTER if "team" in tags else 0)
        city = position.row["city"] if rng.random() < 0.78 else rng.choice(self._texts["cities"]["away"])
        self_told = Experience(tags, years, is_employed, city == position.row["city"])
        cv_text = write(rng, self_told, "en" if is_english or rng.random() < 0.05 else "zh")
        row = self.ledger.add(
            "candidate", name=name, initials=initials, syllables=syllables,
            phone=f"{PHONES}{number % 10_000:04d}", city=city,
            email=f"{_mail_name(rng)}{number}@example.{rng.choice(MAIL_DOMAINS)}",
            language="en" if is_english else "zh", is_employed=is_employed, created_at=at,
            cv_text=cv_text,
        )  # fmt: skip
        self.truth.tags[row["id"]] = tags
        person = Person(row, rng.gauss(0, 1), tags, years, ROOTED in cv_text, is_open=True)
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
    "li", "wang", "chen", "xiao", "ming", "yu", "jia", "hao", "fang", "lin", "zhou", "wei", "mei", "tao",
)  # fmt: skip


def _mail_name(rng: Random) -> str:
    return rng.choice(_SYLLABLES) + rng.choice(_SYLLABLES)
