"""What a candidate handed in: HR says once that it is complete, and the candidate reads so.

check_materials(facts, is_confirmed, role) -> Refusal | None
"""

from __future__ import annotations

from rxapp.rules.refusal import Reason, Refusal
from rxapp.rules.stages import ApplicationFacts
from rxapp.rules.vocabulary import HR, Role, Stage


def check_materials(facts: ApplicationFacts, is_confirmed: bool, role: Role | None) -> Refusal | None:
    """Whether somebody of this role may confirm the materials now: HR, once, until the hire."""
    if facts.closing is not None:
        return Refusal(Reason.CLOSED, {"closing": facts.closing.value})
    if role not in HR:
        return Refusal(Reason.NOT_ALLOWED)
    if facts.stage is Stage.HIRED:
        return Refusal(Reason.HIRED)
    return Refusal(Reason.MATERIALS_CONFIRMED) if is_confirmed else None
