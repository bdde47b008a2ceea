"""The code of an SMS: made, shown, and read from what people type."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.texts.sms_codes import (
    ALPHABET,
    LENGTH,
    Slip,
    Typed,
    formatted,
    has_ended,
    is_last_four,
    last_four,
    new_code,
    read,
)
from rxapp.rules.vocabulary import BookingState, Stage, StepKind

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
CODES = st.text(st.sampled_from(ALPHABET), min_size=LENGTH, max_size=LENGTH)


def test_the_alphabet_has_31_signs_that_nobody_confuses() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set("01ILO") & set(ALPHABET)


def test_a_code_has_eight_signs_and_is_never_the_same() -> None:
    some = {new_code() for _ in range(500)}
    assert len(some) == 500
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in some)
    assert new_code(lambda signs: signs[0]) == "22222222"


@given(CODES)
def test_a_code_is_read_back_from_its_two_groups(code: str) -> None:
    assert read(formatted(code)).code == code
    assert read(code.lower()).code == code


@pytest.mark.parametrize(
    "typed",
    [
        "abcd2345",
        "ABCD 2345",
        " abcd-2345 ",
        "AbCd—2345。",
        "A B C D 2 3 4 5",
        "ABCD2345",
        "abcd 2345\n",
        "АВCD 2345",  # Cyrillic А and В
        "Code: ABCD 2345",
        "验证码:ABCD 2345",
        "【ABCD 2345】",
        "ABCD\u200b2345",
        "ABCD_2345",
    ],
)
def test_what_people_type_is_read(typed: str) -> None:
    assert read(typed) == Typed("ABCD2345")


@pytest.mark.parametrize(
    ("typed", "slip", "signs"),
    [
        ("", Slip.EMPTY, ""),
        (" - ", Slip.EMPTY, ""),
        ("ABCD 234", Slip.TOO_SHORT, ""),
        ("ABCD 23456", Slip.TOO_LONG, ""),
        ("ABCD 234O", Slip.NEVER_USED, "O"),
        ("abcd 0l1i", Slip.NEVER_USED, "0L1I"),
        ("ABCD 234面", Slip.NEVER_USED, "面"),
        ("0" * 5000, Slip.NEVER_USED, "0"),
    ],
)
def test_what_can_be_no_code_is_told_in_a_word(typed: str, slip: Slip, signs: str) -> None:
    assert read(typed) == Typed(slip=slip, signs=signs)


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_code_or_a_reason(typed: str) -> None:
    found = read(typed)
    assert bool(found.code) != bool(found.slip)
    assert not found.code or (len(found.code) == LENGTH and set(found.code) <= set(ALPHABET))


def test_the_last_four_digits_prove_the_phone() -> None:
    assert last_four("+86 138 0013 8000") == "8000"
    assert is_last_four("8000", "+8613800138000")
    assert is_last_four(" 80 00", "+8613800138000")
    assert not is_last_four("8001", "+8613800138000")
    assert not is_last_four("", "+8613800138000")
    assert not is_last_four("", "")
    assert not is_last_four("12", "12")


@pytest.mark.parametrize(
    ("kind", "facts", "is_over"),
    [
        (StepKind.INVITED, {}, False),
        (StepKind.INVITED, {"stage": Stage.ATTENDED}, True),
        (StepKind.INVITED, {"is_closed": True}, True),
        (StepKind.BOOKED, {"booking": BookingState.SCHEDULED, "ends_at": NOW + timedelta(seconds=1)}, False),
        (StepKind.BOOKED, {"booking": BookingState.SCHEDULED, "ends_at": NOW}, True),
        (StepKind.BOOKED, {"booking": BookingState.MOVED, "ends_at": NOW + timedelta(days=1)}, True),
        (StepKind.CALLED_OFF, {"booking": BookingState.CANCELLED_BY_COMPANY, "ends_at": NOW}, False),
        (StepKind.TOLD_NO, {"is_closed": True, "stage": Stage.ATTENDED}, False),
    ],
)
def test_a_code_dies_with_the_interview_its_message_was_about(
    kind: StepKind, facts: dict[str, Any], is_over: bool
) -> None:
    usual: dict[str, Any] = {"booking": None, "ends_at": None, "stage": Stage.BOOKED, "is_closed": False}
    assert has_ended(kind, **(usual | facts), now=NOW) is is_over
