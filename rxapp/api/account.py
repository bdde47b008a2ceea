"""Choosing a password: by the one-time link an administrator made, and anew by whoever is signed in.

The link's token goes into a cookie at once and the address becomes a clean one; opening it changes nothing, so that a
mail scanner cannot use it up. Only the post of the form does. The guard in front has checked the Origin of the posts.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import clock, db
from rxapp.api.sign_in import (
    address_of,
    agent_of,
    lead,
    read_form,
    remember_device,
    session_hashes,
    set_cookie,
)
from rxapp.api.sockets import open_sockets
from rxapp.errors import UserError
from rxapp.services.accounts.account_links import AccountLinkOver, reference_of
from rxapp.services.accounts.choose_password import choose_password, link_owner
from rxapp.services.accounts.cookies import USER
from rxapp.services.accounts.errors import SignedOut
from rxapp.services.accounts.own_account import change_own_password
from rxapp.services.accounts.tokens import TOKEN_LENGTH
from rxapp.settings import get_settings

PAGE = "/account"
OWN_PAGE = "/settings/account"
COOKIE = "aid"
COOKIE_SECONDS = 3600


async def get_link(request: Request) -> Response:
    """303 to the page, the token in a cookie; what is wrong with a link is said there."""
    try:
        owner = await db.run(link_owner, request.path_params["token"], address_of(request))
    except UserError as problem:
        return RedirectResponse(_back(PAGE, problem), 303)
    response = RedirectResponse(f"{PAGE}?{urlencode({'to': reference_of(owner)})}", 303)
    response.set_cookie(
        _name(), request.path_params["token"], max_age=COOKIE_SECONDS, path="/", httponly=True, samesite="lax",
        secure=get_settings().is_https,
    )  # fmt: skip
    return response


async def post_choose(request: Request) -> Response:
    """The owner of the link chose a password: signed in, on to the start page; or back to the form."""
    form, hashes = await read_form(request), session_hashes(request)
    token = request.cookies.get(_name(), "")
    try:
        if len(token) != TOKEN_LENGTH:
            raise AccountLinkOver
        done = await choose_password(
            token, form.get("password", ""), form.get("again", ""), agent=agent_of(request),
            address=address_of(request), previous_hash=hashes.user,
        )  # fmt: skip
    except UserError as problem:
        return lead(request, _back(PAGE, problem, to=form.get("to", "")[:200]))
    open_sockets.close(hashes.user)
    response = lead(request, "/")
    set_cookie(response, USER, done.token, expires_at=done.expires_at, now=clock.real_now())
    remember_device(response, done.account)
    response.delete_cookie(_name(), path="/", httponly=True, samesite="lax", secure=get_settings().is_https)
    return response


async def post_own(request: Request) -> Response:
    """Whoever is signed in changed their password: every other session is over, this browser gets a new one."""
    form, hashes = await read_form(request), session_hashes(request)
    try:
        done = await change_own_password(
            hashes.user, form.get("old", ""), form.get("password", ""), form.get("again", ""),
            agent=agent_of(request), address=address_of(request),
        )  # fmt: skip
    except SignedOut:
        return lead(request, f"/login?{urlencode({'next': OWN_PAGE})}")
    except UserError as problem:
        return lead(request, _back(OWN_PAGE, problem))
    open_sockets.close(hashes.user)
    response = lead(request, f"{OWN_PAGE}?done=password")
    set_cookie(response, USER, done.token, expires_at=done.expires_at, now=clock.real_now())
    remember_device(response, done.account)
    return response


def _name() -> str:
    return f"__Host-{COOKIE}" if get_settings().is_https else COOKIE


def _back(page: str, problem: UserError, **more: str) -> str:
    query = {"problem": problem.code} | {name: str(fact) for name, fact in problem.facts.items()} | more
    return f"{page}?{urlencode({name: value for name, value in query.items() if value})}"


routes = [
    Route("/account/{token}", get_link, methods=["GET"]),
    Route("/auth/account", post_choose, methods=["POST"]),
    Route("/auth/password", post_own, methods=["POST"]),
]
