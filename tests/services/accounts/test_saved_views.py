"""Saved filters are one's own."""

from __future__ import annotations

import pytest

from rxapp import db
from rxapp.errors import Invalid, NotFound
from rxapp.services.accounts import saved_views as views
from tests.builders import actor_of, make_user

pytestmark = pytest.mark.usefixtures("database")


def test_a_filter_is_kept_renamed_replaced_and_forgotten() -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session))
        kept = views.save_view(session, "people", " 我的 候选人 ", "stage=1", actor=actor)
        assert kept.name == "我的 候选人"
        again = views.save_view(session, "people", "我的 候选人", "stage=2", actor=actor)
        assert again.id == kept.id
        views.rename_view(session, kept.id, "重点", actor=actor)
        assert views.saved_views(session, "people", actor=actor) == [
            views.KeptView(kept.id, "重点", "stage=2")
        ]
        views.delete_view(session, kept.id, actor=actor)
        assert views.saved_views(session, "people", actor=actor) == []


def test_nobody_sees_or_touches_somebody_elses() -> None:
    with db.unit_of_work() as session:
        mine, theirs = actor_of(make_user(session)), actor_of(make_user(session))
        kept = views.save_view(session, "people", "我的", "", actor=mine)
        assert views.saved_views(session, "people", actor=theirs) == []
        for touch in (
            lambda: views.saved_view(session, kept.id, actor=theirs),
            lambda: views.rename_view(session, kept.id, "x", actor=theirs),
            lambda: views.delete_view(session, kept.id, actor=theirs),
        ):
            with pytest.raises(NotFound):
                touch()


@pytest.mark.parametrize("name", ["", "  ", "长" * 61, "a\x07"])
def test_a_filter_without_a_proper_name_is_not_kept(name: str) -> None:
    with db.unit_of_work() as session, pytest.raises(Invalid):
        views.save_view(session, "people", name, "", actor=actor_of(make_user(session)))


def test_there_is_room_for_twenty() -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session))
        for n in range(views.MOST):
            views.save_view(session, "people", str(n), "", actor=actor)
        with pytest.raises(Invalid):
            views.save_view(session, "people", "one more", "", actor=actor)
