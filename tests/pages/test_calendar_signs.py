"""How an interview stands is told by a sign too, not by its colour alone."""

from __future__ import annotations

from rxapp.pages.calendar_grid import SIGNS
from rxapp.state.agenda_rows import _TONES


def test_every_coloured_standing_has_a_sign_of_its_own() -> None:
    coloured = {tone for tone in _TONES.values() if tone} | {"amber", "green"}
    assert coloured <= set(SIGNS) and len(set(SIGNS.values())) == len(SIGNS)
