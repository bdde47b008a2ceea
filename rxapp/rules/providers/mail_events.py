"""SendGrid's events about a letter in our own few words (the codes that an adapter's refusals use too).

    of_sendgrid(event, kind, status, reason) -> (Report, error) | None       None: an event that changes nothing

`event`, `type`, `status` (RFC 3463) and `reason` as SendGrid's event webhook documents them.
"""

from __future__ import annotations

from rxapp.rules.delivery_reports import Report

_PLAIN = {
    "processed": Report.ACCEPTED, "delivered": Report.DELIVERED, "open": Report.MAIL_OPENED,
}  # fmt: skip
STOPPED = "stopped"
STOPS = frozenset({"unsubscribe", "group_unsubscribe", "spamreport"})  # they do not want our letters
_DROPPED = (
    ("unsubscribed", STOPPED), ("spam report", STOPPED), ("bounced", "bad_address"), ("invalid", "bad_address"),
    ("spam content", "blocked"),
)  # fmt: skip


def of_sendgrid(event: str, kind: str, status: str, reason: str) -> tuple[Report, str] | None:
    """What an event says of its letter, and the code of the failure where it is one."""
    if event in _PLAIN:
        return _PLAIN[event], ""
    if event == "dropped":
        words = reason.lower()
        return Report.FAILED, next((code for part, code in _DROPPED if part in words), "rejected")
    if event == "bounce":
        return Report.FAILED, _bounce(kind, status)
    return None


def _bounce(kind: str, status: str) -> str:
    if status.startswith("5.2.2"):
        return "mailbox_full"
    if status in ("5.3.4", "5.2.3"):
        return "too_large"
    if kind == "blocked" or status.startswith("5.7."):
        return "blocked"
    if status.startswith(("5.1.", "5.2.", "5.4.", "5.0.")) or not status:
        return "bad_address"
    return "rejected"
