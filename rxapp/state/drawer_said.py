"""The drawer on how it went: who decided, advised or noted what, and what the candidate was promised."""

from __future__ import annotations

from datetime import datetime

from rxapp.rules.vocabulary import Stage
from rxapp.services.hiring.views import ApplicationView, BookingRow, DecisionRow
from rxapp.state.drawer_words import Line, Speaker


def said(view: ApplicationView, say: Speaker) -> list[Line]:
    """Decisions and opinions, and what was written down with an interview's end, newest first."""
    rows: list[tuple[datetime, Line]] = [(row.at, _decided(row, say)) for row in view.decisions]
    for booking in (view.booking, *view.bookings):
        if booking is not None and booking.note and booking.outcome_at is not None:
            rows.append((booking.outcome_at, _noted(booking, view.candidate.name, say)))
    return [line for _, line in sorted(rows, key=lambda row: row[0], reverse=True)]


def _noted(row: BookingRow, candidate: str, say: Speaker) -> Line:
    # Nobody of the company ended it: the candidate called it off on their own page.
    text = say("said_outcome", who=row.outcome_by or candidate, outcome=say(f"outcome_{row.state}"))
    return Line(
        key=f"interview-{row.id}", when=say.when(row.outcome_at or row.ends_at), text=f"{text} · {row.note}",
        state="", tone="",
    )  # fmt: skip


def _decided(row: DecisionRow, say: Speaker) -> Line:
    text = say(f"verdict_{row.verdict}", who=row.by, colleague=row.asked)
    return Line(
        key=str(row.id), when=say.when(row.at), text=f"{text} · {row.note}" if row.note else text, state="",
        tone={"pass": "green", "no": "red"}.get(row.verdict, ""),
    )  # fmt: skip


def promise(view: ApplicationView, say: Speaker) -> tuple[str, str]:
    """What the candidate knows, or is promised; and its tone."""
    if view.told_at is not None:
        key = "will_be_told" if view.told_at > say.now else "was_told"
        return say(key, when=say.when(view.told_at)), "green"
    if view.reply_by is None or view.stage not in (Stage.ATTENDED, Stage.OFFER) or view.closing is not None:
        return "", ""
    is_late = view.reply_by <= say.now
    return say(
        "promise_late" if is_late else "promise", when=say.when(view.reply_by)
    ), "amber" if is_late else ""
