"""Words stand out from what is behind them, in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "assets" / "showup.css").read_text()
PAIRS = [
    (ink, ground)
    for ground in ("bg", "surface", "hover")
    for ink in ("text", "muted", "accent", "red", "amber", "green")
] + [
    ("text", "sunken"), ("muted", "sunken"), ("accent-ink", "accent"), ("accent-ink", "accent-hover"),
    ("red-ink", "red"),
    ("red-ink", "red-hover"), ("accent", "accent-soft"), ("text", "accent-soft"), ("red", "red-soft"),
    ("amber", "amber-soft"), ("green", "green-soft"), ("bg", "text"),
]  # fmt: skip


def tokens(selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r" \{(.*?)\}", CSS, re.S)
    assert block is not None
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block[1]))


LIGHT = tokens(":root")
DARK = LIGHT | tokens(":root.dark")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_can_be_read(theme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["bg", "surface"])
def test_the_edge_of_a_field_can_be_seen(theme: dict[str, str], ground: str) -> None:
    assert contrast(theme["line-strong"], theme[ground]) >= 3


def test_the_dark_theme_is_the_same_whether_chosen_or_the_devices() -> None:
    assert tokens(":root.dark") == tokens(":root:not(.light, .dark)")
