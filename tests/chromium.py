"""Finds a Chromium that runs, or brings one: the machine's own, else Playwright's, else the distribution's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"]


def runs(path: str) -> bool:
    """Whether the browser at `path` starts; a downloaded one may lack libraries."""
    command = [path, "--headless", *FLAGS, "--dump-dom", "about:blank"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _installed() -> Iterator[str]:
    if named := os.environ.get("SHOWUP_CHROMIUM"):
        yield named
    yield from filter(None, map(shutil.which, NAMES))


def _try(*command: str) -> None:
    """Run an installer; what it prints goes to stderr, since stdout carries the answer. Failure is not the end."""
    try:
        subprocess.run(command, stdout=sys.stderr, stdin=subprocess.DEVNULL, check=False, timeout=600)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)


def _brought() -> Iterator[str]:
    _try(sys.executable, "-m", "playwright", "install", "chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    yield path
    if shutil.which("apt-get") and os.geteuid() == 0:
        _try(sys.executable, "-m", "playwright", "install-deps", "chromium")
        yield path
        _try("apt-get", "update")
        _try("apt-get", "install", "--yes", "--no-install-recommends", "chromium")
        yield from filter(None, map(shutil.which, NAMES))


def find() -> str:
    """The path of a Chromium that runs; raises SystemExit with advice when there is none to be had."""
    for source in (_installed, _brought):
        for path in source():
            if runs(path):
                return path
    raise SystemExit(
        "No Chromium could be found or installed. Install one and set SHOWUP_CHROMIUM to its path."
    )


if __name__ == "__main__":
    print(find())
