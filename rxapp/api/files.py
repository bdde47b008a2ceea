"""Files in and out, beside the pages: a CV is no websocket frame, and what people gave us is no public asset.

In: the body is the file itself and nothing else, so there is no form to parse before its size is known; its name comes
percent-encoded in `X-File-Name`. The guard in front has checked the Origin and the length (BODY_LIMITS). Out: always as
a download, never as a page, and only after the service has been asked.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, unquote

from sqlmodel import Session
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from rxapp import clock, db, i18n
from rxapp.api.guard import BODY_LIMITS
from rxapp.api.limits import Buckets
from rxapp.api.sign_in import session_hashes
from rxapp.errors import Invalid, NotAllowed, NotFound, UserError
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.cookies import SessionHashes
from rxapp.services.accounts.errors import SignedOut
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.files.queries import FileView, find_file, open_file
from rxapp.services.files.store import MAY_BRING, Ready, keep, new_incoming, prepare
from rxapp.services.files.types import MOST_BYTES, FileKind

UPLOADS_PER_MINUTE = 30
PATIENCE = 30.0  # seconds without a byte
LARGEST_ID = 2**31 - 1
_uploads = Buckets(UPLOADS_PER_MINUTE)
_pictures = ThreadPoolExecutor(max_workers=1, thread_name_prefix="picture")

# A little above what is taken, so that a file just too large is told so in words.
BODY_LIMITS.update({f"/files/{kind.value}": MOST_BYTES[kind] + 65_536 for kind in FileKind})

_STATUS = {NotAllowed: 403, NotFound: 404, SignedOut: 401}


class TooMany(UserError):
    """Too many uploads in a minute."""

    code = "file_too_many"


async def _take(request: Request, kind: FileKind) -> Response:
    hashes = session_hashes(request)
    actor = await db.run(_staff, hashes)
    language = i18n.DEFAULT if actor is None else actor.language
    incoming: Path | None = None
    try:
        if actor is None:
            raise SignedOut
        if actor.role not in MAY_BRING[kind]:
            raise NotAllowed
        if not _uploads.of(actor.session_hash).try_take():
            raise TooMany
        name = unquote(request.headers.get("x-file-name", "")[:1200])
        incoming = await db.run(new_incoming)
        await _receive(request, incoming, MOST_BYTES[kind])
        ready = await _prepared(incoming, kind, name)
        file_id = await db.run(_keep, ready, actor)
    except UserError as problem:
        status = 413 if problem.code == "file_too_large" else _STATUS.get(type(problem), 400)
        status = 429 if isinstance(problem, TooMany) else status
        return JSONResponse({"problem": i18n.error_text(language, problem)}, status)
    except (ClientDisconnect, TimeoutError):
        return JSONResponse({"problem": i18n.error_text(language, Invalid("file_broken"))}, 400)
    finally:
        if incoming is not None:
            incoming.unlink(missing_ok=True)
    return JSONResponse({"id": file_id})


async def _receive(request: Request, incoming: Path, most: int) -> None:
    """Write the body to disk part by part. Raises Invalid when it is too large, TimeoutError when nothing comes."""
    seen, parts = 0, request.stream()
    with incoming.open("xb") as file:
        incoming.chmod(0o600)
        while True:
            try:
                part = await asyncio.wait_for(anext(parts), PATIENCE)
            except StopAsyncIteration:
                return
            seen += len(part)
            if seen > most:
                raise Invalid("file_too_large", most=most // 1_048_576)
            file.write(part)


async def _prepared(incoming: Path, kind: FileKind, name: str) -> Ready:
    """Looked at and in its place. Pictures one after the other and not among the database's threads: unpacked, one
    takes a hundred times its bytes."""
    if kind is not FileKind.PHOTO:
        return await db.run(prepare, incoming, kind, name)
    return await asyncio.get_running_loop().run_in_executor(_pictures, prepare, incoming, kind, name)


def _keep(ready: Ready, actor: Actor) -> int:
    with db.unit_of_work() as session:
        return keep(session, ready, actor=actor, clock=clock.now)


async def post_cv(request: Request) -> Response:
    """A CV, from a recruiter or an administrator: `{"id": 12}`, or `{"problem": "…"}`."""
    return await _take(request, FileKind.CV)


async def post_photo(request: Request) -> Response:
    """A photograph, from staff; it is drawn anew and small."""
    return await _take(request, FileKind.PHOTO)


async def post_attachment(request: Request) -> Response:
    """A note's attachment, from a recruiter or an administrator."""
    return await _take(request, FileKind.ATTACHMENT)


async def get_file(request: Request) -> Response:
    """The file as a download; 404 for whatever the caller may not have."""
    try:
        found = await db.run(_open, request.path_params["file_id"], session_hashes(request))
    except UserError:
        return Response("404", 404, media_type="text/plain")
    return FileResponse(found.path, media_type=found.content_type, headers=_headers(found))


def _headers(found: FileView) -> dict[str, str]:
    ending = "." + found.name.rpartition(".")[2]
    plain = f"{found.kind.value}-{found.id}{ending if ending.isascii() else ''}"
    is_photo = found.kind is FileKind.PHOTO
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        # A photograph's bytes never change under its number; a CV is read anew each time, and each reading is kept.
        "Cache-Control": "private, max-age=3600" if is_photo else "no-store",
    }


def _staff(hashes: SessionHashes) -> Actor | None:
    with db.glance() as session:
        return find_actor(session, hashes.user, real_now=clock.real_now())


def _open(file_id: int, hashes: SessionHashes) -> FileView:
    """The file for the browser's staff session or else its candidate's link: either may be the one that fits. A page's
    faces are only read; a CV's reading is written down before its bytes leave."""
    if not 0 < file_id <= LARGEST_ID:
        raise NotFound
    with db.reading() as session:
        actor, found = _find(session, file_id, hashes)
    if found.kind is FileKind.CV:
        with db.unit_of_work() as session:
            return open_file(session, file_id, actor=actor, clock=clock.now)
    return found


def _find(session: Session, file_id: int, hashes: SessionHashes) -> tuple[Actor, FileView]:
    for each in (hashes.user, hashes.candidate):
        actor = find_actor(session, each, real_now=clock.real_now(), now=clock.now())
        if actor is None:
            continue
        try:
            found = find_file(session, file_id, actor=actor)
        except NotFound:
            continue
        if found.path.is_file():
            return actor, found
    raise NotFound


routes = [
    Route("/files/cv", post_cv, methods=["POST"]),
    Route("/files/photo", post_photo, methods=["POST"]),
    Route("/files/attachment", post_attachment, methods=["POST"]),
    Route("/files/{file_id:int}", get_file, methods=["GET"]),
]
