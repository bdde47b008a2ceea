"""A change of the loss rate says what it is measured against."""

from __future__ import annotations

from dataclasses import replace

from rxapp.rules.vocabulary import Language
from rxapp.services.analytics.queries import LossRate
from rxapp.state.measures import _before

BEFORE = LossRate(lost=40, total=100, open=5, left_out=0, rate=0.4, low=0.31, high=0.5)


def test_the_earlier_rate_comes_with_its_number_and_interval() -> None:
    assert _before(BEFORE, Language.ZH) == "上一个 90 天：40 %（n = 100，31–50 %）"


def test_an_earlier_rate_of_too_few_is_not_said() -> None:
    assert _before(replace(BEFORE, total=5), Language.ZH) == ""
