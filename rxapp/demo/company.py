"""The company of the demo: places, people who sign in, interviewers with their hours, jobs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from rxapp.demo.calendar import DAY, date_of, is_workday, weekday
from rxapp.demo.causes import (
    CONVERTING_INTERVIEWERS,
    READS_CV,
    SELDOM_READS_CV,
    UNPREPARED_INTERVIEWERS,
    Truth,
)
from rxapp.demo.ledger import Ledger, Row

_CONTENT = Path(__file__).parent / "content"
EVENINGS, WEEKEND = (0, 1, 2, 3), (5, 6)
_NUMBER = {2: "两", 3: "三", 5: "五"}


@lru_cache(maxsize=8)
def content(name: str) -> dict[str, Any]:
    """One of the texts under content/, by file name without ending."""
    return tomllib.loads((_CONTENT / f"{name}.toml").read_text("utf-8"))


@dataclass
class Interviewer:
    """An interviewer with latent traits; `busy` holds the half hours taken."""

    id: int
    name: str
    city: str
    tags: frozenset[str]
    hours: list[tuple[int, int, int]]  # weekday, first minute, last minute
    reads_cv: float = 1.0
    is_converting: bool = False
    can_sign_in: bool = False
    busy: set[int] = field(default_factory=set)
    days_off: set[int] = field(default_factory=set)


@dataclass
class Position:
    """A job with who may interview for it."""

    row: Row
    interviewers: list[Interviewer]
    tags: frozenset[str]
    weight: float
    years: int  # of experience, at the least


@dataclass
class Firm:
    """What a candidate's life plays in."""

    recruiters: list[Row]
    executives: list[Row]
    interviewers: list[Interviewer]
    positions: list[Position]
    places: dict[str, Row]


def password_of(email: str) -> str:
    """The demo's fixed password for an address; it protects invented data only."""
    return f"{email.partition('@')[0]}-demo-showup"


def sign_ins() -> list[tuple[str, str, str, str]]:
    """Those who can sign in to the demo: role, name, e-mail, password."""
    people = content("company")
    listed = people["staff"] + [{"role": "interviewer", **person} for person in people["interviewer"]]
    return [
        (person["role"], person["name"], person["email"], password_of(person["email"]))
        for person in listed
        if person.get("password_hash")
    ]


def build(ledger: Ledger, rng: Random, seed: int, first_day: int, today: int, truth: Truth) -> Firm:
    """Write the company's rows; `first_day` and `today` are day numbers of the history."""
    made = content("company")
    founded = (first_day - 30) * DAY
    about = made["company"]
    ledger.add(
        "company", name=about["name"], name_en=about["name_en"], phone=about["phone"], demo_seed=seed,
        created_at=founded,
    )  # fmt: skip
    for day in range(5):
        for start, end in about["hours"]:
            ledger.add("workinghours", weekday=day, start_minute=start, end_minute=end)
    places = {place["city"]: ledger.add("place", **place) for place in made["place"]}
    staff: dict[str, list[Row]] = {}
    for person in made["staff"]:
        staff.setdefault(person["role"], []).append(_user(ledger, person, person["role"], founded))
    interviewers = [_interviewer(ledger, person, founded) for person in made["interviewer"]]
    _give_traits(interviewers, rng, truth)
    _days_off(ledger, interviewers, rng, first_day, today)
    positions = [_job(ledger, job, places, staff["recruiter"], interviewers, founded) for job in made["job"]]
    return Firm(staff["recruiter"], staff["executive"], interviewers, positions, places)


def _user(ledger: Ledger, person: dict[str, Any], role: str, at: int) -> Row:
    return ledger.add(
        "user", email=person["email"], name=person["name"], role=role, language=person.get("language", "zh"),
        password_hash=person.get("password_hash", ""), created_at=at, rights_changed_at=at,
    )  # fmt: skip


def _words(tags: list[str], kind: str, language: str) -> list[str]:
    """One way of saying each tag of a kind; which one depends on the tag's place, so that texts differ."""
    known = content("people")["tags"]
    return [known[t][language][len(tags) % len(known[t][language])] for t in tags if known[t]["kind"] == kind]


def _background(person: dict[str, Any], language: str) -> str:
    industries, segments, skills = (
        _words(person["tags"], kind, language) for kind in ("industry", "segment", "skill")
    )
    texts = content("company")["texts"]
    joined = "、" if language == "zh" else " and "
    return texts["background" if language == "zh" else "background_en"].format(
        industry=joined.join(industries), years=6 + sum(map(ord, person["email"])) % 13, segment=segments[0],
        industry_two="" if len(segments) < 2 else joined + segments[1], skill=skills[0][:1].upper() + skills[0][1:],
        skill_two=texts["values" if language == "zh" else "values_en"][len(person["email"]) % 5],
    )  # fmt: skip


def _interviewer(ledger: Ledger, person: dict[str, Any], at: int) -> Interviewer:
    user = _user(ledger, person, "interviewer", at)
    ledger.add(
        "interviewer_profile", user_id=user["id"], title=person["title"], title_en=person["title_en"],
        background=_background(person, "zh"), background_en=_background(person, "en"),
    )  # fmt: skip
    hours = [(day, start, end) for day in range(5) for start, end in ((570, 720), (810, 1080))]
    if "evening" in person["hours"]:
        hours += [(day, 1080, 1260) for day in EVENINGS]
    if "weekend" in person["hours"]:
        hours += [(day, 570, 990) for day in WEEKEND]
    for day, start, end in sorted(hours):
        ledger.add("weekly_hours", user_id=user["id"], weekday=day, start_minute=start, end_minute=end)
    return Interviewer(
        user["id"], person["name"], person["city"], frozenset(person["tags"]), hours,
        can_sign_in=bool(user["password_hash"]),
    )  # fmt: skip


def _give_traits(interviewers: list[Interviewer], rng: Random, truth: Truth) -> None:
    chosen = rng.sample(interviewers, UNPREPARED_INTERVIEWERS + CONVERTING_INTERVIEWERS)
    for person in interviewers:
        person.reads_cv = READS_CV
    for number, person in enumerate(chosen):
        if number < UNPREPARED_INTERVIEWERS:
            person.reads_cv = SELDOM_READS_CV
            truth.unprepared.add(person.id)
        else:
            person.is_converting = True
            truth.converting.add(person.id)


def _days_off(
    ledger: Ledger, interviewers: list[Interviewer], rng: Random, first_day: int, today: int
) -> None:
    """About every fifth week a day or two away, on into the coming weeks."""
    note = content("company")["texts"]["day_off"]
    for person in interviewers:
        day = first_day + rng.randrange(40)
        while day < today + 45:
            length = rng.choice((1, 1, 2))
            if is_workday(day) and weekday(day) < 4:
                ledger.add(
                    "day_off", user_id=person.id, starts_on=date_of(day), ends_on=date_of(day + length - 1),
                    note=note if rng.random() < 0.4 else "",
                )  # fmt: skip
                person.days_off.update(range(day, day + length))
            day += rng.randrange(22, 50)


def _job(
    ledger: Ledger, job: dict[str, Any], places: dict[str, Row], recruiters: list[Row],
    interviewers: list[Interviewer], at: int,
) -> Position:  # fmt: skip
    texts, known = content("company")["texts"], content("people")["tags"]
    first, second, *_ = (known[tag]["zh"][0] for tag in job["tags"])
    number = len(ledger.tables.get("job", [])) + 1
    is_video = job.get("mode") == "video"
    row = ledger.add(
        "job", title=job["title"], title_en=job["title_en"], city=job["city"], place_id=places[job["city"]]["id"],
        recruiter_id=recruiters[job["recruiter"]]["id"], minutes=job["minutes"], mode=job.get("mode", "onsite"),
        meeting_link=f"https://meeting.example.com/room/{4100 + number}", what_to_bring=texts["bring"],
        what_to_bring_en=texts["bring_en"], created_at=at,
        requirements=texts["requirements_video" if is_video else "requirements"].format(
            a=first, b=second, years=_NUMBER[job["years"]]
        ),
    )  # fmt: skip
    who = [person for name in job["interviewers"] for person in interviewers if person.name == name]
    for person in who:
        ledger.add("job_interviewer", job_id=row["id"], user_id=person.id)
    weight = 1.5 if number < 3 else 0.7 + 0.15 * (number % 5)
    return Position(row, who, frozenset(job["tags"]), weight, job["years"])
