"""Whose WeChat is whose, and what they still agreed to get."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import select

from rxapp import db
from rxapp.errors import Invalid, NotFound
from rxapp.models import Candidate, WechatBinding, WechatConsent
from rxapp.services.messaging.wechat.bindings import bind, follows, is_bound, take_over, unbind
from rxapp.services.messaging.wechat.consents import give_back, none_left, take, tapped
from tests import builders


@pytest.fixture
def people(database: Any) -> tuple[int, int]:
    with db.unit_of_work() as session:
        made = [builders.make_application(session).candidate_id for _ in range(2)]
    return made[0], made[1]


def do(work: Any, *args: Any, **more: Any) -> Any:
    with db.unit_of_work() as session:
        return work(session, *args, **more)


def live() -> list[tuple[int, str, bool]]:
    with db.reading() as session:
        rows = session.exec(select(WechatBinding).where(WechatBinding.unbound_at == None)).all()  # noqa: E711
        return [(row.candidate_id, row.openid, row.is_following) for row in rows]


def test_the_last_one_bound_counts_and_again_changes_nothing(people: Any) -> None:
    first = do(bind, people[0], "o-1", is_following=True)
    assert do(bind, people[0], "o-1") == first
    assert live() == [(people[0], "o-1", True)]
    do(bind, people[0], "o-2")
    assert live() == [(people[0], "o-2", False)]
    assert do(follows, "o-2", is_following=True) and not do(follows, "o-1", is_following=True)
    assert do(unbind, people[0]) and not do(unbind, people[0]) and not do(is_bound, people[0])


def test_another_persons_is_refused_until_they_give_it_up(people: Any) -> None:
    do(bind, people[0], "o-1")
    with pytest.raises(Invalid):
        do(bind, people[1], "o-1")
    assert live() == [(people[0], "o-1", False)]
    do(unbind, people[0])
    do(bind, people[1], "o-1")
    assert live() == [(people[1], "o-1", False)]
    with pytest.raises(NotFound):
        do(bind, 999_999, "o-9")
    with pytest.raises(Invalid):
        do(bind, people[0], "")


def test_two_at_once_end_with_one_owner(people: Any) -> None:
    def one(n: int) -> bool:
        try:
            do(bind, people[n % 2], "o-1")
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(16)))
    assert len(live()) == 1


def test_a_merged_person_keeps_the_last_bound(people: Any) -> None:
    do(bind, people[0], "o-1")
    do(bind, people[1], "o-2")
    with db.unit_of_work() as session:
        take_over(session.connection(), people[1], people[0])
        session.get_one(Candidate, people[1]).merged_into_id = people[0]
    assert live() == [(people[0], "o-2", False)]
    assert do(is_bound, people[1])
    do(bind, people[1], "o-3")
    assert live() == [(people[0], "o-3", False)]


def balance() -> int:
    with db.reading() as session:
        return session.exec(select(WechatConsent.balance)).one()


def test_one_tap_is_one_message(people: Any) -> None:
    assert not do(tapped, "o-1", "T")
    do(bind, people[0], "o-1")
    assert not do(take, "o-1", "T")
    for _ in range(3):
        assert do(tapped, "o-1", "T")
    assert not do(take, "o-1", "OTHER")
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: do(take, "o-1", "T"), range(24))) == 3
    assert balance() == 0 and do(give_back, "o-1", "T") and balance() == 1
    assert do(none_left, "o-1", "T") and balance() == 0
    do(tapped, "o-1", "T")
    do(unbind, people[0])
    assert not do(take, "o-1", "T")
