"""Telephone numbers as people read them."""

from __future__ import annotations


def dialled(phone: str) -> str:
    """A number as `tel:` links want it: digits and a plus, whatever stands between them for the eye."""
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


def phone_text(phone: str) -> str:
    """A stored number (E.164) as it is dialled at home: 138 0013 8000; landlines and other countries' numbers stay as
    they are."""
    if phone.startswith("+861") and len(phone) == 14 and phone[1:].isdigit():
        return f"{phone[3:6]} {phone[6:10]} {phone[10:]}"
    return phone
