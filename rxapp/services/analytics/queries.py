"""The two measures as figures, with n and how sure they are. What they mean stands in `measures`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, cast, extract, func, literal, union_all
from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.rules.loss import wilson
from rxapp.services.analytics import measures
from rxapp.services.company.queries import zone as company_zone


@dataclass(frozen=True, slots=True)
class LossRate:
    """Of the applications first invited in a span: how many ended without attending. `total` are the known ends;
    rate, low and high (95 %) are shares, None when there is no known end."""

    lost: int
    total: int
    open: int
    left_out: int
    rate: float | None
    low: float | None
    high: float | None

    @property
    def attended(self) -> int:
        """Known ends that came at least once."""
        return self.total - self.lost

    @property
    def open_share(self) -> float | None:
        """The share of the cohort whose end is not known yet; printed beside the rate."""
        return self.open / (self.open + self.total) if self.open + self.total else None


@dataclass(frozen=True, slots=True)
class NoShowRate:
    """Of the second rounds in a span: how many were missed or cancelled under 24 h. `total` counts those and those
    that took place; `early` and `unknown` stand beside it, `ahead` has not ended yet."""

    missed: int
    total: int
    early: int
    unknown: int
    ahead: int
    rate: float | None
    low: float | None
    high: float | None

    @property
    def came(self) -> int:
        """Interviews that took place."""
        return self.total - self.missed


@dataclass(frozen=True, slots=True)
class MonthLoss:
    """The loss rate of those first invited in one month; `month` is its first day in the company's zone."""

    month: date
    loss: LossRate


@dataclass(frozen=True, slots=True)
class StartNoShow:
    """The no-show rate of the interviews that start in one hour of the day, in the company's zone."""

    hour: int
    no_show: NoShowRate


def _interval(part: int, whole: int) -> tuple[float | None, float | None, float | None]:
    found = wilson(part, whole)
    return (part / whole, *found) if found else (None, None, None)


def _loss(counts: Mapping[str, int]) -> LossRate:
    lost, total = (
        counts.get(measures.LOST, 0),
        counts.get(measures.LOST, 0) + counts.get(measures.ATTENDED, 0),
    )
    rate, low, high = _interval(lost, total)
    return LossRate(
        lost, total, counts.get(measures.OPEN, 0), counts.get(measures.LEFT_OUT, 0), rate, low, high
    )


def _no_show(counts: Mapping[str, int]) -> NoShowRate:
    missed = counts.get(measures.ABSENT, 0)
    total = missed + counts.get(measures.CAME, 0)
    rate, low, high = _interval(missed, total)
    early, unknown, ahead = (
        counts.get(kind, 0) for kind in (measures.EARLY, measures.UNKNOWN, measures.AHEAD)
    )
    return NoShowRate(missed, total, early, unknown, ahead, rate, low, high)


def _by_key(rows: Iterable[Any]) -> dict[tuple[Any, ...], dict[str, int]]:
    found: dict[tuple[Any, ...], dict[str, int]] = {}
    for *key, kind, n in rows:
        counts = found.setdefault(tuple(key), {})
        counts[kind] = counts.get(kind, 0) + n
    return found


def loss_rate(session: Session, *, since: datetime, until: datetime) -> LossRate:
    """The loss rate of the applications first invited in [since, until)."""
    rows = measures.cohort(since=since, until=until)
    found = session.connection().execute(measures.counted(rows, "ended"))
    return _loss(_by_key(found).get((), {}))


def no_show_rate(
    session: Session, *, since: datetime, until: datetime, clock: Clock = clocks.now
) -> NoShowRate:
    """The no-show rate of the second rounds that start in [since, until)."""
    rows = measures.scheduled(since=since, until=until, now=clock())
    found = session.connection().execute(measures.counted(rows, "became"))
    return _no_show(_by_key(found).get((), {}))


def monthly_loss(session: Session, *, months: int = 24, clock: Clock = clocks.now) -> list[MonthLoss]:
    """The loss rate of each of the last months, the present one last; a month without invitations has total 0."""
    zone = ZoneInfo(company_zone(session))
    edges = _month_edges(clock().astimezone(zone).date(), months)
    starts = [datetime(day.year, day.month, 1, tzinfo=zone).astimezone(UTC) for day in edges]
    # One count per month by the months' own edges: exact in every zone, and each reads its stretch of one index.
    counts = []
    for number, (since, until) in enumerate(pairwise(starts)):
        rows = measures.cohort(since=since, until=until, name=f"cohort_{number}")
        counts.append(measures.counted(rows, "ended", literal(number).label("month")))
    found = _by_key(session.connection().execute(union_all(*counts)))
    return [MonthLoss(day, _loss(found.get((i,), {}))) for i, day in enumerate(edges[:-1])]


def no_show_by_start(
    session: Session, *, since: datetime, until: datetime, clock: Clock = clocks.now
) -> list[StartNoShow]:
    """The no-show rate by start hour in the company's zone, earliest first; only hours that had interviews."""
    zone = ZoneInfo(company_zone(session))
    rows = measures.scheduled(since=since, until=until, now=clock())
    hour = _part(session, _local(session, rows.c.at, zone, since), "hour").label("hour")
    found = _by_key(session.connection().execute(measures.counted(rows, "became", hour)))
    return [StartNoShow(int(key[0]), _no_show(counts)) for key, counts in sorted(found.items())]


# -- local time in SQL ----------------------------------------------------------------------------------------


def _month_edges(today: date, months: int) -> list[date]:
    """First days of the last `months` months and of the month after them."""
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - months + 1, last + 2)]


def _local(session: Session, at: ColumnElement[Any], zone: ZoneInfo, near: datetime) -> Any:
    """An instant as local time. PostgreSQL knows zones; SQLite shifts by the zone's offset, which is exact where
    clocks never change (all of China) and elsewhere off by an hour for half of the year."""
    if session.get_bind().dialect.name == "postgresql":
        return func.timezone(zone.key, at)
    offset = near.astimezone(zone).utcoffset()
    seconds = int(offset.total_seconds()) if offset else 0
    return func.datetime(at, f"{seconds:+d} seconds")


def _part(session: Session, at: Any, field: str) -> ColumnElement[int]:
    if session.get_bind().dialect.name == "postgresql":
        return cast(extract(field, at), Integer)
    return cast(func.strftime({"hour": "%H"}[field], at), Integer)


__all__ = [
    "LossRate", "MonthLoss", "NoShowRate", "StartNoShow", "loss_rate", "monthly_loss",
    "no_show_by_start", "no_show_rate",
]  # fmt: skip
