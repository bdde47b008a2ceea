"""What a recruiter has to do, as lines of one shape: who, why, until when, and the one action that settles it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TypedDict

from rxapp import i18n
from rxapp.rules.phones import phone_text
from rxapp.rules.priority import Standing
from rxapp.rules.vocabulary import Language, Stage, TaskKind
from rxapp.services.hiring.priority_report import PriorityRow
from rxapp.services.hiring.waiting import Waiting, WaitingRow
from rxapp.services.messaging.tasks.task_list import TaskRow


class WorkItem(TypedDict):
    """One line. `action` names the button that settles it and `target` what it is pressed on (a task, a message, an
    interview, an application); `sign` the icon; `body` the text of a message to send."""

    key: str
    sign: str
    who: str
    phone: str
    dial: str
    why: str
    job: str
    due: str
    tone: str
    action: str
    target: int
    application_id: int
    body: str


_BY_TASK = {
    TaskKind.INVITED_NOT_OPENED: "arrange", TaskKind.INVITED_NO_CHOICE: "arrange", TaskKind.INVITED_SECOND: "arrange",
    TaskKind.NO_SHOW_TWICE: "arrange", TaskKind.NOTICE_NOT_OPENED: "confirm", TaskKind.NOT_CONFIRMED: "confirm",
    TaskKind.NOT_HERE: "arrive", TaskKind.OUTCOME_MISSING: "outcome", TaskKind.SEND_BY_HAND: "by_hand",
    TaskKind.SECOND_OPINION: "opinion", TaskKind.REPLY_DUE: "tell", TaskKind.WHY_LATE: "why",
    TaskKind.CHOOSE_INTERVIEWER: "invite",
}  # fmt: skip
_BY_WAITING = {
    Waiting.OUTCOME: "outcome", Waiting.DECISION: "decide", Waiting.FAILED: "by_hand_instead", Waiting.HELD: "held",
    Waiting.SILENT: "arrange", Waiting.UNINVITED: "invite", Waiting.PLACE_GONE: "open", Waiting.PERSON_GONE: "arrange",
}  # fmt: skip
CALLS = frozenset({"arrange", "confirm", "arrive", "done"})
QUESTIONS = frozenset({"opinion", "tell", "why", "invite"})
_SIGNS = {
    "arrange": "phone", "confirm": "phone", "done": "phone", "arrive": "door_open", "outcome": "clipboard_pen",
    "opinion": "users", "tell": "message_square", "why": "flag", "decide": "thumbs_up",
    "invite": "user",
}  # fmt: skip
_WRONG_SIGNS = {
    Waiting.FAILED: "mail", Waiting.HELD: "mail", Waiting.SILENT: "hourglass", Waiting.UNINVITED: "hourglass",
    Waiting.PLACE_GONE: "map_pin_off", Waiting.PERSON_GONE: "user",
}  # fmt: skip
_ABOUT_INTERVIEWS = frozenset({Waiting.OUTCOME, Waiting.PLACE_GONE, Waiting.PERSON_GONE})


def kinds_of(actions: Collection[str]) -> tuple[TaskKind, ...]:
    """The kinds of task that one of these actions settles."""
    return tuple(kind for kind in TaskKind if _BY_TASK.get(kind, "done") in actions)


LONGEST_SAID = 160


def shortened(said: str) -> str:
    """Somebody's words on one line; the whole of them stands in the drawer."""
    line = " ".join(said.split())
    return line if len(line) <= LONGEST_SAID else f"{line[: LONGEST_SAID - 1]}…"


class Teller:
    """Words a reader's lines."""

    def __init__(self, language: str, zone: str, now: datetime) -> None:
        self.language, self.zone, self.now = language, zone, now

    def task(self, row: TaskRow, *, names_owner: bool) -> WorkItem:
        """A task of the call list, a question, or a message to send by hand."""
        action = _BY_TASK.get(row.kind, "done")
        why = i18n.text(self.language, f"task.{row.kind.value}", asker=row.asker)
        if row.failed:
            lost = i18n.text(self.language, f"messages.kind_{row.failed}")
            why = f"{why} · {i18n.text(self.language, 'today.lost', what=lost)}"
        if row.said:
            why = f"{why} · {i18n.text(self.language, 'today.said', text=shortened(row.said))}"
        if row.starts_at is not None:
            why = f"{why} · {self._when(row.starts_at)} {row.interviewer}"
        if names_owner:
            why = f"{why} · {row.assignee}"
        return WorkItem(
            key=f"task-{row.id}", sign=_SIGNS.get(action, "phone"), who=row.candidate, phone=phone_text(row.phone),
            dial=row.phone, why=why, job=self._job(row.job, row.job_en), due=self._when(row.due_at),
            tone="amber" if row.is_overdue else "", action=action,
            target=(row.booking_id or 0) if action == "outcome" else row.id, application_id=row.application_id,
            body=row.body,
        )  # fmt: skip

    def waiting(self, row: WaitingRow) -> WorkItem:
        """Something that waits or went wrong."""
        action = _BY_WAITING[row.kind]
        what = row.what
        if row.kind in (Waiting.FAILED, Waiting.HELD):
            what = i18n.text(self.language, f"messages.kind_{row.what}")
        target = {"outcome": row.booking_id, "by_hand_instead": row.delivery_id, "held": row.delivery_id}
        is_dated = row.kind in _ABOUT_INTERVIEWS
        ago = i18n.ago(self.language, row.since, self.now)
        return WorkItem(
            key=f"{row.kind.value}-{row.delivery_id or row.booking_id or row.application_id}",
            sign=_WRONG_SIGNS.get(row.kind, _SIGNS.get(action, "info")), who=row.candidate,
            phone=phone_text(row.phone), dial=row.phone,
            why=i18n.text(self.language, f"today.{row.kind.value}", what=what), job=self._job(row.job, row.job_en),
            due=self._when(row.since) if is_dated else i18n.text(self.language, "today.since", ago=ago),
            tone="amber" if row.kind in (Waiting.OUTCOME, Waiting.DECISION) else "red", action=action,
            target=target.get(action) or row.application_id, application_id=row.application_id, body="",
        )  # fmt: skip

    def wish(self, row: PriorityRow) -> WorkItem:
        """An executive's request that is late as things stand."""
        is_late = row.standing is Standing.OVERDUE
        can_book = row.is_invited or row.stage == Stage.BOOKED
        when = self._when(row.interview_at) if row.interview_at is not None else ""
        return WorkItem(
            key=f"wish-{row.request_id}", sign="flag", who=row.candidate, phone=phone_text(row.phone), dial=row.phone,
            why=i18n.text(
                self.language, f"today.wish_{'overdue' if is_late else 'too_late'}", asker=row.requester, when=when
            ),
            job=self._job(row.job, row.job_en), due=self._when(row.deadline_at), tone="red",
            action="arrange" if can_book else "invite", target=row.application_id,
            application_id=row.application_id, body="",
        )  # fmt: skip

    def _when(self, instant: datetime) -> str:
        return i18n.when(self.language, instant, self.now, self.zone)

    def _job(self, job: str, job_en: str) -> str:
        return job_en if self.language == Language.EN and job_en else job
