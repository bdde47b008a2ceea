"""How telephone numbers and e-mail addresses look in running text, Chinese or Latin, for whatever has to cover them.

    EMAIL, MOBILE      patterns; they know no word borders, because Chinese has none: 电话13987654321备用 holds a number

Both look at each sign a fixed number of times, whatever the text: what is repeated is never given back.
"""

from __future__ import annotations

import re

# What people put between a number's digits: blanks of every width, line ends, dots, strokes.
GAP = r"[\s.\-\u2010-\u2015\u2212\u00b7\u2022\u2027\u2219\u30fb/_\u200b-\u200d\u2060\ufeff\u00ad]"
_AT = r"\s?(?:[@\uff20\ufe6b]|\(at\)|\[at\])\s?"

EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]++{_AT}[A-Za-z0-9\-]++(?:[.\uff0e][A-Za-z0-9\-]++|\u3002(?:com|cn|net|org))++",
    re.IGNORECASE,
)
# Eleven digits as they are grouped when spoken; \d also means the full-width ones.
MOBILE = re.compile(
    rf"(?<!\d)(?<!0\.)(?:(?:\+|00)?86\)?{GAP}{{0,2}})?[1\uff11][3-9\uff13-\uff19]\d{GAP}{{0,3}}\d{{4}}{GAP}{{0,3}}\d{{4}}(?!\d)"
)
