"""A message as its reader gets it: a wording (the company's own or the product's) filled with facts.

Rendered when it leaves, so that it says what is true then. The link stands as `LINK` in what is stored; `with_link`
puts the working address in its place for sending and showing, because its token can always be made again from
the link's id.
"""

from __future__ import annotations

from typing import NamedTuple

from rxapp import i18n
from rxapp.rules.texts import templates
from rxapp.rules.texts.sms_codes import formatted
from rxapp.rules.texts.wechat_fields import field_lines
from rxapp.rules.vocabulary import Channel, Language
from rxapp.services.accounts.sms_codes import code_of
from rxapp.services.accounts.tokens import make_link_token
from rxapp.services.messaging.texts.facts import CODE, LINK, LetterFacts, variables
from rxapp.services.messaging.texts.wording import Wording, code_address
from rxapp.settings import get_settings

SAMPLE_CODE, NO_LINK = "K7MX4PQD", 0
NOTHING = "-"  # providers of approved templates refuse an empty value


class Rendered(NamedTuple):
    """`variables`: what a provider of approved templates gets, by the names that it knows; empty for the others."""

    subject: str
    body: str
    variables: dict[str, str]


def render(facts: LetterFacts, wording: Wording, channel: Channel) -> Rendered:
    """The message on this channel; subject and body hold `LINK` and `CODE` where these go."""
    filled = variables(facts, channel)
    if not filled["words"]:
        filled["words"] = usual_words(facts, filled)
    subject = templates.render(wording.subject, filled).replace("\n", " ")
    if channel is Channel.WECHAT:
        fields = {
            name: templates.render(value, filled) or NOTHING
            for name, value in field_lines(wording.body).items()
        }
        return Rendered(subject, "\n".join(f"{name}：{value}" for name, value in fields.items()), fields)
    named: dict[str, str] = {}
    if wording.provider_template:
        named = {name: filled.get(name) or NOTHING for name in templates.variables(wording.body)}
    return Rendered(subject, templates.render(wording.body, filled), named)


def usual_words(facts: LetterFacts, filled: dict[str, str] | None = None) -> str:
    """The words a person starts from when they tell a decision, in the reader's language; empty for all other
    kinds."""
    key = f"message.{facts.kind}.words"
    return (
        i18n.template(facts.language, key).format_map(filled or variables(facts, Channel.BY_HAND))
        if i18n.has(key)
        else ""
    )


def link_address(link_id: int) -> str:
    """The address of a candidate's link, complete."""
    return f"{get_settings().effective_public_url}/i/{make_link_token(link_id)}"


def with_link(
    body: str,
    link_id: int | None,
    *,
    channel: Channel | None = None,
    language: str = Language.ZH,
) -> str:
    """The text with its working link; without a link the place stays empty. An SMS carries the fixed address and a code
    instead (`CODE`: the code alone); elsewhere the link stands for the code too."""
    if LINK not in body and CODE not in body:
        return body
    if link_id is None:
        return body.replace(LINK, "").replace(CODE, "")
    if channel is not Channel.SMS:
        return _with_address(body, link_address(link_id))
    return _with_code(body, code_of(link_id), language)


def with_sample_link(body: str, *, channel: Channel, language: str) -> str:
    """The same before there is a link: as long as a working one, and opening nothing."""
    return (
        _with_code(body, SAMPLE_CODE, language)
        if channel is Channel.SMS
        else _with_address(body, link_address(NO_LINK))
    )


def _with_address(body: str, address: str) -> str:
    return body.replace(LINK, address).replace(CODE, address)


def _with_code(body: str, plain: str, language: str) -> str:
    code = formatted(plain)
    by_code = i18n.text(language, "message.by_code", address=code_address(), code=code)
    return body.replace(LINK, by_code).replace(CODE, code)
