"""Headers: what of a request is believed, and what every answer carries.

The policy names the hash of each inline script of the built pages, so no other inline script runs, and no
text is ever evaluated: events that would need it (toasts, scripts sent by a handler) are not used, which a
test holds.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from rxapp.settings import get_settings

NOT_MODIFIED = 304

Headers = list[tuple[bytes, bytes]]

_SPOOFABLE = re.compile(
    rb"^(x-forwarded-.*|forwarded|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-connecting-ip"
    rb"|asgi-.*|x-original-.*|x-rewrite-url|x-http-method.*|x-method-override|proxy|reflex-client-token)$"
)
_SOCKET_KEEPS = frozenset(
    {
        b"host", b"origin", b"user-agent", b"upgrade", b"connection", b"accept-language", b"pragma",
        b"cache-control", b"sec-websocket-key", b"sec-websocket-version", b"sec-websocket-extensions",
        b"sec-websocket-protocol",
    }
)  # fmt: skip
_PARTS = (b"text/css", b"text/javascript", b"application/javascript", b"image/", b"font/")
_INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.S | re.I)


def first(headers: Headers, name: bytes) -> str:
    """A request header's value, empty when absent."""
    return next((value.decode("latin-1") for key, value in headers if key == name), "")


def client_address(headers: Headers, peer: str, hops: int) -> str:
    """Who is asking: the peer, or what the nearest `hops` trusted proxies wrote; anything further left is
    hearsay."""
    if not hops:
        return peer
    written = b",".join(value for key, value in headers if key == b"x-forwarded-for").decode("latin-1")
    chain = [part.strip() for part in written.split(",")]
    return chain[-hops][:45] if len(chain) >= hops and chain[-hops] else peer


def trusted(headers: Headers, *, is_socket: bool) -> Headers:
    """The request headers without cookies and without those that only a proxy may write."""
    if is_socket:
        return [(key, value) for key, value in headers if key in _SOCKET_KEEPS]
    return [(key, value) for key, value in headers if key != b"cookie" and not _SPOOFABLE.match(key)]


@lru_cache(maxsize=4)
def inline_script_hashes(folder: Path) -> tuple[str, ...]:
    """The CSP sources of all inline scripts in the built pages; empty when there is no build."""
    found = set()
    for page in sorted(folder.rglob("*.html")) if folder.is_dir() else []:
        for script in _INLINE.findall(page.read_bytes()):
            found.add("'sha256-" + base64.b64encode(hashlib.sha256(script).digest()).decode() + "'")
    return tuple(sorted(found))


@lru_cache(maxsize=4)
def content_policy(folder: Path | None) -> str:
    """The Content-Security-Policy for pages built into `folder`."""
    scripts = " ".join(inline_script_hashes(folder)) if folder else ""
    sockets = " ".join(origin.replace("http", "ws", 1) for origin in get_settings().origins)
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {scripts}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {sockets}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


def answer_headers(
    path: str, folder: Path | None, *, content_type: bytes, query: bytes = b"", status: int = 200
) -> Headers:
    """What an HTTP answer carries besides what its route set. Scripts, styles and pictures get the few that mean
    anything for them: a page brings dozens of these, and a phone pays for every byte. "Not modified" gets no policy: a
    browser lays its headers over those of the page it has kept, and the policy for another kind would stop it."""
    found = [(b"x-content-type-options", b"nosniff"), (b"cache-control", _age(path, query, status, folder))]
    if status == NOT_MODIFIED or content_type.startswith(_PARTS):
        return found
    found.append(
        (
            b"referrer-policy",
            b"no-referrer" if path.startswith(("/i/", "/u/", "/account/")) else b"same-origin",
        )
    )
    if get_settings().is_https:
        found.append((b"strict-transport-security", b"max-age=31536000"))
    if content_type.startswith(b"text/html"):
        found += [
            (b"content-security-policy", content_policy(folder).encode()),
            (b"x-frame-options", b"SAMEORIGIN"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
            (b"cross-origin-opener-policy", b"same-origin"),
        ]
    else:
        found.append((b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"))
    return found


def _age(path: str, query: bytes, status: int, folder: Path | None) -> bytes:
    """Files of the build whose address changes with their content are kept for good; pages are asked for again."""
    if not _is_page_file(path):
        return b"no-store"
    is_named_by_content = path.startswith("/assets/") or (
        query.startswith(b"v=")
        and folder is not None
        and query[2:].decode("latin-1") == _short_hash(folder, path)
    )
    is_kept = is_named_by_content and status in (200, NOT_MODIFIED)
    return b"public, max-age=31536000, immutable" if is_kept else b"no-cache"


@lru_cache(maxsize=64)
def _short_hash(folder: Path, path: str) -> str:
    """What Reflex writes behind `?v=`: eight digits of the SHA-256 of a style or picture; empty for anything else."""
    file = folder / path.removeprefix("/")
    if not path.endswith((".css", ".svg")) or ".." in path or not file.is_file():
        return ""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8]


def _is_page_file(path: str) -> bool:
    """Whether the path is one of the built files, the same for everybody."""
    return not path.startswith(
        ("/auth/", "/i/", "/account/", "/api/", "/files/", "/webhooks/", "/_", "/ping")
    )
