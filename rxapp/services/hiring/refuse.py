"""A rule's refusal becomes the error a user sees."""

from __future__ import annotations

from rxapp.errors import IllegalMove, Invalid, NotAllowed, SlotTaken, TooLate, UserError
from rxapp.rules.refusal import Reason, Refusal

_KINDS: dict[Reason, type[UserError]] = {
    Reason.NOT_ALLOWED: NotAllowed,
    Reason.SLOT_TAKEN: SlotTaken,
    Reason.SLOT_PAST: TooLate,
    Reason.SLOT_TOO_SOON: TooLate,
    Reason.NEEDS_MEETING_LINK: Invalid,
    Reason.DEADLINE_PAST: Invalid,
    Reason.REPLY_PAST: Invalid,
    Reason.REPLY_TOO_FAR: Invalid,
}
_FIELDS = {
    Reason.NEEDS_MEETING_LINK: "meeting_link",
    Reason.DEADLINE_PAST: "deadline_at",
    Reason.REPLY_PAST: "reply_by",
    Reason.REPLY_TOO_FAR: "reply_by",
}


def unless(refusal: Refusal | None) -> None:
    """Go on when the rule has nothing against it, else raise what it says."""
    if refusal is not None:
        facts = dict(refusal.facts)
        if refusal.code in _FIELDS:
            facts["field"] = _FIELDS[refusal.code]
        raise _KINDS.get(refusal.code, IllegalMove)(refusal.code.value, **facts)
