"""The providers' error codes in our words."""

from __future__ import annotations

import re

from rxapp.rules.providers.sms_faults import _ALIYUN, _TWILIO, Fault, of_aliyun, of_twilio


def test_known_codes_are_told_by_where_the_fault_lies() -> None:
    assert of_twilio(21211) == (Fault.MESSAGE, "invalid_number")
    assert of_twilio(20003) == (Fault.CHANNEL, "bad_credentials")
    assert of_twilio(20429) == (Fault.BUSY, "too_many_requests")
    assert of_aliyun("isv.MOBILE_NUMBER_ILLEGAL") == (Fault.MESSAGE, "invalid_number")
    assert of_aliyun("isv.AMOUNT_NOT_ENOUGH") == (Fault.CHANNEL, "no_credit")
    assert of_aliyun("isv.BUSINESS_LIMIT_CONTROL") == (Fault.BUSY, "number_limit")


def test_aliyuns_families_are_known_by_their_first_word() -> None:
    assert of_aliyun("Throttling.User") == of_aliyun("Throttling") == (Fault.BUSY, "too_many_requests")
    assert of_aliyun("InvalidAccessKeyId.NotFound") == (Fault.CHANNEL, "bad_credentials")


def test_what_is_not_known_is_not_guessed_at() -> None:
    assert of_twilio(99999) is None
    assert of_twilio(0) is None
    assert of_aliyun("isv.NEVER_HEARD_OF") is None
    assert of_aliyun("") is None


def test_no_code_has_two_meanings_and_our_words_are_short() -> None:
    for table in (_TWILIO, _ALIYUN):
        codes = [code for words in table.values() for some in words.values() for code in some]
        assert len(codes) == len(set(codes))
        assert all(re.fullmatch(r"[a-z_]{4,20}", word) for words in table.values() for word in words)


def test_one_word_lies_in_one_place_whatever_the_provider() -> None:
    places: dict[str, set[Fault]] = {}
    for table in (_TWILIO, _ALIYUN):
        for fault, words in table.items():
            for word in words:
                places.setdefault(word, set()).add(fault)
    assert {word: some for word, some in places.items() if len(some) > 1} == {}
