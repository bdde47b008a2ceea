"""What the first start of an installation owes its operator: a demo company with its sign-ins, or a set-up code."""

from __future__ import annotations

from rxapp import clock, db
from rxapp.demo import NotOurs, ensure_demo
from rxapp.settings import get_settings


def announce() -> list[str]:
    """Make what is missing in a migrated database and return the lines to print before the address."""
    return demo_lines() if get_settings().is_demo else setup_lines()


def demo_lines() -> list[str]:
    """The demo company, made on the first start, and who can sign in to it."""
    try:
        people = ensure_demo(db.engine(), now=clock.now())
    except NotOurs as found:
        return [
            f"The demo's database holds rows that the demo did not write ({found}); they are left as they are."
        ]
    width = max(len(email) for _, _, email, _ in people)
    lines = [f"    {role:<14} {email:<{width}}  {password}" for role, _, email, password in people]
    return ["", "  The demo company is ready; nothing leaves this machine. Sign in as:", *lines]


def setup_lines() -> list[str]:
    """Nothing yet."""
    return []
