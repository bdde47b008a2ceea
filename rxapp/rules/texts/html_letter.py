"""The HTML part of an e-mail, from the plain text that everybody else gets.

    html_letter(text, language=…, ours=…, buttons=…, subject=…, preheader=…) -> str

Made for the programs people really read mail with: Outlook lays out with Word, QQ mail throws away <head> and <style>,
many turn colours around in the dark. So: tables, inline styles, a colour on every ground, no picture from outside, and
the little that needs <style> is only an improvement. Every sign of the text is escaped; only addresses of ours become
links, so that words a person typed cannot send anybody elsewhere under the company's name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from rxapp.rules.texts.text_links import cut

WIDTH = 600
_TAGS = {"zh": "zh-CN", "en": "en"}
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_FONT = (
    "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI','PingFang SC','Hiragino Sans GB',"
    "'Microsoft YaHei','Noto Sans CJK SC',Arial,sans-serif"
)
_INK, _PAPER, _GROUND, _ACCENT, _ON_ACCENT = "#1f2328", "#ffffff", "#f3f4f6", "#1d4ed8", "#ffffff"
_AWAY = 'target="_blank" rel="noopener"'
# Keeps the first words of the letter out of the line that stands beside the subject.
_PADDING = "&#847;&zwnj;&nbsp;" * 60
_DARK = (
    "@media (prefers-color-scheme:dark){"
    ".ground{background-color:#16181c!important}"
    ".paper,.words{background-color:#1f2329!important;color:#e6e8eb!important}"
    ".link{color:#93b4ff!important}}"
)


@dataclass(frozen=True, slots=True)
class Button:
    """What the letter asks for: words on it, and an address of ours."""

    words: str
    address: str


def html_letter(
    text: str,
    *,
    language: str,
    ours: Collection[str],
    buttons: Sequence[Button] = (),
    subject: str = "",
    preheader: str = "",
) -> str:
    """A whole HTML document. `language`: zh or en, or a language tag. `ours`: origins (`https://hr.example.com`) all of
    whose addresses are links, and single addresses (a map's, a meeting's) that are. A button stands below the paragraph
    that holds its address, else below the text; one whose address is not ours is left out."""
    tag = escape(_TAGS.get(language, language))
    waiting = [button for button in buttons if is_ours(button.address, ours)]
    rows: list[str] = []
    for paragraph in _paragraphs(text):
        rows.append(_row(_words(paragraph, ours)))
        addresses = {address for _, address in cut(paragraph) if address}
        for button in [one for one in waiting if one.address in addresses]:
            rows.append(_button(button))
            waiting.remove(button)
    rows += [_button(button) for button in waiting]
    sheet = f"max-width:{WIDTH}px;background-color:{_PAPER};border-radius:8px"
    hidden = ""
    if preheader.strip():
        hidden = (
            '<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;'
            f'overflow:hidden;mso-hide:all">{_plain(preheader)}{_PADDING}</div>'
        )
    return (
        f'<!DOCTYPE html><html lang="{tag}" dir="ltr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<meta name="supported-color-schemes" content="light dark">'
        '<meta name="format-detection" content="date=no,address=no">'
        f"<title>{_plain(subject)}</title><style>:root{{color-scheme:light dark}}{_DARK}</style></head>"
        f'<body class="ground" style="margin:0;padding:0;background-color:{_GROUND}">{hidden}'
        f"{_table('ground', f'background-color:{_GROUND}', bgcolor=_GROUND)}"
        '<tr><td align="center" style="padding:16px 8px">'
        f'<!--[if mso]><table role="presentation" width="{WIDTH}" cellpadding="0" cellspacing="0" border="0"><tr><td>'
        "<![endif]-->"
        f"{_table('paper', sheet, bgcolor=_PAPER, lang=tag)}"
        f'{"".join(rows)}<tr><td style="font-size:0;line-height:0;height:12px">&nbsp;</td></tr></table>'
        "<!--[if mso]></td></tr></table><![endif]--></td></tr></table></body></html>"
    )


def is_ours(address: str, ours: Collection[str]) -> bool:
    """Whether an address is one of `ours` or lies below an origin among them. What only looks alike
    (`https://hr.example.com.evil.cn`, `https://hr.example.com@evil.cn`) does not."""
    origin = _origin(address)
    if not origin or re.search(r"[\x00-\x20\x7f\\]", address):
        return False
    return any(address == one or (origin == _origin(one) and _is_bare(one)) for one in ours)


def _origin(address: str) -> tuple[str, str, int] | None:
    try:
        where = urlsplit(address)
        if where.scheme not in ("http", "https") or not where.hostname or "@" in where.netloc:
            return None
        return where.scheme, where.hostname, where.port or (443 if where.scheme == "https" else 80)
    except ValueError:
        return None


def _is_bare(address: str) -> bool:
    where = urlsplit(address)
    return where.path in ("", "/") and not where.query and not where.fragment


def _paragraphs(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return [one.strip("\n") for one in re.split(r"\n[^\S\n]*\n\s*", lines) if one.strip()]


def _plain(text: str) -> str:
    return escape(_NOT_TEXT.sub("", text), quote=True)


def _words(paragraph: str, ours: Collection[str]) -> str:
    found = []
    for words, address in cut(paragraph):
        shown = _plain(words)
        if address and is_ours(address, ours):
            style = f"color:{_ACCENT};text-decoration:underline;word-break:break-all"
            shown = f'<a class="link" href="{_plain(address)}" {_AWAY} style="{style}">{shown}</a>'
        found.append(shown)
    return "".join(found).replace("\n", "<br>")


def _table(name: str, style: str, *, bgcolor: str = "", lang: str = "") -> str:
    more = (f' bgcolor="{bgcolor}"' if bgcolor else "") + (f' lang="{lang}"' if lang else "")
    return (
        f'<table class="{name}" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"{more} '
        f'style="{style}">'
    )


def _row(words: str) -> str:
    return (
        f'<tr><td class="words" align="left" style="padding:16px 24px 0;{_FONT};font-size:16px;line-height:26px;'
        f'color:{_INK};background-color:{_PAPER};word-break:break-word">{words}</td></tr>'
    )


def _button(button: Button) -> str:
    """Outlook knows no padding on a link, so the cell carries the colour and the room."""
    return (
        '<tr><td align="left" style="padding:16px 24px 0"><table role="presentation" cellpadding="0" cellspacing="0" '
        f'border="0"><tr><td align="center" bgcolor="{_ACCENT}" style="background-color:{_ACCENT};border-radius:6px;'
        f'padding:12px 28px"><a href="{_plain(button.address)}" {_AWAY} style="{_FONT};'
        f"display:inline-block;font-size:16px;line-height:20px;font-weight:600;color:{_ON_ACCENT};"
        f'text-decoration:none">{_plain(button.words)}</a></td></tr></table></td></tr>'
    )
