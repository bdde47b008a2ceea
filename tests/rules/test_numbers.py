"""Texts that should be whole numbers."""

from __future__ import annotations

import pytest

from rxapp.rules.numbers import whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("123456789", 123456789)])
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 7",
        "7 ",
        "-7",
        "+7",
        "7.0",
        "1_000",
        "²",
        "٣",
        "７",
        "七",
        "1234567890",
        "9" * 5000,
        "0x1",
        None,
        True,
        1.5,
    ],
)
def test_everything_else_is_none(text: object) -> None:
    assert whole(text) is None


def test_a_longer_or_shorter_number_may_be_asked_for() -> None:
    assert whole("1234", digits=3) is None and whole("12345678901", digits=11) == 12345678901
