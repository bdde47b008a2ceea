"""The reader's language, and `t`: texts of pages that follow it without a reload.

Pages are built once, so a text in a page is not a string but a Var that holds both languages and picks one by the
session's state. What is made per request (rows, toasts, errors) uses `i18n.text` with the actor's language.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp import i18n
from rxapp.rules.vocabulary import Language

# A fact as it is written; Reflex's own `to_string` writes nothing for 0.
_WORD: Any = rx.vars.FunctionStringVar.create('((fact) => String(fact ?? ""))')


class LanguageState(rx.State):
    """Which language this session reads. Handlers that change it live in `state.frame`."""

    language: str = Language.ZH.value


def is_english() -> rx.Var[bool]:
    """Whether the reader's language is English, for conditions in pages."""
    english: Any = LanguageState.language == Language.EN.value
    return english  # type: ignore[no-any-return]


def t(key: str, **facts: Any) -> rx.Var[str]:
    """The text of a catalogue key as a Var that follows the session's language; facts may be Vars.

    Raises i18n.MissingText while the pages are built, so a forgotten text cannot reach a user.
    """
    english, chinese = (
        _filled(i18n.template(language, key), facts) for language in (Language.EN, Language.ZH)
    )
    return rx.cond(is_english(), english, chinese)


def _filled(template: str, facts: dict[str, Any]) -> Any:
    if not facts:
        return template
    whole: Any = ""
    for literal, name in i18n.fields(template):
        if literal:
            whole = whole + literal if not isinstance(whole, str) else rx.Var.create(whole + literal)
        if name is not None:
            part = facts[name]
            part = _WORD.call(part).to(str) if isinstance(part, rx.Var) else rx.Var.create(str(part))
            whole = part if isinstance(whole, str) and whole == "" else whole + part
    return whole
