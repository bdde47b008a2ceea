"""Offer the second round: who may take it, where, how long. The candidate then chooses a time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed, NotFound
from rxapp.models import (
    Application,
    Event,
    InterviewerProfile,
    Invitation,
    InvitationInterviewer,
    JobInterviewer,
    Place,
    User,
    WeeklyHours,
)
from rxapp.rules.events import EventKind
from rxapp.rules.stages import Need, check_invite, check_move
from rxapp.rules.vocabulary import HR, InterviewMode, Role, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import Edit, load, may_know, open_edit
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.types import Change
from rxapp.services.hiring.usable_place import lock_place, usable_place
from rxapp.services.inputs import an_id, choice, ids, maybe_id, number, web_link
from rxapp.services.messaging.ladder import plan
from rxapp.services.scheduling.locks import active_interviewers

NEEDS_INTERVIEWER = "needs_interviewer"
_INTERVIEWERS = insert(InvitationInterviewer)  # up to twenty rows without state of their own


@dataclass(frozen=True)
class InviteCandidate:
    """An invitation as the recruiter filled it in; raises Invalid with the field's name."""

    application_id: int
    version: int | None
    interviewer_ids: tuple[int, ...]
    mode: InterviewMode = InterviewMode.ONSITE
    place_id: int | None = None
    minutes: int = 45
    meeting_link: str = ""

    def __post_init__(self) -> None:
        put = object.__setattr__
        an_id(self.application_id, "application_id")
        maybe_id(self.version, "version")
        put(self, "interviewer_ids", ids(self.interviewer_ids, "interviewer_ids"))
        put(self, "mode", choice(self.mode, InterviewMode, "mode"))
        maybe_id(self.place_id, "place_id")
        number(self.minutes, "minutes", least=15, most=240)
        put(self, "meeting_link", web_link(self.meeting_link, "meeting_link"))
        if not self.interviewer_ids:
            raise Invalid(NEEDS_INTERVIEWER, field="interviewer_ids")
        if self.mode is InterviewMode.VIDEO and not self.meeting_link:
            raise Invalid("needs_meeting_link", field="meeting_link")
        if self.mode is InterviewMode.ONSITE and self.place_id is None:
            raise Invalid("needs_place", field="place_id")


@dataclass(frozen=True)
class DraftInterviewer:
    """Somebody who may take the interview; `checked` when the job or the last invitation names them."""

    user_id: int
    name: str
    title: str
    title_en: str
    checked: bool
    has_hours: bool


@dataclass(frozen=True)
class DraftPlace:
    """A place the interview can happen at."""

    place_id: int
    name: str
    name_en: str
    city: str


@dataclass(frozen=True)
class InvitationDraft:
    """The invitation form, filled in from the job or from the last invitation."""

    application_id: int
    version: int
    interviewers: tuple[DraftInterviewer, ...]
    mode: InterviewMode
    place_id: int | None
    places: tuple[DraftPlace, ...]
    minutes: int
    meeting_link: str
    is_again: bool


def invite(
    session: Session, command: InviteCandidate, *, actor: Actor | None, clock: Clock = clocks.now
) -> Change:
    """Send an invitation, the first or a new one, which replaces the open one. Raises Stale, NotAllowed, IllegalMove,
    Invalid (an interviewer or place that is not there)."""
    edit = open_edit(
        session, command.application_id, actor=actor, clock=clock, version=command.version, roles=HR
    )
    if len(active_interviewers(session, command.interviewer_ids)) != len(command.interviewer_ids):
        raise Invalid(NEEDS_INTERVIEWER, field="interviewer_ids")
    place_id = command.place_id if command.mode is InterviewMode.ONSITE else None
    if place_id is not None:
        lock_place(session, place_id)
    invitation = Invitation(
        application_id=command.application_id,
        mode=command.mode,
        place_id=place_id,
        meeting_link=command.meeting_link if command.mode is InterviewMode.VIDEO else "",
        minutes=command.minutes,
        invited_at=edit.now,
    )
    offer(edit, invitation, command.interviewer_ids)
    return edit.done()


def invite_with_defaults(edit: Edit) -> Change:
    """Invite with what the job says: one press on the board. Raises Invalid where the job does not say enough."""
    invitation, of_job = default_invitation(edit)
    interviewer_ids = active_interviewers(edit.session, of_job)
    if not interviewer_ids:
        raise Invalid(NEEDS_INTERVIEWER, field="interviewer_ids")
    offer(edit, invitation, interviewer_ids)
    return edit.done()


def default_invitation(edit: Edit) -> tuple[Invitation, tuple[int, ...]]:
    """What the job says an invitation is, not yet put out, and who may take it. Raises Invalid where it does not say
    enough."""
    interviewer_ids = job_interviewers(edit.session, edit.application)
    if not interviewer_ids:
        raise Invalid(NEEDS_INTERVIEWER, field="interviewer_ids")
    job = edit.job
    is_video = job.mode == InterviewMode.VIDEO
    if is_video and not job.meeting_link:
        raise Invalid("needs_meeting_link", field="meeting_link")
    if not is_video:
        if job.place_id is None:
            raise Invalid("needs_place", field="place_id")
        lock_place(edit.session, job.place_id)
    invitation = Invitation(
        application_id=edit.application.id or 0,
        mode=InterviewMode(job.mode),
        place_id=None if is_video else job.place_id,
        meeting_link=job.meeting_link if is_video else "",
        minutes=job.minutes,
        invited_at=edit.now,
    )
    return invitation, interviewer_ids


def offer(
    edit: Edit, invitation: Invitation, interviewer_ids: tuple[int, ...], *, why: str | None = None
) -> Event:
    """Put an invitation out: the stage, the times it was offered, the event, what it owes. Raises IllegalMove."""
    application = edit.application
    if application.stage == Stage.PASSED_FIRST:
        unless(check_move(edit.facts, Stage.ARRANGING, edit.role, brings=Need.INVITATION))
    unless(check_invite(edit.facts, edit.role))
    if edit.invitation is not None:
        edit.touch(edit.invitation)
        edit.invitation.is_open = False
        edit.session.flush()  # one open invitation at a time, also in the middle of a transaction
    invitation.invited_by = None if edit.actor is None else edit.actor.user_id
    edit.made(invitation)
    if interviewer_ids:
        edit.session.connection().execute(
            _INTERVIEWERS,
            [{"invitation_id": invitation.id, "user_id": user_id} for user_id in interviewer_ids],
        )
    edit.invitation = invitation
    application.invitations += 1
    application.first_invited_at = application.first_invited_at or edit.now
    application.last_invited_at = edit.now
    application.silent_since = None
    edit.go(Stage.ARRANGING)
    event = edit.record(EventKind.INVITED, invitation_id=invitation.id, why=why)
    plan.after_invited(edit.session, application, invitation, event=event, clock=edit.clock)
    return event


def reinvite(
    session: Session, application_id: int, *, why: str = "no_show", clock: Clock = clocks.now
) -> Invitation:
    """The ladder offers the second round again as it was offered last, after a no-show. Raises IllegalMove."""
    edit = open_edit(session, application_id, actor=None, clock=clock)
    last = last_invitation(session, application_id)
    if last is None:
        raise Invalid("illegal.needs_invitation", field="application_id")
    invitation = Invitation(
        application_id=application_id, mode=last.mode,
        place_id=last.place_id and usable_place(session, last.place_id, edit.job), meeting_link=last.meeting_link,
        minutes=last.minutes, invited_at=edit.now,
    )  # fmt: skip
    # Who has left since is offered to nobody; where all have, the job's interviewers step in.
    people = active_interviewers(session, interviewers_of(session, last))
    people = people or active_interviewers(session, job_interviewers(session, edit.application))
    if not people:
        raise Invalid(NEEDS_INTERVIEWER, field="interviewer_ids")
    offer(edit, invitation, people, why=why)
    return invitation


def withdraw_invitation(
    session: Session, application_id: int, version: int | None, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Take the invitation back, as long as nothing came of it: the card returns to the first column."""
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version, roles=HR)
    unless(check_move(edit.facts, Stage.PASSED_FIRST, edit.role, brings=Need.WITHDRAWAL))
    invitation = edit.invitation
    if invitation is None:
        raise Invalid("illegal.needs_invitation", field="application_id")
    edit.touch(invitation)
    invitation.is_open = False
    edit.application.invitations = max(0, edit.application.invitations - 1)
    edit.application.silent_since = None
    if edit.application.invitations == 0:
        edit.application.first_invited_at = edit.application.last_invited_at = None
    edit.go(Stage.PASSED_FIRST)
    event = edit.record(EventKind.INVITATION_WITHDRAWN, invitation_id=invitation.id)
    plan.after_closed(session, edit.application, event=event, clock=clock)
    return edit.done()


def last_invitation(session: Session, application_id: int) -> Invitation | None:
    """The newest invitation, open or not."""
    return session.exec(
        select(Invitation)
        .where(Invitation.application_id == application_id)
        .order_by(col(Invitation.id).desc())
    ).first()


def interviewers_of(session: Session, invitation: Invitation) -> tuple[int, ...]:
    """Who may take the interview this invitation offers."""
    found = session.exec(
        select(InvitationInterviewer.user_id)
        .where(InvitationInterviewer.invitation_id == invitation.id)
        .order_by(col(InvitationInterviewer.user_id))
    )
    return tuple(found)


def job_interviewers(session: Session, application: Application) -> tuple[int, ...]:
    """Active interviewers of the application's job."""
    found = session.exec(
        select(JobInterviewer.user_id)
        .join(User, col(User.id) == JobInterviewer.user_id)
        .where(JobInterviewer.job_id == application.job_id, col(User.is_active))
        .order_by(col(JobInterviewer.user_id))
    )
    return tuple(found)


def invitation_draft(session: Session, application_id: int, *, actor: Actor) -> InvitationDraft:
    """The invitation form for this application. Raises NotFound, NotAllowed."""
    rows = load(session, an_id(application_id, "application_id"))
    if not may_know(session, actor, application_id, rows.booking):
        raise NotFound
    if actor.role not in HR:
        raise NotAllowed
    last = last_invitation(session, application_id)
    checked = set(interviewers_of(session, last) if last else job_interviewers(session, rows.application))
    people = session.exec(
        select(User, InterviewerProfile)
        .outerjoin(InterviewerProfile, col(InterviewerProfile.user_id) == User.id)
        .where(User.role == Role.INTERVIEWER, col(User.is_active))
        .order_by(col(User.name))
    ).all()
    with_hours = set(session.exec(select(WeeklyHours.user_id).distinct()))
    places = session.exec(
        select(Place).where(col(Place.archived_at).is_(None)).order_by(col(Place.name))
    ).all()
    source = last or rows.job
    return InvitationDraft(
        application_id=application_id,
        version=rows.application.version,
        interviewers=tuple(
            sorted(
                (
                    DraftInterviewer(
                        user.id or 0, user.name, profile.title if profile else "",
                        profile.title_en if profile else "", user.id in checked, user.id in with_hours,
                    )
                    for user, profile in people
                ),
                key=lambda one: not one.checked,
            )
        ),
        mode=InterviewMode(source.mode),
        place_id=usable_place(session, source.place_id, rows.job),
        places=tuple(DraftPlace(p.id or 0, p.name, p.name_en, p.city) for p in places),
        minutes=source.minutes,
        meeting_link=source.meeting_link or rows.job.meeting_link,
        is_again=rows.application.invitations > 0,
    )  # fmt: skip
