"""The role marks of handlers. A handler without a mark is refused: nothing is reachable by oversight.

class BoardState(rx.State):
    @rx.event
    @guarded(Role.RECRUITER, Role.ADMINISTRATOR)
    def move(self, application_id: int): ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from rxapp.rules.vocabulary import HR, STAFF, Role

__all__ = ["HR", "STAFF", "Mark", "guarded", "mark_of", "public"]

F = TypeVar("F", bound=Callable[..., Any])
_ATTRIBUTE = "__guard_mark__"


@dataclass(frozen=True, slots=True)
class Mark:
    """Who may call a handler: `roles`, or anybody when `reason` is given. `is_fresh` asks for the password
    anew."""

    roles: frozenset[Role] = frozenset()
    reason: str = ""
    is_fresh: bool = False

    @property
    def is_public(self) -> bool:
        """Whether anonymous visitors may call it."""
        return bool(self.reason)


def guarded(*roles: Role, fresh: bool = False) -> Callable[[F], F]:
    """Only these roles may call the handler; `fresh` also wants the password given within the last 30
    minutes. Goes above or below `@rx.event`. Rights on single rows stay the service's business."""
    if not roles or not all(isinstance(role, Role) for role in roles):
        raise ValueError("name the roles that may call this handler")
    return lambda handler: _put(handler, Mark(roles=frozenset(roles), is_fresh=fresh))


def public(reason: str) -> Callable[[F], F]:
    """Anybody may call the handler, signed in or not; `reason` says why that is safe."""
    if not isinstance(reason, str) or not reason.strip():
        raise ValueError("say why this handler is open to anybody")
    return lambda handler: _put(handler, Mark(reason=reason))


def _put(handler: F, mark: Mark) -> F:
    setattr(getattr(handler, "fn", handler), _ATTRIBUTE, mark)
    return handler


def mark_of(function: Any) -> Mark | None:
    """The mark of a handler's function, or None."""
    mark = getattr(function, _ATTRIBUTE, None)
    return mark if isinstance(mark, Mark) else None
