"""Every handler called as everybody over the raw websocket; the expectations are the tables of docs/rights.md."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from rxapp import db
from rxapp.api import guard
from rxapp.state import trees
from rxapp.state.marks import mark_of
from rxapp.state.payload import _check, _parameters
from tests.attack.attacker import Attacker
from tests.attack.conftest import Served, serving, settings_of
from tests.attack.matrix import COLUMNS, Watch, attempt, is_refusal, judge, rights
from tests.attack.recipes import RECIPES, recipe_of
from tests.attack.walk import Handler, handlers, ours
from tests.builders import make_company
from tests.server import free_port

LIMITS = {
    "EVENTS_PER_MINUTE": "1000000", "CONNECTS_PER_MINUTE": "100000", "ANONYMOUS_PAGES": "100000",
    "SESSION_PAGES": "100000",
}  # fmt: skip


@contextmanager
def real_app(folder: Path, **environment: str) -> Iterator[Served]:
    """The real app on an empty company, served; the block's settings are its settings."""
    folder.mkdir(parents=True, exist_ok=True)
    served = Served(f"http://localhost:{free_port()}", folder)
    with settings_of(folder):
        SQLModel.metadata.create_all(db.engine())
        with db.unit_of_work() as session:
            make_company(session)
        with serving(served, "tests.attack.serve_app:application", **LIMITS, **environment):
            yield served


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The real app with its whole defence."""
    with real_app(tmp_path_factory.mktemp("matrix")) as found:
        yield found


@pytest.fixture(autouse=True)
def _own_settings() -> None:
    """Instead of the shared one: this module's settings are those of the served app."""


@pytest.fixture
def watch(served: Served) -> Iterator[Watch]:
    """Tells whether something was written."""
    found = Watch(served)
    yield found
    found.close()


def by_name(handler: Handler) -> str:
    return handler.short


def test_every_handler_of_ours_has_a_mark_and_arguments_that_can_be_checked() -> None:
    assert len(ours()) > 50
    for handler in ours():
        assert mark_of(handler.function), f"{handler.short} has no mark"
        for hint, _ in _parameters(handler.function).values():
            _check(hint)


def test_every_handler_stands_in_the_table_and_every_line_of_the_table_is_a_handler() -> None:
    assert {handler.short for handler in ours()} == set(rights())
    assert RECIPES.keys() <= rights().keys()
    for line in rights().values():
        assert set(line) == set(COLUMNS) and set(line.values()) <= {"yes", "own", "see", "no"}


@pytest.mark.parametrize("handler", ours(), ids=by_name)
async def test_everybody_reaches_what_the_table_says_and_nothing_else(
    served: Served, watch: Watch, handler: Handler
) -> None:
    wrong = []
    for column, role in COLUMNS.items():
        seen = await attempt(served, watch, handler, role)
        wrong.append(judge(handler, column, rights()[handler.short][column], seen))
        if rights()[handler.short][column] == "own" and recipe_of(handler.short).foreign:
            other = await attempt(served, watch, handler, role, is_foreign=True)
            if not other.is_refused and not other.problem:
                wrong.append(f"{handler.short} as {column}: reached somebody else's")
            if other.has_changed:
                wrong.append(f"{handler.short} as {column}: changed somebody else's")
    assert [text for text in wrong if text] == []


@pytest.mark.parametrize(
    "handler", [h for h in handlers() if h.is_framework and h.name.endswith(".setvar")], ids=lambda h: h.name
)
async def test_no_variable_can_be_set_from_outside(served: Served, watch: Watch, handler: Handler) -> None:
    async with Attacker(served.url) as tab:
        replies = await tab.call(handler.name, {"var_name": "is_hydrated", "value": True})
        assert is_refusal(replies) and not watch.look()


@pytest.mark.parametrize("mutation", ["no-middleware", "no-roles"])
async def test_a_broken_guard_is_noticed(tmp_path: Path, mutation: str) -> None:
    refused_to_somebody = [h for h in ours() if "no" in rights()[h.short].values()]
    wrong = []
    with real_app(tmp_path / mutation, ATTACK_MUTATION=mutation) as broken:
        watch = Watch(broken)
        for handler in refused_to_somebody:
            for column in ("executive", "candidate", "anonymous"):
                if rights()[handler.short][column] == "no":
                    seen = await attempt(broken, watch, handler, COLUMNS[column])
                    wrong.append(judge(handler, column, "no", seen))
        watch.close()
    assert len([text for text in wrong if text]) >= 10


def test_the_app_tells_the_guard_how_to_free_a_strangers_tree() -> None:
    handlers()
    assert getattr(guard.FORGET, "func", None) is trees.forget
