"""The one-time code that proves who opens the set-up page: only somebody who can read the program's terminal.

Its hash lies in the data folder, so that any web process can check it; ten wrong tries end it until the next start.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from pathlib import Path

from rxapp.errors import UserError
from rxapp.settings import get_settings

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH, GROUP, TRIES = 12, 4, 10


class SetupCodeWrong(UserError):
    """This is not the code of this start."""

    code = "setup_code_wrong"


class SetupCodeVoid(UserError):
    """Too many wrong tries, or no code was made: start the program again."""

    code = "setup_code_void"


def _file() -> Path:
    return get_settings().data_dir / "setup-code.json"


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def issue_code() -> str:
    """A new code, which ends the one before; returned in groups to be typed."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps({"hash": _digest(code), "wrong": 0}))
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def forget_code() -> None:
    """The set-up is done; no code is valid any more."""
    _file().unlink(missing_ok=True)


def check_code(typed: str) -> None:
    """Raise SetupCodeWrong or SetupCodeVoid unless `typed` is the code, spaces, dashes and case apart."""
    file = _file()
    try:
        kept = json.loads(file.read_text())
    except (OSError, ValueError):
        raise SetupCodeVoid from None
    if kept["wrong"] >= TRIES:
        raise SetupCodeVoid
    plain = "".join(sign for sign in typed.lower() if sign in ALPHABET)[: LENGTH + 1]
    if not hmac.compare_digest(_digest(plain), kept["hash"]):
        kept["wrong"] += 1
        file.write_text(json.dumps(kept))
        raise SetupCodeWrong
