"""Errors a user may see: a code, and facts that fill its sentence.

The sentence stands in the catalogues under `error.<code>` and says what happened and what to do. Services raise
these; the edge (state, api, cli) turns them into words in the reader's language with `i18n.error_text`.
"""

from __future__ import annotations


class UserError(Exception):
    """Something the user can understand and act on; nothing was changed."""

    code = "unexpected"

    def __init__(self, code: str | None = None, /, **facts: object) -> None:
        self.code = code or type(self).code
        self.facts = facts
        super().__init__(self.code)


class NotAllowed(UserError):
    """The actor may not do this, or may not know that the thing exists."""

    code = "not_allowed"


class NotFound(UserError):
    """The id names nothing the actor may see."""

    code = "not_found"


class Invalid(UserError):
    """A field's value cannot be taken; `field` names it."""

    code = "invalid"


class Stale(UserError):
    """Somebody changed the record since this screen was drawn; the screen reloads."""

    code = "stale"


class IllegalMove(UserError):
    """The stage rules refuse this move; the code says why."""

    code = "illegal_move"


class SlotTaken(UserError):
    """Another booking holds this time."""

    code = "slot_taken"


class TooLate(UserError):
    """The time for this has passed."""

    code = "too_late"


class LinkExpired(UserError):
    """A candidate's link is expired, revoked or forged: open the newest message again or telephone."""

    code = "link_expired"
