"""Fresh rows for one call: somebody of the tested role with a session, and an application that is theirs.

Every case brings its own people, job and application, so no call disturbs another and none waits for a reset.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from rxapp import clock
from rxapp.models import (
    Application,
    Booking,
    DayOff,
    Delivery,
    Note,
    Notice,
    PriorityRequest,
    SavedView,
    Task,
    User,
)
from rxapp.rules.vocabulary import (
    BookingState,
    Channel,
    DeliveryState,
    NoticeKind,
    Role,
    Stage,
    StepKind,
    TaskKind,
)
from rxapp.services.accounts.open_link import open_link
from rxapp.services.accounts.sign_in import open_session
from rxapp.services.accounts.tokens import make_link_token
from rxapp.services.hiring.prioritise import RequestPriority, request_priority
from rxapp.services.scheduling.offers import offered_slots
from tests.builders import (
    actor_of,
    give_hours,
    make_application,
    make_booking,
    make_invitation,
    make_job,
    make_link,
    make_place,
    make_user,
)

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Case:
    """`situation`: new, invited, booked (in three days), today (in half an hour), began (20 minutes ago), attended,
    decided (a "no" that nobody has told), prioritised. `cookies` are the tested person's; None as role is a visitor."""

    def __init__(self, session: Session, role: Role | None, situation: str = "new") -> None:
        self.role = role
        self._made: dict[str, int] = {}
        now = clock.now()
        self.recruiter = self._person(session, Role.RECRUITER)
        self.interviewer = self._person(session, Role.INTERVIEWER)
        give_hours(session, self.interviewer, start=0, end=24 * 60)
        job = make_job(session, interviewers=[self.interviewer])
        self.place_id = job.place_id
        self.application = make_application(session, job=job, recruiter=self.recruiter)
        self.booking: Booking | None = None
        if situation == "prioritised":
            admin = self._person(session, Role.ADMINISTRATOR)
            wanted = RequestPriority(
                _id(self.application), now + timedelta(days=2), "", self.application.version
            )
            request_priority(session, wanted, actor=actor_of(admin))
        elif situation != "new":
            make_invitation(session, self.application, invited_at=now - timedelta(hours=1))
        if situation in ("booked", "today", "began", "attended", "decided"):
            starts = {"booked": timedelta(days=3), "today": timedelta(minutes=30), "began": timedelta(minutes=-20),
                      "attended": timedelta(days=-1), "decided": timedelta(days=-1)}[situation]  # fmt: skip
            self.booking = make_booking(
                session, self.application, interviewer=self.interviewer, starts_at=now + starts
            )
        if situation in ("attended", "decided") and self.booking is not None:
            self.booking.state, self.application.stage = BookingState.ATTENDED, int(Stage.ATTENDED)
            self.booking.outcome_at = now
            self.application.verdict = "no" if situation == "decided" else None
            session.add_all([self.booking, self.application])
        self.user = self._tested(session)
        self.cookies = self._cookies(session)
        session.flush()
        self.slots = offered_slots(session, _id(self.application)) if situation == "invited" else []

    @property
    def application_id(self) -> int:
        """The application's id."""
        return _id(self.application)

    @property
    def version(self) -> int:
        """The application's version."""
        return self.application.version

    @property
    def booking_id(self) -> int:
        """The interview's id."""
        assert self.booking is not None
        return _id(self.booking)

    def _person(self, session: Session, role: Role) -> User:
        return make_user(session, role, rights_changed_at=LONG_AGO)

    def _tested(self, session: Session) -> User | None:
        if self.role in (None, Role.CANDIDATE):
            return None
        if self.role is Role.INTERVIEWER:
            return self.interviewer
        return self.recruiter if self.role is Role.RECRUITER else self._person(session, self.role)  # type: ignore[arg-type]

    def _cookies(self, session: Session) -> dict[str, str]:
        if self.user is not None:
            return {"sid": open_session(session, self.user, real_now=clock.real_now()).token}
        if self.role is None:
            return {}
        link = make_link(session, self.application, expires_at=clock.now() + timedelta(days=30))
        opened = open_link(session, make_link_token(_id(link)))
        return {"cid": opened.token or ""}

    def second_session(self, session: Session) -> int:
        """Another browser of the tested user; its session's id."""
        from sqlmodel import select

        from rxapp.models import UserSession
        from rxapp.services.accounts.tokens import hash_token

        assert self.user is not None
        token = open_session(session, self.user, real_now=clock.real_now()).token
        found = session.exec(select(UserSession.id).where(UserSession.token_hash == hash_token(token))).one()
        assert found is not None
        return found

    def task(self, session: Session, kind: TaskKind = TaskKind.INVITED_NOT_OPENED) -> int:
        """A task about the application; by hand it has its message."""
        now, n = clock.now(), clock.real_now().timestamp()
        delivery_id = None
        if kind is TaskKind.SEND_BY_HAND:
            delivery_id = self.message(session, DeliveryState.WAITING_BY_HAND)
        task = Task(
            dedupe=f"attack-{n}", kind=kind, application_id=self.application_id, assignee_id=_id(self.recruiter),
            due_at=now, created_at=now, delivery_id=delivery_id,
        )  # fmt: skip
        session.add(task)
        session.flush()
        return _id(task)

    def message(self, session: Session, state: DeliveryState) -> int:
        """An invitation in this state."""
        now, n = clock.now(), clock.real_now().timestamp()
        link = make_link(session, self.application, expires_at=now + timedelta(days=30))
        delivery = Delivery(
            dedupe=f"attack-{n}", kind=StepKind.INVITED, channel=Channel.BY_HAND, due_at=now, created_at=now,
            application_id=self.application_id, state=state, body="您好", link_id=link.id,
        )  # fmt: skip
        session.add(delivery)
        session.flush()
        return _id(delivery)

    def saved_view(self, session: Session) -> int:
        """A filter the tested person keeps; a visitor's case has the recruiter's."""
        owner = self.user or self.recruiter
        found = SavedView(
            user_id=_id(owner), place="people", name="我的", query="stage=1", created_at=clock.now()
        )
        session.add(found)
        session.flush()
        return _id(found)

    def question(self, session: Session) -> int:
        """A second opinion that is asked of the tested person (of the recruiter where there is none)."""
        if "question" not in self._made:
            task = Task(
                dedupe=f"attack-opinion-{self.application_id}", kind=TaskKind.SECOND_OPINION, due_at=clock.now(),
                application_id=self.application_id, assignee_id=_id(self.user or self.recruiter),
                created_at=clock.now(),
            )  # fmt: skip
            self._keep(session, "question", task)
        return self._made["question"]

    def late_wish(self, session: Session) -> int:
        """An executive's request whose deadline has passed."""
        if "late_wish" not in self._made:
            now, boss = clock.now(), self._person(session, Role.EXECUTIVE)
            wish = PriorityRequest(
                application_id=self.application_id, requested_by=_id(boss), requested_at=now - timedelta(days=2),
                deadline_at=now - timedelta(hours=1),
            )  # fmt: skip
            self._keep(session, "late_wish", wish)
        return self._made["late_wish"]

    def why(self, session: Session) -> int:
        """The question why it is late."""
        if "why" not in self._made:
            boss = self._person(session, Role.EXECUTIVE)
            self._keep(
                session, "why",
                Task(
                    dedupe=f"why_late:{self.late_wish(session)}", kind=TaskKind.WHY_LATE, asked_by=_id(boss),
                    application_id=self.application_id, assignee_id=_id(self.recruiter), due_at=clock.now(),
                    created_at=clock.now(),
                ),
            )  # fmt: skip
        return self._made["why"]

    def notice(self, session: Session) -> int:
        """A line of the tested person's bell (of the recruiter's where there is none)."""
        if "notice" not in self._made:
            line = Notice(
                user_id=_id(self.user or self.recruiter), kind=NoticeKind.PRIORITY_REQUESTED.value,
                application_id=self.application_id, created_at=clock.now(),
            )  # fmt: skip
            self._keep(session, "notice", line)
        return self._made["notice"]

    def note(self, session: Session) -> int:
        """A note by the tested person (by the recruiter where there is none)."""
        if "note" not in self._made:
            note = Note(
                application_id=self.application_id, author_id=_id(self.user or self.recruiter), body="电话里说过",
                created_at=clock.now(),
            )  # fmt: skip
            self._keep(session, "note", note)
        return self._made["note"]

    def _keep(self, session: Session, name: str, row: Any) -> None:
        session.add(row)
        session.flush()
        self._made[name] = _id(row)

    def day_off(self, session: Session) -> int:
        """A day off of the case's interviewer."""
        found = DayOff(user_id=_id(self.interviewer), starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 2))
        session.add(found)
        session.flush()
        return _id(found)

    def removed_place(self, session: Session) -> int:
        """A place nobody is offered any more."""
        return _id(make_place(session, archived_at=clock.now()))

    def other_place(self, session: Session) -> int:
        """A second place, to go to instead."""
        return _id(make_place(session, name="新办公室"))

    def closed_job(self, session: Session) -> int:
        """A job that takes no candidates."""
        return _id(make_job(session, interviewers=[self.interviewer], is_open=False))


def _id(row: Any) -> int:
    assert row.id is not None
    return int(row.id)


__all__ = ["Application", "Case"]
