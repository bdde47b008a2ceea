"""What a browser's date-and-time field writes and reads: the company's local time."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rxapp.errors import Invalid

LOCAL = "%Y-%m-%dT%H:%M"


def instant(local: str, zone: str, field: str) -> datetime:
    """The instant (UTC) of a field's text in this zone. Raises Invalid with the field's name."""
    try:
        return datetime.strptime(local, LOCAL).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(field=field) from None
