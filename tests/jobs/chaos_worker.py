"""A worker that sends reminders and may be killed at any moment; one process of `test_chaos.py`.

It goes through the product's own code with two channels: the built-in phone, and a provider whose "world outside" is
a file with a line for each message that left. Leases are short, and now and then the worker stalls for longer than
its lease between its claim and its call, as a paused machine does.
"""

from __future__ import annotations

import os
import random
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from rxapp import clock
from rxapp.adapters.channels import BuiltInPhone
from rxapp.adapters.ports import Answer, Found, Message, Outcome
from rxapp.rules.vocabulary import Channel
from rxapp.services.messaging.ladder import run_steps
from rxapp.services.messaging.sending import claims, deliver, holding, outside
from rxapp.settings import get_settings
from tests.jobs.many import AT

LEASE = timedelta(milliseconds=400)
STALL = 1.6  # seconds, four leases


class Ledger:
    """A provider: what it was given stands in a file, which is also where it looks things up."""

    timeout = timedelta(milliseconds=100)

    def __init__(self, file: Path) -> None:
        self.file = file

    def send(self, message: Message) -> Answer:
        time.sleep(random.random() * 0.01)
        line = f"{message.delivery_id}\n".encode()
        out = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(out, line)
        os.close(out)
        time.sleep(random.random() * 0.01)
        return Answer(Outcome.SENT)

    def look_up(self, message: Message) -> Found:
        lines = self.file.read_text().split() if self.file.exists() else []
        return Found.SENT if str(message.delivery_id) in lines else Found.NOT_SENT


def channels(file: Path) -> dict[Channel, Any]:
    """Both ways out."""
    return {Channel.SMS: Ledger(file), Channel.OUTBOX: BuiltInPhone()}


def without_fencing() -> None:
    """The mutation: whoever once claimed a message believes that it is his for ever."""
    claims.hold = lambda connection, taken: {c.delivery_id for c in taken}  # type: ignore[assignment]
    claims.keep_token = claims.hold
    deliver.update_many = outside.update_many = claims.update_many = (  # type: ignore[assignment]
        lambda connection, t, keys, columns, rows: update_many(
            connection, t, ("id",), columns, [row[:-1] for row in rows]
        )
    )


update_many = deliver.update_many


def work(url: str, file: str, fenced: bool, one_stall_in: int, seed: int) -> None:
    """Send until killed; `one_stall_in` batches stalls, none for 0."""
    os.environ["DATABASE_URL"] = url  # the process that starts workers may be older than this database
    get_settings.cache_clear()
    random.seed(seed)
    clock.set_source(lambda: AT)
    holding.LEASE, outside.LOOK_UP_AFTER = LEASE, timedelta(milliseconds=200)
    deliver.BATCH, outside.AT_ONCE, run_steps.BATCH = 20, 4, 25
    if not fenced:
        without_fencing()
    render = holding.letters

    def slowly(*args: Any, **more: Any) -> Any:
        found = render(*args, **more)
        stalls = one_stall_in and random.randrange(one_stall_in) == 0
        time.sleep(STALL if stalls else random.random() * 0.02)
        return found

    holding.letters = slowly  # type: ignore[assignment]
    ways = channels(Path(file))
    while True:
        run_steps.run_due_steps(channels=list(ways))
        deliver.deliver_due(ways, stop=lambda: random.random() < 0.4)
        time.sleep(0.02)
