"""Calling handlers as everybody and judging what came back against docs/rights.md."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from rxapp import db, i18n
from rxapp.errors import UserError
from rxapp.rules.vocabulary import Role
from rxapp.settings import ROOT
from tests.attack.attacker import Attacker, Reply, values
from tests.attack.company import Case
from tests.attack.conftest import Served
from tests.attack.recipes import page_of, recipe_of
from tests.attack.walk import Handler, ours

COLUMNS: dict[str, Role | None] = {**{role.value: role for role in Role}, "anonymous": None}
DOORS = ("/login", "/c")


@lru_cache(maxsize=1)
def rights() -> dict[str, dict[str, str]]:
    """handler → column → yes, own, see or no, as docs/rights.md says."""
    found: dict[str, dict[str, str]] = {}
    columns: list[str] = []
    for line in (ROOT / "docs" / "rights.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[:2] == ["handler", "right"]:
            columns = cells[2:]
        elif columns and line.startswith("|") and "." in cells[0]:
            found[cells[0]] = dict(zip(columns, cells[2:], strict=True))
    return found


@lru_cache(maxsize=1)
def wire_names() -> dict[str, str]:
    """State.handler → its name on the wire."""
    return {handler.short: handler.name for handler in ours()}


@dataclass(frozen=True)
class Attempt:
    """What one call led to."""

    is_refused: bool
    problem: str
    is_seen: bool
    has_changed: bool


class Watch:
    """Whether anybody has written to the database since the last look. Only SQLite can tell that cheaply."""

    def __init__(self, served: Served) -> None:
        self._connection: sqlite3.Connection | None = None
        if served.database_file.exists():
            self._connection = sqlite3.connect(f"file:{served.database_file}?mode=ro", uri=True)
        self._seen = self._version()

    def _version(self) -> int:
        return (
            0
            if self._connection is None
            else int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        )

    def look(self) -> bool:
        """True when something was written since the last look."""
        before, self._seen = self._seen, self._version()
        return before != self._seen

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()


def sentence(code: str) -> set[str]:
    """What a refusal with this code reads like, in any language."""
    return {i18n.error_text(language, UserError(code)) for language in ("zh", "en")}


def is_refusal(replies: list[Reply]) -> bool:
    """Whether the guard or a service said no: a notice, or the way to a door."""
    refusals = sentence("not_allowed") | sentence("not_found") | sentence("signed_out")
    if refusals & set(map(str, values(replies, "toast_text"))):
        return True
    return any(_leads_to_a_door(event) for reply in replies for event in reply.get("events") or [])


def _leads_to_a_door(event: dict) -> bool:
    path = str(event.get("payload", {}).get("path", ""))
    return event["name"] == "_redirect" and urlsplit(path).path in DOORS and "?" in path


async def attempt(
    served: Served, watch: Watch, handler: Handler, role: Role | None, *, is_foreign: bool = False
) -> Attempt:
    """Call one handler as one role on fresh rows; what must have run before is only run when it is allowed."""
    recipe = recipe_of(handler.short)
    with db.unit_of_work() as session:
        case = Case(session, role, _situation(handler.short, role))
        payload = (recipe.foreign if is_foreign and recipe.foreign else recipe.payload)(case, session)
        before = recipe.before(case, session)
    column = role.value if role else "anonymous"
    tab = Attacker(served.url, case.cookies, path=page_of(handler.short, role))
    async with tab:
        for name, given in before:
            if rights().get(name, {}).get(column, "no") != "no":
                await tab.call(wire_names()[name], given)
        watch.look()
        replies = await tab.call(handler.name, payload)
        problems = [
            str(text)
            for text, kind in zip(values(replies, "toast_text"), values(replies, "toast_kind"), strict=False)
            if kind == "problem"
        ]
        own = handler.name.rpartition(".")[0]
        return Attempt(
            is_refused=is_refusal(replies),
            problem=" / ".join(problems),
            is_seen=any(_is_ours(state, own) for reply in replies for state in reply.get("delta") or {})
            or any(reply.get("events") for reply in replies),
            has_changed=watch.look(),
        )


def _is_ours(state: str, own: str) -> bool:
    """Whether a delta shows that the handler ran: its own state's, or another of ours but the notice's."""
    return state == own or ("rxapp___" in state and not state.endswith("toast_state"))


def _situation(short: str, role: Role | None) -> str:
    if short == "ToastState.undo":
        return {Role.EXECUTIVE: "new", Role.INTERVIEWER: "today"}.get(role, "attended")  # type: ignore[arg-type]
    return recipe_of(short).situation


def judge(handler: Handler, column: str, says: str, seen: Attempt) -> str:
    """Empty when the attempt is as docs/rights.md says, else what is wrong."""
    recipe, who = recipe_of(handler.short), f"{handler.short} as {column} ({says})"
    if says == "no":
        if not seen.is_refused:
            return f"{who}: was not refused"
        return f"{who}: changed the database" if seen.has_changed else ""
    if seen.is_refused or (seen.problem and handler.short != "ToastState.complain"):
        return f"{who}: was refused: {seen.problem or 'sent to the door'}"
    if not (seen.is_seen or seen.has_changed):
        return f"{who}: nothing came of it"
    if says == "see" and seen.has_changed:
        return f"{who}: changed the database"
    if recipe.changes and says in ("yes", "own") and not seen.has_changed:
        return f"{who}: changed nothing"
    return ""
