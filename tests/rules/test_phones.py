from __future__ import annotations

import pytest

from rxapp.rules.phones import phone_text


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
