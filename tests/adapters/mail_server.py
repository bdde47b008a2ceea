"""A local mail server (aiosmtpd) that can be told to refuse, to hang up and to fall silent."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "hr@example.com", "p:/?#%"


@dataclass
class Mailbox:
    """What the server took. `script`: (command, what happens) for the next calls: an answer, `hang_up`, `silence`."""

    port: int = 0
    taken: list[Envelope] = field(default_factory=list)
    script: list[tuple[str, str]] = field(default_factory=list)
    peers: set[Any] = field(default_factory=set)
    encrypted: list[bool] = field(default_factory=list)
    open_now: int = 0
    open_most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def _scripted(self, server: SMTP, command: str) -> str | None:
        if not self.script or self.script[0][0] != command:
            return None
        _, what = self.script.pop(0)
        if what == "silence":
            await asyncio.sleep(5)
        if what in ("hang_up", "silence"):
            assert server.transport is not None
            server.transport.abort()
            return "250 never read"
        return what

    async def handle_NOOP(self, server: SMTP, session: Session, envelope: Envelope, arg: str) -> str:
        return await self._scripted(server, "NOOP") or "250 OK"

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await self._scripted(server, "MAIL")
        if said is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return said or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await self._scripted(server, "RCPT")
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = await self._scripted(server, "DOT")
        if said is None:
            with self.lock:
                self.taken.append(envelope)
                self.peers.add(session.peer)
                self.encrypted.append(session.ssl is not None)
        return said or "250 OK"


class _Server(SMTP):
    """Counts the connections that stand open, and lets DATA itself be scripted."""

    def connection_made(self, transport: Any) -> None:
        if isinstance(transport, asyncio.Transport) and not getattr(self, "_counted", False):
            self._counted = True
            box: Mailbox = self.event_handler  # type: ignore[assignment]
            box.open_now += 1
            box.open_most = max(box.open_most, box.open_now)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        box: Mailbox = self.event_handler  # type: ignore[assignment]
        box.open_now -= 1
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:
        said = await self.event_handler._scripted(self, "DATA")  # type: ignore[attr-defined]
        if said is None:
            await super().smtp_DATA(arg)
        else:
            await self.push(said)


@contextmanager
def serving(**options: Any) -> Iterator[Mailbox]:
    """A server on a port of its own. `implicit_tls`: a context to speak TLS with from the first byte."""
    box = Mailbox()
    implicit = options.pop("implicit_tls", None)
    signs_in = options.pop("signs_in", False)

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    if signs_in:
        options |= {"authenticator": authenticate, "auth_required": True}

    class Own(Controller):
        def factory(self) -> SMTP:
            return _Server(self.handler, loop=self.loop, **self.SMTP_kwargs)

    controller = Own(box, hostname="127.0.0.1", port=0, ssl_context=implicit, **options)
    controller.port = _free_port()
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """(the server's, one that trusts it) for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
