"""What the first start of an installation owes its operator: a demo company with its sign-ins, or a set-up code."""

from __future__ import annotations

from rxapp import clock, db
from rxapp.demo import NotOurs, day_of, ensure_demo, local
from rxapp.services.company.set_up import needs_set_up
from rxapp.services.company.setup_code import forget_code, issue_code
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
    made_for, (today, _) = day_of(db.engine()), local(clock.now())
    if made_for is not None and made_for < today:
        lines += ["", f"  Its today is {made_for}. Stop it and run `make demo-reset` to bring it to {today}."]
    return ["", "  The demo company is ready; nothing leaves this machine. Sign in as:", *lines]


def setup_lines() -> list[str]:
    """The one-time code of the set-up page, as long as nobody has set this installation up."""
    with db.reading() as session:
        if not needs_set_up(session):
            forget_code()
            return []
    return [
        "",
        f"  First start: open {get_settings().effective_public_url}/setup and enter the code {issue_code()}",
    ]
