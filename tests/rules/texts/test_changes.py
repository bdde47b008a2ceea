"""Two versions of a text beside each other."""

from __future__ import annotations

import pytest

from rxapp.rules.texts.changes import Sign, changed_lines

SAME, GONE, NEW = Sign.SAME, Sign.GONE, Sign.NEW


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", []),
        ("a\nb", "a\nb", [(SAME, "a"), (SAME, "b")]),
        ("a\nb\nc", "a\nx\nc", [(SAME, "a"), (GONE, "b"), (NEW, "x"), (SAME, "c")]),
        ("a", "a\n\nb", [(SAME, "a"), (NEW, ""), (NEW, "b")]),
        ("a\nb", "", [(GONE, "a"), (GONE, "b")]),
    ],
)
def test_every_line_is_said_once(old: str, new: str, said: list[tuple[Sign, str]]) -> None:
    assert changed_lines(old, new) == said
