"""Open pages that show the same are read once and told once, and nobody is told what is not theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from rxapp import clock, db
from rxapp.models import Task, User
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Role, TaskKind
from rxapp.services.accounts.sign_in import open_session
from rxapp.services.accounts.tokens import hash_token
from rxapp.services.events.tail import Happening
from rxapp.state import shared_views
from rxapp.state.live import hub
from rxapp.state.shared_views import SharedViews, Values, View, reader
from rxapp.state.topics import AGENDA, MEASURES, MESSAGES, OF_KIND, interviews_of, tasks_of
from tests.builders import NOW, actor_of, make_application, make_booking, make_user

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FIELD = "_rx_state_"


class Sockets:
    """Stands in for the socket server: who is connected, in which rooms, and what was sent."""

    def __init__(self) -> None:
        self.manager = SimpleNamespace(is_connected=lambda sid, _namespace: sid in self.connected)
        self.connected: set[str] = set()
        self.rooms: dict[str, set[str]] = {}
        self.sent: list[tuple[str, dict[str, Any]]] = []

    async def enter_room(self, sid: str, room: str, **_: Any) -> None:
        self.rooms.setdefault(room, set()).add(sid)

    async def leave_room(self, sid: str, room: str, **_: Any) -> None:
        self.rooms[room].discard(sid)

    async def emit(self, _event: str, update: Any, to: str) -> None:
        (values,) = update.delta.values()
        told = {name.removesuffix(FIELD): value for name, value in values.items()}
        self.sent.append((to, {name: value for name, value in told.items() if not name.startswith("is_")}))


class Page:
    """A view whose content a test sets; counts how often it is read."""

    def __init__(self) -> None:
        self.content: Values = {"loss": 1, "agenda": ["a"]}
        self.reads = 0
        self.fails = False
        self.__qualname__ = "page"

    def __call__(self, *_: Any) -> Values:
        self.reads += 1
        if self.fails:
            raise RuntimeError("no such table")
        return dict(self.content)


@pytest.fixture
def sockets(database: Any, monkeypatch: pytest.MonkeyPatch) -> Sockets:
    for name in ("GATHER", "CALM"):
        monkeypatch.setattr(shared_views, name, 0.0)
    monkeypatch.setattr(hub, "listeners", [])
    return Sockets()


@pytest.fixture
def views(sockets: Sockets, monkeypatch: pytest.MonkeyPatch) -> SharedViews:
    app: Any = SimpleNamespace(sio=sockets, event_namespace=sockets)
    return SharedViews(app)


def browsers(user: User, n: int) -> list[str]:
    """Session hashes of browsers in which they are signed in."""
    with db.unit_of_work() as session:
        return [hash_token(open_session(session, user, real_now=clock.real_now()).token) for _ in range(n)]


def somebody(role: Role = Role.RECRUITER) -> User:
    with db.unit_of_work() as session:
        return make_user(session, role, rights_changed_at=NOW - timedelta(days=900))


async def open_pages(
    views: SharedViews, sockets: Sockets, view: View, hashes: list[str], name: str = "tab"
) -> list[str]:
    sids = [f"{name}-{n}" for n in range(len(hashes))]
    sockets.connected |= set(sids)
    for sid, session_hash in zip(sids, hashes, strict=True):
        await views.show(sid, session_hash, view)
    return sids


def view_of(page: Callable[..., Values], *topics: str, actor: Any = None) -> View:
    return View("page", page, (actor,), frozenset(topics))


async def happen(views: SharedViews, *kinds: EventKind, application_id: int | None = None) -> None:
    await views.on_change([Happening(n, kind, application_id, None) for n, kind in enumerate(kinds, 1)])


async def told(views: SharedViews) -> None:
    """Wait until everything that is due has been read and sent."""
    if views._flusher is not None:
        await views._flusher


async def test_many_pages_cost_one_read_and_one_message_at_each_event(
    sockets: Sockets, views: SharedViews
) -> None:
    page = Page()
    view = view_of(page, MEASURES)
    sids = await open_pages(views, sockets, view, browsers(somebody(), 40))
    page.reads, page.content = 0, {"loss": 2, "agenda": ["a"]}
    await happen(views, EventKind.LOST)
    await told(views)
    assert page.reads == 1 and sockets.sent == [(view.room, {"loss": 2})]
    assert sockets.rooms[view.room] == set(sids)


async def test_events_of_one_moment_are_one_read(sockets: Sockets, views: SharedViews) -> None:
    page = Page()
    await open_pages(views, sockets, view_of(page, MEASURES), browsers(somebody(), 2))
    page.reads = 0
    for _ in range(10):
        await happen(views, EventKind.LOST, EventKind.INVITED)
    await told(views)
    assert page.reads == 1


async def test_an_event_wakes_only_the_views_it_can_concern(sockets: Sockets, views: SharedViews) -> None:
    agenda, messages = Page(), Page()
    hashes = browsers(somebody(), 1)
    await open_pages(views, sockets, view_of(agenda, AGENDA), hashes, "agenda")
    await open_pages(views, sockets, view_of(messages, MESSAGES), hashes, "messages")
    agenda.reads = messages.reads = 0
    await happen(views, EventKind.MESSAGE_SENT)
    await told(views)
    assert (agenda.reads, messages.reads) == (0, 1)
    await happen(views, EventKind.LATE_REPORTED)
    await told(views)
    assert (agenda.reads, messages.reads) == (1, 1)
    await views.refresh()
    await told(views)
    assert (agenda.reads, messages.reads) == (2, 2)


async def test_own_lists_are_read_when_the_event_is_about_their_people(
    sockets: Sockets, views: SharedViews
) -> None:
    mine, others, calls, strangers = (Page() for _ in range(4))
    with db.unit_of_work() as session:
        judge, other = make_user(session, Role.INTERVIEWER), make_user(session, Role.INTERVIEWER)
        recruiter = make_user(session)
        application = make_application(session, recruiter=recruiter)
        make_booking(session, application, interviewer=judge)
        session.add(
            Task(
                dedupe="call", kind=TaskKind.INVITED_NOT_OPENED, application_id=application.id or 0,
                assignee_id=recruiter.id or 0, due_at=NOW, created_at=NOW,
            )
        )  # fmt: skip
    hashes = browsers(somebody(), 1)
    for page, topic in (
        (mine, interviews_of(judge.id)), (others, interviews_of(other.id)), (calls, tasks_of(recruiter.id)),
        (strangers, tasks_of(other.id)),
    ):  # fmt: skip
        await open_pages(views, sockets, view_of(page, topic), hashes, topic)
        page.reads = 0
    await happen(views, EventKind.CONFIRMED, application_id=application.id)
    await told(views)
    assert [page.reads for page in (mine, others, calls, strangers)] == [1, 0, 1, 0]
    await happen(views, EventKind.TASK_CREATED, application_id=application.id)
    await told(views)
    assert [page.reads for page in (mine, others, calls, strangers)] == [1, 0, 2, 0]


async def test_nothing_is_sent_when_nothing_reads_differently(sockets: Sockets, views: SharedViews) -> None:
    page = Page()
    await open_pages(views, sockets, view_of(page, AGENDA), browsers(somebody(), 2))
    await happen(views, EventKind.CONFIRMED)
    await told(views)
    assert sockets.sent == []


async def test_pages_opened_at_the_same_moment_share_a_read(sockets: Sockets, views: SharedViews) -> None:
    page, hashes = Page(), browsers(somebody(), 30)
    view = view_of(page, AGENDA)
    sockets.connected |= {f"tab-{n}" for n in range(30)}
    await asyncio.gather(*(views.show(f"tab-{n}", each, view) for n, each in enumerate(hashes)))
    assert page.reads <= 2


async def test_roles_languages_and_own_lists_never_stand_in_one_room(
    sockets: Sockets, views: SharedViews
) -> None:
    page = Page()
    recruiter, admin = actor_of(somebody()), actor_of(somebody(Role.ADMINISTRATOR))
    other = actor_of(somebody())
    assert view_of(page, actor=reader(recruiter)) == view_of(page, actor=reader(other))
    rooms = {
        view_of(page, actor=each).room
        for each in (
            reader(recruiter), reader(admin), reader(recruiter, own=True), reader(other, own=True),
            reader(type(recruiter)(role=Role.RECRUITER, language="en")),
        )
    }  # fmt: skip
    assert len(rooms) == 5


async def test_who_left_or_whose_session_ended_is_told_nothing(sockets: Sockets, views: SharedViews) -> None:
    page = Page()
    view = view_of(page, AGENDA)
    stays, goes, ended = await open_pages(
        views, sockets, view, [*browsers(somebody(), 2), "the hash of a session that ended"]
    )
    await views.leave(goes)
    page.content = {"loss": 2}
    await happen(views, EventKind.CONFIRMED)
    await told(views)
    assert sockets.sent == [(view.room, {"loss": 2})] and sockets.rooms[view.room] == {stays}
    sockets.connected.clear()
    views._checked_at, page.reads = 0.0, 0
    await happen(views, EventKind.CONFIRMED)
    await told(views)
    assert page.reads == 0 and not views._open and not views._by_topic and ended


async def test_another_week_replaces_the_one_shown_before(sockets: Sockets, views: SharedViews) -> None:
    page = Page()
    hashes = browsers(somebody(), 1)
    this, next_ = (
        View("page", page, ("this",), frozenset({AGENDA})),
        View("page", page, ("next",), frozenset()),
    )
    await open_pages(views, sockets, this, hashes)
    await open_pages(views, sockets, next_, hashes)
    assert set(views._open) == {next_} and not sockets.rooms[this.room]


async def test_a_change_that_overtakes_the_first_read_is_sent_once_more(
    sockets: Sockets, views: SharedViews
) -> None:
    page = Page()
    view = view_of(page, AGENDA)
    (session_hash,) = browsers(somebody(), 1)
    sockets.connected |= {"tab", "other"}
    given = await views.show("tab", session_hash, view)
    page.content = {"loss": 2, "agenda": ["a"]}
    newer = await views.show("other", session_hash, view)
    views._settle("tab", view, given)
    views._settle("other", view, newer)
    await asyncio.gather(*shared_views._tasks)
    assert sockets.sent == [(view.room, {"loss": 2}), ("tab", {"loss": 2, "agenda": ["a"]})]


async def test_a_page_that_could_not_be_read_shows_itself_with_the_next_event(
    sockets: Sockets, views: SharedViews
) -> None:
    page = Page()
    view = view_of(page, AGENDA)
    page.fails = True
    with pytest.raises(RuntimeError):
        await open_pages(views, sockets, view, browsers(somebody(), 1))
    await happen(views, EventKind.CONFIRMED)
    await told(views)
    page.fails = False
    await happen(views, EventKind.CONFIRMED)
    await told(views)
    assert sockets.sent == [(view.room, page.content)]


async def test_a_view_that_cannot_be_read_holds_up_no_other_and_is_tried_again_with_the_next_round(
    sockets: Sockets, views: SharedViews
) -> None:
    hashes = browsers(somebody(), 1)
    broken, pages = Page(), [Page() for _ in range(6)]
    await open_pages(views, sockets, view_of(broken, AGENDA), hashes, "broken")
    for n, page in enumerate(pages):
        await open_pages(views, sockets, view_of(page, AGENDA, actor=n), hashes, f"page-{n}")
    broken.fails, broken.reads = True, 0
    for page in (broken, *pages):
        page.content = {"loss": 2, "agenda": ["a"]}
    await happen(views, EventKind.CONFIRMED)
    await told(views)
    assert [values for _, values in sockets.sent] == [{"loss": 2}] * 6 and broken.reads == 1
    # Whatever begins the next round: here an event that does not concern it.
    sockets.sent.clear()
    broken.fails = False
    await open_pages(views, sockets, view_of(Page(), MESSAGES), hashes, "messages")
    await happen(views, EventKind.MESSAGE_SENT)
    await told(views)
    assert [values for _, values in sockets.sent] == [{"loss": 2}]


async def test_when_nobody_knows_whom_an_event_concerns_every_view_is_read(
    sockets: Sockets, views: SharedViews, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page()
    await open_pages(views, sockets, view_of(page, tasks_of(3)), browsers(somebody(), 1))
    page.content = {"loss": 2}

    def broken(_ids: Any) -> None:
        raise RuntimeError("database is locked")

    monkeypatch.setattr(shared_views, "_concerned", broken)
    await happen(views, EventKind.CONFIRMED, application_id=7)
    await told(views)
    assert [values for _, values in sockets.sent] == [{"loss": 2}]


async def test_nothing_is_sent_while_sessions_cannot_be_looked_up(
    sockets: Sockets, views: SharedViews, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, looked_up = Page(), shared_views._live
    await open_pages(views, sockets, view_of(page, AGENDA), browsers(somebody(), 1))
    page.content = {"loss": 2}

    def broken(_hashes: Any) -> set[str]:
        raise RuntimeError("database is locked")

    views._checked_at = 0.0
    monkeypatch.setattr(shared_views, "_live", broken)
    await happen(views, EventKind.CONFIRMED)
    await told(views)
    assert sockets.sent == []
    monkeypatch.setattr(shared_views, "_live", looked_up)
    await views.refresh()
    await told(views)
    assert [values for _, values in sockets.sent] == [{"loss": 2}]


def test_every_kind_of_event_says_what_it_concerns(database: Any) -> None:
    assert set(OF_KIND) == set(EventKind)
