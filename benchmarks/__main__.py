"""Every published figure, one program after another: `make bench`; the peers beside them: `make bench PEERS=<folder>`.

Each program runs in a process of its own, so that none inherits the memory of another. One that fails says so and the
others still run; the end is 1 then.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from rxapp import frontend
from rxapp.settings import ROOT

PROGRAMS = ("board", "fanout", "booking_race", "outbox_rate", "candidate_page", "pages")


def main() -> int:
    """Run them all; the number of programs that failed, at most 1."""
    frontend.ensure_built()
    failed = []
    for name in PROGRAMS:
        began = time.monotonic()
        print(f"# {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        done = subprocess.run(command, cwd=ROOT, env=os.environ.copy(), stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            failed.append(name)
            print(f"# {name} failed with {done.returncode}", flush=True)
        print(f"# {name} took {time.monotonic() - began:.0f} s", flush=True)
    if failed:
        print(f"# failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
