"""Frames as pages send them pass unchanged in meaning; anything else is dropped or closes the socket."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.api.frames import MAX_FRAME, Dropped, Violation, clean_frame

KNOWN = "state.handler"


def clean(frame: str, *, is_connected: bool = True) -> str:
    return clean_frame(frame, is_known={KNOWN}.__contains__, is_connected=is_connected)


def sent(event: Any) -> str:
    return "42/_event," + json.dumps(["event", event])


def read(frame: str) -> Any:
    name, event = json.loads(frame.removeprefix("42/_event,"))
    assert name == "event"
    return event


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"],
        exclude_characters="\x00"), max_size=10), inside, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.text("abc_", max_size=5), PLAIN, max_size=4))
def test_a_plain_payload_arrives_as_it_was_sent(payload: dict[str, Any]) -> None:
    assert read(clean(sent({"name": KNOWN, "payload": payload})))["payload"] == payload


@given(st.text(max_size=200))
def test_no_text_whatever_does_more_than_pass_drop_or_close(text: str) -> None:
    for is_connected in (True, False):
        for frame in (text, "4" + text, "42/_event," + text, '42/_event,["event",' + text):
            try:
                passed = clean(frame, is_connected=is_connected)
            except (Dropped, Violation):
                continue
            assert passed in ("1", "3", "41/_event,") or passed.startswith(("40/_event,", "42/_event,["))


@given(st.data())
def test_a_damaged_good_frame_never_raises_anything_else(data: st.DataObject) -> None:
    good = sent({"name": KNOWN, "payload": {"id": 1, "text": "ab"}, "router_data": {"pathname": "/"}})
    at = data.draw(st.integers(0, len(good)))
    piece = data.draw(st.text(max_size=6))
    cut = data.draw(st.integers(0, 6))
    try:
        clean(good[:at] + piece + good[at + cut :])
    except (Dropped, Violation):
        return


@pytest.mark.parametrize("text", ["\ud800", "a\x00", "😀"[0] + "\udc00"])
def test_text_that_would_stop_a_hydrate_reaches_no_handler(text: str) -> None:
    for payload in ({"text": text}, {text: 1}, {"a": [{"b": text}]}):
        event = read(clean(sent({"name": KNOWN, "payload": payload})))
        assert event["payload"] == {"unreadable": True}
    assert read(clean(sent({"name": KNOWN, "router_data": {"pathname": text}})))["router_data"] == {}


def test_only_what_a_page_sends_stays_in_an_event() -> None:
    event = read(
        clean(
            sent(
                {
                    "name": KNOWN, "payload": {}, "event_actions": {"x": 1}, "token": "t", "handler": "uploadFiles",
                    "router_data": {
                        "pathname": "/board", "asPath": "/board?x=1", "query": {"x": "1", "y": ["2"]}, "ip": "1.2.3.4",
                        "headers": {"cookie": "sid=1"}, "token": "t", "sid": "s",
                    },
                }
            )
        )
    )  # fmt: skip
    assert event == {
        "name": KNOWN, "payload": {},
        "router_data": {"pathname": "/board", "asPath": "/board?x=1", "query": {"x": "1"}},
    }  # fmt: skip


def test_of_two_keys_of_one_name_the_handler_sees_what_was_checked() -> None:
    frame = f'42/_event,["event",{{"name":"other","name":"{KNOWN}","payload":{{"a":1,"a":2}}}}]'
    assert read(clean(frame))["payload"] == {"a": 2} and clean(frame).count('"name"') == 1


@pytest.mark.parametrize("nested", ["[" * 50_000, '{"a":' * 9_000, "[" * 20 + "]" * 20])
def test_deep_nesting_is_no_way_in(nested: str) -> None:
    try:
        event = read(clean(f'42/_event,["event",{{"name":"{KNOWN}","payload":{{"x":{nested}}}}}]'))
    except Dropped:
        return
    assert event["payload"] == {"unreadable": True}


def test_one_character_more_than_the_limit_closes() -> None:
    filler = MAX_FRAME - len(sent({"name": KNOWN, "payload": {"t": ""}}))
    clean(sent({"name": KNOWN, "payload": {"t": "x" * filler}}))
    with pytest.raises(Violation):
        clean(sent({"name": KNOWN, "payload": {"t": "x" * (filler + 1)}}))


def test_connect_comes_first_and_once() -> None:
    assert clean("40/_event,", is_connected=False) == "40/_event,"
    for frame, is_connected in (("40/_event,", True), (sent({"name": KNOWN}), False), ("41/_event,", False)):
        with pytest.raises(Violation):
            clean(frame, is_connected=is_connected)


def test_a_browsers_error_report_is_cut_short() -> None:
    report = {"message": "m" * 9_000, "error_type": 7, "substate": "a\x00", "more": "x"}
    frame = clean("42/_event," + json.dumps(["client_error", report]))
    assert json.loads(frame.removeprefix("42/_event,"))[1] == {"message": "m" * 500}
