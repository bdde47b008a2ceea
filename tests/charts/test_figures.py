"""Figures hold what was measured, take their colours from the page, and write the number that matters."""

from __future__ import annotations

import json

import plotly.graph_objects as go
import pytest

from rxapp.charts.monthly_loss import MonthPoint, monthly_loss_figure
from rxapp.charts.no_show_hours import HourPoint, no_show_hours_figure

MONTHS = [MonthPoint("2026-01", 0.40, 0.34, 0.46, 240), MonthPoint("2026-02", 0.31, 0.25, 0.38, 210)]
HOURS = [HourPoint("10:00", 0.20, 0.15, 0.26, 310), HourPoint("14:00", 0.42, 0.37, 0.47, 402)]


def months() -> go.Figure:
    return monthly_loss_figure(MONTHS, interval_label="95 %")


def hours() -> go.Figure:
    return no_show_hours_figure(HOURS, interval_label="95 %")


@pytest.mark.parametrize("figure", [months, hours])
def test_a_figure_is_data_only_and_leaves_colours_to_the_page(figure: object) -> None:
    made = figure()  # type: ignore[operator]
    text = json.dumps(made.to_plotly_json(), default=list)
    assert len(text) < 4_000
    assert "#" not in text
    assert made.layout.showlegend is False
    assert made.layout.xaxis.fixedrange and made.layout.yaxis.fixedrange


def test_the_band_is_the_interval_and_the_newest_month_is_labelled() -> None:
    high, low, line = months().data
    assert list(high.y) == [0.46, 0.38]
    assert list(low.y) == [0.34, 0.25]
    assert list(line.y) == [0.40, 0.31]
    assert list(line.text) == ["", "<b>31%</b>"]
    assert "n = 210" in line.hovertext[1]


def test_whiskers_are_the_interval_and_the_worst_hour_is_labelled() -> None:
    (points,) = hours().data
    assert list(points.y) == [0.20, 0.42]
    assert list(points.error_y.array) == pytest.approx([0.06, 0.05])
    assert list(points.error_y.arrayminus) == pytest.approx([0.05, 0.05])
    assert list(points.text) == ["", "<b>42%</b>"]
    assert "n = 402" in points.hovertext[1]


def test_the_axis_starts_at_nothing_and_ends_at_everything() -> None:
    figure = no_show_hours_figure([HourPoint("9:00", 0.9, 0.6, 0.99, 20), HOURS[0]], interval_label="95 %")
    assert tuple(figure.layout.yaxis.range) == (0, 1.0)
