"""Who is acting: what every service is told, made anew from the database before every event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rxapp.rules.vocabulary import Language, Role

PASSWORD_GOOD_FOR = timedelta(minutes=30)  # for what is asked for anew: exports, rights of others


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user, or a candidate who opened a link. Ids that do not apply are None.

    `signed_in_at` is when the password was last given; `session_hash` names the browser, not the person.
    `is_new`: the first tour has not ended yet.
    """

    role: Role
    name: str = ""
    language: Language = Language.ZH
    user_id: int | None = None
    session_id: int | None = None
    session_hash: str = ""
    signed_in_at: datetime | None = None
    candidate_id: int | None = None
    application_id: int | None = None
    link_id: int | None = None
    is_new: bool = False

    @property
    def is_candidate(self) -> bool:
        """Whether this is a candidate's link and not a member of staff."""
        return self.role is Role.CANDIDATE

    def gave_password_lately(self, real_now: datetime) -> bool:
        """Whether the password was given so recently that it need not be asked again."""
        return self.signed_in_at is not None and real_now < self.signed_in_at + PASSWORD_GOOD_FOR
