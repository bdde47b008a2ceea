"""The no-show rate by start hour: a point an hour with its 95 % interval, the worst hour's value written beside it.

Colours are not set here: the stylesheet paints the figure's parts, so that it follows the reader's theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go


@dataclass(frozen=True, slots=True)
class HourPoint:
    """One start hour in words and shares: rate with low and high (95 %), and how many interviews stand behind it."""

    hour: str
    rate: float
    low: float
    high: float
    n: int


def no_show_hours_figure(points: Sequence[HourPoint], *, interval_label: str) -> go.Figure:
    """A figure of at least two hours; `interval_label` is the word before the interval in the hover text."""
    worst = max(points, key=lambda point: point.rate)
    hover = [
        f"{p.hour}<br><b>{p.rate:.0%}</b><br>{interval_label} {p.low:.0%}–{p.high:.0%}<br>n = {p.n}"
        for p in points
    ]
    figure = go.Figure()
    figure.add_scatter(
        x=[p.hour for p in points], y=[p.rate for p in points], mode="markers+text", marker_size=10,
        error_y={
            "type": "data", "symmetric": False, "thickness": 2, "width": 0,
            "array": [p.high - p.rate for p in points], "arrayminus": [p.rate - p.low for p in points],
        },
        text=[f"<b>{p.rate:.0%}</b>" if p is worst else "" for p in points], textposition="middle right",
        hovertext=hover, hoverinfo="text", cliponaxis=False,
    )  # fmt: skip
    top = max(point.high for point in points)
    figure.update_layout(
        template="none", showlegend=False, height=320, autosize=True, margin={"l": 44, "r": 24, "t": 16, "b": 36},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", font_size=12, hovermode="x", dragmode=False,
        xaxis={"type": "category", "showgrid": False, "fixedrange": True},
        yaxis={
            "range": [0, min(1.0, top * 1.15)], "tickformat": ".0%", "nticks": 6, "zeroline": False,
            "fixedrange": True,
        },
    )  # fmt: skip
    return figure
