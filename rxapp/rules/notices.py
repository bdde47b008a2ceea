"""Where the notice of an invitation or a booking stands, in one code: on a card and in the list."""

from __future__ import annotations

from rxapp.rules.vocabulary import DeliveryState, Stage

_CODES = {
    DeliveryState.PENDING: "queued", DeliveryState.SENDING: "queued", DeliveryState.UNKNOWN: "failed",
    DeliveryState.HELD: "failed", DeliveryState.FAILED: "failed", DeliveryState.SENT: "sent",
    DeliveryState.WAITING_BY_HAND: "by_hand",
}  # fmt: skip


def notice_code(
    stage: int, delivery_state: str | None, *, is_opened: bool, is_confirmed: bool, is_invited: bool = True
) -> str:
    """Confirmed, opened, or what became of the newest message about it (None: it is still to leave, in the morning
    say); empty where nothing is awaited (for an open application): where a time is to be arranged and no invitation is
    open, the newest message is about what was before."""
    if stage not in (Stage.ARRANGING, Stage.BOOKED) or (stage == Stage.ARRANGING and not is_invited):
        return ""
    if is_confirmed:
        return "confirmed"
    if is_opened:
        return "opened"
    return _CODES.get(DeliveryState(delivery_state), "") if delivery_state else "queued"
