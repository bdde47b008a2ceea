"""Signatures and sealed bodies of WeChat's callbacks.

A body is AES-256-CBC of 16 random bytes, the length of the text in four bytes, the text and the account's app id,
padded to 32 bytes; the key is the EncodingAESKey of the account's settings, its first half the initial vector. The
signature is what proves who wrote it: it is checked before anything is opened.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK, _HEAD = 32, 20
_KEY = re.compile(r"[A-Za-z0-9]{43}")


class CallbackRefused(Exception):
    """A call that is not WeChat's, not meant for us, too old or not readable; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sign(*parts: str) -> str:
    """The signature over a token, a timestamp, a nonce and, where a body is sealed, the sealed text."""
    joined = "".join(sorted(parts)).encode("utf-8", "replace")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()  # the provider's choice


def is_signed(signature: str, *parts: str) -> bool:
    """Whether `signature` is the one over `parts`, in time that tells nothing."""
    return hmac.compare_digest(sign(*parts).encode(), signature.encode("utf-8", "replace"))


class Seal:
    """Opens and seals bodies with one EncodingAESKey; raises ValueError for what is no such key."""

    def __init__(self, encoding_aes_key: str, app_id: str) -> None:
        if not _KEY.fullmatch(encoding_aes_key):
            raise ValueError("an EncodingAESKey has 43 letters and digits")
        self._key = base64.b64decode(encoding_aes_key + "=")
        self._app_id = app_id.encode()

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))

    def open(self, sealed: str) -> bytes:
        """The text inside. Raises CallbackRefused: `not_decryptable`, or `wrong_account` when it is another's."""
        try:
            raw = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError):
            raise CallbackRefused("not_decryptable") from None
        if not raw or len(raw) % 16:
            raise CallbackRefused("not_decryptable")
        opener = self._cipher().decryptor()
        plain = opener.update(raw) + opener.finalize()
        pad = plain[-1]
        if not 1 <= pad <= min(_BLOCK, len(plain)) or plain[-pad:] != bytes([pad]) * pad:
            raise CallbackRefused("not_decryptable")
        plain = plain[:-pad]
        length = int.from_bytes(plain[16:_HEAD], "big")
        if len(plain) < _HEAD + length:
            raise CallbackRefused("not_decryptable")
        if not hmac.compare_digest(plain[_HEAD + length :], self._app_id):
            raise CallbackRefused("wrong_account")
        return plain[_HEAD : _HEAD + length]

    def close(self, text: bytes, random: bytes | None = None) -> str:
        """The text sealed; `random` (16 bytes) is for tests."""
        head = (random or secrets.token_bytes(16)) + len(text).to_bytes(4, "big")
        plain = head + text + self._app_id
        pad = _BLOCK - len(plain) % _BLOCK
        sealer = self._cipher().encryptor()
        return base64.b64encode(sealer.update(plain + bytes([pad]) * pad) + sealer.finalize()).decode()
