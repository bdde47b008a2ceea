"""What open boards are sent, with a socket server that only remembers it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from reflex.state import StateUpdate
from reflex_base.constants.state import FIELD_MARKER

from rxapp import db
from rxapp.rules.events import EventKind
from rxapp.rules.stages import HIRED_STAYS
from rxapp.rules.vocabulary import Role, Stage
from rxapp.services.events.tail import Happening
from rxapp.services.hiring.board import PAGE
from rxapp.services.hiring.types import BoardFilter
from rxapp.state import board_live
from rxapp.state.board_live import BoardRooms, ViewKey
from rxapp.state.live import hub
from tests.builders import NOW, make_application, make_company, make_job

HASH = "session"


class Socket:
    """Stands for socket.io: one connected board."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.manager = SimpleNamespace(is_connected=lambda sid, namespace: True)

    async def enter_room(self, sid: str, room: str, namespace: str) -> None:
        """Nothing to remember."""

    async def emit(self, event: str, update: StateUpdate, to: str) -> None:
        """What the browser gets."""
        [values] = update.delta.values()
        self.sent.append({name.removesuffix(FIELD_MARKER): value for name, value in values.items()})


@pytest.fixture
def socket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Socket]:
    made = Socket()
    monkeypatch.setattr(board_live, "_live", lambda hashes: {HASH})
    before = list(hub.listeners)
    yield made
    hub.listeners[:] = before


async def open_board(socket: Socket) -> BoardRooms:
    rooms = BoardRooms(SimpleNamespace(sio=socket, event_namespace=socket), "board")  # type: ignore[arg-type]
    await rooms.show("sid", HASH, ViewKey(BoardFilter(), "zh", Role.RECRUITER))
    return rooms


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_time_alone_takes_an_old_hire_off_an_open_board(
    database: str, socket: Socket, clock_at: Any
) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        make_application(session, stage=Stage.HIRED, stage_since=NOW - timedelta(days=1))
    clock_at(NOW)
    rooms = await open_board(socket)
    assert socket.sent[-1]["counts"] == [0, 0, 0, 0, 0, 1] and len(socket.sent[-1]["column_5"]) == 1
    clock_at(NOW + HIRED_STAYS)
    await rooms.refresh()
    assert socket.sent[-1]["counts"] == [0] * 6 and socket.sent[-1]["column_5"] == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_count_is_sent_though_no_shown_card_changed(
    database: str, socket: Socket, clock_at: Any
) -> None:
    """The hires that go are the oldest, far below the fifty that are shown."""
    with db.unit_of_work() as session:
        make_company(session)
        job = make_job(session)
        for age in (*[timedelta(days=4)] * (PAGE + 30), HIRED_STAYS - timedelta(seconds=30)):
            make_application(session, job=job, stage=Stage.HIRED, stage_since=NOW - age)
    clock_at(NOW)
    rooms = await open_board(socket)
    assert socket.sent[-1]["counts"][Stage.HIRED] == PAGE + 31
    clock_at(NOW + timedelta(minutes=1))
    await rooms.refresh()
    assert socket.sent[-1] == {"counts": [0, 0, 0, 0, 0, PAGE + 30], "is_loaded": True}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_board_that_cannot_be_read_holds_up_no_other_and_catches_up_with_the_next_change(
    database: str, socket: Socket, clock_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        first = make_application(session).id
    clock_at(NOW)
    rooms = await open_board(socket)
    await rooms.show("other", HASH, ViewKey(BoardFilter(), "en", Role.RECRUITER))
    with db.unit_of_work() as session:
        second = make_application(session).id
    read = board_live._changed

    def broken(key: ViewKey, ids: set[int]) -> Any:
        if key.language == "zh":
            raise RuntimeError("database is locked")
        return read(key, ids)

    monkeypatch.setattr(board_live, "_changed", broken)
    socket.sent.clear()
    await rooms.on_change([Happening(1, EventKind.FILE_ADDED, second, None)])
    [sent] = socket.sent
    assert {row["id"] for row in sent["column_0"]} == {first, second}
    # The next change, about somebody else: the board that fell behind is read as a whole.
    socket.sent.clear()
    await rooms.on_change([Happening(2, EventKind.NOTE_WRITTEN, first, None)])
    assert [{row["id"] for row in sent["column_0"]} for sent in socket.sent] == [{first, second}] * 2
