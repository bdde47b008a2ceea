"""Lists as files: exactly what the page shows, all of its pages. Who took how many rows is in the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import clock, db
from rxapp.api.sign_in import session_hashes
from rxapp.errors import Invalid, NotAllowed, UserError
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.errors import PasswordAgain, SignedOut
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.company.queries import zone
from rxapp.services.events.record import record
from rxapp.services.export.table import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from rxapp.services.hiring.people import MOST_EXPORTED, all_people, count_people
from rxapp.services.hiring.people_address import ROUTE, asked_of, query_of
from rxapp.services.hiring.people_words import Speaker, cells, header

MAY_EXPORT = (*HR, Role.EXECUTIVE)
_KINDS = {"csv": (CSV_TYPE, csv_bytes), "xlsx": (XLSX_TYPE, xlsx_bytes)}


class _File(NamedTuple):
    actor: Actor
    body: bytes
    rows: int


async def get_people(request: Request) -> Response:
    """The people list of this address as CSV or xlsx, at most 50,000 rows; 303 to the sign-in when the password was
    last given more than half an hour ago."""
    query, kind = dict(request.query_params), request.path_params["kind"]
    if kind not in _KINDS:
        return Response("404", 404, media_type="text/plain")
    back = _page(query)
    try:
        made = await db.run(_file, session_hashes(request).user, query, kind)
        await db.run(_remember, made)
    except (SignedOut, PasswordAgain) as problem:
        again = {"problem": problem.code} if isinstance(problem, PasswordAgain) else {}
        return RedirectResponse(f"/login?{urlencode(again | {'next': back})}", 303)
    except Invalid as problem:
        return RedirectResponse(f"{back}{'&' if '?' in back else '?'}problem={problem.code}", 303)
    except UserError:
        return Response("404", 404, media_type="text/plain")
    name = f"people-{clock.now():%Y%m%d-%H%M}.{kind}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    return Response(made.body, media_type=_KINDS[kind][0], headers=headers)


def _page(query: Mapping[str, str]) -> str:
    kept = query_of(asked_of(query))
    return f"{ROUTE}?{kept}" if kept else ROUTE


def _file(session_hash: str, query: Mapping[str, str], kind: str) -> _File:
    """Read and written out before the record is: thousands of rows must not hold up who writes."""
    asked, now = asked_of(query), clock.now()
    with db.reading() as session:
        actor = find_actor(session, session_hash, real_now=clock.real_now())
        if actor is None:
            raise SignedOut
        if actor.role not in MAY_EXPORT:
            raise NotAllowed
        if not actor.gave_password_lately(clock.real_now()):
            raise PasswordAgain
        found = count_people(session, asked.chosen, actor=actor, now=now)
        if found > MOST_EXPORTED:
            raise Invalid("export_too_long", field="rows", most=MOST_EXPORTED)
        say = Speaker(actor.language, zone(session), now, in_full=True)
        rows = all_people(session, asked.chosen, actor=actor, now=now)
        make = _KINDS[kind][1]
        body = make(header(asked.columns, say.language), (cells(row, asked.columns, say) for row in rows))
    return _File(actor, body, found)


def _remember(made: _File) -> None:
    with db.unit_of_work() as session:
        record(session, EventKind.EXPORTED, actor=made.actor, what="people", rows=made.rows)


routes = [Route("/api/people.{kind}", get_people, methods=["GET"])]
