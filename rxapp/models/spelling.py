"""A Chinese name in letters, as people type it who look for somebody."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def spelling(name: str) -> tuple[str, str]:
    """Its initials and its syllables: ("lx", "linxiao") for 林晓; two empty texts for a name without Chinese signs."""
    from pypinyin import Style, lazy_pinyin  # here: its tables are large, and most processes spell nothing

    syllables = lazy_pinyin(name, style=Style.NORMAL, errors="ignore")
    return "".join(each[:1] for each in syllables).lower(), "".join(syllables).lower()
