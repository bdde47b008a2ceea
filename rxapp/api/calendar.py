"""The candidate's interview as a calendar file. The cookie says whose; the address names nobody.

Fetching it changes nothing: browsers, previews and scanners fetch what nobody asked for. That the candidate took it is
kept by the button's own event (state/candidate.py, `add_to_calendar`).
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import clock, db
from rxapp.api.sign_in import session_hashes
from rxapp.errors import LinkExpired, UserError
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.scheduling.calendar_file import calendar_file

PAGE = "/c"
HEADERS = {
    "Content-Disposition": 'inline; filename="interview.ics"',
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


async def get_calendar(request: Request) -> Response:
    """The file, or 303 to the candidate's page, which says what is wrong."""
    try:
        body = await db.run(_file, session_hashes(request).candidate)
    except UserError:
        return RedirectResponse(PAGE, 303)
    return Response(body, media_type="text/calendar", headers=HEADERS)


def _file(session_hash: str) -> bytes:
    with db.reading() as session:
        actor = find_actor(session, session_hash, real_now=clock.real_now(), now=clock.now())
        if actor is None or actor.application_id is None:
            raise LinkExpired
        return calendar_file(session, actor.application_id, clock=clock.now)


routes = [Route("/c/interview.ics", get_calendar, methods=["GET"])]
