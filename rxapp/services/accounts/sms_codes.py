"""The code of a candidate's link, which an SMS carries instead of the link itself (rules.texts.sms_codes).

It is made from the link's id with our key, as the link's token is, so that a second try of a message says the same as
the first and nothing readable is stored: the row keeps a keyed digest, by which what somebody types is found.
"""

from __future__ import annotations

from rxapp.rules.texts.sms_codes import new_code
from rxapp.services.accounts.tokens import keyed_digest, keyed_digests


def code_of(link_id: int) -> str:
    """The code of a link, eight signs without a space."""
    rest = int(keyed_digest("sms-code", str(link_id)), 16)

    def choose(signs: str) -> str:
        nonlocal rest
        rest, place = divmod(rest, len(signs))
        return signs[place]

    return new_code(choose)


def digest_of(code: str) -> str:
    """What the link's row keeps of its code."""
    return keyed_digest("sms-code-digest", code)


def digests_of(code: str) -> list[str]:
    """Everything a row may have kept of it: also what was made before a change of keys."""
    return keyed_digests("sms-code-digest", code)
