"""pages_10k: what the handlers of every page cost at 10,000 applications, over the websocket as a browser sends them.

For each page: the events that load it, one after the other, from the frame to its last answer, by every role that may
see it; for the people list, search and many at once also what is pressed there. One line a page, and one for the worst.
Run: python -m benchmarks.pages
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from reflex.utils.format import format_event_handler
from sqlalchemy import insert
from sqlmodel import select

from benchmarks.figures import figure, p95
from benchmarks.serving import candidate_sessions, cookie, fill, folder, served
from rxapp import clock, db
from rxapp.models import Application, ApplicationTag, Event, User, UserSession
from rxapp.pages import modules
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.cookies import CANDIDATE
from rxapp.services.accounts.tokens import hash_token, new_token
from tests.attack.attacker import Attacker
from tests.attack.walk import Handler, handlers

LIVE, RUNS, WARM = 10_000, 30, 3
MOST_MS = 100
Spent = dict[str, list[float]]  # a handler's short name → what its runs took
KINDS = ("application_created", "invited", "message_sent", "message_opened", "slot_booked", "confirmed")
ROLES = (Role.ADMINISTRATOR, Role.RECRUITER, Role.INTERVIEWER, Role.EXECUTIVE)
# What is pressed on a page besides opening it: (page, handler, payload).
PRESSED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("/people?sort=name&order=asc", "PeopleState.load", {}),
    ("/people?sort=next&order=asc", "PeopleState.load", {}),
    ("/people?sort=last&order=desc", "PeopleState.load", {}),
    ("/people?after=5000", "PeopleState.load", {}),
    ("/people?query=王", "PeopleState.load", {}),
    ("/people?query=138", "PeopleState.load", {}),
    ("/people?overdue=1", "PeopleState.load", {}),
    ("/board", "SearchState.look_for", {"query": "王"}),
    ("/board", "SearchState.look_for", {"query": "1300000"}),
    ("/board", "SearchState.look_for", {"query": "wwf"}),
    ("/board", "SearchState.look_for", {"query": "zzz"}),
    ("/board?query=王", "BoardState.open", {}),
)


def furnish() -> dict[Role, str]:
    """What the page benchmarks need besides applications: a story for each, tags, and somebody of every role. Answers
    their session tokens."""
    now = clock.real_now()
    with db.unit_of_work() as session:
        ids = list(session.exec(select(Application.id)))
        for kind in KINDS:
            session.connection().execute(
                insert(Event),
                [
                    {
                        "kind": kind, "occurred_at": now - timedelta(hours=1), "recorded_at": now, "actor_kind": "user",
                        "actor_id": 1, "application_id": one, "data": {},
                    }
                    for one in ids
                ],
            )  # fmt: skip
        session.add_all(
            ApplicationTag(application_id=one, tag=f"标签{one % 40}") for one in ids if one and one % 3 == 0
        )
        people = {Role.RECRUITER: 1, Role.INTERVIEWER: 2}
        for role in (Role.ADMINISTRATOR, Role.EXECUTIVE):
            user = User(
                email=f"{role}@example.com", name="许静", role=role, password_hash="",
                created_at=now - timedelta(hours=1), rights_changed_at=now - timedelta(hours=1), tour_seen_at=now,
            )  # fmt: skip
            session.add(user)
            session.flush()
            people[role] = user.id or 0
        tokens = {role: new_token() for role in ROLES}
        session.add_all(
            UserSession(token_hash=hash_token(tokens[role]), kind="user", user_id=people[role], created_at=now,
                        last_input_at=now, expires_at=now + timedelta(days=1))
            for role in ROLES
        )  # fmt: skip
    return tokens


def pages() -> dict[str, list[Handler]]:
    """The address of each page → the handlers that load it, in their order."""
    by_name = {handler.name: handler for handler in handlers()}
    return {
        module.ROUTE: [
            by_name[format_event_handler(getattr(each, "handler", each))] for each in module.ON_LOAD
        ]
        for module in modules()
        if module.ON_LOAD
    }


def may(handler: Handler, role: Role) -> bool:
    """Whether the role may call it; what is refused costs nothing and proves nothing."""
    return handler.mark is not None and (handler.mark.is_public or role in handler.mark.roles)


async def timed(tab: Attacker, wanted: Sequence[Handler], payload: dict[str, Any] | None = None) -> Spent:
    """Milliseconds of each handler by itself, from its frame to the answer of an event sent behind it."""
    spent: Spent = {handler.short: [] for handler in wanted}
    for run in range(RUNS + WARM):
        for handler in wanted:
            began = time.perf_counter()
            await tab.call(handler.name, payload, rounds=1)
            if run >= WARM:
                spent[handler.short].append((time.perf_counter() - began) * 1000)
    return spent


async def measure(where: Path) -> None:
    """Every page, then what is pressed."""
    url = fill(where, LIVE)
    tokens, found = furnish(), Found()
    sessions = {role: cookie(token) for role, token in tokens.items()}
    sessions[Role.CANDIDATE] = cookie(candidate_sessions([3])[0], CANDIDATE)
    by_short = {handler.short: handler for handler in handlers()}
    with served(where / "server", url) as server:
        for place, loading in pages().items():
            is_theirs = place == "/c" or place.startswith("/c/")
            for role in (Role.CANDIDATE,) if is_theirs else ROLES:
                ours = [handler for handler in loading if may(handler, role)]
                if len(ours) < len(loading) / 2:
                    continue  # not this role's page
                async with Attacker(server.url, cookies=sessions[role], path=place) as tab:
                    found.add(f"page {place}", role, await timed(tab, ours))
        for place, short, payload in PRESSED:
            for role in (Role.RECRUITER, Role.EXECUTIVE):
                async with Attacker(server.url, cookies=sessions[role], path=place) as tab:
                    for before in ("FrameState.enter", "PeopleState.load"):
                        await tab.call(by_short[before].name)
                    spent = await timed(tab, [by_short[short]], payload)
                found.add(f"press {place} {short} {payload.get('query', '')}".strip(), role, spent)
    figure(
        "pages_10k",
        "ms",
        found.everything,
        worst_p95=round(found.worst[0], 3),
        worst=found.worst[1],
        limit=MOST_MS,
    )


class Found:
    """What was measured so far; each line is printed when it is known."""

    def __init__(self) -> None:
        self.everything: list[float] = []
        self.worst: tuple[float, str] = (0.0, "")

    def add(self, name: str, role: Role, spent: Spent) -> None:
        """One page, or one thing pressed, by one role: the slowest of its handlers is the page's figure."""
        slowest = max(spent, key=lambda short: p95(spent[short]))
        self.everything += [each for values in spent.values() for each in values]
        figure(name, "ms", spent[slowest], role=role.value, handler=slowest, handlers=len(spent))
        self.worst = max(self.worst, (p95(spent[slowest]), f"{name} {slowest} {role.value}"))


def main() -> None:
    """Measure and print."""
    with folder() as where:
        asyncio.run(measure(where))


if __name__ == "__main__":
    main()
