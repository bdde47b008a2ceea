"""A CV: a short paragraph put together from lines that are true of the person. Each true tag is told in one of its
synonyms, or left out; now and then one that is left out is denied."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from rxapp.demo.company import content

GAP = 0.25  # how often a true tag is left out
DENIES = 0.30  # how often one of two true segments is denied: in 10 % of all CVs


@dataclass(frozen=True)
class Experience:
    """What the lines must be true of."""

    tags: frozenset[str]
    years: int
    is_in_work: bool
    is_home: bool  # lives where the job is


def write(rng: Random, person: Experience, language: str) -> str:
    """The text in the language, `zh` or `en`."""
    lines = content("people")["cv"][language]
    segments = _told(rng, person, "segment", language)
    denied = ""
    truly = sorted(tag for tag in person.tags if _kind(tag) == "segment")
    if len(truly) > 1 and rng.random() < DENIES:
        told, hidden = rng.sample(truly, 2)
        segments, denied = [_say(rng, told, language)], _say(rng, hidden, language)
    industries = _told(rng, person, "industry", language)
    skills = _told(rng, person, "skill", language)[:2]
    facts: dict[str, Any] = {
        "years": person.years,
        "co": rng.choice(_employers(person, language)),
        "industry": (" and " if language == "en" else "和").join(industries),
        "n": rng.randrange(2, 30) * 10,
        "m": rng.randrange(90, 300) * 10,
        "skill": skills[0],
        "skill_two": skills[-1],
    }
    text = [_line(rng, lines["openers"], person, facts)]
    for number, segment in enumerate(segments):
        text.append(_line(rng, lines["also" if number else "main"], person, facts | {"segment": segment}))
    text.append(_line(rng, lines["two_skills" if len(skills) > 1 else "one_skill"], person, facts))
    if denied:
        text.append(_line(rng, lines["denials"], person, {"segment": denied}))
    text.append(_line(rng, lines["results"], person, facts))
    if rng.random() < 0.8:
        text.append(_line(rng, lines["closers"], person, facts))
    return (" " if language == "en" else "").join(text)


def _kind(tag: str) -> str:
    return str(content("people")["tags"][tag]["kind"])


def _say(rng: Random, tag: str, language: str) -> str:
    return str(rng.choice(content("people")["tags"][tag][language]))


def _told(rng: Random, person: Experience, kind: str, language: str) -> list[str]:
    """One word for each true tag of a kind that is not left out; at least one."""
    words = [_say(rng, tag, language) for tag in sorted(person.tags) if _kind(tag) == kind]
    return [word for word in words if rng.random() > GAP] or words[:1]


def _goods(person: Experience) -> list[str]:
    return sorted(tag for tag in person.tags if _kind(tag) == "industry" and tag != "other")


def _employers(person: Experience, language: str) -> list[str]:
    """Companies where one sells just this: a maker of one kind of goods, a trader of several, else a group."""
    known = content("people")["cv"]["employers_en" if language == "en" else "employers"]
    goods = _goods(person)
    if "other" in person.tags or not goods:
        return list(known["any"])
    return list(known["goods"] if len(goods) > 1 else known[goods[0]] + known["goods"])


def _line(rng: Random, lines: list[dict[str, Any]], person: Experience, facts: dict[str, Any]) -> str:
    """One of the lines that hold, filled."""
    true = [
        line["text"]
        for line in lines
        if line.get("in_work", person.is_in_work) == person.is_in_work
        and person.years >= line.get("years", 0)
        and (person.is_home or not line.get("home"))
        and (_goods(person) or not line.get("goods"))
    ]
    return str(rng.choice(true)).format(**facts)
