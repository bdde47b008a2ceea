"""Signing in and out: plain form posts, so that the identifier only ever lives in an HttpOnly cookie.

The guard in front has already checked the Origin of these posts. A sign-in leads to a fresh page, hence a fresh
websocket with the new cookie: by 303, or where the form's script asked (components/post_form.jsx) by telling it where.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from rxapp import clock, db
from rxapp.api.sockets import open_sockets
from rxapp.errors import UserError
from rxapp.rules.events import EventKind
from rxapp.services.accounts.cookies import CANDIDATE, USER, SessionHashes, cookie_name, read_hashes
from rxapp.services.accounts.devices import COOKIE, DAYS, device_cookie
from rxapp.services.accounts.end_sessions import end_session
from rxapp.services.accounts.errors import SignInRefused
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.sign_in import sign_in
from rxapp.services.events.record import record
from rxapp.settings import get_settings

DOOR = "/login"
HOME = "/"
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f-\U0010ffff]*")
_BROWSERS = (("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"),
             ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
            ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def local_path(wanted: str) -> str:
    """`wanted` if it is a path of this site, else the start page: a sign-in never leads elsewhere."""
    return wanted if len(wanted) <= 500 and _LOCAL.fullmatch(wanted) else HOME


def session_hashes(request: Request) -> SessionHashes:
    """The hashes of the sessions the browser sent; the guard has replaced the cookies by them."""
    return read_hashes(request.headers.get("cookie", ""))


def address_of(request: Request) -> str:
    """The caller's address as the guard determined it."""
    return request.client.host if request.client else ""


def agent_of(request: Request) -> str:
    """A short description of the browser, like "Chrome · Windows"."""
    text = request.headers.get("user-agent", "")
    parts = [next((name for mark, name in pairs if mark in text), "") for pairs in (_BROWSERS, _SYSTEMS)]
    return " · ".join(part for part in parts if part)


def set_cookie(response: Response, kind: str, token: str, *, expires_at: datetime, now: datetime) -> None:
    """Give the browser a session identifier; `kind` is USER or CANDIDATE of services.accounts.cookies."""
    seconds = max(1, min(int((expires_at - now).total_seconds()), 400 * 86_400))
    response.set_cookie(
        cookie_name(kind), token, max_age=seconds, path="/", httponly=True, samesite="lax",
        secure=get_settings().is_https,
    )  # fmt: skip


def drop_cookie(response: Response, kind: str) -> None:
    """Take the identifier away from the browser."""
    response.delete_cookie(
        cookie_name(kind), path="/", httponly=True, samesite="lax", secure=get_settings().is_https
    )


def device_of(request: Request) -> str:
    """What the browser sent as its device cookie (services.accounts.devices); empty when it sent none."""
    return request.cookies.get(_device_name(), "")


def remember_device(response: Response, account: str) -> None:
    """After a good sign-in: the browser gets tries of its own from now on."""
    response.set_cookie(
        _device_name(), device_cookie(account), max_age=DAYS * 86_400, path="/", httponly=True, samesite="lax",
        secure=get_settings().is_https,
    )  # fmt: skip


def _device_name() -> str:
    return f"__Host-{COOKIE}" if get_settings().is_https else COOKIE


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a posted form; empty for what is none."""
    body = await request.body()
    if len(body) > 16_384:
        return {}
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}


def lead(request: Request, to: str) -> Response:
    """303 to `to`; the form's own script is only told the address, because it replaces the page it stands on."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"to": to})
    return RedirectResponse(to, 303)


async def post_sign_in(request: Request) -> Response:
    """Check e-mail and password; on to `next` with a cookie, or back to the form with `problem`."""
    form, hashes = await read_form(request), session_hashes(request)
    next_path = local_path(form.get("next", HOME))
    try:
        if not form.get("email") or not form.get("password"):
            raise SignInRefused
        done = await sign_in(
            form["email"], form["password"], agent=agent_of(request), address=address_of(request),
            previous_hash=hashes.user, device=device_of(request),
        )  # fmt: skip
    except UserError as problem:
        query = {"problem": problem.code} | {name: str(fact) for name, fact in problem.facts.items()}
        if next_path != HOME:
            query["next"] = next_path
        return lead(request, f"{DOOR}?{urlencode(query)}")
    open_sockets.close(hashes.user)
    response = lead(request, next_path)
    set_cookie(response, USER, done.token, expires_at=done.expires_at, now=clock.real_now())
    remember_device(response, done.account)
    return response


async def post_sign_out(request: Request) -> Response:
    """End this browser's staff session, close its websockets and forget the cookie."""
    hashes = session_hashes(request)
    if hashes.user:
        await db.run(_end, hashes.user)
        open_sockets.close(hashes.user)
    response = lead(request, DOOR)
    drop_cookie(response, USER)
    return response


def _end(session_hash: str) -> None:
    with db.unit_of_work() as session:
        actor = find_actor(session, session_hash, real_now=clock.real_now())
        if end_session(session, session_hash) and actor is not None:
            record(session, EventKind.SIGNED_OUT, actor=actor, user_id=actor.user_id)


routes = [
    Route("/auth/sign-in", post_sign_in, methods=["POST"]),
    Route("/auth/sign-out", post_sign_out, methods=["POST"]),
]

__all__ = ["CANDIDATE", "USER", "drop_cookie", "lead", "local_path", "routes", "session_hashes", "set_cookie"]
