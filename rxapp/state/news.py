"""Lists that stand still: who reads one keeps the rows it was opened with, each as it is now; what came, went or
changed places meanwhile is a number, until the reader asks for it.

The rows shown are part of what the view reads (state/shared_views.py), so whoever opened the same list shares it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def differences(was: Sequence[int], now: Sequence[int]) -> int:
    """How many rows would come, go or change places: one that goes up does not count those it passes, nor one that
    comes the one it pushes off the page."""
    place = {one: n for n, one in enumerate(was)}
    kept: list[int] = []  # ends of the longest rising runs: what need not move
    common = [one for one in now if one in place]
    for one in common:
        at = bisect_left(kept, place[one])
        kept[at : at + 1] = [place[one]]
    came, gone = len(now) - len(common), len(was) - len(common)
    return max(came, gone) + len(common) - len(kept)
