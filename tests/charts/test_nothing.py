"""The figure before there is one."""

from __future__ import annotations

from copy import copy, deepcopy

from rxapp.charts.nothing import NOTHING


def test_no_session_gets_a_copy_of_its_own() -> None:
    assert deepcopy({"figure": NOTHING})["figure"] is NOTHING
    assert copy(NOTHING) is NOTHING
    assert NOTHING.to_plotly_json()["data"] == [] and len(NOTHING.to_json()) < 200
