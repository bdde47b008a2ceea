"""The truth behind the demo: why its candidates stay away or leave. docs/demo-data.md tells it to people.

Nothing else of the product may read this module; what finds the causes later must find them in the rows.
Coefficients are log odds. "Absent" means no-show or cancelled under 24 h before the start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, log1p

UNPREPARED_INTERVIEWERS, CONVERTING_INTERVIEWERS = 3, 2
READS_CV, SELDOM_READS_CV = 0.93, 0.25  # how often an interviewer reads the CV before the round

ABSENT: dict[str, float] = {
    "base": -2.22,
    "afternoon": 0.95,  # starts 14:00-15:59
    "afternoon_in_work": 0.35,  # on top, for people in work
    "evening": -0.75,  # starts 18:00 or later
    "weekend": -0.45,  # Saturday and Sunday
    "lead": 0.62,  # times log(1 + days between booking and start), minus its usual value
    "notice_unopened": 1.10,
    "assigned": 0.30,  # HR set the time instead of the candidate
    "moved": 0.30,  # each move by the candidate
    "earlier_no_show": 0.70,  # each, two at most
    "far": 0.55,  # lives in another city and must come in person
    "video": -0.25,
    "referral": -0.45,
    "engagement": -0.75,  # times a latent normal of the person
    "trend": 0.55,  # 24 months ago; falls to 0 today
}
USUAL_LEAD = 1.25

LEAVES = {"base": -4.1, "unprepared": 1.75, "long": 1.55}  # leaves the room early; long = over 90 min
WITHDRAWS = {"base": -2.75, "unprepared": 1.35, "long": 1.25, "engagement": -0.45}  # gives up after the round
OFFERED = {"base": -2.25, "converting": 1.15, "fit": 0.75, "engagement": 0.15}
ACCEPTS = {"base": 0.35, "converting": 0.70, "fit": 0.25, "engagement": 0.35}


def chance(log_odds: float) -> float:
    """The probability behind log odds."""
    return 1 / (1 + exp(-log_odds))


@dataclass(slots=True)
class Circumstances:
    """What decides whether one scheduled interview takes place; as it is the day before."""

    hour: float
    is_weekend: bool
    lead_days: float
    notice_opened: bool
    is_assigned: bool
    moves: int
    earlier_no_shows: int
    is_far: bool
    is_video: bool
    is_employed: bool
    is_referral: bool
    engagement: float
    age: float  # 1 = 24 months ago, 0 = today


def absent_chance(it: Circumstances) -> float:
    """The true probability that the candidate does not come."""
    c = ABSENT
    odds = c["base"] + c["engagement"] * it.engagement + c["trend"] * it.age
    odds += c["lead"] * (log1p(it.lead_days) - USUAL_LEAD)
    if it.is_weekend:
        odds += c["weekend"]
    elif 14 <= it.hour < 16:
        odds += c["afternoon"] + c["afternoon_in_work"] * it.is_employed
    elif it.hour >= 18:
        odds += c["evening"]
    odds += c["notice_unopened"] * (not it.notice_opened) + c["assigned"] * it.is_assigned
    odds += c["moved"] * it.moves + c["earlier_no_show"] * min(it.earlier_no_shows, 2)
    odds += c["video"] if it.is_video else c["far"] * it.is_far
    return chance(odds + c["referral"] * it.is_referral)


def after_round(it: dict[str, float], table: dict[str, float]) -> float:
    """The chance of what may follow an attended round; `it` holds 0/1 marks and latent values by coefficient."""
    return chance(table["base"] + sum(table[name] * value for name, value in it.items() if name in table))


@dataclass
class Truth:
    """What the rows do not say, for tests and benchmarks: true chances by booking, traits by interviewer."""

    absent: dict[int, float] = field(default_factory=dict)  # booking id -> chance, as decided the day before
    unprepared: set[int] = field(default_factory=set)  # user ids who seldom read the CV
    converting: set[int] = field(default_factory=set)  # user ids who convert well
    fit: dict[tuple[int, int], float] = field(default_factory=dict)  # (candidate id, user id) -> latent fit
    tags: dict[int, frozenset[str]] = field(default_factory=dict)  # candidate id -> latent tags
