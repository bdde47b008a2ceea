"""Each handler with arguments no page sends: a clear word, nothing half done, no traceback, no value in the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rxapp import db
from rxapp.rules.vocabulary import Role
from rxapp.state.payload import BadPayload, check_payload
from tests.attack.attacker import Attacker, Reply, values
from tests.attack.company import Case
from tests.attack.conftest import Served
from tests.attack.matrix import COLUMNS, Watch, rights, sentence, wire_names
from tests.attack.recipes import page_of, recipe_of
from tests.attack.test_rights_matrix import _own_settings, by_name, real_app  # noqa: F401
from tests.attack.walk import Handler, ours

NEVER = ["\x00", "\ud800", 1e308, -(2**60), 2**60, {"$gt": ""}, [[[[]]]], {"a": {"b": None}}]
WRONG = [None, True, 1, 1.5, "x", "", [], {}, ["x"], {"x": 1}, "x" * 10_001]
ODD_NUMBERS = [0, -1, 999_999_999, 2**31, 2**53, -(2**53)]
ODD_TEXTS = [
    "'; DROP TABLE user; --", "<script>alert(1)</script>", "../../etc/passwd", "%s%n{0}{x}", "{seconds}", "汉" * 3_000,
    "9999-99-99", "0001-01-01T00:00", "-1", "99999999999999999999", "\u202e\u200f", "=1+1", "\r\nSet-Cookie: a=b",
]  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The real app with its whole defence."""
    with real_app(tmp_path_factory.mktemp("malformed")) as found:
        yield found


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
            replies = await tab.call(handler.name, payload)
            if handler.short != "ToastState.complain":  # it words any code, and an unknown one so
                assert not said(replies) & sentence("unexpected"), f"unexpected error for {payload!r:.200}"
            if not fits(handler, payload):
                assert said(replies) & sentence("malformed"), f"no clear word for {payload!r:.200}"
                assert not watch.look(), f"something was written for {payload!r:.200}"
    watch.close()
    log = served.log[logged:]
    for trouble in ("Traceback", "handler failed", "could not be read", "DROP TABLE", "alert(1)"):
        assert trouble not in log, log[-2_000:]
