"""The loss rate by month: one line, its 95 % interval as a band, the newest value written beside its point.

Colours are not set here: the stylesheet paints the figure's parts, so that it follows the reader's theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """One month in words and shares: rate with low and high (95 %), and how many known ends stand behind it."""

    month: str
    rate: float
    low: float
    high: float
    n: int


def monthly_loss_figure(points: Sequence[MonthPoint], *, interval_label: str) -> go.Figure:
    """A figure of at least two months; `interval_label` is the word before the interval in the hover text."""
    months = [point.month for point in points]
    shown = [f"{point.rate:.0%}" for point in points]
    hover = [
        f"{p.month}<br><b>{p.rate:.0%}</b><br>{interval_label} {p.low:.0%}–{p.high:.0%}<br>n = {p.n}"
        for p in points
    ]
    falls = points[-1].rate < points[-2].rate
    figure = go.Figure()
    figure.add_scatter(x=months, y=[p.high for p in points], mode="lines", line_width=0, hoverinfo="skip")
    figure.add_scatter(
        x=months, y=[p.low for p in points], mode="lines", line_width=0, fill="tonexty", hoverinfo="skip"
    )
    figure.add_scatter(
        x=months, y=[p.rate for p in points], mode="lines+markers+text", line_width=2, marker_size=6,
        text=["" for _ in shown[:-1]] + [f"<b>{shown[-1]}</b>"],
        textposition="bottom center" if falls else "top center",
        hovertext=hover, hoverinfo="text", cliponaxis=False,
    )  # fmt: skip
    top = max(point.high for point in points)
    figure.update_layout(
        template="none", showlegend=False, height=320, autosize=True, margin={"l": 44, "r": 24, "t": 16, "b": 36},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", font_size=12, hovermode="x",
        dragmode=False,
        xaxis={"type": "category", "nticks": 5, "tickangle": 0, "showgrid": False, "fixedrange": True},
        yaxis={
            "range": [0, min(1.0, top * 1.15)], "tickformat": ".0%", "nticks": 6, "zeroline": False,
            "fixedrange": True,
        },
    )  # fmt: skip
    return figure
