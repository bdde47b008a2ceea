"""A house in which business time is moved by hand: whatever falls due on the way happens at its own instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import func, select

from rxapp import clock, db
from rxapp.adapters.channels import BuiltInPhone, ByHand
from rxapp.models import Application, Booking, Delivery, Invitation, PlannedStep, Task
from rxapp.rules.vocabulary import Channel, DeliveryState, Role, StepState
from rxapp.services.hiring.invite import InviteCandidate, invite
from rxapp.services.messaging.channels import available
from rxapp.services.messaging.ladder.run_steps import run_due_steps
from rxapp.services.messaging.reports.message_list import message_ids, message_list
from rxapp.services.messaging.sending.deliver import deliver_due
from rxapp.services.scheduling.book_slot import BookSlot, book_slot
from tests import builders
from tests.builders import NOW, actor_of, candidate_actor

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    """ "06-01 10:00" in Shanghai, 2026, as an instant."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def shown(at: datetime | None) -> str:
    """An instant as the tests write it, seconds dropped."""
    return at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") if at else "-"


class House:
    """One application with its recruiter and interviewer, and the jobs that run as time is moved."""

    def __init__(self, channels: dict[Channel, Any]) -> None:
        self.channels = channels
        self.at(NOW)
        with db.unit_of_work() as session:
            recruiter = builders.make_user(session, Role.RECRUITER, name="王芳")
            interviewer = builders.make_user(session, Role.INTERVIEWER, name="张伟")
            builders.give_hours(session, interviewer, start=0, end=1440)
            job = builders.make_job(session, interviewers=[interviewer])
            application = builders.make_application(session, job=job, recruiter=recruiter)
            self.application_id, self.place_id = application.id, job.place_id
            self.recruiter, self.interviewer = actor_of(recruiter), actor_of(interviewer)
            self.candidate = candidate_actor(application)

    def at(self, instant: datetime) -> None:
        """Hold business time there; nothing runs."""
        clock.set_source(lambda: instant)

    def tick(self) -> None:
        """What the jobs do every second."""
        run_due_steps(channels=list(self.channels))
        deliver_due(self.channels)

    def play(self, until: datetime) -> None:
        """Move time on; everything due on the way happens when it is due."""
        while (due := self._next_due()) is not None and due <= until:
            self.at(max(due, clock.now()))
            self.tick()
        self.at(until)
        self.tick()

    def _next_due(self) -> datetime | None:
        with db.reading() as session:
            found = [
                session.exec(select(func.min(table.due_at)).where(table.state == "pending")).one()
                for table in (PlannedStep, Delivery)
            ]
        instants = [at if at.tzinfo else at.replace(tzinfo=ZoneInfo("UTC")) for at in found if at is not None]
        return min(instants, default=None)

    def do(self, work: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Run a service in a transaction of its own."""
        with db.unit_of_work() as session:
            return work(session, *args, **more)

    def messages(self, **more: Any) -> Any:
        """What the demo's phone shows, newest first."""
        asked: dict[str, Any] = {"actor": self.recruiter, "channel": Channel.OUTBOX}
        return self.do(message_list, self.do(message_ids, **asked, **more), **asked)

    def invite(self) -> Any:
        """The recruiter invites."""
        command = InviteCandidate(
            application_id=self.application_id, version=None, interviewer_ids=(self.interviewer.user_id,),
            place_id=self.place_id,
        )  # fmt: skip
        return self.do(invite, command, actor=self.recruiter)

    def book(self, starts_at: datetime, *, by: str = "candidate") -> Any:
        """The candidate, or the recruiter on the telephone, takes a time."""
        command = BookSlot(
            application_id=self.application_id, starts_at=starts_at, interviewer_id=self.interviewer.user_id
        )
        return self.do(book_slot, command, actor=self.candidate if by == "candidate" else self.recruiter)

    def rows(self, table: Any, *where: Any) -> list[Any]:
        """Rows of a table in the order they were made."""
        with db.reading() as session:
            return list(session.exec(select(table).where(*where).order_by(table.id)))

    def sent(self) -> list[tuple[str, str]]:
        """(kind, local time) of everything that left."""
        return [(d.kind, shown(d.sent_at)) for d in self.rows(Delivery) if d.state == DeliveryState.SENT]

    def asked(self) -> list[tuple[str, str]]:
        """(kind, local time it fell due) of every task not called off."""
        return [(t.kind, shown(t.due_at)) for t in self.rows(Task) if t.cancelled_at is None]

    def pending(self) -> list[str]:
        """Kinds still planned."""
        return [s.kind for s in self.rows(PlannedStep) if s.state == StepState.PENDING]

    def reasons(self) -> dict[str, str]:
        """Why steps came to nothing, by kind."""
        return {s.kind: s.reason for s in self.rows(PlannedStep) if s.state == StepState.SKIPPED}

    @property
    def application(self) -> Application:
        with db.reading() as session:
            return session.get_one(Application, self.application_id)

    def booking(self) -> Booking:
        """The newest."""
        return self.rows(Booking)[-1]

    def invitation(self) -> Invitation:
        """The newest."""
        return self.rows(Invitation)[-1]


@pytest.fixture
def house(database: str, monkeypatch: pytest.MonkeyPatch) -> House:
    """The demo's channel: what is sent has left."""
    monkeypatch.setattr(available, "available_channels", lambda: (Channel.OUTBOX,))
    return House({Channel.OUTBOX: BuiltInPhone()})


@pytest.fixture
def house_by_hand(database: str) -> House:
    """Outside the demo: a recruiter carries every message."""
    return House({Channel.BY_HAND: ByHand()})


SECONDS = timedelta(seconds=1)
