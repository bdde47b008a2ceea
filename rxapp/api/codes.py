"""Where the code of an SMS is typed: GET shows the form, POST opens the candidate's page as their link would."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import clock, db, i18n
from rxapp.api.links import PAGE
from rxapp.api.plain_page import language_of, notice, plain_page, text
from rxapp.api.sign_in import address_of, agent_of, read_form, session_hashes, set_cookie
from rxapp.errors import LinkExpired, UserError
from rxapp.rules.vocabulary import Language
from rxapp.services.accounts import throttle
from rxapp.services.accounts.cookies import CANDIDATE
from rxapp.services.accounts.open_code import MOST_TYPED, Refused, open_code
from rxapp.services.accounts.open_link import OpenedLink

ROUTE = "/s"
_OF_DIGITS = frozenset({"code_not_four", "code_digits"})


async def get_form(request: Request) -> Response:
    """The empty form."""
    language = language_of(request)
    return await plain_page(request, language, "plain.code_title", _form(language))


async def post_code(request: Request) -> Response:
    """On to the candidate's page, or the form again with what to do."""
    form, language = await read_form(request), language_of(request)
    code, digits = form.get("code", "")[:MOST_TYPED], form.get("digits", "")[:MOST_TYPED]
    try:
        opened = await db.run(
            _open, code, digits, session_hashes(request).candidate, agent_of(request), address_of(request)
        )
    except LinkExpired:
        opened = Refused("code_ended")
    except UserError as problem:
        body = _form(language, code, i18n.error_text(language, problem))
        return await plain_page(request, language, "plain.code_title", body, status=429)
    if isinstance(opened, Refused):
        said = i18n.error_text(language, UserError(opened.code, **opened.facts))
        body = _form(language, code, said, is_of_digits=opened.code in _OF_DIGITS)
        return await plain_page(request, language, "plain.code_title", body, status=422)
    response = RedirectResponse(PAGE, 303)
    if opened.token is not None:
        set_cookie(response, CANDIDATE, opened.token, expires_at=opened.expires_at, now=clock.now())
    return response


def _open(code: str, digits: str, present_hash: str, agent: str, address: str) -> OpenedLink | Refused:
    throttle.check_address("code", address)
    with db.unit_of_work() as session:
        found = open_code(session, code, digits, present_hash=present_hash, agent=agent, address=address)
    if isinstance(found, Refused) and found.is_guess:
        throttle.note_address_failure("code", address)
    return found


def _form(language: Language, code: str = "", problem: str = "", *, is_of_digits: bool = False) -> str:
    wrong = notice(escape(problem), "red", "alert") if problem else ""
    bad_code = ' aria-invalid="true"' if problem and not is_of_digits else ""
    bad_digits = ' aria-invalid="true"' if is_of_digits else ""
    first, second = (" autofocus", "") if not is_of_digits else ("", " autofocus")
    return (
        f'<p class="ui-muted">{text(language, "plain.code_lead")}</p>{wrong}'
        f'<form method="post" action="{ROUTE}?lang={language.value}" class="ui-stack">'
        f'<label class="ui-field"><span class="ui-field__label">{text(language, "plain.code")}</span>'
        f'<input class="ui-input plain__code" name="code" value="{escape(code)}" required maxlength="{MOST_TYPED}"'
        ' autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false"'
        f' aria-describedby="code-hint"{bad_code}{first}>'
        f'<span class="ui-field__hint" id="code-hint">{text(language, "plain.code_hint")}</span></label>'
        f'<label class="ui-field"><span class="ui-field__label">{text(language, "plain.digits")}</span>'
        '<input class="ui-input plain__code" name="digits" required maxlength="20" inputmode="numeric"'
        f' autocomplete="off" aria-describedby="digits-hint"{bad_digits}{second}>'
        f'<span class="ui-field__hint" id="digits-hint">{text(language, "plain.digits_hint")}</span></label>'
        f'<button class="ui-button ui-button--primary ui-button--l ui-button--wide" type="submit">'
        f"{text(language, 'plain.code_open')}</button></form>"
    )


routes = [
    Route(ROUTE, get_form, methods=["GET"]),
    Route(f"{ROUTE}/", get_form, methods=["GET"]),
    Route(ROUTE, post_code, methods=["POST"]),
]
