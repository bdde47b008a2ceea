"""Serve the real app without its browser part: `python -m tests.attack.serve_app PORT`.

`ATTACK_MUTATION` breaks the defence on purpose, so that the tests can show that they would notice:
`no-middleware` takes the inner guard out, `no-roles` lets every signed-in person pass every mark.
`GET /counts` says how many events from outside were let through to a handler of ours and how many were refused.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def application() -> Any:
    """The ASGI app, made inside the server process."""
    from reflex.state import StateUpdate
    from reflex_base.event.context import EventContext

    from rxapp.rxapp import app
    from rxapp.state import guard
    from rxapp.state.actor import Present, look_up

    counts = {"passed": 0, "refused": 0}
    mutation = os.environ.get("ATTACK_MUTATION", "")

    class Counting(guard.GuardMiddleware):
        async def preprocess(self, app: Any, state: Any, event: Any) -> StateUpdate | None:
            update = await super().preprocess(app, state, event)
            if EventContext.get().parent_txid is None and event.name not in guard.framework_handlers():
                counts["passed" if update is None else "refused"] += 1
            return update

    async def anybody(state: Any, _mark: Any) -> Any:
        hashes, _ = guard._connection(state)
        user, candidate = await look_up(hashes.user), await look_up(hashes.candidate)
        acting = user or candidate
        return Present(acting, user, candidate), None if acting else guard.SignedOut()

    others = [each for each in app._middlewares if not isinstance(each, guard.GuardMiddleware)]
    app._middlewares[:] = others if mutation == "no-middleware" else [Counting(), *others]
    if mutation == "no-roles":
        guard._identify = anybody
    inner = app()

    async def outer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/counts":
            body = json.dumps(counts).encode()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
            return
        await inner(scope, receive, send)

    return outer


def main(port: int, target: str) -> None:
    """Serve until stopped; no browser part is built."""
    os.environ["REFLEX_ENV_MODE"] = "prod"
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    import multiprocessing

    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    multiprocessing.set_start_method("spawn", force=True)
    Server(
        target, factory=True, address="127.0.0.1", port=port, interface=Interfaces.ASGI,
        log_level=LogLevels.warning, workers=1,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
