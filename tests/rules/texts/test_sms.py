"""The size of a text as an SMS, and what a phone shows of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.texts.sms import BASIC, EXTENDED, CostClass, Encoding, cost_class, measure, shown, signed


def test_the_gsm_alphabet_is_complete() -> None:
    assert len(BASIC) == 127  # 128 places, one of them the escape
    assert len(EXTENDED) == 10
    assert not BASIC & EXTENDED


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", Encoding.GSM7, 0, 0),
        ("a", Encoding.GSM7, 1, 1),
        ("a" * 160, Encoding.GSM7, 160, 1),
        ("a" * 161, Encoding.GSM7, 161, 2),
        ("a" * 306, Encoding.GSM7, 306, 2),
        ("a" * 307, Encoding.GSM7, 307, 3),
        ("面" * 70, Encoding.UCS2, 70, 1),
        ("面" * 71, Encoding.UCS2, 71, 2),
        ("面" * 134, Encoding.UCS2, 134, 2),
        ("面" * 135, Encoding.UCS2, 135, 3),
        ("€", Encoding.GSM7, 2, 1),
        ("€" * 80, Encoding.GSM7, 160, 1),
        ("[" + "a" * 158, Encoding.GSM7, 160, 1),
        ("[" + "a" * 159, Encoding.GSM7, 161, 2),
        ("🎉", Encoding.UCS2, 2, 1),
        ("🎉" * 35, Encoding.UCS2, 70, 1),
        ("a" * 100 + "🎉", Encoding.UCS2, 102, 2),
        ("Ç Ñ Δ ß", Encoding.GSM7, 7, 1),
        ("ç", Encoding.UCS2, 1, 1),
        ("“quoted”", Encoding.UCS2, 8, 1),
        ("line\nline", Encoding.GSM7, 9, 1),
    ],
)
def test_a_text_is_counted_as_networks_count(
    text: str, encoding: Encoding, units: int, segments: int
) -> None:
    size = measure(text)
    assert (size.encoding, size.units, size.segments) == (encoding, units, segments)


def test_a_sign_of_two_units_is_not_cut_between_segments() -> None:
    # 153 septets hold 76 euro signs and one septet stays empty; 67 units hold 33 emoji.
    assert measure("€" * 153).segments == 3
    assert measure("a" * 306).segments == 2
    assert measure("🎉" * 67).segments == 3
    assert measure("面" * 66 + "🎉" + "面" * 66).segments == 3


def test_what_is_left_in_the_last_segment_is_said() -> None:
    assert measure("a" * 150).left == 10
    assert measure("a" * 161).left == 2 * 153 - 161
    assert measure("面" * 71).per_segment == 67


def test_the_signs_that_make_a_text_dear_are_named_once() -> None:
    assert measure("See “you”, “Li”").outside == ("“", "”")
    assert measure("See you").outside == ()


def test_a_mainland_provider_counts_every_sign_alike_with_the_signature() -> None:
    text = signed("Your interview is tomorrow at ten, see you", "示例科技")
    assert text.startswith("【示例科技】")
    assert measure("a" * 71, mainland=True).segments == 2
    assert measure("a" * 70, mainland=True).segments == 1
    assert measure("a" * 71, mainland=True).outside == ()


def test_cost_grows_with_the_segments() -> None:
    assert [cost_class(n) for n in (0, 1, 2, 3, 9)] == [
        CostClass.SINGLE, CostClass.SINGLE, CostClass.DOUBLE, CostClass.LONG, CostClass.LONG,
    ]  # fmt: skip
    assert measure("a" * 161).cost is CostClass.DOUBLE


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_segments_hold_the_whole_text_and_none_is_empty(text: str) -> None:
    size = measure(text)
    assert size.segments * size.per_segment >= size.units
    assert size.units > (size.segments - 1) * (size.per_segment - 1)
    assert 0 <= size.left <= size.per_segment


def test_a_phone_shows_one_trimmed_message() -> None:
    seen = shown("  您好,\r\n面试在 10:00 \t\x07\n\n", "示例科技")
    assert seen.text == "【示例科技】  您好,\n面试在 10:00"
    assert seen.glance == "【示例科技】 您好, 面试在 10:00"


def test_a_locked_screen_shows_the_beginning() -> None:
    assert shown("面" * 41).glance == "面" * 40 + "…"
    assert shown("面" * 40).glance == "面" * 40
    assert shown("a" * 81).glance == "a" * 80 + "…"
