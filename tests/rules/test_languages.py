"""A browser's wish for a language is read as it is meant."""

from __future__ import annotations

import pytest

from rxapp.rules.languages import preferred


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("en-GB,en;q=0.9,zh;q=0.3", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr,zh;q=0.2,en;q=0.7", "en"),
        ("EN", "en"),
        ("fr-FR,de", None),
        ("", None),
        ("en;q=many,zh;q=0.1", "zh"),
        (",;,;q=" * 80, None),
    ],
)
def test_the_language_wanted_most_among_ours(asked: str, language: str | None) -> None:
    assert preferred(asked) == language
