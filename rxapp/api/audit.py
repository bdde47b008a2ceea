"""The audit page's rows as a file. Who took it, and how many rows, is itself in the record."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import clock, db, i18n
from rxapp.api.sign_in import session_hashes
from rxapp.errors import NotAllowed, UserError
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.errors import PasswordAgain, SignedOut
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.company.queries import zone
from rxapp.services.events.audit import audit_all
from rxapp.services.events.audit_words import filter_of, sentence
from rxapp.services.events.record import record
from rxapp.services.export.table import CSV_TYPE, csv_bytes

PAGE = "/settings/audit"
COLUMNS = ("when", "number", "kind", "by", "who", "what", "application", "candidate")


async def get_csv(request: Request) -> Response:
    """What the page's filter finds, newest first, at most 50,000 rows; 303 to the sign-in when the password was last
    given more than half an hour ago."""
    query = dict(request.query_params)
    try:
        body = await db.run(_file, session_hashes(request).user, query)
    except (SignedOut, PasswordAgain) as problem:
        again = {"problem": problem.code} if isinstance(problem, PasswordAgain) else {}
        back = f"{PAGE}?{urlencode(query)}" if query else PAGE
        return RedirectResponse(f"/login?{urlencode(again | {'next': back})}", 303)
    except UserError:
        return Response("404", 404, media_type="text/plain")
    name = f"audit-{clock.now():%Y%m%d-%H%M}.csv"
    return Response(
        body, media_type=CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )  # fmt: skip


def _file(session_hash: str, query: Mapping[str, str]) -> bytes:
    with db.reading() as session:
        now = clock.real_now()
        actor = find_actor(session, session_hash, real_now=now)
        if actor is None:
            raise SignedOut
        if actor.role is not Role.ADMINISTRATOR:
            raise NotAllowed
        if not actor.gave_password_lately(now):
            raise PasswordAgain
        place = zone(session)
        rows = audit_all(session, filter_of(query, place), actor=actor)
    with db.unit_of_work() as session:  # apart: reading fifty thousand rows must hold up nobody who writes
        record(session, EventKind.EXPORTED, actor=actor, what="audit", rows=len(rows))
    language = actor.language
    return csv_bytes(
        [i18n.text(language, f"audit.column_{name}") for name in COLUMNS],
        (
            (
                f"{row.at.astimezone(ZoneInfo(place)):%Y-%m-%d %H:%M:%S}", row.id, row.kind,
                i18n.text(language, f"audit.by_{row.by}"), row.who, sentence(language, row, place),
                row.application_id, row.candidate,
            )
            for row in rows
        ),
    )  # fmt: skip


routes = [Route("/api/audit.csv", get_csv, methods=["GET"])]
