"""A local HTTP server that plays a provider: a contract server gives it one function that answers a request."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Request:
    method: str
    target: str  # path and query
    headers: dict[str, str]  # names in small letters
    body: bytes


@dataclass
class Reply:
    """`fault`: instead of an answer, "reset" the connection, or "hang" until `Stand.awake`; or "leave": answer, then
    close without having said so."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""


class Stand(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.awake = threading.Event()
        self.broken: list[str] = []  # what the contract server itself could not bear
        self.connections = 0
        self._counting = threading.Lock()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def get_request(self) -> tuple[socket.socket, object]:
        with self._counting:
            self.connections += 1
        return super().get_request()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # the head and the body are two writes
    server: Stand

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        names = {name.lower(): value for name, value in self.headers.items()}
        try:
            reply = self.server.answer(Request(self.command, self.path, names, body))
        except Exception as error:
            self.server.broken.append(f"{self.command} {self.path}: {error!r}")
            reply = Reply(599)
        if reply.fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        if reply.fault == "hang":
            self.server.awake.wait(10)
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
        self.close_connection |= reply.fault == "leave"

    do_GET = do_POST = _serve

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def standing(answer: Callable[[Request], Reply]) -> Iterator[Stand]:
    """The server while the block runs; afterwards it must have borne everything it was sent."""
    stand = Stand(answer)
    thread = threading.Thread(target=stand.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stand
    finally:
        stand.awake.set()
        stand.shutdown()
        stand.server_close()
        thread.join()
    assert stand.broken == []


def closed_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
