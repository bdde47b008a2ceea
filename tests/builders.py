"""Rows for tests, each with believable defaults: say only what the test is about.

Every builder takes an open session, adds and flushes, and returns the row. Times default to `NOW`, a Monday
10:00 in Shanghai. `actor_of(user)` and `candidate_actor(application)` name who acts.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from rxapp.models import (
    Application,
    Booking,
    Candidate,
    CandidateLink,
    Company,
    InterviewerProfile,
    Invitation,
    InvitationInterviewer,
    Job,
    JobInterviewer,
    Place,
    StageCount,
    User,
    WeeklyHours,
    WorkingHours,
)
from rxapp.rules.priority import board_sort
from rxapp.rules.vocabulary import BookingState, InterviewMode, Language, Role, Stage

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai
_numbers = itertools.count(1)


def make_company(session: Session, **facts: Any) -> Company:
    """The one company row with its working hours (Mon-Fri 09:00-12:00, 13:00-18:00); kept if already there."""
    found = session.exec(select(Company)).first()
    if found:
        return found
    company = Company(
        **{"name": "百味食品", "name_en": "Baiwei Foods", "phone": "021-5555 0100", "created_at": NOW} | facts
    )
    session.add(company)
    for weekday in range(5):
        session.add(WorkingHours(weekday=weekday, start_minute=9 * 60, end_minute=12 * 60))
        session.add(WorkingHours(weekday=weekday, start_minute=13 * 60, end_minute=18 * 60))
    session.flush()
    return company


def make_place(session: Session, **facts: Any) -> Place:
    """An office in Shanghai."""
    place = Place(
        **{
            "name": "上海总部",
            "name_en": "Shanghai office",
            "city": "上海",
            "address": "静安区南京西路 1266 号",
            "lat": 31.2286,
            "lng": 121.4547,
            "entrance": "东门",
            "floor": "18 层",
            "phone": "021-5555 0101",
        }
        | facts
    )
    session.add(place)
    session.flush()
    return place


def make_user(session: Session, role: Role | str = Role.RECRUITER, **facts: Any) -> User:
    """Somebody of the company; an interviewer also gets a profile. No password: cannot sign in unless told."""
    n = next(_numbers)
    user = User(
        **{
            "email": f"user{n}@example.com",
            "name": f"员工{n}",
            "role": Role(role),
            "password_hash": "",
            "created_at": NOW,
            "rights_changed_at": NOW,
        }
        | facts
    )
    session.add(user)
    session.flush()
    if user.role == Role.INTERVIEWER:
        session.add(
            InterviewerProfile(
                user_id=user.id,
                title="区域销售经理",
                title_en="Regional manager",
                background="带过三支团队。",
            )
        )
        session.flush()
    return user


def give_hours(
    session: Session, user: User, *, weekdays: Any = range(7), start: int = 9 * 60, end: int = 21 * 60
) -> None:
    """Weekly hours for an interviewer (minutes after local midnight); by default every day 09:00-21:00."""
    for weekday in weekdays:
        session.add(WeeklyHours(user_id=user.id, weekday=weekday, start_minute=start, end_minute=end))
    session.flush()


def make_job(session: Session, *, interviewers: list[User] | None = None, **facts: Any) -> Job:
    """A sales job at a place, with one interviewer who has hours unless `interviewers` names others."""
    make_company(session)
    place_id = facts.pop("place_id", None) or make_place(session).id
    if interviewers is None:
        interviewers = [make_user(session, Role.INTERVIEWER)]
        give_hours(session, interviewers[0])
    job = Job(
        **{
            "title": "大客户销售",
            "title_en": "Key account sales",
            "city": "上海",
            "place_id": place_id,
            "minutes": 45,
            "what_to_bring": "身份证\n学历证书",
            "created_at": NOW,
        }
        | facts
    )
    session.add(job)
    session.flush()
    for interviewer in interviewers:
        session.add(JobInterviewer(job_id=job.id, user_id=interviewer.id))
    session.flush()
    return job


def make_candidate(session: Session, **facts: Any) -> Candidate:
    """A candidate with a phone number and an e-mail address of their own."""
    n = next(_numbers)
    candidate = Candidate(
        **{
            "name": "林晓",
            "phone": f"+86138{n:08d}",
            "email": f"candidate{n}@example.com",
            "city": "上海",
            "created_at": NOW,
        }
        | facts
    )
    session.add(candidate)
    session.flush()
    return candidate


def make_application(
    session: Session,
    *,
    job: Job | None = None,
    candidate: Candidate | None = None,
    recruiter: User | None = None,
    stage: int = Stage.PASSED_FIRST,
    **facts: Any,
) -> Application:
    """An application in `stage` (bare: without invitation or booking), counted in its column."""
    job = job or make_job(session)
    candidate = candidate or make_candidate(session)
    recruiter = recruiter or make_user(session, Role.RECRUITER)
    application = Application(
        **{
            "candidate_id": candidate.id,
            "job_id": job.id,
            "recruiter_id": recruiter.id,
            "stage": int(stage),
            "created_at": NOW - timedelta(days=3),
            "passed_first_at": NOW - timedelta(days=1),
            "stage_since": NOW - timedelta(days=1),
        }
        | facts
    )
    session.add(application)
    session.flush()
    if application.sort_key == 0:
        application.sort_priority, application.sort_key = board_sort(None, None, application.stage_since)
        session.add(application)
    if application.closing is None:
        count = session.get(StageCount, int(stage)) or StageCount(stage=int(stage), n=0)
        count.n += 1
        session.add(count)
        session.flush()
    return application


def make_invitation(
    session: Session, application: Application, *, interviewers: list[User] | None = None, **facts: Any
) -> Invitation:
    """An open invitation with the job's interviewers; the application is moved to ARRANGING by the row only."""
    job = session.get_one(Job, application.job_id)
    ids = (
        [u.id for u in interviewers]
        if interviewers
        else list(session.exec(select(JobInterviewer.user_id).where(JobInterviewer.job_id == job.id)))
    )
    invitation = Invitation(
        **{
            "application_id": application.id,
            "invited_by": application.recruiter_id,
            "invited_at": NOW,
            "mode": job.mode,
            "place_id": job.place_id,
            "meeting_link": job.meeting_link,
            "minutes": job.minutes,
        }
        | facts
    )
    session.add(invitation)
    session.flush()
    for user_id in ids:
        session.add(InvitationInterviewer(invitation_id=invitation.id, user_id=user_id))
    if application.stage == Stage.PASSED_FIRST:
        _move(session, application, Stage.ARRANGING)
    application.first_invited_at = application.first_invited_at or invitation.invited_at
    application.last_invited_at = invitation.invited_at
    application.invitations += 1
    session.add(application)
    session.flush()
    return invitation


def make_booking(
    session: Session,
    application: Application,
    *,
    interviewer: User | None = None,
    starts_at: datetime | None = None,
    minutes: int = 45,
    **facts: Any,
) -> Booking:
    """A scheduled interview, three days ahead at 10:00 unless told; the application is moved to BOOKED."""
    starts_at = starts_at or NOW + timedelta(days=3)
    if interviewer is None:
        interviewer_id = session.exec(
            select(JobInterviewer.user_id).where(JobInterviewer.job_id == application.job_id)
        ).first()
    else:
        interviewer_id = interviewer.id
    job = session.get_one(Job, application.job_id)
    booking = Booking(
        **{
            "application_id": application.id,
            "interviewer_id": interviewer_id,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes),
            "mode": InterviewMode.ONSITE,
            "place_id": job.place_id,
            "state": BookingState.SCHEDULED,
            "booked_at": NOW,
            "uid": f"booking-{next(_numbers)}@showup.test",
        }
        | facts
    )
    session.add(booking)
    if booking.state == BookingState.SCHEDULED and application.stage < Stage.BOOKED:
        _move(session, application, Stage.BOOKED)
    session.flush()
    return booking


def make_link(session: Session, application: Application, **facts: Any) -> CandidateLink:
    """A candidate's link, valid for 60 days."""
    link = CandidateLink(
        **{
            "application_id": application.id,
            "candidate_id": application.candidate_id,
            "created_at": NOW,
            "expires_at": NOW + timedelta(days=60),
        }
        | facts
    )
    session.add(link)
    session.flush()
    return link


def revoke_link(session: Session, link_id: int) -> None:
    """The link is over before its time."""
    link = session.get_one(CandidateLink, link_id)
    link.revoked_at = NOW
    session.add(link)
    session.flush()


def actor_of(user: User) -> Any:
    """The signed-in person."""
    from rxapp.services.accounts.actor import Actor

    return Actor(
        role=Role(user.role),
        user_id=user.id,
        name=user.name,
        language=Language(user.language),
        session_id=user.id,
        session_hash=f"session-{user.id}",
        candidate_id=None,
        application_id=None,
        link_id=None,
    )


def candidate_actor(application: Application, *, link: CandidateLink | None = None) -> Any:
    """The candidate behind an application's link."""
    from rxapp.services.accounts.actor import Actor

    return Actor(
        role=Role.CANDIDATE,
        user_id=None,
        name="",
        language=Language.ZH,
        session_id=None,
        session_hash=f"link-{application.id}",
        candidate_id=application.candidate_id,
        application_id=application.id,
        link_id=link.id if link else None,
    )


def _move(session: Session, application: Application, stage: Stage) -> None:
    for number, step in ((application.stage, -1), (int(stage), 1)):
        count = session.get(StageCount, number) or StageCount(stage=number, n=0)
        count.n += step
        session.add(count)
    application.stage = int(stage)
    session.add(application)
