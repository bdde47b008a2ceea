"""Serve the toy app with the product's server: `python -m tests.attack.serve_toy PORT`."""

from __future__ import annotations

import os
import sys


def main(port: int) -> None:
    """Serve until stopped; no browser part is built."""
    os.environ["REFLEX_ENV_MODE"] = "prod"
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    import multiprocessing

    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    multiprocessing.set_start_method("spawn", force=True)
    Server(
        "tests.attack.toy_app:application", factory=True, address="127.0.0.1", port=port, interface=Interfaces.ASGI,
        log_level=LogLevels.warning, workers=1,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
