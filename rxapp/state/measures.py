"""The two measures in words, the same on every page that shows them."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import NamedTuple, TypedDict

from sqlmodel import Session

from rxapp import i18n
from rxapp.services.analytics.queries import LossRate, NoShowRate, loss_rate, no_show_rate

COHORT = timedelta(days=90)
ENOUGH = 20  # known ends under which a share says nothing


class LossItem(TypedDict):
    """The loss rate with its parts. `is_enough` is false under 20 known ends: then no rate is shown."""

    rate: str
    lost: str
    total: str
    open: str
    open_share: str
    interval: str
    is_enough: bool
    change: str
    change_tone: str
    before: str


class NoShowItem(TypedDict):
    """The no-show rate with its parts; early cancels and unknown outcomes stand beside it."""

    rate: str
    missed: str
    total: str
    early: str
    unknown: str
    interval: str
    is_enough: bool


NO_NO_SHOW = NoShowItem(rate="", missed="0", total="0", early="0", unknown="0", interval="", is_enough=False)
NO_LOSS = LossItem(
    rate="",
    lost="0",
    total="0",
    open="0",
    open_share="0 %",
    interval="",
    is_enough=False,
    change="",
    change_tone="",
    before="",
)


class Share(NamedTuple):
    """A share and how many it is a share of."""

    rate: float
    total: int


def margin(one: Share, other: Share) -> float:
    """Half the width of the 95 % interval of the difference of two shares: less than this may be chance."""
    return 1.96 * math.sqrt(sum(each.rate * (1 - each.rate) / each.total for each in (one, other)))


def percent(share: float) -> str:
    """0.343 → 34 %."""
    return f"{share * 100:.0f} %"


def interval(low: float | None, high: float | None) -> str:
    """The 95 % interval: 29–39 %; empty when there is none."""
    return "" if low is None or high is None else f"{low * 100:.0f}–{high * 100:.0f} %"


def loss_item(found: LossRate) -> LossItem:
    """The measure of one cohort, without its change."""
    is_enough = found.total >= ENOUGH and found.rate is not None
    return LossItem(
        rate=percent(found.rate) if is_enough and found.rate is not None else "",
        lost=str(found.lost), total=str(found.total), open=str(found.open),
        open_share=percent(found.open_share or 0.0),
        interval=interval(found.low, found.high) if is_enough else "", is_enough=is_enough,
        change="", change_tone="", before="",
    )  # fmt: skip


def no_show_item(found: NoShowRate) -> NoShowItem:
    """The measure of one span of interviews."""
    is_enough = found.total >= ENOUGH and found.rate is not None
    return NoShowItem(
        rate=percent(found.rate) if is_enough and found.rate is not None else "",
        missed=str(found.missed), total=str(found.total), early=str(found.early), unknown=str(found.unknown),
        interval=interval(found.low, found.high) if is_enough else "", is_enough=is_enough,
    )  # fmt: skip


def current_no_show(session: Session, *, now: datetime) -> NoShowItem:
    """The no-show rate of the interviews of the last 90 days."""
    return no_show_item(no_show_rate(session, since=now - COHORT, until=now, clock=lambda: now))


def current_loss(session: Session, *, now: datetime, language: str, compared: bool = False) -> LossItem:
    """The loss rate of those first invited in the last 90 days; `compared` adds how it moved against the 90 before."""
    found = loss_rate(session, since=now - COHORT, until=now)
    item = loss_item(found)
    if compared and item["is_enough"]:
        before = loss_rate(session, since=now - 2 * COHORT, until=now - COHORT)
        item["change"], item["change_tone"] = change_words(found, before, language)
        item["before"] = _before(before, language)
    return item


def _before(before: LossRate, language: str) -> str:
    """What the change is measured against: its rate, of how many, and how sure that is."""
    if before.rate is None or before.total < ENOUGH:
        return ""
    return i18n.text(
        language, "start.change_before", rate=percent(before.rate), n=before.total,
        interval=interval(before.low, before.high),
    )  # fmt: skip


def change_words(now: LossRate, before: LossRate, language: str) -> tuple[str, str]:
    """How the rate moved and whether that is more than chance (95 % interval of the difference), with a tone."""
    if now.rate is None or before.rate is None or before.total < ENOUGH:
        return i18n.text(language, "start.change_unknown"), ""
    difference = now.rate - before.rate
    error = margin(Share(now.rate, now.total), Share(before.rate, before.total))
    points = f"{abs(difference) * 100:.0f}"
    if abs(difference) <= error:
        return i18n.text(
            language, "start.change_unclear", points=f"{difference * 100:+.0f}".replace("-", "−")
        ), ""
    key = "start.change_down" if difference < 0 else "start.change_up"
    return i18n.text(language, key, points=points), "green" if difference < 0 else "amber"
