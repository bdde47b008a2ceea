"""An executive's wish is seen by a person who looks at it, never by a push or a page that comes back by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from rxapp import clock, db
from rxapp.models import PriorityRequest
from rxapp.rules.vocabulary import Role
from rxapp.services.hiring.prioritise import RequestPriority, request_priority
from rxapp.state.drawer import DrawerState
from tests.builders import NOW, actor_of, make_application, make_user
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)


class Story:
    """A recruiter with one of their applications, and an executive."""

    def __init__(self) -> None:
        with db.unit_of_work() as session:
            recruiter, executive = make_user(session), make_user(session, Role.EXECUTIVE)
            self.recruiter, self.executive = actor_of(recruiter), actor_of(executive)
            self.application_id = make_application(session, recruiter=recruiter).id or 0

    def wish(self) -> None:
        """The executive asks."""
        with db.unit_of_work() as session:
            command = RequestPriority(self.application_id, NOW + 24 * HOUR)
            request_priority(session, command, actor=self.executive, clock=lambda: NOW)

    def seen_at(self) -> datetime | None:
        """What the executive is told."""
        with db.reading() as session:
            return session.exec(select(PriorityRequest)).one().seen_at


async def test_whoever_opens_the_drawer_has_seen_the_wish(database: Any) -> None:
    story = Story()
    story.wish()
    with clock.frozen(NOW + HOUR), acting(story.recruiter):
        drawer = await page_of(DrawerState)
        await drawer.show(story.application_id)
    assert story.seen_at() == NOW + HOUR and not drawer.view["is_unseen"]


async def test_a_drawer_left_open_sees_nothing_until_somebody_is_there(database: Any) -> None:
    story = Story()
    with clock.frozen(NOW), acting(story.recruiter):
        drawer = await page_of(DrawerState)
        await drawer.show(story.application_id)
        await drawer.noticed()
    story.wish()
    with clock.frozen(NOW + HOUR), acting(story.recruiter):
        await drawer.refresh()
    assert story.seen_at() is None and drawer.view["is_unseen"] and drawer.view["red_title"]
    with clock.frozen(NOW + 3 * HOUR), acting(story.recruiter):
        await drawer.noticed()
    assert story.seen_at() == NOW + 3 * HOUR and not drawer.view["is_unseen"]


async def test_a_page_that_comes_back_by_itself_sees_nothing(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    story.wish()
    monkeypatch.setattr("rxapp.state.drawer.read_id", lambda _asked: story.application_id)
    with clock.frozen(NOW + HOUR), acting(story.recruiter):
        drawer = await page_of(DrawerState)
        await drawer.open_from_address()
    assert drawer.is_open and drawer.view["is_unseen"] and story.seen_at() is None


async def test_an_executives_own_look_never_counts(database: Any) -> None:
    story = Story()
    story.wish()
    with clock.frozen(NOW + HOUR), acting(story.executive):
        drawer = await page_of(DrawerState)
        await drawer.show(story.application_id)
    assert story.seen_at() is None and not drawer.view["is_unseen"]
