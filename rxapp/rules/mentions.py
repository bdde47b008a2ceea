"""Whom a note calls: `@` and a colleague's name.

    mentioned(text, names) -> set[int]      names: (user id, name) of those who may be called

Chinese is written without spaces, so the longest name that stands behind the `@` counts ("@王芳请看" calls 王芳, or
王芳请 where there is one). Two colleagues of one name are both called: better one too many than the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable

SIGNS = "@＠"


def mentioned(text: str, names: Iterable[tuple[int, str]]) -> set[int]:
    """Ids of everybody the text calls by name."""
    people: dict[str, set[int]] = {}
    for user_id, name in names:
        if name:
            people.setdefault(name.casefold(), set()).add(user_id)
    longest_first = sorted(people, key=len, reverse=True)
    found: set[int] = set()
    for at, sign in enumerate(text):
        if sign in SIGNS:
            rest = text[at + 1 :].casefold()
            called = next((one for one in longest_first if _stands(rest, one)), "")
            found |= people.get(called, set())
    return found


def _stands(rest: str, name: str) -> bool:
    """A Latin name must end where it ends: "@Anna" does not call Ann."""
    if not rest.startswith(name):
        return False
    after = rest[len(name) : len(name) + 1]
    return not (name[-1].isascii() and name[-1].isalnum() and after.isascii() and after.isalnum())
