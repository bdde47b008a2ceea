"""What happens in the database reaches whoever listens, also from another process and out of order."""

from __future__ import annotations

import threading
from datetime import timedelta

from sqlmodel import Session

from rxapp import db
from rxapp.models import Event
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import ActorKind
from rxapp.services.events.tail import PATIENCE, EventTail
from rxapp.services.events.wakeup import Wakeup
from rxapp.settings import get_settings
from tests.builders import NOW


def happened(number: int | None = None) -> Event:
    return Event(
        id=number, kind=EventKind.CONFIRMED, occurred_at=NOW, recorded_at=NOW, actor_kind=ActorKind.SYSTEM, data={}
    )  # fmt: skip


def test_a_commit_of_another_process_wakes_who_listens(database: str) -> None:
    woken = threading.Event()
    wakeup = Wakeup(get_settings().effective_database_url, woken.set)
    wakeup.start()
    try:
        assert woken.wait(5), "it looks once when it starts"
        woken.clear()
        # A connection of its own, as another process has: nothing tells this process's listeners.
        engine = db.make_engine(get_settings().effective_database_url)
        with Session(engine) as session:
            session.add(happened())
            session.commit()
        engine.dispose()
        assert woken.wait(5)
    finally:
        wakeup.stop()


def test_an_event_that_appears_below_the_newest_is_read_once(database: str) -> None:
    tail = EventTail()

    def read(*new: int, later: timedelta = timedelta()) -> list[int]:
        with db.unit_of_work() as session:
            session.add_all(happened(number) for number in new)
        with db.reading() as session:
            return [one.id for one in tail.read(session, real_now=NOW + later)]

    assert read(1, 4) == [1, 4]
    assert read(3) == [3]
    assert read() == []
    assert read(2, later=PATIENCE) == [], "after a minute a missing id was rolled back"
    assert read(5) == [5]
