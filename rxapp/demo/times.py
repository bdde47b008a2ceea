"""Which time is chosen: parts of the day and days ahead, as candidates and recruiters prefer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxapp.demo.world import Slot

if TYPE_CHECKING:
    from rxapp.demo.life import Life

SELF_BANDS: dict[str, float] = {
    "morning": 24,
    "noon": 5,
    "afternoon": 24,
    "late": 19,
    "evening": 20,
    "weekend": 8,
}
HR_BANDS: dict[str, float] = {
    "morning": 29,
    "noon": 5,
    "afternoon": 37,
    "late": 19,
    "evening": 7,
    "weekend": 3,
}
LEADS = (
    (0, 5), (1, 21), (2, 20), (3, 15), (4, 9), (5, 7), (6, 5), (7, 5), (9, 5), (11, 4), (14, 3), (18, 2),
)  # fmt: skip


def own_bands(life: Life) -> dict[str, float]:
    """What this candidate likes: people in work ask for evenings and weekends."""
    bands = dict(SELF_BANDS)
    if life.person.row["is_employed"]:
        bands["evening"] *= 1.6
        bands["weekend"] *= 1.5
    return bands


def find_time(life: Life, bands: dict[str, float], notice: int, most: int = 99) -> Slot | None:
    """A time both can, at least `notice` seconds and at most `most` days ahead; None when there is none."""
    lead = life.rng.choices([days for days, _ in LEADS], [weight for _, weight in LEADS])[0]
    minutes = (life.invitation or {})["minutes"]
    return life.world.find_slot(
        life.people, minutes, lead=min(lead, most), bands=bands, earliest=life.world.now + notice
    )
