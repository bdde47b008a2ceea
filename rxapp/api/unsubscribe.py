"""The link below a follow-up letter: GET shows, the button changes and can be taken back.

A mail program's own "unsubscribe" posts to the same address without showing anything (RFC 8058). That post comes from
its servers, without cookies or Origin: the signed address is the authority, and all it can do is this.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from rxapp import db
from rxapp.api.plain_page import language_of, notice, plain_page, text
from rxapp.api.sign_in import read_form
from rxapp.errors import LinkExpired
from rxapp.rules.vocabulary import Language
from rxapp.services.messaging.channels.unsubscribe import Leaving, come_back, leave, leaving, read_token

ROUTE = "/u/{token:path}"
MOST = 16_384
TITLE = "plain.leave_title"


async def get_page(request: Request) -> Response:
    """What is stopped and what is not; nothing changes by looking."""
    token = request.path_params.get("token", "")
    try:
        if read_token(token) is None:  # what we never signed needs no database
            raise LinkExpired
        found = await db.run(_leaving, token)
    except LinkExpired:
        return await _unknown(request)
    return await _shown(request, found)


async def post_change(request: Request) -> Response:
    """Stop, or go on. Asked by a mail program: stop, and a plain yes."""
    token, body = request.path_params.get("token", ""), await request.body()
    is_one_click = len(body) <= MOST and b"List-Unsubscribe" in body and b"One-Click" in body
    wanted = "stop" if is_one_click else (await read_form(request)).get("do", "")
    try:
        if read_token(token) is None:
            raise LinkExpired
        if wanted not in ("stop", "resume"):
            return await _shown(request, await db.run(_leaving, token))
        found = await db.run(_change, token, wanted)
    except LinkExpired:
        return PlainTextResponse("", 404) if is_one_click else await _unknown(request)
    if is_one_click:
        return PlainTextResponse("OK", headers={"Cache-Control": "no-store"})
    return await _shown(request, found, is_changed=True)


def _leaving(token: str) -> Leaving:
    with db.reading() as session:
        return leaving(session, token)


def _change(token: str, wanted: str) -> Leaving:
    with db.unit_of_work() as session:
        return leave(session, token) if wanted == "stop" else come_back(session, token)


async def _shown(request: Request, found: Leaving, *, is_changed: bool = False) -> Response:
    language = language_of(request, found.language)
    channel = text(language, f"plain.channel_{found.channel}")
    if found.is_stopped:
        said = notice(text(language, "plain.left", channel=channel), "green")
        rest = _button(language, "resume", text(language, "plain.resume", channel=channel), "")
        more = text(language, "plain.left_more")
    else:
        said = (
            notice(text(language, "plain.resumed", channel=channel), "green")
            if is_changed
            else f"<p>{text(language, 'plain.leave_lead', channel=channel)}</p>"
        )
        rest = _button(
            language,
            "stop",
            text(language, "plain.leave", channel=channel),
            "ui-button--primary ui-button--l",
        )
        more = text(language, "plain.leave_more")
    body = f'{said}<p class="ui-muted">{more}</p>{rest}'
    return await plain_page(request, language, TITLE, body)


def _button(language: Language, does: str, words: str, kind: str) -> str:
    return (
        f'<form method="post" action="?lang={language.value}"><input type="hidden" name="do" value="{does}">'
        f'<button class="ui-button {kind} ui-button--wide" type="submit">{words}</button></form>'
    )


async def _unknown(request: Request) -> Response:
    language = language_of(request)
    words = notice(text(language, "plain.leave_unknown"), "amber", "alert")
    return await plain_page(request, language, TITLE, words, status=404)


routes = [
    Route(path, work, methods=[method])
    for path in (ROUTE, "/u")
    for method, work in (("GET", get_page), ("POST", post_change))
]
