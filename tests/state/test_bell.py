"""Every line that may ring has its sign and its words."""

from __future__ import annotations

import pytest

from rxapp.clock import now
from rxapp.rules.vocabulary import Language, NoticeKind, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.notices.queries import NoticeRow
from rxapp.state.bell import _item


@pytest.mark.parametrize("who", ["", "王芳"])
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_of_line_can_be_shown(kind: NoticeKind, who: str) -> None:
    actor = Actor(user_id=1, role=Role.RECRUITER, name="陈静", language=Language.ZH)
    row = NoticeRow(1, kind.value, "林晓", who, 7, None, None, now(), is_seen=False)
    shown = _item(row, actor, "Asia/Shanghai", now())
    assert shown["sign"] and "林晓" in shown["text"] and "bell." not in shown["text"]
