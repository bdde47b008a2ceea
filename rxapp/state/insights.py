"""Insights: the two measures, the loss rate by month, and why applications were lost; each with n and how sure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypedDict

import plotly.graph_objects as go
import reflex as rx

from rxapp import clock, db, i18n
from rxapp.charts.monthly_loss import MonthPoint, monthly_loss_figure
from rxapp.charts.no_show_hours import HourPoint, no_show_hours_figure
from rxapp.charts.nothing import NOTHING
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.analytics.loss_reasons import loss_reasons
from rxapp.services.analytics.queries import MonthLoss, StartNoShow, monthly_loss, no_show_by_start
from rxapp.state.guard import current_actor, guarded
from rxapp.state.measures import (
    ENOUGH,
    NO_LOSS,
    NO_NO_SHOW,
    LossItem,
    NoShowItem,
    Share,
    current_loss,
    current_no_show,
    interval,
    margin,
    percent,
)
from rxapp.state.page import PageState
from rxapp.state.shared_views import Values, reader
from rxapp.state.topics import MEASURES

READERS = (Role.ADMINISTRATOR, Role.RECRUITER, Role.EXECUTIVE)
YEAR = timedelta(days=365)
MONTHS = 24
REASONS = 12
MOST_OPEN = 0.1


class MonthItem(TypedDict):
    """One month of the chart's table."""

    month: str
    rate: str
    interval: str
    lost: str
    total: str
    open: str


class HourItem(TypedDict):
    """One start hour of the second chart's table."""

    hour: str
    rate: str
    interval: str
    missed: str
    total: str


class ReasonItem(TypedDict):
    """One reason with its share of all that were lost."""

    reason: str
    side: str
    n: str
    share: str
    width: str


class InsightsState(PageState, rx.State):
    """What the history says; "not enough data yet" where it says nothing."""

    loss: LossItem = NO_LOSS
    no_show: NoShowItem = NO_NO_SHOW
    months: list[MonthItem] = []
    sentence: str = ""
    figure: go.Figure = NOTHING
    has_figure: bool = False
    hours: list[HourItem] = []
    hours_sentence: str = ""
    hours_figure: go.Figure = NOTHING
    has_hours: bool = False
    reasons: list[ReasonItem] = []
    lost: int = 0

    @rx.event
    @guarded(*READERS)
    async def load(self) -> None:
        """Show the measures and keep them current."""
        await self._share(_insights, reader(current_actor()), topics={MEASURES})


def _insights(actor: Actor) -> Values:
    now, language = clock.now(), actor.language
    with db.reading() as session:
        months = monthly_loss(session, months=MONTHS, clock=lambda: now)
        reasons = loss_reasons(session, since=now - YEAR, until=now)
        loss = current_loss(session, now=now, language=language, compared=True)
        no_show = current_no_show(session, now=now)
        hours = no_show_by_start(session, since=now - YEAR, until=now, clock=lambda: now)
    sure = [each for each in hours if each.no_show.total >= ENOUGH]
    lost = sum(row.n for row in reasons)
    # The months before the first invitation are no history, only empty space.
    first = next((i for i, each in enumerate(months) if each.loss.total or each.loss.open), len(months))
    months = months[first:]
    # Who comes is known within days, who is lost only after two weeks: a month with many open ends looks too good.
    known = [m for m in months if m.loss.total >= ENOUGH and (m.loss.open_share or 0) <= MOST_OPEN]
    has_figure, has_hours = len(known) >= 2, len(sure) >= 2
    return {
        "loss": loss,
        "no_show": no_show,
        "months": [_month(each, language) for each in reversed(months)],
        "sentence": _sentence(known, language),
        "has_figure": has_figure,
        "figure": _figure(known, language) if has_figure else NOTHING,
        "hours": [_hour(each) for each in hours],
        "hours_sentence": _hours_sentence(sure, language) if has_hours else "",
        "has_hours": has_hours,
        "hours_figure": _hours_figure(sure, language) if has_hours else NOTHING,
        "reasons": [
            ReasonItem(
                reason=i18n.text(language, f"reason.{row.code}" if row.code else "insights.unsaid"),
                side=i18n.text(language, f"insights.side_{row.side}") if row.side else "",
                n=str(row.n), share=percent(row.n / lost),
                width=f"calc(var(--insights-bar) * {row.n / reasons[0].n:.2f})",
            )
            for row in reasons[:REASONS]
        ],
        "lost": lost,
    }  # fmt: skip


def _month(each: MonthLoss, language: str) -> MonthItem:
    is_enough = each.loss.total >= ENOUGH and each.loss.rate is not None
    return MonthItem(
        month=month_name(each.month, language),
        rate=percent(each.loss.rate or 0) if is_enough else "–",
        interval=interval(each.loss.low, each.loss.high) if is_enough else "",
        lost=str(each.loss.lost), total=str(each.loss.total), open=str(each.loss.open),
    )  # fmt: skip


def month_name(month: date, language: str) -> str:
    """2026 年 3 月 / Mar 2026."""
    return i18n.month(language, month)


def _sentence(known: list[MonthLoss], language: str) -> str:
    """What the chart shows, in one sentence: its last three months against the same three a year before, or against its
    first three while the history is younger."""
    if len(known) < 2:
        return ""
    recent, earlier = known[-3:], known[-15:-12] if len(known) >= 15 else known[:3]
    newest, before = _together(recent), _together(earlier)
    facts = {
        "rate": percent(newest.rate),
        "earlier": percent(before.rate),
        "n": newest.total,
        "n_earlier": before.total,
        "months": _span(recent, language),
        "months_earlier": _span(earlier, language),
    }
    difference, error = newest.rate - before.rate, margin(newest, before)
    key = "steady" if abs(difference) <= error else ("down" if difference < 0 else "up")
    return i18n.text(language, f"insights.sentence_{key}", **facts)


def _span(months: list[MonthLoss], language: str) -> str:
    first, last = month_name(months[0].month, language), month_name(months[-1].month, language)
    return first if first == last else f"{first}–{last}"


def _together(months: list[MonthLoss]) -> Share:
    lost, total = sum(m.loss.lost for m in months), sum(m.loss.total for m in months)
    return Share(lost / total, total)


def _figure(known: list[MonthLoss], language: str) -> go.Figure:
    points = [
        MonthPoint(
            month_name(each.month, language), each.loss.rate or 0, each.loss.low or 0, each.loss.high or 0,
            each.loss.total,
        )
        for each in known
    ]  # fmt: skip
    return monthly_loss_figure(points, interval_label=i18n.text(language, "insights.interval"))


def _hour(each: StartNoShow) -> HourItem:
    is_enough = each.no_show.total >= ENOUGH and each.no_show.rate is not None
    return HourItem(
        hour=f"{each.hour}:00",
        rate=percent(each.no_show.rate or 0) if is_enough else "–",
        interval=interval(each.no_show.low, each.no_show.high) if is_enough else "",
        missed=str(each.no_show.missed), total=str(each.no_show.total),
    )  # fmt: skip


def _hours_sentence(sure: list[StartNoShow], language: str) -> str:
    """The hour most missed and the one least missed, if chance alone does not explain the difference."""
    worst = max(sure, key=lambda each: each.no_show.rate or 0)
    best = min(sure, key=lambda each: each.no_show.rate or 0)
    high, low = worst.no_show, best.no_show
    if (low.high or 0) >= (high.low or 0):
        return i18n.text(language, "insights.hours_even")
    return i18n.text(
        language, "insights.hours_differ", worst=f"{worst.hour}:00", best=f"{best.hour}:00",
        high=percent(high.rate or 0), low=percent(low.rate or 0), n_high=high.total, n_low=low.total,
    )  # fmt: skip


def _hours_figure(sure: list[StartNoShow], language: str) -> go.Figure:
    points = [
        HourPoint(
            f"{each.hour}:00", each.no_show.rate or 0, each.no_show.low or 0, each.no_show.high or 0,
            each.no_show.total,
        )
        for each in sure
    ]  # fmt: skip
    return no_show_hours_figure(points, interval_label=i18n.text(language, "insights.interval"))
