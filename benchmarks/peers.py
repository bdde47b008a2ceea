"""The same measurements on the peers: board programs on other frameworks, in a folder of their own."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.server import free_port


@contextmanager
def nicegui(peers: Path, where: Path, live: int) -> Iterator[tuple[str, int]]:
    """The NiceGUI board over `live` candidates: its address and process id."""
    yield from _served(peers, where, live, [str(peers / ".venv/bin/python"), "app_nicegui.py"])


@contextmanager
def floor(peers: Path, where: Path, live: int) -> Iterator[tuple[str, int]]:
    """The hand-written floor."""
    uvicorn = [str(peers / ".venv/bin/uvicorn"), "app_floor:app", "--log-level", "warning", "--port"]
    yield from _served(peers, where, live, uvicorn, port_last=True)


def _served(
    peers: Path, where: Path, live: int, command: list[str], *, port_last: bool = False
) -> Iterator[tuple[str, int]]:
    python, file, port = str(peers / ".venv/bin/python"), where / f"peer{live}.sqlite3", free_port()
    if not file.exists():
        subprocess.run(
            [python, "make_db.py", str(file), str(live)], cwd=peers, check=True, capture_output=True
        )
    environment = {**os.environ, "BOARD_DB": str(file), "PORT": str(port)}
    environment.pop("PYTHONPATH", None)
    server = subprocess.Popen([*command, *([str(port)] if port_last else [])], cwd=peers, env=environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        yield url, server.pid
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(url: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5).read()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the peer at {url} does not answer")


def board_bench(peers: Path, mode: str, url: str, chromium: str, *more: str) -> dict[str, Any]:
    """The peers' own measuring program in a browser."""
    command = [
        str(peers / ".venv/bin/python"),
        "board_bench.py",
        mode,
        "--url",
        url,
        "--chromium",
        chromium,
        *more,
    ]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    out = subprocess.run(
        command, cwd=peers, env=environment, check=True, capture_output=True, text=True
    ).stdout
    return dict(json.loads(out.strip().splitlines()[-1]))


def fanout(peers: Path, kind: str, url: str, sessions: int, changes: int, pid: int) -> dict[str, Any]:
    """The peers' own fan-out program."""
    command = [str(peers / ".venv/bin/python"), "session_fanout.py", "--kind", kind, "--base", url, "--sessions",
               str(sessions), "--changes", str(changes), "--pid", str(pid)]  # fmt: skip
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    out = subprocess.run(
        command, cwd=peers, env=environment, check=True, capture_output=True, text=True
    ).stdout
    return dict(json.loads(out.strip().splitlines()[-1]))
