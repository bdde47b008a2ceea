"""Attacks over the raw websocket and HTTP on an app behind the whole defence.

Each refusal has its positive control beside it: the same call by somebody who may.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from rxapp import clock, db
from rxapp.models import CandidateLink, User, UserSession
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.end_sessions import end_session
from rxapp.services.accounts.tokens import hash_token, make_link_token
from tests.attack.attacker import (
    ROOT_STATE,
    Attacker,
    Closed,
    frontend_events,
    open_link,
    post,
    sign_in,
    values,
)
from tests.attack.conftest import PASSWORD, TOY, Toy, point_at
from tests.builders import revoke_link

BUMP, CHOOSE, KEEP, HELLO = (f"{TOY}.{name}" for name in ("bump", "choose", "keep", "hello"))
LOAD = f"{ROOT_STATE}.reflex___state____on_load_internal_state.on_load_internal"


async def staff(toy: Toy, role: Role = Role.RECRUITER) -> dict[str, str]:
    return await sign_in(toy.url, toy.emails[role], PASSWORD)


async def works(tab: Attacker) -> bool:
    """The positive control: a recruiter's call changes the count."""
    before = values(await tab.call(BUMP, {"by": 0}), "count")
    after = values(await tab.call(BUMP, {"by": 1}), "count")
    return bool(before and after and after[-1] == before[-1] + 1)


# --- who may call what ----------------------------------------------------------------------------------------------


async def test_each_role_reaches_its_own_handlers_and_no_others(toy: Toy) -> None:
    _, candidate = await open_link(toy.url, toy.link_token)
    for cookies, may_bump, may_choose in (
        (await staff(toy, Role.ADMINISTRATOR), True, False),
        (await staff(toy, Role.RECRUITER), True, False),
        (await staff(toy, Role.INTERVIEWER), False, False),
        (await staff(toy, Role.EXECUTIVE), False, False),
        (candidate, False, True),
        ({}, False, False),
    ):
        async with Attacker(toy.url, cookies) as tab:
            assert bool(values(await tab.call(BUMP, {"by": 1}), "count")) is may_bump
            assert bool(values(await tab.call(CHOOSE, {"slot_id": 1}), "count")) is may_choose


@pytest.mark.parametrize("handler", ["unmarked", "helper", "loose"])
async def test_a_handler_without_a_mark_or_with_an_unreadable_signature_is_refused(
    toy: Toy, handler: str
) -> None:
    async with Attacker(toy.url, await staff(toy, Role.ADMINISTRATOR)) as tab:
        for payload in ({}, {"anything": 1}):
            assert values(await tab.call(f"{TOY}.{handler}", payload), "count") == []
        assert await works(tab)


async def test_a_chained_event_is_checked_like_one_from_outside(toy: Toy) -> None:
    async with Attacker(toy.url, await staff(toy)) as tab:
        replies = await tab.call(f"{TOY}.chain")
        assert values(replies, "count") == [] and values(replies, "code") == ["not_allowed"]
        assert await works(tab)


async def test_what_a_page_asks_for_itself_is_refused_without_a_notice_and_what_somebody_presses_with_one(
    toy: Toy,
) -> None:
    async with Attacker(toy.url, await staff(toy, Role.INTERVIEWER), path="/board") as tab:
        replies = await tab.call(LOAD)
        assert values(replies, "count") == [] and values(replies, "code") == []
        assert values(await tab.call(BUMP, {"by": 1}), "code") == ["not_allowed"]
    async with Attacker(toy.url, await staff(toy), path="/board") as tab:
        assert values(await tab.call(LOAD), "count") != []


async def test_a_background_handler_is_checked_and_knows_its_actor(toy: Toy) -> None:
    async with Attacker(toy.url) as tab:
        assert values(await tab.call(f"{TOY}.work", {"rounds": 3}), "count") == []
    async with Attacker(toy.url, await staff(toy)) as tab:
        await tab.emit(f"{TOY}.work", {"rounds": 3})
        seen: list[Any] = []
        while 3 not in seen:
            reply = await tab.receive()
            seen += values([reply], "count")
            assert set(values([reply], "who")) <= {"recruiter"}


@pytest.mark.parametrize(
    "name",
    [f"{TOY}.setvar", f"{ROOT_STATE}.setvar", f"{TOY}._secret", f"{TOY}.__class__", f"{TOY}.get_delta",
     f"{ROOT_STATE}.nothing", "nonsense", "", f"{TOY}.bump ", "_redirect", f"{TOY}..bump"],
)  # fmt: skip
async def test_setvar_private_and_unknown_names_reach_nothing(toy: Toy, name: str) -> None:
    async with Attacker(toy.url, await staff(toy)) as tab:
        for payload in ({"var_name": "count", "value": 77}, {"var_name": "_secret", "value": "x"}, {}):
            replies = await tab.call(name, payload)
            assert values(replies, "count") == [] and frontend_events(replies) == []
        assert await works(tab)


async def test_plain_vars_cannot_be_written_as_browser_storage_and_storage_vars_can(toy: Toy) -> None:
    write = f"{ROOT_STATE}.reflex___state____update_vars_internal_state.update_vars_internal"
    async with Attacker(toy.url, await staff(toy)) as tab:
        for var in ("count", "_secret", "who", "router_data", "unknown"):
            replies = await tab.call(write, {"vars": {f"{TOY}.{var}_rx_state_": "9"}})
            assert values(replies, var) == []
        assert values(await tab.call(write, {"vars": {f"{TOY}.stored_rx_state_": "dark"}}), "stored") == [
            "dark"
        ]
        assert values(await tab.call(write, {"vars": {f"{TOY}.stored_rx_state_": {"a": 1}}}), "stored") == []


async def test_private_vars_and_the_cookie_never_reach_the_browser(toy: Toy) -> None:
    cookies = await staff(toy)
    async with Attacker(toy.url, cookies) as tab:
        await tab.emit(f"{ROOT_STATE}.hydrate")
        text = json.dumps(await tab.settle())
        assert '"count_rx_state_"' in text
        assert "private-canary" not in text and "_secret" not in text
        assert cookies["sid"] not in text and hash_token(cookies["sid"]) not in text


async def test_what_needs_the_password_again_is_refused_half_an_hour_after_it_was_given(at_toy: Toy) -> None:
    cookies = await staff(at_toy)
    async with Attacker(at_toy.url, cookies) as tab:
        assert values(await tab.call(f"{TOY}.export"), "count") == [1000]
        _change_session(cookies["sid"], created_at=clock.real_now() - timedelta(minutes=31))
        with db.unit_of_work() as session:
            user = session.get(User, 2)
            assert user is not None and user.role == Role.RECRUITER
            user.rights_changed_at = clock.real_now() - timedelta(days=1)
            session.add(user)
        replies = await tab.call(f"{TOY}.export")
        assert values(replies, "count") == [] and "problem=password_again" in json.dumps(replies)
        assert await works(tab)


def _change_session(token: str, **values_: Any) -> None:
    from sqlalchemy import update
    from sqlmodel import col

    with db.unit_of_work() as session:
        session.connection().execute(
            update(UserSession).where(col(UserSession.token_hash) == hash_token(token)).values(**values_)
        )


# --- sessions -------------------------------------------------------------------------------------------------------


async def test_a_revoked_session_is_refused_at_once_and_its_socket_closed(at_toy: Toy) -> None:
    cookies = await staff(at_toy)
    async with Attacker(at_toy.url, cookies) as tab:
        assert await works(tab)
        with db.unit_of_work() as session:
            assert end_session(session, hash_token(cookies["sid"]))
        replies = await tab.call(BUMP, {"by": 1})
        assert values(replies, "count") == [] and frontend_events(replies) == ["_redirect"]
        assert await tab.wait_closed() in (4401, 1006)
    async with Attacker(at_toy.url, cookies) as tab:
        assert values(await tab.call(BUMP, {"by": 1}), "count") == []


@pytest.mark.parametrize("end", ["idle", "expired"])
async def test_an_idle_or_expired_session_is_refused(at_toy: Toy, end: str) -> None:
    cookies, past = await staff(at_toy), clock.real_now() - timedelta(hours=9)
    async with Attacker(at_toy.url, cookies) as tab:
        assert await works(tab)
        _change_session(
            cookies["sid"], **({"last_input_at": past} if end == "idle" else {"expires_at": past})
        )
        assert values(await tab.call(BUMP, {"by": 1}), "count") == []


async def test_signing_out_closes_every_socket_of_the_session_and_no_other(toy: Toy) -> None:
    cookies, others = await staff(toy), await staff(toy)
    async with (
        Attacker(toy.url, cookies) as one, Attacker(toy.url, cookies) as two, Attacker(toy.url, others) as other,
    ):  # fmt: skip
        assert await works(one) and await works(two) and await works(other)
        status, location, _ = await post(toy.url, "/auth/sign-out", {}, cookies=cookies)
        assert (status, location) == (303, "/login")
        for tab in (one, two):  # the server may end the connection before the code is read
            assert await tab.wait_closed() in (4401, 1006)
        assert await works(other)


async def test_a_client_token_stolen_from_a_signed_in_tab_opens_an_empty_state(toy: Toy) -> None:
    cookies = await staff(toy)
    async with Attacker(toy.url, cookies, token="a-victims-token") as victim:
        await victim.call(KEEP, {"text": "salary 30000"})
    for thief in ({}, await staff(toy, Role.EXECUTIVE), await staff(toy)):
        async with Attacker(toy.url, thief, token="a-victims-token") as tab:
            await tab.emit(f"{ROOT_STATE}.hydrate")
            assert "salary 30000" not in json.dumps(await tab.settle())
    async with Attacker(toy.url, cookies, token="a-victims-token") as victim:
        await victim.emit(f"{ROOT_STATE}.hydrate")
        assert "salary 30000" in json.dumps(await victim.settle())


async def test_the_space_token_seen_in_a_delta_is_no_key_either(toy: Toy) -> None:
    async with Attacker(toy.url, await staff(toy), token="mine") as tab:
        text = json.dumps(await tab.call(KEEP, {"text": "salary 30000"}))
        space = text.split('"client_token": "')[1].split('"')[0]
        async with Attacker(toy.url, token=space) as thief:
            await thief.emit(f"{ROOT_STATE}.hydrate")
            assert "salary 30000" not in json.dumps(await thief.settle())


@pytest.mark.parametrize("made_up", ["x" * 43, "0", "", "é", "a" * 4000])
async def test_a_made_up_cookie_is_an_anonymous_visitor(toy: Toy, made_up: str) -> None:
    async with Attacker(toy.url, {"sid": made_up.encode().decode("latin-1"), "cid": "y" * 43}) as tab:
        assert values(await tab.call(HELLO), "who") == ["None,None,None"]
        assert values(await tab.call(BUMP, {"by": 1}), "count") == []


async def test_the_stored_hash_is_no_cookie(toy: Toy) -> None:
    cookies = await staff(toy)
    async with Attacker(toy.url, {"sid": hash_token(cookies["sid"])}) as tab:
        assert values(await tab.call(HELLO), "who") == ["None,None,None"]


async def test_a_candidates_cookie_does_not_pass_as_a_staff_cookie_nor_the_reverse(toy: Toy) -> None:
    _, candidate = await open_link(toy.url, toy.link_token)
    recruiter = await staff(toy)
    async with Attacker(toy.url, {"sid": candidate["cid"], "cid": recruiter["sid"]}) as tab:
        assert values(await tab.call(HELLO), "who") == ["None,None,None"]


# --- candidates' links ----------------------------------------------------------------------------------------------


async def test_a_link_leads_to_a_clean_address_and_leaves_the_staff_session(toy: Toy) -> None:
    where, both = await open_link(toy.url, toy.link_token, await staff(toy))
    assert where == "/c" and set(both) == {"sid", "cid", "did"}
    async with Attacker(toy.url, both) as board, Attacker(toy.url, both, path="/c") as page:
        assert values(await board.call(f"{TOY}.either"), "who") == ["recruiter"]
        assert values(await page.call(f"{TOY}.either"), "who") == ["candidate"]
        assert values(await page.call(HELLO), "who") == ["candidate,recruiter,candidate"]
        assert values(await board.call(CHOOSE, {"slot_id": 1}), "who") == [f"candidate:{toy.application_id}"]
        assert await works(board)


async def test_forged_expired_and_revoked_links_lead_to_the_same_place_without_a_cookie(at_toy: Toy) -> None:
    with db.unit_of_work() as session:
        for _ in range(2):
            session.add(
                CandidateLink(
                    application_id=at_toy.application_id, candidate_id=1, created_at=clock.now(),
                    expires_at=clock.now() - timedelta(days=1),
                )
            )  # fmt: skip
        session.flush()
    expired = make_link_token(at_toy.link_id + 1)
    for token in (
        expired,
        at_toy.link_token[:-5] + "AAAAA",
        "nonsense",
        make_link_token(999_999),
        "%00",
        "a" * 5000,
    ):
        assert await open_link(at_toy.url, token) == ("/c?problem=link", {})


async def test_a_revoked_link_refuses_the_next_event_of_a_page_already_open(at_toy: Toy) -> None:
    with db.unit_of_work() as session:
        link = CandidateLink(
            application_id=at_toy.application_id, candidate_id=1, created_at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
        session.add(link)
        session.flush()
        assert link.id is not None
        link_id = link.id
    _, cookies = await open_link(at_toy.url, make_link_token(link_id))
    async with Attacker(at_toy.url, cookies, path="/c") as tab:
        assert values(await tab.call(CHOOSE, {"slot_id": 2}), "count") == [2]
        with db.unit_of_work() as session:
            revoke_link(session, link_id)
        replies = await tab.call(CHOOSE, {"slot_id": 2})
        assert values(replies, "count") == [] and "/c?problem=link" in json.dumps(replies)
        assert await tab.wait_closed() in (4401, 1006)


async def test_a_refusal_on_the_page_that_says_so_does_not_redirect_in_circles(toy: Toy) -> None:
    for path in ("/c?problem=link", "/login?next=%2F"):
        async with Attacker(toy.url, path=path) as tab:
            assert "_redirect" not in frontend_events(await tab.call(CHOOSE, {"slot_id": 2}))
    async with Attacker(toy.url, path="/board?job=3") as tab:
        assert "/login?next=%2Fboard%3Fjob%3D3" in json.dumps(await tab.call(BUMP, {"by": 1}))


# --- payloads -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        ("bump", {}), ("bump", {"by": "1"}), ("bump", {"by": 1.5}), ("bump", {"by": True}), ("bump", {"by": None}),
        ("bump", {"by": [1]}), ("bump", {"by": {"a": 1}}), ("bump", {"by": 2**53 + 1}), ("bump", {"by": -(2**60)}),
        ("bump", {"by": 1, "more": 2}), ("bump", {"self": 1}), ("bump", {"state": 1, "by": 1}),
        ("keep", {"text": "x" * 10_001}), ("keep", {"text": 5}), ("keep", {"text": "a\x00b"}),
        ("keep", {"text": "\ud800"}), ("keep", {"text": ["a"]}), ("keep", {"\ud800": "a"}),
        ("order", {"form": {"item": "a"}}), ("order", {"form": {"item": "a", "note": "b", "role": "admin"}}),
        ("order", {"form": {"item": "a", "note": 5}}), ("order", {"form": "a"}), ("order", {"form": []}),
        ("order", {"form": {"item": "a", "note": "b"}, "urgent": "yes"}),
        ("order", {"form": {"item": "a", "note": "b"}, "tags": "x"}),
        ("order", {"form": {"item": "a", "note": "b"}, "tags": [1]}),
        ("order", {"form": {"item": "a", "note": "b"}, "tags": ["x"] * 1001}),
        ("order", {"form": {"__reflex_form_data__": "x"}}),
        ("order", {"form": {"__reflex_form_data__": [["item", "a"], ["note"]]}}),
        ("order", {"form": {"__reflex_form_data__": [["item", "a"], ["note", {"a": 1}]]}}),
        ("order", {"form": {"__reflex_form_data__": [["item", "a"], ["note", "b"], ["is_admin", "1"]]}}),
        ("speak", {"language": "fr"}), ("speak", {"language": 1}), ("speak", {"language": "ZH"}),
    ],
)  # fmt: skip
async def test_a_payload_that_does_not_fit_is_refused_with_a_notice(
    toy: Toy, handler: str, payload: dict[str, Any]
) -> None:
    async with Attacker(toy.url, await staff(toy)) as tab:
        replies = await tab.call(f"{TOY}.{handler}", payload)
        assert values(replies, "count") == values(replies, "note") == []
        assert values(replies, "code") == ["malformed"]
        assert await works(tab)


@pytest.mark.parametrize(
    ("handler", "payload", "note"),
    [
        ("keep", {"text": "x" * 10_000}, "x" * 10_000), ("keep", {"text": "汉字 😀"}, "汉字 😀"),
        ("order", {"form": {"item": "a", "note": "b"}}, "a/b/False/None"),
        ("order", {"form": {"item": "a", "note": "b"}, "urgent": True, "tags": ["x"]}, "a/b/True/['x']"),
        ("order", {"form": {"__reflex_form_data__": [["item", "a"], ["note", "b"]]}, "tags": None}, "a/b/False/None"),
        ("speak", {"language": "en"}, "speaks en"),
    ],
)  # fmt: skip
async def test_a_payload_that_fits_arrives(
    toy: Toy, handler: str, payload: dict[str, Any], note: str
) -> None:
    async with Attacker(toy.url, await staff(toy)) as tab:
        assert values(await tab.call(f"{TOY}.{handler}", payload), "note") == [note]


# --- frames ---------------------------------------------------------------------------------------------------------


def event(name: str, payload: Any = None, router_data: Any = None) -> str:
    return json.dumps({"name": name, "payload": payload or {}, "router_data": router_data or {}})


@pytest.mark.parametrize(
    "frame",
    [
        '42/_event,["connect",{"QUERY_STRING":"token=a-victims-token","asgi.scope":{"headers":[]}}]',
        '42/_event,["disconnect"]', '42/_event,["connect_error",{}]', '42/_event,["*",{}]', '42/_event,["message","x"]',
        '42/_event,["__disconnect_final"]', '42/_event,["event"]', '42/_event,["event",{},{}]', '42/_event,[]',
        '42/_event,7["ping"]', '42["event",{}]',
        '42/other,["event",{}]', '42/,["event",{}]', "40/other,", "40",
        '40/_event,{"token":"x"}',
        '43/_event,1[]', '44/_event,{}', '45/_event,1-["event",{"_placeholder":true,"num":0}]',
        "46/_event,1-[]", "2probe", "2", "5", "6", "0{}", "", "9", "4", "x" * 65_537, "42/_event,", '42/_event,"event"',
    ],
)  # fmt: skip
async def test_a_frame_no_page_sends_closes_the_socket(toy: Toy, frame: str) -> None:
    cookies = await staff(toy)
    async with Attacker(toy.url, cookies) as tab:
        assert await works(tab)
        await tab.send_text(frame)
        assert await tab.wait_closed() in (1008, 1009, 1006)
    async with Attacker(toy.url, cookies) as tab:
        assert await works(tab)


async def test_a_binary_frame_closes_the_socket(toy: Toy) -> None:
    async with Attacker(toy.url, await staff(toy)) as tab:
        await tab.send_bytes(b"\x04bPAYLOAD")
        assert await tab.wait_closed() in (1008, 1006)


@pytest.mark.parametrize(
    "frame",
    [
        '42/_event,["event",{"name":', '42/_event,["event",[1]]', '42/_event,["event","{}"]',
        '42/_event,["event",null]',
        '42/_event,["event",{"name":1}]', '42/_event,["event",{"name":"x","payload":[]}]',
        f'42/_event,["event",{{"name":"{BUMP}","payload":"by"}}]',
        f'42/_event,["event",{{"name":"{BUMP}","payload":null}}]',
        f'42/_event,["event",{{"name":"{BUMP}","payload":{{"by":NaN}}}}]',
        f'42/_event,["event",{{"name":"{BUMP}","payload":{{"by":Infinity}}}}]',
        f'42/_event,["event",{{"name":"{BUMP}","payload":{{"by":{"9" * 5000}}}}}]',
        '42/_event,["event",' + "[" * 30_000, '42/_event,["event",{"name":"\\ud800"}]',
    ],
)  # fmt: skip
async def test_an_unreadable_event_is_dropped_and_the_tab_works_on(toy: Toy, frame: str) -> None:
    async with Attacker(toy.url, await staff(toy)) as tab:
        await tab.send_text(frame)
        assert await works(tab)


async def test_nothing_a_client_writes_into_its_router_data_is_believed(toy: Toy) -> None:
    cookies = await staff(toy)
    forged = {
        "pathname": "/", "asPath": "/", "query": {}, "token": "a-victims-token", "ip": "1.2.3.4",
        "headers": {"cookie": f"sid={hash_token(cookies['sid'])}"}, "session_id": "x",
    }  # fmt: skip
    async with Attacker(toy.url) as tab:
        await tab.send_text(f'42/_event,["event",{event(BUMP, {"by": 1}, forged)}]')
        replies = await tab.settle()
        assert values(replies, "count") == [] and "1.2.3.4" not in json.dumps(replies)


async def test_the_boot_event_inside_connect_is_checked_too(toy: Toy) -> None:
    boot = {
        "name": f"{ROOT_STATE}.hydrate_and_load",
        "payload": {"vars": {}},
        "router_data": {"pathname": "/"},
    }
    for auth, is_hydrated in (
        ({"event": boot, "state_schema": "x"}, True),
        ({"event": {"name": BUMP, "payload": {"by": 1}}}, False),
        ({"event": {**boot, "payload": {"vars": {f"{TOY}.count_rx_state_": "5"}}}}, True),
    ):
        tab = Attacker(toy.url)
        await tab.open()
        await tab.connect(auth)
        replies = await tab.settle()
        assert bool(values(replies, "note")) is is_hydrated and 5 not in values(replies, "count")
        assert not any(values(replies, "count"))
        await tab.close()


async def test_lone_surrogates_and_nul_leave_the_session_able_to_hydrate(toy: Toy) -> None:
    async with Attacker(toy.url, await staff(toy)) as tab:
        for text in ("\ud83d", "a\x00"):
            await tab.call(KEEP, {"text": text})
            place = {"pathname": text, "asPath": text, "query": {text: text}}
            await tab.send_text(f'42/_event,["event",{event(KEEP, {"text": "ok"}, place)}]')
        await tab.emit(f"{ROOT_STATE}.hydrate")
        assert values(await tab.settle(), "count")


# --- connecting -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example", "http://localhost", "x"]
)
async def test_a_foreign_origin_opens_no_websocket_and_posts_nothing(toy: Toy, origin: str) -> None:
    cookies = await staff(toy)
    with pytest.raises(Closed):
        await Attacker(toy.url, cookies, origin=origin).open()
    form = {"email": toy.emails[Role.RECRUITER], "password": PASSWORD}
    assert (await post(toy.url, "/auth/sign-in", form, origin=origin))[0] == 403
    assert (await post(toy.url, "/auth/sign-out", {}, origin=origin, cookies=cookies))[0] == 403
    async with Attacker(toy.url, cookies) as tab:
        assert await works(tab)


async def test_a_post_without_an_origin_is_refused_and_a_socket_without_one_is_no_browser(toy: Toy) -> None:
    assert (await post(toy.url, "/auth/sign-out", {}, origin=None))[0] == 403
    async with Attacker(toy.url, await staff(toy), origin=None) as tab:
        assert await works(tab)


@pytest.mark.parametrize(
    "query",
    ["", "EIO=4&transport=websocket", "EIO=4&transport=polling&token=x", "EIO=3&transport=websocket&token=x",
     "EIO=4&transport=websocket&token=x&sid=abc", "EIO=4&transport=websocket&token=x&token=y",
     "EIO=4&transport=websocket&token=" + "x" * 600, "EIO=4&transport=websocket&token=a%00b",
     "EIO=4&transport=websocket&token=a_b%2Fc"],
)  # fmt: skip
async def test_a_handshake_no_page_makes_is_refused(toy: Toy, query: str) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{toy.url}/_event/?{query}", headers={"Origin": toy.url})


@pytest.mark.parametrize(
    "path", ["/_upload", "/_upload/x.txt", "/_event/?EIO=4&transport=polling&token=x", "/_all_routes"]
)
async def test_uploads_polling_and_the_route_list_do_not_exist(toy: Toy, path: str) -> None:
    async with aiohttp.ClientSession() as session:
        for method in ("GET", "POST"):
            async with session.request(method, toy.url + path, headers={"Origin": toy.url}) as answer:
                assert answer.status == 404


async def test_headers_that_only_a_proxy_may_write_are_not_believed(toy: Toy) -> None:
    spoofed = {
        "X-Forwarded-For": "9.9.9.9", "Asgi-Scope-Client": "9.9.9.9", "X-Real-Ip": "9.9.9.9",
        "Forwarded": "for=9.9.9.9", "Reflex-Client-Token": "9.9.9.9",
    }  # fmt: skip
    async with Attacker(toy.url, headers=spoofed) as tab:
        await tab.emit(f"{ROOT_STATE}.hydrate")
        assert "9.9.9.9" not in json.dumps(await tab.settle())


# --- limits ---------------------------------------------------------------------------------------------------------


async def test_one_session_cannot_flood_and_others_notice_nothing(own_toy: Callable[..., Toy]) -> None:
    toy = own_toy(EVENTS_PER_MINUTE="120", CONNECTS_PER_MINUTE="6", SESSION_PAGES="4", ANONYMOUS_PAGES="3")
    flooder, honest = await staff(toy, Role.RECRUITER), await staff(toy, Role.ADMINISTRATOR)
    async with Attacker(toy.url, flooder) as flood, Attacker(toy.url, honest) as tab:
        for _ in range(2_000):
            await flood.emit(BUMP, {"by": 1})
        assert await works(tab)
        assert await flood.wait_closed() in (1008, 1006)
    tabs = [Attacker(toy.url, honest) for _ in range(3)]
    for each in tabs:
        await each.open()
    with pytest.raises(Closed):  # a fifth page of one session
        await Attacker(toy.url, honest).open()
    again = Attacker(toy.url, honest, token=tabs[0].token)
    await tabs[0].close()
    await again.open()  # but a known page comes back
    with pytest.raises(Closed):  # a seventh websocket within a minute
        await Attacker(toy.url, honest, token=tabs[1].token).open()
    # Strangers who come and go keep no later one out.
    strangers = [Attacker(toy.url)]
    await strangers[0].open()
    for _ in range(12):
        async with Attacker(toy.url):
            pass
    strangers += [Attacker(toy.url), Attacker(toy.url)]
    for each in strangers[1:]:
        await each.open()
    for each in (*tabs, again, *strangers):
        await each.close()


async def test_wrong_passwords_make_an_account_wait_and_say_how_long(own_toy: Callable[..., Toy]) -> None:
    toy = own_toy()
    answers = []
    for email in (toy.emails[Role.RECRUITER], "nobody@example.com"):
        for _ in range(5):
            status, where, cookies = await post(
                toy.url, "/auth/sign-in", {"email": email, "password": "wrong password here"}
            )
            answers.append((status, where, cookies))
        _, where, _ = await post(toy.url, "/auth/sign-in", {"email": email, "password": PASSWORD})
        assert where.startswith("/login?problem=too_many_tries&seconds=")
    assert set(map(str, answers)) == {str((303, "/login?problem=sign_in_refused", {}))}
    await staff(toy, Role.EXECUTIVE)


# --- logs and errors ------------------------------------------------------------------------------------------------


async def test_an_error_shows_a_neutral_notice_and_one_log_line_without_values(
    own_toy: Callable[..., Toy],
) -> None:
    toy = own_toy()
    cookies = await staff(toy)
    async with Attacker(toy.url, cookies) as tab:
        assert values(await tab.call(f"{TOY}.crash"), "code") == ["unexpected"]
        assert values(await tab.call(f"{TOY}.complain"), "code") == ["slot_taken"]
        await tab.call("unknown.handler", {"password": "hunter2", "phone": "13800138000"})
        await tab.call(KEEP, {"text": 5, "phone": "13800138000"})
        await tab.send_text(
            '42/_event,["client_error",{"message":"call 13800138000 zhang@example.com","error_type":"x"}]'
        )
        assert await works(tab)
        await tab.send_text('42/_event,["connect",{"HTTP_COOKIE":"hunter2"}]')
        await tab.wait_closed()
    await open_link(toy.url, toy.link_token)
    log = toy.log
    assert "toy_state.keep" in log and "handler failed with ValueError" in log and "browser reported" in log
    for secret in (
        "13800138000", "zhang@example.com", "hunter2", cookies["sid"], hash_token(cookies["sid"]), toy.link_token,
        PASSWORD, "Traceback",
    ):  # fmt: skip
        assert secret not in log


async def test_many_tabs_at_once_keep_apart(toy: Toy) -> None:
    cookies = await staff(toy)

    async def one(number: int) -> Any:
        async with Attacker(toy.url, cookies) as tab:
            await tab.call(KEEP, {"text": f"tab {number}"})
            await tab.emit(f"{ROOT_STATE}.hydrate")
            return values(await tab.settle(), "note")[-1]

    assert await asyncio.gather(*(one(number) for number in range(20))) == [f"tab {n}" for n in range(20)]


# --- mutation: without the inner guard the same attacks succeed -----------------------------------------------------


async def test_without_the_guard_these_attacks_succeed(
    own_toy: Callable[..., Toy], monkeypatch: pytest.MonkeyPatch
) -> None:
    toy = own_toy(TOY_WITHOUT_GUARD="1")
    point_at(toy, monkeypatch)
    async with Attacker(toy.url) as tab:
        assert values(await tab.call(f"{TOY}.unmarked"), "count") == [100_000]
        assert values(await tab.call(f"{TOY}.helper"), "count") == [200_000]
        assert values(await tab.call(f"{TOY}.setvar", {"var_name": "count", "value": 7}), "count") == [7]
        assert values(await tab.call(KEEP, {"text": ["not", "text"]}), "note") == [["not", "text"]]


@pytest.mark.parametrize(
    "place", ["[/x", "//[x", "\\[", "http://[", "x", "//evil.example/x", "/" + "x" * 3_000]
)
async def test_an_address_that_is_none_disturbs_nothing(toy: Toy, place: str) -> None:
    router_data = {"pathname": place, "asPath": place, "query": {"a": place}}
    before = toy.log.count("handler failed")
    async with Attacker(toy.url, await staff(toy)) as tab:
        await tab.send_text(f'42/_event,["event",{event(BUMP, {"by": 1}, router_data)}]')
        assert await works(tab)
    assert toy.log.count("handler failed") == before


async def test_a_notice_that_fails_itself_ends_there(toy: Toy) -> None:
    before = toy.log.count("handler failed"), toy.log.count("reason=no role mark")
    async with Attacker(toy.url, await staff(toy)) as tab:
        await tab.call(f"{TOY}.fail_twice")
        assert await works(tab)
    assert toy.log.count("handler failed") <= before[0] + 2
    assert toy.log.count("reason=no role mark") <= before[1] + 1
