"""Executives' requests in words: asked, seen, scheduled, attended, each against the deadline."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from rxapp import i18n
from rxapp.rules.priority import Standing
from rxapp.rules.vocabulary import Language
from rxapp.services.hiring.priority_report import PriorityRow


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


_TONES = {
    Standing.WAITING: "amber", Standing.IN_TIME: "green", Standing.TOO_LATE: "red", Standing.OVERDUE: "red",
    Standing.MET: "green", Standing.MET_LATE: "amber", Standing.MISSED: "red", Standing.CANCELLED: "",
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
    )
