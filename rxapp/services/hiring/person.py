"""What is written about a person, checked the same wherever it comes from: form, command line, CV, import."""

from __future__ import annotations

import re
import unicodedata

from rxapp.errors import Invalid
from rxapp.services.inputs import text

MOST_NAME = 60
MOST_CV = 20_000
_EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s.,;<>()\"]{2,}")
_SEVERAL = re.compile(r"[,,、;;/\n\t|]")
_LETTERS = ("L", "M", "N", "Zs", "Pd", "Po", "Pe", "Ps", "Pf", "Pi")


def person_name(value: object, field: str = "name") -> str:
    """One person's name. Raises Invalid: none, several in one field, or signs no name has."""
    name = text(value, field, most=400)
    if not name:
        raise Invalid("needs_name", field=field)
    if _SEVERAL.search(name):
        raise Invalid("one_name", field=field)
    name = " ".join(name.split())
    if len(name) > MOST_NAME:
        raise Invalid("invalid_too_long", field=field, most=MOST_NAME)
    kinds = [unicodedata.category(sign) for sign in name]
    if not any(kind.startswith("L") for kind in kinds) or not all(
        kind.startswith(_LETTERS) for kind in kinds
    ):
        raise Invalid("name_signs", field=field)
    return name


def email_address(value: object, field: str = "email") -> str:
    """An e-mail address in small letters, or nothing."""
    found = unicodedata.normalize("NFKC", text(value, field, most=254)).lower()
    if found and not _EMAIL.fullmatch(found):
        raise Invalid("needs_email", field=field)
    return found


def cv_words(value: object, field: str = "cv_text") -> str:
    """A CV's text. Raises Invalid where it is longer than what is kept; files are cut where they are read."""
    if isinstance(value, str) and len(value) > MOST_CV:
        raise Invalid("cv_too_long", field=field, most=MOST_CV)
    return text(value, field, most=MOST_CV)
