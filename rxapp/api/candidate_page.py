"""The candidate's pages as files of the build, with the company's name and telephone written into the waiting screen:
whoever's phone never gets the page to live, without JavaScript or on a bad line, still has somebody to call. Pages
are built once and know no settings, so this is done as they leave. The components keep what stands in that place."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rxapp import db, frontend, i18n
from rxapp.rules.phones import dialled
from rxapp.rules.vocabulary import Language
from rxapp.services.company.queries import CompanyView, company

PLACE = '<div class="candidate__call"></div>'
PAGES = ("/c", "/c/book")
# Without scripts nothing is being opened.
_STILL = (
    "<noscript><style>.candidate h1,.candidate h1+p,.candidate .ui-skeleton{display:none}</style></noscript>"
)


async def get_page(request: Request) -> Response:
    """The built page with the telephone in it; 404 where nothing is built."""
    file = frontend.web_dir() / "build" / "client" / request.url.path.strip("/") / "index.html"
    if not file.is_file():
        return Response(status_code=404)
    found = await db.run(_company)
    page, packed, tag = _filled(_text(file, file.stat().st_mtime_ns), found)
    headers = {"etag": tag, "vary": "accept-encoding"}
    if request.headers.get("if-none-match", "") == tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, headers=headers | {"content-encoding": "gzip"}, media_type="text/html")
    return Response(page, headers=headers, media_type="text/html")


def _company() -> CompanyView:
    with db.glance() as session:
        return company(session)


@lru_cache(maxsize=4)
def _text(file: Path, changed_at: int) -> str:
    return file.read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def _filled(text: str, found: CompanyView) -> tuple[bytes, bytes, str]:
    """The page, the same packed, and its tag."""
    page = text.replace(PLACE, PLACE.replace("></", f">{call_text(found)}</"), 1).encode()
    return page, gzip.compress(page, 9, mtime=0), f'"{hashlib.sha256(page).hexdigest()[:20]}"'


def call_text(found: CompanyView) -> str:
    """Whom to call, in both languages: nobody knows the reader's yet. Empty before the company has a telephone."""
    if not found.phone:
        return ""
    lines = []
    for language, tag, name in (
        (Language.ZH, "zh-CN", found.name),
        (Language.EN, "en", found.name_en or found.name),
    ):
        said = escape(i18n.text(language, "candidate.opening_call", company=name))
        off = escape(i18n.text(language, "candidate.opening_off"))
        lines.append(f'<p lang="{tag}"><noscript>{off} </noscript>{said}</p>')
    number = f'<a class="ui-button ui-button--l ui-button--wide" href="tel:{escape(dialled(found.phone))}">'
    return f"{_STILL}{''.join(lines)}{number}{escape(found.phone)}</a>"


routes = [Route(path, get_page, methods=["GET"]) for page in PAGES for path in (page, f"{page}/")]
