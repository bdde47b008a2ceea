from __future__ import annotations

import pytest

from rxapp.rules.phones import dialled, phone_text


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("+8613800138000", "138 0013 8000"),
        ("+862155550100", "+862155550100"),
        ("+8675512345678", "+8675512345678"),  # a landline as long as a mobile number
        ("+14155550100", "+14155550100"),
        ("", ""),
    ],
)
def test_a_mobile_number_is_read_in_groups_and_any_other_as_it_is(stored: str, read: str) -> None:
    assert phone_text(stored) == read


def test_a_number_is_dialled_without_what_stands_in_it_for_the_eye() -> None:
    assert dialled("021-5555 0180") == "02155550180" and dialled("+86 138 0013 8000") == "+8613800138000"
