"""A share with how sure it is."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959963984540054


def wilson(part: int, whole: int, z: float = Z95) -> tuple[float, float] | None:
    """The Wilson score interval of part / whole, 95 % unless told; None when there is nothing to divide."""
    if whole <= 0:
        return None
    if not 0 <= part <= whole:
        raise ValueError("a part lies between nothing and the whole")
    share, square = part / whole, z * z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    # At the ends the formula gives exactly 0 and 1; rounding must not step over.
    return (0.0 if part == 0 else max(0.0, middle - half)), (
        1.0 if part == whole else min(1.0, middle + half)
    )
