"""What every webhook does alike: read no more than it may, keep before answering, wake whoever applies."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from rxapp import db
from rxapp.jobs import applying
from rxapp.services.messaging.reports.store import keep_event

log = logging.getLogger("rxapp.webhooks")


class Refused(Exception):
    """A request that is not taken; `status` says why to whoever calls."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Kept(NamedTuple):
    """One event to keep: the provider's id of it and what it says."""

    key: str
    body: Mapping[str, Any]


async def body_of(request: Request, most: int) -> bytes:
    """The whole body, of at most `most` bytes; what is longer is not read to its end. Raises Refused."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise Refused(413, "too big")
    found = bytearray()
    try:
        async for part in request.stream():
            found += part
            if len(found) > most:
                raise Refused(413, "too big")
    except ClientDisconnect:
        raise Refused(400, "cut off") from None
    return bytes(found)


async def keep(provider: str, events: Iterable[Kept]) -> Response:
    """Keep them all in one transaction, then answer; also to what was known already, or it would come for ever."""
    found = list(events)
    new: int = await db.run(_keep, provider, found) if found else 0
    if new:
        applying.wake()
    return Response(status_code=204)


def refuse(provider: str, problem: Refused) -> Response:
    """An answer that helps whoever sets it up and nobody else."""
    log.warning("refused a call of %s: %s", provider, problem)
    return Response(str(problem), status_code=problem.status, media_type="text/plain")


def _keep(provider: str, events: list[Kept]) -> int:
    with db.unit_of_work() as session:
        return sum(keep_event(session, provider, one.key, one.body) for one in events)
