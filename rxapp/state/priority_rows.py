"""Executives' requests in words: asked, seen, scheduled, attended, each against the deadline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypedDict

from rxapp import i18n
from rxapp.rules.priority import LATE, Standing, Step
from rxapp.rules.vocabulary import Language
from rxapp.services.hiring.priority_report import PriorityReport, PriorityRow


class PriorityItem(TypedDict):
    """One "must come in" with its four times; empty strings for what has not happened."""

    application_id: int
    who: str
    job: str
    recruiter: str
    requester: str
    deadline: str
    requested: str
    seen: str
    scheduled: str
    attended: str
    interview: str
    standing: str
    tone: str
    code: str
    request_id: int
    seen_by: str
    seen_after: str
    scheduled_after: str
    attended_after: str
    can_ask: bool
    is_asked: bool
    answer: str


class StepItem(TypedDict):
    """How long a step usually takes; `after` is empty where nobody has taken it."""

    name: str
    after: str
    n: int


_TONES = {
    Standing.WAITING: "amber", Standing.IN_TIME: "green", Standing.TOO_LATE: "red", Standing.OVERDUE: "red",
    Standing.MET: "green", Standing.MET_LATE: "amber", Standing.MISSED: "red", Standing.CANCELLED: "",
    Standing.CANCELLED_LATE: "red",
}  # fmt: skip


def priority_item(row: PriorityRow, *, language: str, zone: str, now: datetime) -> PriorityItem:
    """One request in the reader's language."""

    def said(instant: datetime | None) -> str:
        return i18n.when(language, instant, now, zone) if instant else ""

    left = i18n.ago(language, now, row.deadline_at) if row.deadline_at > now else ""
    over = i18n.ago(language, row.deadline_at, now) if row.deadline_at <= now else ""
    return PriorityItem(
        application_id=row.application_id,
        who=row.candidate,
        job=row.job_en if language == Language.EN and row.job_en else row.job,
        recruiter=row.recruiter,
        requester=row.requester,
        deadline=said(row.deadline_at),
        requested=said(row.requested_at),
        seen=said(row.seen_at),
        scheduled=said(row.scheduled_at),
        attended=said(row.attended_at),
        interview=said(row.interview_at),
        standing=i18n.text(language, f"start.priority_{row.standing.value}", left=left, over=over),
        tone=_TONES[row.standing],
        code=row.standing.value,
        request_id=row.request_id,
        seen_by=row.seen_by,
        seen_after=_after(language, row.minutes.get(Step.SEEN)),
        scheduled_after=_after(language, row.minutes.get(Step.SCHEDULED)),
        attended_after=_after(language, row.minutes.get(Step.ATTENDED)),
        can_ask=row.standing in LATE and not row.is_asked,
        is_asked=row.is_asked,
        answer=row.answer or "",
    )


def step_items(report: PriorityReport, language: str) -> list[StepItem]:
    """The medians of the steps, in their order."""
    return [
        StepItem(
            name=i18n.text(language, f"start.step_{step.value}"),
            after=_after(language, report.medians[step].minutes) if step in report.medians else "",
            n=report.medians[step].n if step in report.medians else 0,
        )
        for step in Step
    ]


def _after(language: str, minutes: int | None) -> str:
    """How long a step took: 40 分钟, 5 小时, 3 天."""
    if minutes is None:
        return ""
    zero = datetime(2000, 1, 1, tzinfo=UTC)
    return i18n.ago(language, zero, zero + timedelta(minutes=max(minutes, 1)))
