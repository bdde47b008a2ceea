"""The outer guard over plain HTTP: headers in, headers out, bodies, closed paths."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from rxapp.api import guard, headers
from rxapp.api.guard import Guard
from rxapp.services.accounts.tokens import hash_token, new_token
from rxapp.settings import ROOT, get_settings

ORIGIN = {"Origin": "http://localhost:8000"}


async def mirror(request: Request) -> Response:
    """What the app sees of a request."""
    body = await request.body()
    found = {
        "headers": dict(request.headers),
        "client": request.client.host if request.client else "",
        "n": len(body),
    }
    headers = {"cache-control": "private"} if "own" in request.query_params else {}
    kind = request.query_params.get("kind", "application/json")
    if "unchanged" in request.query_params:
        return Response(status_code=304)
    return Response(json.dumps(found), headers=headers, media_type=kind)


SHEET = hashlib.sha256(b"p {}").hexdigest()[:8]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "client"
    (folder / "board").mkdir(parents=True)
    (folder / "index.html").write_text('<script src="/a.js"></script><script type="module">start(1)</script>')
    (folder / "board" / "index.html").write_text("<SCRIPT>start(2)</SCRIPT>")
    (folder / "x.css").write_text("p {}")
    headers.content_policy.cache_clear()
    headers.inline_script_hashes.cache_clear()
    return folder


@pytest.fixture
def client(pages: Path) -> Iterator[TestClient]:
    routes = [Route("/{path:path}", mirror, methods=["GET", "POST", "DELETE"])]
    yield TestClient(Guard(Starlette(routes=routes), pages=pages), client=("10.0.0.9", 1))
    headers.content_policy.cache_clear()


def test_cookies_reach_the_app_only_as_hashes_and_others_as_they_are(client: TestClient) -> None:
    token = new_token()
    seen = client.get(
        "/x", headers={"Cookie": f'a="b c"; sid={token}; cid=short; theme=dark; sid=second'}
    ).json()
    assert seen["headers"]["cookie"] == f'sid={hash_token(token)}; a="b c"; theme=dark'
    assert token not in str(seen)


def test_a_hash_sent_as_a_cookie_is_not_handed_on(client: TestClient) -> None:
    assert (
        "cookie"
        not in client.get("/x", headers={"Cookie": f"sid={'a' * 64}; cid={'b' * 64}"}).json()["headers"]
    )


def test_on_https_only_host_cookies_count(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://hr.example.com")
    get_settings.cache_clear()
    token = new_token()
    assert "cookie" not in client.get("/x", headers={"Cookie": f"sid={token}"}).json()["headers"]
    seen = client.get("/x", headers={"Cookie": f"__Host-sid={token}"})
    assert seen.json()["headers"]["cookie"] == f"sid={hash_token(token)}"
    assert "max-age" in seen.headers["strict-transport-security"]


@pytest.mark.parametrize(
    "name", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Asgi-Scope-Client", "X-Original-URL",
             "X-HTTP-Method-Override", "Reflex-Client-Token"],
)  # fmt: skip
def test_headers_of_proxies_are_not_believed_from_strangers(client: TestClient, name: str) -> None:
    seen = client.get("/x", headers={name: "9.9.9.9"}).json()
    assert name.lower() not in seen["headers"] and seen["client"] == "10.0.0.9"


@pytest.mark.parametrize(
    ("hops", "chain", "address"),
    [(0, "9.9.9.9", "10.0.0.9"), (1, "9.9.9.9, 203.0.113.7", "203.0.113.7"), (2, "9.9.9.9, 203.0.113.7, 10.1.1.1",
      "203.0.113.7"), (2, "203.0.113.7", "10.0.0.9"), (1, "", "10.0.0.9")],
)  # fmt: skip
def test_the_address_is_what_the_nearest_trusted_proxies_wrote(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, hops: int, chain: str, address: str
) -> None:
    monkeypatch.setenv("TRUSTED_PROXY_HOPS", str(hops))
    get_settings.cache_clear()
    assert client.get("/x", headers={"X-Forwarded-For": chain}).json()["client"] == address


@pytest.mark.parametrize(
    "origin",
    ["https://localhost:8000", "http://localhost", "http://localhost:8000.evil.example", "null", "",
     "http://evil.example", "HTTP://LOCALHOST:8000/"],
)  # fmt: skip
def test_a_change_needs_our_own_origin_to_the_letter(client: TestClient, origin: str) -> None:
    for method in ("POST", "DELETE"):
        assert client.request(method, "/auth/sign-in", headers={"Origin": origin}).status_code == 403
        assert client.request(method, "/auth/sign-in").status_code == 403
        assert client.request(method, "/auth/sign-in", headers=ORIGIN).status_code == 200
    assert client.get("/x", headers={"Origin": origin}).status_code == 200
    assert client.post("/webhooks/sms", headers={"Origin": origin}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/_upload", "/_upload/cv.pdf", "/_event", "/_event/", "/_all_routes", "/auth-codespace"]
)
def test_paths_of_the_framework_that_nobody_needs_do_not_exist(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == client.post(path, headers=ORIGIN).status_code == 404


def test_a_body_has_a_limit_announced_or_not(client: TestClient) -> None:
    big = b"x" * (guard.MAX_BODY + 1)
    assert client.post("/x", content=big, headers=ORIGIN).status_code == 413
    assert client.post("/x", headers={**ORIGIN, "Content-Length": "9" * 30}).status_code == 413
    assert client.post("/x", content=big[:-1], headers=ORIGIN).json()["n"] == guard.MAX_BODY

    def stream() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 65_536 + b"y"

    from starlette.requests import ClientDisconnect

    with pytest.raises(ClientDisconnect):
        client.post("/x", content=stream(), headers=ORIGIN)


@pytest.mark.parametrize("kind", ["text/css", "text/javascript; charset=utf-8", "image/png", "font/woff2"])
def test_what_a_page_is_made_of_carries_no_more_than_it_needs(client: TestClient, kind: str) -> None:
    answer = client.get(f"/assets/x?kind={kind}")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"]
    assert not {"content-security-policy", "referrer-policy", "x-frame-options"} & set(answer.headers)


def test_a_page_that_did_not_change_keeps_its_policy(client: TestClient) -> None:
    answer = client.get("/board?unchanged=1")
    assert answer.status_code == 304
    assert "content-security-policy" not in answer.headers


def test_what_is_no_page_may_load_nothing_and_stand_in_no_frame(client: TestClient) -> None:
    assert (
        client.get("/api/x").headers["content-security-policy"]
        == "default-src 'none'; frame-ancestors 'none'"
    )


def test_every_page_carries_the_policy_with_the_hashes_of_the_inline_scripts(client: TestClient) -> None:
    answer = client.get("/board?kind=text/html")
    policy = answer.headers["content-security-policy"]
    for script in (b"start(1)", b"start(2)"):
        assert f"'sha256-{b64encode(hashlib.sha256(script).digest()).decode()}'" in policy
    assert "script-src 'self'" in policy and "unsafe" not in policy.split("style-src")[0]
    assert "frame-ancestors 'self'" in policy and "ws://localhost:8000" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "referrer", "cache"),
    [("/i/token", "no-referrer", "no-store"), ("/c", "same-origin", "no-cache"), ("/auth/x", "same-origin", "no-store"),
     ("/api/x", "same-origin", "no-store"), ("/?v=1", "same-origin", "no-cache"), ("/x.css", "same-origin", "no-cache"),
     ("/x.css?v=0badhash", "same-origin", "no-cache"), ("/y.css?v=1", "same-origin", "no-cache"),
     (f"/x.css?v={SHEET}", "same-origin", "public, max-age=31536000, immutable"),
     ("/x?own=1", "same-origin", "private")],
)  # fmt: skip
def test_what_may_be_kept_or_told_depends_on_the_path(
    client: TestClient, path: str, referrer: str, cache: str
) -> None:
    answer = client.get(path)
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == (referrer, cache)


def test_no_handler_sends_the_browser_text_to_evaluate() -> None:
    needs_eval = re.compile(
        r"rx\.(toast|call_script|call_function|run_script|download|window_alert|console_log|scroll_to)\b"
    )
    for file in sorted((ROOT / "rxapp").rglob("*.py")):
        assert not needs_eval.search(file.read_text()), file


def test_a_refusal_carries_the_headers_too(client: TestClient) -> None:
    for answer in (client.get("/_upload"), client.post("/x")):
        assert "content-security-policy" in answer.headers and answer.headers["cache-control"]


def test_websockets_elsewhere_are_refused(client: TestClient) -> None:
    from starlette.websockets import WebSocketDisconnect

    for path in ("/", "/_event/x", "/ws", "/_event/../_event"):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(path, headers=ORIGIN):
            pass


def test_lifespan_messages_pass() -> None:
    seen: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["type"])

    import asyncio

    asyncio.run(Guard(app)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]
