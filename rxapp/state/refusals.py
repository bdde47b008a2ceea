"""Refusals in words, their instants in the zone in which the reader's pages tell time."""

from __future__ import annotations

from rxapp import db, i18n
from rxapp.errors import UserError
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone_of
from rxapp.state.actor import maybe_actor


async def refusal_text(language: str, problem: UserError) -> str:
    """The sentence for an error; the zone is read only where the error names a moment."""
    if not any(i18n.is_instant(value) for value in problem.facts.values()):
        return i18n.error_text(language, problem)
    return i18n.error_text(language, problem, await db.run(_zone, maybe_actor()))


def _zone(actor: Actor | None) -> str:
    with db.reading() as session:
        return zone_of(session, actor)
