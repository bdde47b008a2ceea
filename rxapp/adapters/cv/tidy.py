"""Extracted text as people would type it."""

from __future__ import annotations

import re
import unicodedata

_CID = re.compile(r"\(cid:\d+\)")
_SPACES = re.compile(r"[ \u00a0\u2000-\u200a\u202f]+")
_LINES = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """Without control signs and marks nobody sees; radicals that fonts put in place of their characters become these
    (a search for 手机 must find what a browser printed as ⼿机); at most one empty line between two."""
    text = _CID.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    )
    text = "".join(_sign(sign) for sign in text)
    lines = (_SPACES.sub(" ", line).strip(" \t") for line in text.split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


def _sign(sign: str) -> str:
    if "\u2e80" <= sign <= "\u2fdf":
        return unicodedata.normalize("NFKC", sign)
    if sign in "\n\t":
        return sign
    return "" if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") else sign
