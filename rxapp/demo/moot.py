"""Calls that ask for what has happened meanwhile: the product ends them by itself, so none of them stands open."""

from __future__ import annotations

from rxapp.demo.calendar import MINUTE
from rxapp.demo.ledger import Ledger, Row
from rxapp.models.vocabulary import TaskKind

NOT_HERE, OUTCOME = 5 * MINUTE, 30 * MINUTE  # after its start another question stands for a round


def end_moot_calls(ledger: Ledger, end: int) -> None:
    """Close the open calls about pages that were opened and about rounds that have begun."""
    seen = {row["application_id"]: row["opened_at"] for row in ledger.tables["invitation"] if row["is_open"]}
    bookings = {row["id"]: row for row in ledger.tables["booking"]}
    for task in ledger.tables["task"]:
        if task["done_at"] is None and task["cancelled_at"] is None:
            at = _over_at(task, seen, bookings.get(task["booking_id"]))
            if at is not None and at <= end:
                task["cancelled_at"] = max(at, task["created_at"])


def _over_at(task: Row, seen: dict[int, int | None], booking: Row | None) -> int | None:
    """When a call has nothing to ask for any more; None while it has."""
    kind = task["kind"]
    if kind == TaskKind.INVITED_NOT_OPENED:
        return seen.get(task["application_id"])
    if booking is None:
        return None
    if kind == TaskKind.NOTICE_NOT_OPENED:
        return booking["notice_opened_at"] or booking["starts_at"] + NOT_HERE
    if kind == TaskKind.NOT_CONFIRMED:
        return int(booking["starts_at"] + NOT_HERE)
    return int(booking["starts_at"] + OUTCOME) if kind == TaskKind.NOT_HERE else None
