"""Marks on handlers."""

from __future__ import annotations

from typing import Any

import pytest
import reflex as rx

from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.errors import SignedOut
from rxapp.state.actor import Present, current_actor, maybe_actor, maybe_candidate, maybe_user, set_present
from rxapp.state.marks import guarded, mark_of, public


def test_a_mark_goes_above_or_below_the_event() -> None:
    @rx.event
    @guarded(Role.RECRUITER)
    def below(self: Any) -> None: ...

    @guarded(Role.RECRUITER, fresh=True)
    @rx.event(background=True)
    async def above(self: Any) -> None: ...

    mark = mark_of(below)
    assert mark is not None and mark.roles == {Role.RECRUITER} and not mark.is_fresh and not mark.is_public
    fresh = mark_of(above)
    assert fresh is not None and fresh.is_fresh


def test_public_needs_a_reason_and_guarded_a_role() -> None:
    for wrong in ("", "  ", None):
        with pytest.raises(ValueError):
            public(wrong)  # type: ignore[arg-type]
    for roles in ((), ("recruiter",)):
        with pytest.raises(ValueError):
            guarded(*roles)  # type: ignore[arg-type]


def test_an_attribute_of_the_same_name_is_no_mark() -> None:
    def handler(self: Any) -> None: ...

    assert mark_of(handler) is None
    handler.__guard_mark__ = {"roles": ["administrator"]}  # type: ignore[attr-defined]
    assert mark_of(handler) is None


def test_the_actor_is_who_the_guard_said_and_nobody_otherwise() -> None:
    set_present(None)
    with pytest.raises(SignedOut):
        current_actor()
    assert maybe_actor() is maybe_user() is maybe_candidate() is None
    user, candidate = Actor(Role.RECRUITER, user_id=1), Actor(Role.CANDIDATE, candidate_id=2)
    set_present(Present(candidate, user, candidate))
    assert (current_actor(), maybe_user(), maybe_candidate()) == (candidate, user, candidate)
    set_present(None)
