"""A notice promises what is true: ten seconds by day, the morning by night, somebody's hand where nothing is sent by
itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import Channel, Role
from rxapp.services.hiring.advance import advance
from rxapp.services.messaging.sending import leaving
from rxapp.state.leaving import read_leaving_text
from tests.builders import actor_of, give_hours, make_application, make_job, make_user

DAY, NIGHT = (
    datetime(2026, 6, 1, 2, 0, tzinfo=UTC),
    datetime(2026, 6, 1, 15, 30, tzinfo=UTC),
)  # 10:00, 23:30 there


@pytest.mark.parametrize(
    ("now", "channel", "key"),
    [
        (DAY, Channel.OUTBOX, "drawer.invited"), (NIGHT, Channel.OUTBOX, "drawer.invited_later"),
        (DAY, Channel.BY_HAND, "drawer.invited_by_hand"), (NIGHT, Channel.BY_HAND, "drawer.invited_by_hand_later"),
    ],
)  # fmt: skip
def test_an_invitation_says_when_it_leaves(
    database: Any, monkeypatch: pytest.MonkeyPatch, now: datetime, channel: Channel, key: str
) -> None:
    monkeypatch.setattr(leaving, "available_channels", lambda: (channel,))
    with clock.frozen(now):
        with db.unit_of_work() as session:
            interviewer = make_user(session, Role.INTERVIEWER)
            give_hours(session, interviewer)
            application = make_application(session, job=make_job(session, interviewers=[interviewer]))
            recruiter = actor_of(make_user(session))
        with db.unit_of_work() as session:
            change = advance(session, application.id or 0, None, actor=recruiter, clock=clock.now)
        said = read_leaving_text("drawer.invited", change.event_id, language="zh")
    assert said == i18n.text("zh", key, when="明天 08:00")
