"""Cards of the board in words: service rows become what the card shows, in one language."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from rxapp import i18n
from rxapp.rules.decisions import is_untold
from rxapp.rules.notices import notice_code
from rxapp.rules.priority import is_late
from rxapp.rules.vocabulary import Stage, StepKind
from rxapp.services.hiring.board import Card


class CardRow(TypedDict):
    """What a card shows. Scalars only: the card component compares them one by one and redraws only on change."""

    id: int
    version: int
    name: str
    job: str
    flag: str  # the priority's deadline in words, "" without one
    late: bool  # the wish behind it is late
    line: str  # next interview, or what is missing
    icon: str  # onsite, video, wait: which sign stands before the line
    notice: str  # code of the notice chip, "" without one
    notice_text: str
    age: str
    due: str  # "needs you" chip, "" when nothing is due
    good: bool  # that chip is good news: they have arrived
    move: str  # label of the control that moves the card on, "" where it cannot


_MOVES = {
    Stage.PASSED_FIRST: "invite",
    Stage.BOOKED: "attended",
    Stage.ATTENDED: "offer",
    Stage.OFFER: "hired",
}


def card_row(card: Card, *, language: str, zone: str, now: datetime, sees_tasks: bool = True) -> CardRow:
    """One card in words; `zone` is the company's. Call tasks are for those who make the calls."""
    notice = notice_code(
        card.stage, card.delivery_state, is_opened=card.opened_at is not None,
        is_confirmed=card.confirmed_at is not None, is_invited=card.is_invited,
    )  # fmt: skip
    started = card.starts_at is not None and card.starts_at <= now
    movable = card.stage in _MOVES and (card.stage != Stage.BOOKED or started)
    return CardRow(
        id=card.id,
        version=card.version,
        name=card.name,
        job=card.job_en or card.job if language == "en" else card.job,
        flag=i18n.when(language, card.deadline_at, now, zone, is_short=True) if card.deadline_at else "",
        late=is_late(card.deadline_at, card.starts_at, now),
        line=_line(card, notice, language, zone, now),
        icon=card.mode if card.starts_at and card.mode else "wait",
        notice=notice,
        notice_text=i18n.text(language, f"board.notice_{notice}") if notice else "",
        age=i18n.ago(language, card.stage_since, now, is_short=True),
        good=card.arrived_at is not None and card.stage == Stage.BOOKED,
        due=_due(card, language, now, sees_tasks),
        move=i18n.text(language, f"board.move_{_MOVES[Stage(card.stage)]}") if movable else "",
    )


def _line(card: Card, notice: str, language: str, zone: str, now: datetime) -> str:
    if card.starts_at is not None:
        # A narrow card cuts the end off: the sign before the line says the mode too.
        who = f"{i18n.when(language, card.starts_at, now, zone, is_short=True)} {card.interviewer or ''}".strip()
        return f"{who} · {i18n.text(language, f'board.mode_{card.mode}')}"
    if card.stage == Stage.ARRANGING:
        if card.reinvite_at is not None:
            at = i18n.when(language, card.reinvite_at, now, zone, is_short=True)
            return i18n.text(language, "board.reinvited", when=at)
        return i18n.text(language, f"board.{_arranging(card, notice)}")
    if is_untold(card.stage, card.verdict, card.told_at):
        return i18n.text(language, "board.waits_untold")
    return i18n.text(language, f"board.waits_{Stage(card.stage).name.lower()}")


def _arranging(card: Card, notice: str) -> str:
    """Who is waited for: the candidate chooses only once an invitation has gone out."""
    if not card.is_invited:
        return "uninvited"
    if card.silent_since:
        return "silent"
    is_unsent = notice == "by_hand" and card.message in (StepKind.INVITED, StepKind.REINVITED)
    return "unsent" if is_unsent else "choosing"


def _due(card: Card, language: str, now: datetime, sees_tasks: bool) -> str:
    if card.arrived_at is not None and card.stage == Stage.BOOKED:
        return i18n.text(language, "board.arrived")
    if card.late_minutes and card.stage == Stage.BOOKED:
        return i18n.text(language, "board.running_late", n=card.late_minutes)
    if card.ends_at is not None and card.ends_at <= now and card.stage == Stage.BOOKED:
        return i18n.text(language, "board.outcome_missing")
    if sees_tasks and card.task_due_at is not None and card.task_due_at <= now:
        return i18n.text(language, "board.task_due")
    return ""
