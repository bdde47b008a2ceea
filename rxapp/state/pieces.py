"""A text with addresses in it, as pages show it: the demo's phones and the letters on a candidate's page."""

from __future__ import annotations

from typing import TypedDict

from rxapp.rules.geo import is_map
from rxapp.rules.texts.text_links import cut


class Piece(TypedDict):
    """A run of a text; `link` is set where it can be opened. Candidates' links stay on this site."""

    text: str
    link: str


def pieces(text: str, *, map_name: str = "") -> list[Piece]:
    """A text cut at its addresses, so that they can be opened; a map's long one is called `map_name` if that is set."""
    return [Piece(text=map_name if map_name and is_map(link) else run, link=link) for run, link in cut(text)]
