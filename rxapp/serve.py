"""Starts the finished product on one port: check settings, migrate, build when needed, serve.

`reflex run` would rebuild the browser's part at every start; this starts the same server on a build that still fits.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Sequence

import redis
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from starlette.types import ASGIApp

from rxapp import backups, frontend, migrations
from rxapp.private import take_back, take_back_database
from rxapp.settings import ROOT, Settings, get_settings

TARGET = "rxapp.serve:application"


def application() -> ASGIApp:
    """The ASGI application, made inside the web process; that process ends when the one that started it does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    from rxapp.rxapp import app

    made: ASGIApp = app()
    return made


def refuse(problems: Sequence[str]) -> None:
    """Print why nothing starts and leave with code 2; returns when there is no problem."""
    if problems:
        for problem in problems:
            print(f"error: {problem}", file=sys.stderr)
        raise SystemExit(2)


def redis_problems(redis_url: str) -> list[str]:
    """A sentence when the store of shared sessions does not answer; pages would hang without it."""
    if redis_url:
        try:
            redis.Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=5).ping()
        except (redis.RedisError, ValueError) as error:
            return [f"The Redis of REDIS_URL does not answer: {error}"]
    return []


def read_settings() -> Settings:
    """The settings, or the end with code 2 and a line for each value that is none."""
    try:
        return get_settings()
    except ValidationError as error:
        refuse([f"{str(problem['loc'][0]).upper()}: {problem['msg']}." for problem in error.errors()])
        raise


def port_problems(host: str, port: int) -> list[str]:
    """A sentence when the port is taken, so that nobody reads a traceback about it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return [f"Cannot listen on {host}:{port} ({error.strerror}). Stop what runs there or set PORT."]
    return []


def prepare(settings: Settings) -> None:
    """What the database needs before the socket opens: the newest tables, a first company or a set-up code."""
    take_back(settings.data_dir)
    if file := backups.sqlite_file(settings.effective_database_url):
        take_back_database(file)
    try:
        migrations.upgrade(settings.effective_database_url)
    except OperationalError as error:
        refuse([f"The database of DATABASE_URL does not answer: {str(error.orig).strip()}"])
    from rxapp.first_start import announce

    for line in announce():
        print(line, flush=True)


def workers(settings: Settings) -> int:
    """Web processes: one while sessions live in memory, else GRANIAN_WORKERS or one for each processor, at most 4."""
    if not settings.redis_url:
        return 1
    return int(os.environ.get("GRANIAN_WORKERS") or min(os.cpu_count() or 1, 4))


def serve(settings: Settings) -> None:
    """Serve until stopped. The environment names are how Reflex tells its server about a finished build."""
    os.environ["REFLEX_ENV_MODE"] = "prod"
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    os.environ["__REFLEX_MOUNT_FRONTEND_COMPILED_APP"] = "true"
    import multiprocessing

    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # A fresh interpreter: a fork would inherit the database connections of the steps above.
    multiprocessing.set_start_method("spawn", force=True)
    print(f"\n  ShowUp is on {settings.effective_public_url}\n", flush=True)
    Server(
        TARGET,
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        log_level=LogLevels.warning,
        workers=workers(settings),
        # Without this a web process that dies would leave a listening port that answers nothing.
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def develop(settings: Settings) -> None:
    """Serve with reload on one port: every saved file compiles and builds again, unminified."""
    frontend.forget_build()
    environment = {**frontend.tool_environment(), frontend.BUILDING: "1", "REFLEX_ENV_MODE": "preview"}
    os.environ.update(environment)
    frontend.prepare()
    command = f"{sys.executable} -m reflex run --env preview --backend-host {settings.host}"
    ports = f"--frontend-port {settings.port} --backend-port {settings.port}"
    os.execve(sys.executable, f"{command} {ports}".split(" "), environment)  # noqa: S606 - no shell is the point


def main(argv: Sequence[str] | None = None) -> None:
    """The command behind `make run` (no option), `make dev` (--dev) and `make build` (--build-only)."""
    parser = argparse.ArgumentParser(prog="python -m rxapp.serve", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="reload on every change")
    parser.add_argument(
        "--build-only", action="store_true", help="only build the browser's part, if it is stale"
    )
    chosen = parser.parse_args(argv)
    os.chdir(ROOT)
    os.environ.update(frontend.tool_environment())
    if chosen.build_only:
        print("built" if frontend.ensure_built() else "the finished build still fits")
        return
    settings = read_settings()
    refuse(settings.problems())
    refuse(port_problems(settings.host, settings.port) + redis_problems(settings.redis_url))
    if not chosen.dev:
        frontend.ensure_built()
    prepare(settings)
    if chosen.dev:
        develop(settings)
    with backups.in_use(settings.effective_database_url):
        serve(settings)


if __name__ == "__main__":
    main()
