"""Why a message did not get through, in words."""

from __future__ import annotations

from rxapp import i18n


def fault_text(language: str, code: str) -> str:
    """What a delivery's error code says; a provider's own code as it is, empty without one."""
    if not code:
        return ""
    key = f"fault.{code}"
    return i18n.text(language, key) if i18n.has(key) else i18n.text(language, "fault.other", code=code)
