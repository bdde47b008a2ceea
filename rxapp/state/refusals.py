"""Refusals in words, their instants in the zone in which the reader's pages tell time.

Whoever acts on an application that changed meanwhile is told what changed and by whom.
"""

from __future__ import annotations

from rxapp import clock, db, i18n
from rxapp.errors import Stale, UserError
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone_of
from rxapp.services.hiring.since import happened_since
from rxapp.state.actor import maybe_actor
from rxapp.state.drawer_rows import deed_line


async def refusal_text(language: str, problem: UserError) -> str:
    """The sentence for an error; the database is read only where the error names a moment, or what changed."""
    actor = maybe_actor()
    if isinstance(problem, Stale) and actor is not None:
        changed = await db.run(_changed, problem, actor, language)
        if changed:
            return changed
    if not any(i18n.is_instant(value) for value in problem.facts.values()):
        return i18n.error_text(language, problem)
    return i18n.error_text(language, problem, await db.run(_zone, actor))


def _changed(problem: Stale, actor: Actor, language: str) -> str:
    """What happened to the application since the caller's screen was drawn; empty where that is not known."""
    application_id, seen = problem.facts.get("application_id"), problem.facts.get("seen")
    if not isinstance(application_id, int):
        return ""
    with db.reading() as session:
        rows = happened_since(session, application_id, seen if isinstance(seen, int) else None, actor=actor)
        zone = zone_of(session, actor)
    if not rows:
        return ""
    lines = [deed_line(row, language=language, zone=zone, now=clock.now()) for row in rows]
    said = [
        i18n.text(language, "conflict.deed", what=line["text"].strip(), when=line["when"]) for line in lines
    ]
    return i18n.text(language, "conflict.changed", what=i18n.text(language, "conflict.then").join(said))


def _zone(actor: Actor | None) -> str:
    with db.reading() as session:
        return zone_of(session, actor)
