"""Passwords: argon2id, a few at a time in threads of their own, so that a flood of tries cannot starve the
database."""

from __future__ import annotations

import asyncio
import os
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rxapp.services.accounts.errors import WeakPassword

MIN_LENGTH = 12
MAX_LENGTH = 1024  # refused, never truncated
AT_ONCE = 2

# What guessers try first among passwords of twelve and more characters, here without digits and marks at the
# end.
_COMMON_WORDS = """
password passwordpassword passw0rd passw0rdpassw0rd qwertyuiop qwertyuiopasdf qwertyqwerty
qazwsxedcrfv 1qaz2wsx3edc 1q2w3e4r5t6y zxcvbnmasdfg asdfghjkl asdfghjklzxcvbnm letmeinletmein
welcomewelcome iloveyouiloveyou adminadmin administrator changeme changemechangeme abcdefghijkl
abcdefghijklmnop aaaaaaaaaaaa woaini woainiwoaini wodemima mima mimamima zhaopin showup showupshowup
rootroot testtest testtesttest secretsecret monkeymonkey dragondragon footballfootball
baseballbaseball sunshinesunshine princessprincess superman trustno
"""
_COMMON = frozenset(_COMMON_WORDS.split())

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
_pools: dict[int, ThreadPoolExecutor] = {}


def check_new_password(password: str, *, email: str = "", name: str = "") -> None:
    """Raise WeakPassword unless the password is long enough and not among those everybody tries."""
    if len(password) < MIN_LENGTH:
        raise WeakPassword("password_short", length=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise WeakPassword("password_long", length=MAX_LENGTH)
    plain = unicodedata.normalize("NFKC", password).casefold()
    core = plain.rstrip("0123456789!@#$%^&*._-+= ")
    own = {part for part in (email.casefold().partition("@")[0], name.casefold()) if len(part) > 2}
    if len(set(plain)) < 5 or core in _COMMON or plain in _COMMON or core in own or _is_run(plain):
        raise WeakPassword("password_common")


def _is_run(text: str) -> bool:
    """Whether every character follows the one before, like 123456789012 or abcdefghijkl."""
    return (
        len({(ord(b) - ord(a)) % 10 if (a + b).isdigit() else ord(b) - ord(a) for a, b in pairwise(text)})
        == 1
    )


def hash_password(password: str) -> str:
    """The argon2id hash to store; takes about 0.1 s of a core."""
    return _hasher.hash(password)


@lru_cache(maxsize=1)
def dummy_hash() -> str:
    """A hash nobody knows the password of, verified for unknown names so that time tells nothing."""
    return hash_password(os.urandom(24).hex())


def verify_password(password: str, stored: str) -> bool:
    """Whether the password is the stored one; the same work whatever the answer."""
    try:
        return _hasher.verify(stored or dummy_hash(), password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(stored: str) -> bool:
    """Whether the stored hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


async def verify_in_thread(password: str, stored: str) -> bool:
    """`verify_password` beside the event loop, `AT_ONCE` at a time."""
    pool = _pools.get(os.getpid())
    if pool is None:
        pool = _pools[os.getpid()] = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
        await asyncio.get_running_loop().run_in_executor(pool, dummy_hash)
    return await asyncio.get_running_loop().run_in_executor(pool, verify_password, password, stored)
