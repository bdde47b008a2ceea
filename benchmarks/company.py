"""A company of any size for measuring: live applications spread evenly over the columns, with what a card shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text
from sqlmodel import Session, SQLModel

from rxapp import db
from rxapp.models import (
    Application,
    Booking,
    Candidate,
    Company,
    Delivery,
    InterviewerProfile,
    Invitation,
    InvitationInterviewer,
    Job,
    JobInterviewer,
    Place,
    User,
    WeeklyHours,
    WorkingHours,
)
from rxapp.rules.vocabulary import (
    BookingState,
    Channel,
    DeliveryState,
    InterviewMode,
    Language,
    Role,
    Stage,
    StepKind,
)
from rxapp.services.accounts.passwords import hash_password
from rxapp.services.hiring.board import rebuild_counts

PASSWORD = "measuring-needs-a-password"
RECRUITER = "recruiter@example.com"
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静强磊洋艳勇军杰娟涛明超霞平刚桂"
HOUR = timedelta(hours=1)


def fill(live: int, *, interviewers: int = 20, now: datetime | None = None) -> None:
    """Fill the configured, empty database with `live` open applications in six equal columns.

    Bookings stand one after another in the interviewers' time, so that no two overlap.
    """
    now = (now or datetime.now(UTC)).replace(minute=0, second=0, microsecond=0)
    with db.unit_of_work() as session:
        people(session, now, interviewers)
        applications(session, live, now, interviewers)
        rebuild_counts(session)
        session.flush()
        _continue_numbering(session)


def people(session: Session, now: datetime, interviewers: int) -> None:
    """The company, one recruiter (user 1) and the interviewers (users 2…), twelve jobs."""
    session.add(Company(name="百味食品", name_en="Baiwei Foods", phone="021-5555 0100", created_at=now))
    session.add(
        Place(
            name="上海总部", name_en="Shanghai", city="上海", address="南京西路 1266 号", lat=31.2, lng=121.4
        )
    )
    session.add_all(WorkingHours(weekday=d, start_minute=540, end_minute=1080) for d in range(5))
    secret = hash_password(PASSWORD)
    session.add(_user(1, RECRUITER, "周雨", Role.RECRUITER, now, secret))
    for i in range(2, interviewers + 2):
        session.add(_user(i, f"interviewer{i}@example.com", f"{_name(i)}", Role.INTERVIEWER, now, ""))
    session.flush()
    for i in range(2, interviewers + 2):
        session.add(
            InterviewerProfile(user_id=i, title="区域销售经理", background="十年快消经验。带过华东团队。")
        )
        session.add_all(WeeklyHours(user_id=i, weekday=d, start_minute=0, end_minute=1440) for d in range(7))
    for j in range(1, 13):
        session.add(
            Job(
                id=j,
                title=f"区域销售代表{j}",
                title_en=f"Sales representative {j}",
                city="上海",
                place_id=1,
                recruiter_id=1,
                what_to_bring="身份证",
                created_at=now,
            )
        )
    session.flush()
    session.add_all(
        JobInterviewer(job_id=j, user_id=i) for j in range(1, 13) for i in range(2, interviewers + 2)
    )
    session.flush()


def applications(session: Session, live: int, now: datetime, interviewers: int) -> None:
    """`live` applications, application i in column (i - 1) mod 6, each with what its column needs."""
    ids = range(1, live + 1)
    _put(session, Candidate, [_candidate(i, now) for i in ids])
    _put(session, Application, [_application(i, now) for i in ids])
    invited = [i for i in ids if _stage(i) == Stage.ARRANGING]
    _put(
        session,
        Invitation,
        [
            {
                "id": i,
                "application_id": i,
                "invited_by": 1,
                "invited_at": now - HOUR,
                "mode": InterviewMode.ONSITE,
                "place_id": 1,
                "meeting_link": "",
                "minutes": 45,
                "is_open": True,
                "opened_at": now if i % 4 == 0 else None,
            }
            for i in invited
        ],
    )
    _put(
        session,
        InvitationInterviewer,
        [{"invitation_id": i, "user_id": 2 + (i + k) % interviewers} for i in invited for k in range(2)],
    )
    booked = [i for i in ids if _stage(i) >= Stage.BOOKED]
    _put(session, Booking, [_booking(i, n, now, interviewers) for n, i in enumerate(booked)])
    sent = [i for i in ids if _stage(i) in (Stage.ARRANGING, Stage.BOOKED)]
    _put(
        session,
        Delivery,
        [
            {
                "id": i,
                "dedupe": f"bench:{i}",
                "kind": StepKind.INVITED,
                "channel": Channel.OUTBOX,
                "language": Language.ZH,
                "application_id": i,
                "due_at": now,
                "state": DeliveryState.SENT,
                "attempt": 1,
                "created_at": now,
                "sent_at": now,
                "error": "",
                "subject": "",
                "body": "",
            }
            for i in sent
        ],
    )


def _continue_numbering(session: Session) -> None:
    """Rows were written with their numbers; PostgreSQL's own counting goes on behind them."""
    if session.connection().dialect.name != "postgresql":
        return
    for model in (User, Job, Candidate, Application, Invitation, Booking, Delivery):
        table = model.__tablename__
        session.connection().execute(
            text(f"""SELECT setval(pg_get_serial_sequence('"{table}"', 'id'), max(id)) FROM "{table}" """)
        )


def _put(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 5_000):
        session.connection().execute(insert(model), rows[start : start + 5_000])


def _stage(i: int) -> Stage:
    return Stage((i - 1) % 6)


def _name(i: int) -> str:
    return SURNAMES[i % 20] + GIVEN[i // 20 % 20] + GIVEN[i // 400 % 20]


def _user(i: int, email: str, name: str, role: Role, now: datetime, secret: str) -> User:
    return User(
        id=i,
        email=email,
        name=name,
        role=role,
        password_hash=secret,
        created_at=now - HOUR,
        rights_changed_at=now - HOUR,
    )


def _candidate(i: int, now: datetime) -> dict[str, Any]:
    return {
        "id": i,
        "name": _name(i),
        "phone": f"+8613{i:09d}",
        "email": f"c{i}@example.com",
        "city": "上海",
        "language": Language.ZH,
        "zone": "Asia/Shanghai",
        "is_employed": False,
        "cv_text": "",
        "created_at": now,
    }


def _application(i: int, now: datetime) -> dict[str, Any]:
    since = now - timedelta(minutes=i % 5_000)
    invited = since if _stage(i) >= Stage.ARRANGING else None
    return {
        "id": i,
        "candidate_id": i,
        "job_id": 1 + i % 12,
        "recruiter_id": 1,
        "stage": int(_stage(i)),
        "version": 1,
        "sort_priority": 2**53,
        "sort_key": -int(since.timestamp()) * 1000,
        "source": "boss",
        "created_at": since,
        "passed_first_at": since,
        "stage_since": since,
        "first_invited_at": invited,
        "last_invited_at": invited,
        "invitations": int(invited is not None),
        "attended_at": since if _stage(i) >= Stage.ATTENDED else None,
        "reason_note": "",
    }


def _booking(i: int, n: int, now: datetime, interviewers: int) -> dict[str, Any]:
    scheduled = _stage(i) == Stage.BOOKED
    slot = n // interviewers + 1
    starts = now + slot * HOUR if scheduled else now - slot * HOUR
    return {
        "id": i,
        "application_id": i,
        "interviewer_id": 2 + n % interviewers,
        "round": 2,
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=45),
        "mode": InterviewMode.VIDEO if i % 5 == 0 else InterviewMode.ONSITE,
        "place_id": 1,
        "meeting_link": "",
        "state": BookingState.SCHEDULED if scheduled else BookingState.ATTENDED,
        "booked_by": "candidate",
        "booked_at": now - HOUR,
        "uid": f"bench-{i}",
        "sequence": 0,
        "confirmed_at": now if i % 3 == 0 else None,
        "reason_note": "",
    }
