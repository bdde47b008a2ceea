"""A candidate's link: exchanged for a cookie, then a clean address. Reflex keeps addresses in state and logs,
so the token never reaches a page. Opening changes nothing; a staff session in the same browser stays."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import clock, db
from rxapp.api.sign_in import address_of, agent_of, session_hashes, set_cookie
from rxapp.errors import UserError
from rxapp.services.accounts.cookies import CANDIDATE
from rxapp.services.accounts.open_link import OpenedLink, open_link
from rxapp.services.accounts.tokens import read_link_token

PAGE = "/c"
BAD_LINK = "/c?problem=link"


async def get_link(request: Request) -> Response:
    """303 to the candidate's page; whatever is wrong with the link, the answer is the same."""
    if request.method == "HEAD":
        return RedirectResponse(PAGE, 303)
    token = request.path_params.get("token", "")
    # What we never signed needs no database, and nobody else behind the same address pays for it.
    if read_link_token(token) is None:
        return RedirectResponse(BAD_LINK, 303)
    try:
        opened = await db.run(
            _open, token, session_hashes(request).candidate, agent_of(request), address_of(request)
        )
    except UserError:
        return RedirectResponse(BAD_LINK, 303)
    response = RedirectResponse(PAGE, 303)
    if opened.token is not None:
        set_cookie(response, CANDIDATE, opened.token, expires_at=opened.expires_at, now=clock.now())
    return response


def _open(token: str, present_hash: str, agent: str, address: str) -> OpenedLink:
    with db.unit_of_work() as session:
        return open_link(session, token, present_hash=present_hash, agent=agent, address=address)


# A link that lost its end when it was copied leads to the candidate's door, not to the staff's "not found".
routes = [Route(path, get_link, methods=["GET"]) for path in ("/i", "/i/{token:path}")]
