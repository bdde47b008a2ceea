"""Builds the browser's part once and keeps it until something it is made of changes.

The built bundle serves any address: it holds a placeholder where Reflex bakes the server's address in, and after
the build the placeholder becomes the page's own origin. So PORT, HOST and PUBLIC_URL never need a new build.
Pages must not read settings while they are built; what depends on a setting travels as state.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reflex_base.plugins import Plugin

from rxapp.settings import ROOT

PLACEHOLDER = "same-origin.invalid"
BUILDING = "SHOWUP_BUILDING"
_BAKED = re.compile(r"""(["'`])(?:ws|http)://same-origin\.invalid(/[^"'`$\\]*)?\1""")
_INPUTS = ("rxapp", "locales", "assets", "reflex.lock")
_FILES = ("rxconfig.py", "requirements.txt", ".npmrc")


def reflex_environment() -> dict[str, str]:
    """Reflex's own environment names that have no place in its config, with our values."""
    return {
        "REFLEX_USE_NPM": "1",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        # One websocket frame; larger ones close the connection.
        "REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE": "65536",
    }


def api_url(public_url: str) -> str:
    """The server address Reflex bakes into the bundle: a placeholder while building, else the public one."""
    return f"http://{PLACEHOLDER}" if os.environ.get(BUILDING) else public_url


def web_dir() -> Path:
    """Reflex's working folder for the browser's part."""
    return ROOT / os.environ.get("REFLEX_WEB_WORKDIR", ".web")


def tool_environment() -> dict[str, str]:
    """The environment for builds: this virtual environment's Node first on PATH."""
    first = str(Path(sys.executable).parent)
    return {**os.environ, **reflex_environment(), "PATH": f"{first}{os.pathsep}{os.environ.get('PATH', '')}"}


def own_origin(script: str) -> str:
    """The bundle text with every baked address replaced by the origin of the page that runs it."""
    return _BAKED.sub(
        lambda found: (
            f'((globalThis.location?globalThis.location.origin:"http://localhost")+"{found[2] or ""}")'
        ),
        script,
    )


class SameOriginPlugin(Plugin):
    """Makes a build independent of its address, before Reflex compresses it."""

    def post_build(self, **context: Any) -> None:
        """Rewrite the scripts in `static_dir`; raises when an address is left that the pattern does not know."""
        for file in Path(context["static_dir"]).rglob("*.js"):
            text = file.read_text()
            if PLACEHOLDER in text:
                changed = own_origin(text)
                if PLACEHOLDER in changed:
                    raise RuntimeError(
                        f"{file.name} holds the server's address in a form nobody has seen before"
                    )
                file.write_text(changed)


def fingerprint() -> str:
    """A hash of everything the build is made of."""
    found = hashlib.sha256(f"python {sys.version_info[:2]}".encode())
    files = [ROOT / name for name in _FILES]
    for folder in _INPUTS:
        files += sorted(
            path
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and path.suffix not in (".pyc", ".mo") and "external" not in path.parts
        )
    for path in files:
        if path.exists():
            found.update(str(path.relative_to(ROOT)).encode() + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _stamp() -> Path:
    return web_dir() / "showup-build.json"


def is_built() -> bool:
    """Whether the finished build fits the sources."""
    stamp = _stamp()
    return (
        stamp.exists()
        and (web_dir() / "build" / "client" / "index.html").exists()
        and json.loads(stamp.read_text()).get("fingerprint") == fingerprint()
    )


def forget_build() -> None:
    """Make the next start build again; called before anything else writes into the folder."""
    _stamp().unlink(missing_ok=True)


@contextmanager
def _one_builder() -> Iterator[None]:
    web_dir().mkdir(parents=True, exist_ok=True)
    with open(web_dir().parent / f"{web_dir().name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure_built() -> bool:
    """Build unless the finished build fits the sources; returns whether it built. Two callers never build at once.

    Raises SystemExit with the builder's code when the build fails; its output has already been shown.
    """
    if is_built():
        return False
    with _one_builder():
        if is_built():
            return False
        forget_build()
        made_from = fingerprint()
        # A process of its own: compiling leaves modules and caches behind that a server must not inherit.
        done = subprocess.run(
            [sys.executable, "-m", "rxapp.frontend"],
            cwd=ROOT,
            env={**tool_environment(), BUILDING: "1"},
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.returncode)
        # The build may itself complete the lock files, hence the second look.
        fits = fingerprint() if made_from != fingerprint() else made_from
        _stamp().write_text(json.dumps({"fingerprint": fits}))
    return True


def prepare() -> None:
    """What `reflex init` does for an existing project, without its edits to .gitignore and requirements.txt."""
    from reflex.utils import prerequisites

    if prerequisites.needs_reinit():
        # Else Reflex asks two public registries which of them answers faster.
        asked = subprocess.run(
            ["npm", "config", "get", "registry"], capture_output=True, text=True, cwd=ROOT, check=True
        )
        os.environ.setdefault("NPM_CONFIG_REGISTRY", asked.stdout.strip())
        prerequisites.initialize_reflex_user_directory()
        prerequisites.initialize_frontend_dependencies()


def without_hosts(node: Any) -> Any:
    """A lock file's content without the addresses packages were fetched from; the hashes stay."""
    if isinstance(node, dict):
        return {
            key: without_hosts(value)
            for key, value in node.items()
            if not (key == "resolved" and str(value).startswith("http"))
        }
    return [without_hosts(item) for item in node] if isinstance(node, list) else node


def tidy_lock() -> None:
    """Bring what the build wrote into the one form that is committed, so that a build changes no file under git."""
    for name in ("package.json", "package-lock.json"):
        for file in (ROOT / "reflex.lock" / name, web_dir() / name):
            before = file.read_text()
            content = without_hosts(json.loads(before))
            after = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=name == "package.json") + "\n"
            if after != before:
                file.write_text(after)


def main() -> None:
    """Compile the pages and build them for production, in this process."""
    from reflex.utils import export
    from reflex_base.utils import log

    log.enable_managed_logging()
    prepare()
    export.export(zipping=False, frontend=True, backend=False)
    tidy_lock()


if __name__ == "__main__":
    main()
