"""Contact data for those who may see only that there is some.

mask_phone("+8613812345678") -> "138****5678"      mask_email("lin@x.cn") -> "l***@x.cn"
mask_contacts(text) -> the text without telephone numbers, addresses and account names
"""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Seven digits or more, however they are grouped: dates and years stay readable.
_PHONE = re.compile(r"(?<![\w.])\+?\d(?:[ \-()]?\d){6,17}(?![\w])")
_DATE = re.compile(r"(?:19|20)\d\d([-./ ])(?:\d{1,2}\1\d{1,2}|(?:19|20)\d\d|\d{1,2}\1(?:19|20)\d\d\1\d{1,2})")
_ACCOUNT = re.compile(r"((?:微信|wechat|weixin|vx|qq|钉钉)\s*(?:号|id)?\s*[::]?\s*)[\w-]{5,}", re.IGNORECASE)
HIDDEN = "***"


def mask_phone(phone: str | None) -> str:
    """First three and last four digits of a mobile number; shorter numbers show only their last two."""
    digits = re.sub(r"\D", "", (phone or "").removeprefix("+86"))
    if not digits:
        return ""
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"****{digits[-2:]}"


def mask_email(address: str | None) -> str:
    """First letter and domain."""
    name, _, domain = (address or "").partition("@")
    return f"{name[:1]}***@{domain}" if domain else ""


def mask_contacts(text: str) -> str:
    """A CV for an interviewer or an executive: telephone numbers, e-mail addresses and account names are covered."""
    text = _EMAIL.sub(HIDDEN, text)
    text = _ACCOUNT.sub(rf"\1{HIDDEN}", text)
    return _PHONE.sub(lambda found: found[0] if _DATE.fullmatch(found[0].strip()) else HIDDEN, text)
