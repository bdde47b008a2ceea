"""A page of a few lines without scripts: there at once on a bad line, in any browser, on the phone first.

For what people reach from a message and leave again. Looks come from the same style sheets as every other page; the
dark colours follow the system, because without a script nothing remembers a choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from rxapp import db, i18n
from rxapp.rules.phones import dialled
from rxapp.rules.vocabulary import Language
from rxapp.services.company.queries import CompanyView, company
from rxapp.settings import ROOT

_TAGS = {Language.ZH: "zh-CN", Language.EN: "en"}
_DARK = re.compile(r":root\.dark\s*\{([^}]*)\}")
_SHEETS = ("showup", "candidate", "plain")


def language_of(request: Request, known: Language | None = None) -> Language:
    """The reader's language: as the address says, as we know of the person, as the browser says, else Chinese."""
    chosen = request.query_params.get("lang", "")
    if chosen in set(Language):
        return Language(chosen)
    if known is not None:
        return known
    first = request.headers.get("accept-language", "").partition(",")[0].strip().lower()
    return Language.EN if first.startswith("en") else Language.ZH


def text(language: Language, key: str, **facts: object) -> str:
    """A text of the catalogues, safe in HTML."""
    return escape(i18n.text(language, key, **facts))


def notice(words: str, tone: str, role: str = "status") -> str:
    """A sentence that stands in the page; `words` is safe already."""
    return f'<p class="ui-notice ui-notice--{tone}" role="{role}">{words}</p>'


async def plain_page(
    request: Request, language: Language, title: str, body: str, *, status: int = 200
) -> HTMLResponse:
    """The whole page; `title` is a catalogue key, `body` HTML. It names the company and whom to call."""
    found = await db.run(_company)
    name = (found.name_en if language is Language.EN else "") or found.name
    other = Language.EN if language is Language.ZH else Language.ZH
    query = _query({**request.query_params, "lang": other.value})
    brand = escape(name or i18n.text(language, "ui.brand"))
    call = ""
    if found.phone:
        number = f'<a href="tel:{escape(dialled(found.phone))}">{escape(found.phone)}</a>'
        call = f'<footer class="plain__foot">{text(language, "plain.call")} {number}</footer>'
    sheets = "".join(f'<link rel="stylesheet" href="/{sheet}.css">' for sheet in _SHEETS)
    page = (
        f'<!DOCTYPE html><html lang="{_TAGS[language]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">'
        f"<title>{text(language, title)} · {brand}</title>"
        f'<link rel="icon" href="/favicon.svg" type="image/svg+xml">{sheets}<style>{_dark()}</style></head>'
        f'<body><header class="candidate__top"><span class="candidate__company">{brand}</span>'
        f'<a class="ui-button ui-button--ghost" href="{escape(query)}" lang="{_TAGS[other]}" hreflang="{_TAGS[other]}">'
        f"{text(other, 'plain.language')}</a></header>"
        f'<main id="main" class="candidate plain"><h1>{text(language, title)}</h1>{body}{call}</main></body></html>'
    )
    return HTMLResponse(page, status, {"Cache-Control": "no-store"})


def _query(values: Mapping[str, str]) -> str:
    return "?" + urlencode({name: value for name, value in values.items() if name == "lang"})


def _company() -> CompanyView:
    with db.glance() as session:
        return company(session)


@lru_cache(maxsize=1)
def _dark() -> str:
    """The dark colours of the common sheet, for a system that is set to dark."""
    found = _DARK.search((ROOT / "assets" / "showup.css").read_text(encoding="utf-8"))
    return f"@media (prefers-color-scheme:dark){{:root{{{found[1].strip()}}}}}" if found else ""
