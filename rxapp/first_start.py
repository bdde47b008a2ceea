"""What the first start of an installation owes its operator: a demo company with its sign-ins, or a set-up code."""

from __future__ import annotations


def announce() -> list[str]:
    """Make what is missing in a migrated database and return the lines to print before the address."""
    return []
