"""How a figure is printed: a line for people, and one line of JSON for whoever collects them."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from typing import Any


def p95(values: Sequence[float]) -> float:
    """The smallest value that 95 % of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * 0.95) - 1)]


def figure(name: str, unit: str, values: Sequence[float], **more: Any) -> dict[str, Any]:
    """Print one figure; `more` (a ratio, a database) stands in the JSON too."""
    if not values:
        return skipped(name, "no value was measured")
    row = {"name": name, "unit": unit, "n": len(values), "median": round(statistics.median(values), 3),
           "p95": round(p95(values), 3)} | more  # fmt: skip
    print(json.dumps(row, ensure_ascii=False), flush=True)
    return row


def skipped(name: str, why: str) -> dict[str, Any]:
    """Say that a part did not run."""
    row = {"name": name, "skipped": why}
    print(json.dumps(row, ensure_ascii=False), flush=True)
    return row
