"""Where a step of the default table leads when it falls due: to its invitation's part or to its booking's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxapp.demo import arranging, reminders
from rxapp.demo.ledger import Row

if TYPE_CHECKING:
    from rxapp.demo.life import Life


def fall_due(life: Life, step: Row) -> None:
    """Do what is owed, unless it was called off."""
    if step["state"] != "pending":
        return
    if step["booking_id"] is None:
        arranging.fall_due(life, step)
    elif life.booking is not None and step["booking_id"] == life.booking["id"]:
        reminders.fall_due(life, life.booking, step)
