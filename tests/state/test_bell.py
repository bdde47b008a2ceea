"""Every line that may ring has its sign and its words; what cannot be said or read empties no bell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rxapp.clock import now
from rxapp.components.bell import lines
from rxapp.rules.vocabulary import Language, NoticeKind, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.notices.queries import NoticeRow
from rxapp.state import bell
from rxapp.state.bell import ICONS, BellState, NoticeItem, _item, _line
from tests.state.acting import acting, page_of

ZONE = "Asia/Shanghai"


def _actor(language: Language = Language.ZH) -> Actor:
    return Actor(user_id=1, role=Role.RECRUITER, name="陈静", language=language)


def _row(kind: str, who: str = "") -> NoticeRow:
    return NoticeRow(1, kind, "林晓", who, 7, None, None, now(), is_seen=False)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("who", ["", "王芳"])
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_of_line_can_be_shown(kind: NoticeKind, who: str, language: Language) -> None:
    shown = _item(_row(kind.value, who), _actor(language), ZONE, now())
    assert shown["sign"] == ICONS[kind]
    assert "林晓" in shown["text"] and "bell." not in shown["text"]


@pytest.mark.parametrize("language", list(Language))
def test_a_line_of_a_kind_nobody_knows_still_says_about_whom_it_is(language: Language) -> None:
    bad, good = _row("from_a_newer_release"), replace(_row(NoticeKind.ASSIGNED.value, "王芳"), id=2)
    shown = [_line(row, _actor(language), ZONE, now()) for row in (bad, good)]
    assert [each["id"] for each in shown] == [1, 2]
    assert "林晓" in shown[0]["text"] and shown[0]["link"] == "/board?open=7"


@pytest.mark.asyncio
async def test_a_bell_that_could_not_be_read_says_so_and_never_that_there_is_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaks(actor: Actor) -> list[NoticeItem]:
        raise RuntimeError

    monkeypatch.setattr(bell, "_newest", breaks)
    with acting(_actor()):
        page = await page_of(BellState)
        await BellState.open.fn(page)  # type: ignore[attr-defined]
    assert page.is_open and page.is_failed
    drawn: Any = lines().render()
    nothing_there = drawn["children"][0]["false_value"]["children"][0]
    assert "is_failed" in nothing_there["cond_state"]
    assert "ui-empty" not in str(nothing_there["true_value"]) and "ui-empty" in str(
        nothing_there["false_value"]
    )


@pytest.mark.parametrize("language", list(Language))
def test_many_handed_over_at_once_are_counted_and_lead_to_ones_own_list(language: Language) -> None:
    row = replace(_row(NoticeKind.ASSIGNED.value, "王芳"), count=12)
    shown = _item(row, _actor(language), ZONE, now())
    assert "12" in shown["text"] and "王芳" in shown["text"] and shown["link"] == "/people?recruiter=1"
