"""Saved pages, their archives (.mht, and .doc files that are one or the other) and plain text."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path

from rxapp.services.files.types import decode

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "title", "noscript", "template", "xml", "o:p"})
_BLOCKS = re.compile(
    "address|article|aside|blockquote|br|d[dlt]|div|fieldset|footer|form|h[1-6]|header|hr|li|main|nav|[ou]l|p|section"
    "|table|tbody|thead|tr"
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN and tag != "o:p":
            self._unseen += 1
        elif _BLOCKS.fullmatch(tag):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and tag != "o:p":
            self._unseen = max(0, self._unseen - 1)
        elif tag in ("td", "th"):
            self.parts.append("\t")
        elif _BLOCKS.fullmatch(tag):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            # A line break in the source is no line break on the page.
            self.parts.append(re.sub(r"\s+", " ", data))


def page_text(markup: str) -> str:
    """What a reader of the page sees, cells of a row side by side."""
    words = _Words()
    words.feed(markup)
    words.close()
    return "".join(words.parts)


def _decoded(content: bytes, named: str = "") -> str:
    if not named and (found := _CHARSET.search(content[:4096])):
        named = found[1].decode("ascii")
    # What calls itself GB2312 holds signs of its larger sisters.
    named = "gb18030" if named.lower().replace("-", "") in ("gb2312", "gbk", "xgbk", "cp936") else named
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        named = ""
    return decode(content, named=named) or ""


def read_html(path: Path) -> str:
    """A saved page."""
    return page_text(_decoded(path.read_bytes()))


def read_mht(path: Path) -> str:
    """The page inside an archive."""
    message = message_from_bytes(path.read_bytes(), policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return page_text(_decoded(payload, part.get_content_charset() or ""))
    return ""


def read_text(path: Path) -> str:
    """Plain text, UTF-8, UTF-16 or the Chinese national encoding."""
    return decode(path.read_bytes()) or ""
