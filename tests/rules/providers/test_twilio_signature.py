"""Twilio's published example, and what must not pass."""

from __future__ import annotations

import pytest
from twilio.request_validator import RequestValidator

from rxapp.rules.providers.twilio_signature import is_from_twilio, signature

# The worked example of Twilio's security page, printed with its result; auth token 12345.
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FIELDS = [
    ("Digits", "1234"),
    ("To", "+18005551212"),
    ("From", "+14158675310"),
    ("Caller", "+14158675310"),
    ("CallSid", "CA1234567890ABCDE"),
]
PUBLISHED = "GvWf1cFY/Q7PnoempGyD5oXAezc="


def passes(
    given: str = PUBLISHED, url: str = URL, fields: object = None, tokens: object = ("12345",)
) -> bool:
    return is_from_twilio(given, url=url, fields=FIELDS if fields is None else fields, tokens=tokens)  # type: ignore[arg-type]


def test_the_published_example_passes() -> None:
    assert signature(URL, FIELDS, "12345") == PUBLISHED
    assert passes()
    assert passes(fields=FIELDS[::-1])


@pytest.mark.parametrize(
    "changed",
    [
        {"given": ""},
        {"given": PUBLISHED[:-1]},
        {"given": PUBLISHED + "="},
        {"given": "签名"},
        {"given": PUBLISHED.lower()},
        {"url": "http://mycompany.com/myapp.php?foo=1&bar=2"},
        {"url": "https://mycompany.com/myapp.php?foo=1"},
        {"url": "https://evil.example/myapp.php?foo=1&bar=2"},
        {"url": "https://mycompany.com:8443/myapp.php?foo=1&bar=2"},
        {"fields": FIELDS[1:]},
        {"fields": [*FIELDS, ("Extra", "")]},
        {"fields": [*FIELDS[1:], ("Digits", "1235")]},
        {"tokens": ("54321",)},
        {"tokens": ()},
        {"tokens": ("",)},
    ],
)
def test_anything_changed_does_not_pass(changed: dict[str, object]) -> None:
    assert not passes(**changed)  # type: ignore[arg-type]


def test_an_empty_token_signs_nothing() -> None:
    assert not passes(given=signature(URL, FIELDS, ""), tokens=("",))


def test_the_token_before_counts_while_they_change() -> None:
    assert passes(tokens=("new", "12345"))


def test_the_port_of_the_scheme_may_be_spelt_or_not() -> None:
    spelt = "https://hr.example.com:443/hooks/twilio/7"
    bare = "https://hr.example.com/hooks/twilio/7"
    for signed in (spelt, bare):
        for ours in (spelt, bare):
            assert passes(signature(signed, FIELDS, "12345"), url=ours)


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [("Body", "1 确认 🎉"), ("NumMedia", "0")],
        [("Body", " spaces stay "), ("b", ""), ("B", "x")],
        [("MediaUrl", "b"), ("MediaUrl", "a"), ("MediaUrl", "a")],
    ],
)
def test_it_says_what_twilios_own_library_says(fields: list[tuple[str, str]]) -> None:
    class Form(dict[str, str]):
        def getall(self, name: str) -> list[str]:
            return [value for key, value in fields if key == name]

    theirs = RequestValidator("12345").compute_signature(URL, Form(fields))
    assert passes(theirs, fields=fields)
