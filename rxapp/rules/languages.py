"""Which of our languages a browser asks for.

preferred(accept_language) -> Language | None       None where it names neither
"""

from __future__ import annotations

from rxapp.rules.vocabulary import Language


def preferred(accept_language: str) -> Language | None:
    """The first of our languages in a browser's order: "en-GB,en;q=0.9,zh;q=0.3" wants English."""
    found: list[tuple[float, int, Language]] = []
    for number, part in enumerate(accept_language[:200].split(",")):
        tag, _, weight = part.partition(";")
        name = tag.strip().lower().partition("-")[0]
        if name in set(Language):
            try:
                quality = float(weight.strip().removeprefix("q=") or 1)
            except ValueError:
                quality = 0.0
            found.append((-quality, number, Language(name)))
    return min(found)[2] if found else None
