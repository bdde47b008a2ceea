"""The candidate's interview as a calendar file. The cookie says whose; the address names nobody."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import clock, db
from rxapp.api.sign_in import session_hashes
from rxapp.errors import LinkExpired, UserError
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.scheduling.calendar_file import calendar_file, mark_calendar_added

PAGE = "/c"
HEADERS = {
    "Content-Disposition": 'inline; filename="interview.ics"',
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


async def get_calendar(request: Request) -> Response:
    """The file, or 303 to the candidate's page, which says what is wrong. A HEAD changes nothing."""
    try:
        body = await db.run(_file, session_hashes(request).candidate, request.method == "GET")
    except UserError:
        return RedirectResponse(PAGE, 303)
    return Response(body, media_type="text/calendar", headers=HEADERS)


def _file(session_hash: str, takes: bool) -> bytes:
    with db.unit_of_work() as session:
        actor = find_actor(session, session_hash, real_now=clock.real_now(), now=clock.now())
        if actor is None or actor.application_id is None:
            raise LinkExpired
        found = calendar_file(session, actor.application_id, clock=clock.now)
        if takes:
            mark_calendar_added(session, actor.application_id, clock=clock.now)
        return found


routes = [Route("/c/interview.ics", get_calendar, methods=["GET"])]
