"""SendGrid's events in our own few words."""

from __future__ import annotations

import pytest

from rxapp.rules.delivery_reports import Report
from rxapp.rules.providers.mail_events import of_sendgrid


@pytest.mark.parametrize(
    ("event", "kind", "status", "reason", "meant"),
    [
        ("processed", "", "", "", (Report.ACCEPTED, "")),
        ("delivered", "", "", "250 OK", (Report.DELIVERED, "")),
        ("open", "", "", "", (Report.MAIL_OPENED, "")),
        ("deferred", "", "", "450 try later", None),
        ("click", "", "", "", None),
        ("something new", "", "", "", None),
        ("bounce", "bounce", "5.1.1", "550 unknown user", (Report.FAILED, "bad_address")),
        ("bounce", "bounce", "5.2.2", "552 over quota", (Report.FAILED, "mailbox_full")),
        ("bounce", "bounce", "5.3.4", "too big", (Report.FAILED, "too_large")),
        ("bounce", "blocked", "4.7.1", "listed", (Report.FAILED, "blocked")),
        ("bounce", "bounce", "5.7.1", "policy", (Report.FAILED, "blocked")),
        ("bounce", "bounce", "5.6.0", "no", (Report.FAILED, "rejected")),
        ("bounce", "", "", "", (Report.FAILED, "bad_address")),
        ("dropped", "", "", "Bounced Address", (Report.FAILED, "bad_address")),
        ("dropped", "", "", "Unsubscribed Address", (Report.FAILED, "stopped")),
        ("dropped", "", "", "Spam Reporting Address", (Report.FAILED, "stopped")),
        ("dropped", "", "", "Spam Content", (Report.FAILED, "blocked")),
        ("dropped", "", "", "", (Report.FAILED, "rejected")),
    ],
)
def test_what_an_event_says(
    event: str, kind: str, status: str, reason: str, meant: tuple[Report, str] | None
) -> None:
    assert of_sendgrid(event, kind, status, reason) == meant
