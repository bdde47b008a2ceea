"""The codes of messages that carry one instead of their link: known from right before they leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from rxapp.models import CandidateLink, Delivery
from rxapp.services.accounts.sms_codes import code_of, digest_of
from rxapp.services.messaging.bulk import among, update_many
from rxapp.services.messaging.sending.claims import give_links

_T: Any = Delivery.__table__  # type: ignore[attr-defined]
_LINK: Any = CandidateLink.__table__  # type: ignore[attr-defined]


def give_codes(connection: Connection, links: dict[int, int], now: datetime) -> dict[int, int]:
    """Let these links, given by delivery, be found by their codes; the links as they are then. A code that another link
    has taken already is given up with its link, for a new one."""
    for _ in range(3):
        wanted = {digest_of(code_of(link)): link for link in links.values()}
        taken = connection.execute(
            select(_LINK.c.code_digest, _LINK.c.id).where(_LINK.c.code_digest.in_(wanted))
        ).all()
        others = {wanted[row.code_digest] for row in taken if row.id != wanted[row.code_digest]}
        # Two of one code among these: the earlier of them got no place in `wanted`.
        others |= set(links.values()) - set(wanted.values())
        known = {row.id for row in taken}
        fresh = [(digest, link) for digest, link in wanted.items() if link not in others | known]
        update_many(connection, _LINK, ("id",), ("code_digest",), fresh)
        if not others:
            break
        connection.execute(update(_LINK).where(among(connection, _LINK.c.id, others)).values(revoked_at=now))
        anew = [delivery for delivery, link in links.items() if link in others]
        connection.execute(update(_T).where(among(connection, _T.c.id, anew)).values(link_id=None))
        links = links | give_links(connection, anew, now)
    return links
