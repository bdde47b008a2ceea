"""The text of a CV, read by a child process: a hostile or broken file costs that process and nothing else."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from rxapp.adapters.ports import CvUnreadable
from rxapp.settings import ROOT

SECONDS = 20
AT_ONCE = 2
_room = threading.BoundedSemaphore(AT_ONCE)


class ChildReader:
    """The port's real side. Blocking: call it in a thread."""

    def read(self, path: Path, content_type: str) -> str:
        """The text of a file, tidied. Raises CvUnreadable: no text in it, broken, or more than the limits allow."""
        command = [sys.executable, "-m", "rxapp.adapters.cv.child", content_type, str(path)]
        # Of our environment the child learns nothing: the key that signs links stands in it.
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        if not _room.acquire(timeout=SECONDS):
            raise CvUnreadable
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, timeout=SECONDS, check=False
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise CvUnreadable from None
        finally:
            _room.release()
        if done.returncode:
            raise CvUnreadable
        return done.stdout.decode("utf-8", "replace")
