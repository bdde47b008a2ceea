"""A message no channel took waits for a recruiter's hand; ticking it is what sends it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rxapp.adapters.ports import Outcome
from rxapp.errors import NotAllowed, Stale
from rxapp.models import Delivery, Task
from rxapp.rules.vocabulary import Channel, DeliveryState, TaskKind
from rxapp.services.messaging.sending.send_otherwise import send_by_hand
from rxapp.services.messaging.tasks.task_list import open_tasks, settle_task
from tests.services.messaging.sending.test_deliver import Sms, invited, sms

__all__ = ["sms"]  # a fixture of that room


def test_a_refused_message_waits_as_a_finished_text_and_is_sent_when_ticked(sms: Callable[..., Sms]) -> None:
    house = invited(sms(Outcome.REFUSED))
    assert house.one().state == DeliveryState.FAILED
    house.do(send_by_hand, house.one().id, actor=house.recruiter)
    assert (house.one().state, house.one().channel) == (DeliveryState.WAITING_BY_HAND, Channel.BY_HAND)
    [task] = house.do(open_tasks, house.recruiter.user_id)
    assert task.kind == TaskKind.SEND_BY_HAND and "/i/" in task.body
    house.do(settle_task, task.id, actor=house.recruiter)
    assert house.one().state == DeliveryState.SENT and house.rows(Task, Task.done_at.is_(None)) == []  # type: ignore[union-attr]


def test_twice_is_refused_and_so_is_whoever_does_not_recruit(sms: Callable[..., Sms]) -> None:
    house = invited(sms(Outcome.REFUSED))
    with pytest.raises(NotAllowed):
        house.do(send_by_hand, house.one().id, actor=house.interviewer)
    house.do(send_by_hand, house.one().id, actor=house.recruiter)
    with pytest.raises(Stale):
        house.do(send_by_hand, house.one().id, actor=house.recruiter)
    assert len(house.rows(Delivery)) == 1
