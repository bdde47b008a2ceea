"""A figure before there is one. Every open page of the product holds the states of all pages, and a figure with the
usual template weighs more than everything else in them together; so this one has none, and all share it."""

from __future__ import annotations

from typing import Any, Self

import plotly.graph_objects as go


class _Nothing(go.Figure):
    """Is replaced, never changed, and so never copied."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __copy__(self) -> Self:
        return self


NOTHING: go.Figure = _Nothing(layout={"template": "none"})
