"""Payloads against signatures, without a server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.vocabulary import Role
from rxapp.state.payload import MAX_ITEMS, MAX_TEXT, MAX_WHOLE, BadPayload, Limit, check_payload

DEEP: dict[str, Any] = {}
for _ in range(20):
    DEEP = {"a": DEEP}


class Form(TypedDict):
    """A form with an optional field."""

    name: str
    day: NotRequired[str]


@dataclass
class Record:
    """A class of ours, which no browser may fill."""

    role: str = "visitor"


def takes(hint: Any, default: Any = ...) -> Any:
    """A handler with one argument `x` of this type."""
    if default is ...:

        def required(self: Any, x: Any) -> None: ...

        required.__annotations__["x"] = hint
        return required

    def optional(self: Any, x: Any = default) -> None: ...

    optional.__annotations__["x"] = hint
    return optional


def fits(hint: Any, value: Any) -> bool:
    try:
        check_payload(takes(hint), {"x": value})
    except BadPayload:
        return False
    return True


@pytest.mark.parametrize(
    ("hint", "good", "bad"),
    [
        (str, ["", "a", "汉😀", "x" * MAX_TEXT], [1, None, b"x", ["a"], "x" * (MAX_TEXT + 1), "\x00", "\ud800"]),
        (int, [0, -1, MAX_WHOLE, -MAX_WHOLE], [True, 1.0, "1", None, MAX_WHOLE + 1, -(2**60)]),
        (float, [0, 1.5, -2], [True, "1", float("nan"), float("inf"), 2**60]),
        (bool, [True, False], [0, 1, "true", None]),
        (int | None, [None, 3], ["3", True, []]),
        (str | int, ["a", 3], [None, True, 1.5]),
        (Literal["a", "b"], ["a"], ["c", None, ["a"], 1]),
        (Literal[1], [1], [True, "1", 1.0]),
        (Role, ["recruiter"], ["RECRUITER", "root", None, 1]),
        (list[int], [[], [1, 2]], [[1, "2"], {"0": 1}, "12", [None], [0] * (MAX_ITEMS + 1)]),
        (dict[str, str], [{}, {"a": "b"}], [{"a": 1}, [], "a", {"a\x00": "b"}]),
        (list[Form], [[{"name": "a"}]], [[{"name": 1}], [{}]]),
        (Form, [{"name": "a"}, {"name": "a", "day": "b"}], [{}, {"day": "b"}, {"name": "a", "role": "b"}, None, []]),
        (date, ["2026-11-23"], ["23.11.2026", "", 5, "2026-13-01"]),
        (datetime, ["2026-11-23T10:00:00+00:00"], ["x", 5]),
        (Annotated[str, Limit(3)], ["abc"], ["abcd", 1]),
        (dict, [{"a": [1, {"b": None}]}], [[], {"a": "\x00"}, DEEP]),
        (Any, [], ["a", 1, None]),
        (Record, [], [{}, {"role": "administrator"}, "x"]),
        (list[Record], [], [[{}]]),
        (object, [], ["a"]),
        (tuple[int, int], [], [[1, 2]]),
        (set[int], [], [[1]]),
    ],
)  # fmt: skip
def test_only_values_of_the_annotated_type_pass(hint: Any, good: list[Any], bad: list[Any]) -> None:
    assert [value for value in good if not fits(hint, value)] == []
    assert [value for value in bad if fits(hint, value)] == []


def test_an_argument_without_an_annotation_refuses_every_call() -> None:
    def handler(self, x):  # type: ignore[no-untyped-def]
        ...

    with pytest.raises(BadPayload):
        check_payload(handler, {"x": 1})


def test_missing_and_unknown_arguments_are_refused_and_defaults_are_not_sent() -> None:
    with pytest.raises(BadPayload):
        check_payload(takes(int), {})
    assert check_payload(takes(int, 5), {}) == {}
    for extra in ("y", "self", "state", "__class__", ""):
        with pytest.raises(BadPayload):
            check_payload(takes(int), {"x": 1, extra: 2})


@pytest.mark.parametrize("star", ["*x: int", "**x: int"])
def test_a_signature_that_takes_anything_refuses_every_call(star: str) -> None:
    space: dict[str, Any] = {}
    exec(f"def handler(self, {star}): ...", space)
    with pytest.raises(BadPayload):
        check_payload(space["handler"], {"x": 1})


def test_a_submitted_form_is_read_as_the_handler_will_see_it() -> None:
    entries = {"__reflex_form_data__": [["name", "a"], ["name", "b"]]}
    assert check_payload(takes(Form), {"x": entries}) == {"x": {"name": "b"}}
    assert check_payload(takes(dict[str, str]), {"x": entries}) == {"x": {"name": "b"}}
    for broken in ([], [["a"]], [[1, "b"]], "x", None, [["name", "a", "c"]], [["name", "a"]] * 500):
        with pytest.raises(BadPayload):
            check_payload(takes(Form), {"x": {"__reflex_form_data__": broken}})
    with pytest.raises(BadPayload):
        check_payload(takes(Form), {"x": {**entries, "role": "administrator"}})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(["x", "y", "self"]), JSON, max_size=3))
def test_whatever_arrives_is_taken_or_refused_and_nothing_else(payload: dict[str, Any]) -> None:
    for hint in (str, int, float, bool, Form, list[int], dict[str, str], dict, int | None, date, Role):
        try:
            taken = check_payload(takes(hint), payload)
        except BadPayload:
            continue
        assert taken.keys() == {"x"}


def test_the_fault_names_the_argument_and_never_the_value() -> None:
    with pytest.raises(BadPayload) as fault:
        check_payload(takes(Form), {"x": {"name": ["13800138000"]}})
    assert "x: name" in str(fault.value) and "13800138000" not in str(fault.value)
