"""Each handler with arguments no page sends: a clear word, nothing half done, no traceback, no value in the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from rxapp import db
from rxapp.rules.vocabulary import Role
from rxapp.state.payload import BadPayload, check_payload
from tests.attack.attacker import ROOT_STATE, Attacker, Reply, values
from tests.attack.company import Case
from tests.attack.conftest import Served, database_urls
from tests.attack.matrix import COLUMNS, Watch, rights, sentence, wire_names
from tests.attack.recipes import page_of, recipe_of
from tests.attack.test_rights_matrix import _own_settings, by_name, real_app  # noqa: F401
from tests.attack.walk import Handler, ours
from tests.conftest import PostgresServer

NEVER = ["\x00", "\ud800", 1e308, -(2**60), 2**60, {"$gt": ""}, [[[[]]]], {"a": {"b": None}}]
WRONG = [None, True, 1, 1.5, "x", "", [], {}, ["x"], {"x": 1}, "x" * 10_001]
ODD_NUMBERS = [0, -1, 999_999_999, 2**31 - 1, 2**31, 2**53, -(2**31) + 1]
ODD_TEXTS = [
    "'; DROP TABLE user; --", "<script>alert(1)</script>", "../../etc/passwd", "%s%n{0}{x}", "{seconds}", "汉" * 3_000,
    "9999-99-99", "0001-01-01T00:00", "-1", "99999999999999999999", "\u202e\u200f", "=1+1", "\r\nSet-Cookie: a=b",
]  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The real app with its whole defence, on either database: they refuse different things."""
    folder = tmp_path_factory.mktemp("malformed")
    if request.param == "sqlite":
        with real_app(folder) as found:
            yield found
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    database_urls[folder] = server.url_of(name)
    with real_app(folder) as found:
        yield found
    server.drop(name)


def spoiled(good: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Bad payloads made from a good one: each argument and each field of a form, wrong, odd, missing; one too many."""
    yield {**good, "unknown": 1}
    yield {**good, "self": 1}
    for name, value in good.items():
        yield {other: kept for other, kept in good.items() if other != name}
        odd = ODD_NUMBERS if type(value) is int else ODD_TEXTS if isinstance(value, str) else []
        for bad in [*NEVER, *WRONG, *odd]:
            yield {**good, name: bad}
        if isinstance(value, dict):
            for inner in spoiled(value):
                yield {**good, name: inner}
            yield {**good, name: {"__reflex_form_data__": [["x"]]}}
            yield {**good, name: {"__reflex_form_data__": [[key, text] for key, text in value.items()] * 30}}


def fits(handler: Handler, payload: dict[str, Any]) -> bool:
    """Whether a page could have sent this."""
    try:
        check_payload(handler.function, payload)
    except BadPayload:
        return False
    return True


def somebody_who_may(handler: Handler) -> Role | None:
    """A role the table lets in."""
    line = rights()[handler.short]
    return next(COLUMNS[column] for column in COLUMNS if line[column] != "no")


def said(replies: list[Reply]) -> set[str]:
    """The notices among the replies."""
    return set(map(str, values(replies, "toast_text")))


@pytest.mark.parametrize("handler", ours(), ids=by_name)
async def test_malformed_arguments_do_no_harm(served: Served, handler: Handler) -> None:
    role, recipe = somebody_who_may(handler), recipe_of(handler.short)
    with db.unit_of_work() as session:
        case = Case(session, role, recipe.situation)
        good, before = recipe.payload(case, session), recipe.before(case, session)
    watch, logged = Watch(served), len(served.log)
    async with Attacker(served.url, case.cookies, path=page_of(handler.short, role)) as tab:
        for name, payload in before:
            if rights()[name][role.value if role else "anonymous"] != "no":
                await tab.call(wire_names()[name], payload)
        for payload in spoiled(good):
            watch.look()
            replies = await tab.call(handler.name, payload, rounds=1)
            if handler.short != "ToastState.complain":  # it words any code, and an unknown one so
                assert not said(replies) & sentence("unexpected"), f"unexpected error for {payload!r:.200}"
            if not fits(handler, payload):
                assert said(replies) & sentence("malformed"), f"no clear word for {payload!r:.200}"
                assert not watch.look(), f"something was written for {payload!r:.200}"
    watch.close()
    log = served.log[logged:]
    for trouble in ("Traceback", "handler failed", "could not be read", "DROP TABLE", "alert(1)"):
        assert trouble not in log, log[-2_000:]


ODD_QUERIES = [
    "999999999", "2147483648", "99999999999999", "-1", "abc", "", "9999-12-31", "0001-01-01",
    "'--", "x" * 1_000, "汉", "%00",
]  # fmt: skip
QUERY_NAMES = {
    "/board": ("job", "recruiter", "interviewer", "priority", "overdue", "query", "open"),
    "/calendar": ("person", "week"), "/messages": ("name", "waiting"), "/insights": ("from", "until", "job"),
    "/login": ("problem", "seconds", "next", "welcome"), "/c": ("problem",), "/": ("x",), "/settings": ("x",),
}  # fmt: skip


@pytest.mark.parametrize("route", QUERY_NAMES)
async def test_an_odd_address_opens_a_page_all_the_same(served: Served, route: str) -> None:
    with db.unit_of_work() as session:
        case = Case(session, Role.CANDIDATE if route == "/c" else Role.ADMINISTRATOR, "booked")
    logged = len(served.log)
    async with Attacker(served.url, case.cookies, path=route) as tab:
        for name in QUERY_NAMES[route]:
            for value in ODD_QUERIES:
                tab.path = f"{route}?{urlencode({name: value})}"
                place = {"pathname": route, "asPath": tab.path, "query": {name: value}}
                await tab.emit(f"{ROOT_STATE}.hydrate_and_load", {"vars": {}}, router_data=place)
                replies = await tab.settle()
                assert not said(replies) & sentence("unexpected"), (
                    f"unexpected error for {name}={value!r:.80}"
                )
    for trouble in ("Traceback", "handler failed", "could not be read"):
        assert trouble not in served.log[logged:], served.log[logged:][-2_000:]
