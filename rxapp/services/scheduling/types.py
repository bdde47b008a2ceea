"""What the commands of this domain return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BookingReceipt:
    """A time that is now theirs. `undo_id` is set for staff only."""

    application_id: int
    version: int
    event_id: int
    undo_id: int | None
    booking_id: int
    interviewer_id: int
    starts_at: datetime
    ends_at: datetime
