"""One deed for many applications: first what would happen to each, then each in a transaction of its own.

    preview(session, command, actor=…) -> Preview        judges, renders three of the messages, changes nothing
    do_one(session, command, id, version, actor=…)       one row; raises Already or what the single command raises

The rules are asked the way the single commands ask them, so a preview promises nothing that the deed would refuse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, Invalid, NotAllowed, NotFound, UserError
from rxapp.models import Booking, Candidate, Invitation
from rxapp.rules.reasons import CLOSING_REASONS
from rxapp.rules.stages import booking_after_close, check_close, check_invite
from rxapp.rules.vocabulary import HR, BookingState, Closing, Stage, StepKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.advance import check_step, move_to
from rxapp.services.hiring.assign import assign, check_assign
from rxapp.services.hiring.close import close
from rxapp.services.hiring.edit import Edit, load, open_edit
from rxapp.services.hiring.invite import default_invitation, interviewers_of, invite_with_defaults
from rxapp.services.hiring.known_people import hold_person
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.remind import JustReminded, leaves_at, remind, reminder_of
from rxapp.services.hiring.tags import a_tag, set_tag, tags_of
from rxapp.services.hiring.types import Change
from rxapp.services.inputs import choice, ids, maybe_id, text
from rxapp.services.messaging.texts.preview import preview_letter
from rxapp.services.scheduling.bookable import has_bookable_time

MOST = 200
SAMPLES = 3
STAGES = (Stage.ATTENDED, Stage.OFFER, Stage.HIRED)  # the others are reached by inviting and by booking


class Deed(StrEnum):
    """What can be done to many at once."""

    INVITE = "invite"
    REMIND = "remind"
    ASSIGN = "assign"
    MOVE = "move"
    TAG = "tag"
    UNTAG = "untag"
    CLOSE = "close"


class Already(UserError):
    """It is so already; nothing needed to change."""

    code = "already"


@dataclass(frozen=True)
class ManyCommand:
    """One deed, to whom, and what it needs; raises Invalid with the field's name."""

    deed: Deed
    application_ids: tuple[int, ...]
    recruiter_id: int | None = None
    to_stage: int | None = None
    tag: str = ""
    closing: Closing | None = None
    reason: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "deed", choice(self.deed, Deed, "deed"))
        put(self, "application_ids", ids(self.application_ids, "application_ids", most=MOST))
        if not self.application_ids:
            raise Invalid("nobody_chosen", field="application_ids")
        if self.deed is Deed.ASSIGN and maybe_id(self.recruiter_id, "recruiter_id") is None:
            raise Invalid("needs_recruiter", field="recruiter_id")
        if self.deed is Deed.MOVE and self.to_stage not in tuple(STAGES):
            raise Invalid("needs_stage", field="to_stage")
        if self.deed in (Deed.TAG, Deed.UNTAG):
            put(self, "tag", a_tag(self.tag))
        if self.deed is Deed.CLOSE:
            put(self, "closing", choice(self.closing, Closing, "closing"))
            if self.reason not in CLOSING_REASONS[Closing(self.closing or "")]:
                raise Invalid("needs_reason", field="reason")
        put(self, "note", text(self.note, "note", most=500))


@dataclass(frozen=True)
class Intent:
    """One row of a preview: `problem` is empty where it will be done. `leaves_at` where a message goes."""

    application_id: int
    version: int
    name: str
    language: str
    problem: UserError | None = None
    leaves_at: datetime | None = None

    @property
    def is_already(self) -> bool:
        """Whether it is left out because it is so already."""
        return isinstance(self.problem, Already | JustReminded)


@dataclass(frozen=True)
class Sample:
    """One message as it will be read."""

    name: str
    language: str
    subject: str
    body: str


@dataclass(frozen=True)
class Preview:
    """What would happen. `given_back` counts booked times that end, whose candidates are told so;
    `without_times` names those who would be invited and find no time to choose."""

    rows: tuple[Intent, ...]
    samples: tuple[Sample, ...] = ()
    given_back: int = 0
    without_times: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Letter:
    kind: StepKind
    offer: Invitation | Booking
    interviewer_ids: Sequence[int]


def preview(session: Session, command: ManyCommand, *, actor: Actor, clock: Clock = clocks.now) -> Preview:
    """Judge each row as it stands now. Raises NotAllowed."""
    if actor.role not in HR:
        raise NotAllowed
    found, samples, without, given_back = [], [], [], 0
    languages: dict[str, int] = {}
    times: dict[Any, bool] = {}
    drafts: list[tuple[Edit, Candidate, _Letter]] = []
    with session.no_autoflush:  # drafts of invitations are never stored
        for application_id in command.application_ids:
            try:
                rows = load(session, application_id)
            except NotFound as gone:
                found.append(Intent(application_id, 0, f"#{application_id}", "", gone))
                continue
            edit = Edit(session, rows, actor=actor, clock=clock)
            candidate = session.get_one(Candidate, rows.application.candidate_id)
            version, who = rows.application.version, candidate.name
            try:
                letter = _judge(edit, command)
            except UserError as problem:
                found.append(Intent(application_id, version, who, candidate.language, problem))
                continue
            at = None if letter is None else leaves_at(edit.now, candidate.zone)
            found.append(Intent(application_id, version, who, candidate.language, None, at))
            given_back += _gives_back(edit, command)
            if (
                letter is not None
                and isinstance(letter.offer, Invitation)
                and not _has_time(edit, candidate, letter, times)
            ):
                without.append(who)
            if letter is not None:
                drafts.append((edit, candidate, letter))
        # Three at most, and one of each language before a second of any.
        for edit, candidate, letter in sorted(drafts, key=lambda one: _turn(languages, one[1].language))[
            :SAMPLES
        ]:
            subject, body = preview_letter(
                session, letter.kind, candidate=candidate, job=edit.job,
                recruiter_id=edit.application.recruiter_id, offer=letter.offer,
                interviewer_ids=letter.interviewer_ids, now=edit.now,
            )  # fmt: skip
            samples.append(Sample(candidate.name, candidate.language, subject, body))
    session.rollback()
    return Preview(tuple(found), tuple(samples), given_back, tuple(without))


def do_one(
    session: Session, command: ManyCommand, application_id: int, version: int | None, *, actor: Actor,
    clock: Clock = clocks.now,
) -> Change:  # fmt: skip
    """The deed for one row, as the preview saw it. Raises Already, Stale, and whatever the single command raises."""
    if command.deed is Deed.MOVE and command.to_stage == Stage.OFFER:
        hold_person(session, application_id)  # as `move_to` does: before the application
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version, roles=HR)
    _judge(edit, command)
    if command.deed is Deed.INVITE:
        return invite_with_defaults(edit)
    if command.deed is Deed.CLOSE:
        close(edit, Closing(command.closing or ""), command.reason, command.note)
        return edit.done()
    if command.deed is Deed.REMIND:
        return remind(session, application_id, version, actor=actor, clock=clock)
    if command.deed is Deed.ASSIGN:
        return assign(session, application_id, version, command.recruiter_id or 0, actor=actor, clock=clock)
    if command.deed is Deed.MOVE:
        return move_to(session, application_id, version, command.to_stage or 0, actor=actor, clock=clock)
    is_on = command.deed is Deed.TAG
    return set_tag(session, application_id, command.tag, is_on=is_on, actor=actor, clock=clock)


def _turn(languages: dict[str, int], language: str) -> int:
    languages[language] = languages.get(language, 0) + 1
    return languages[language]


def _judge(edit: Edit, command: ManyCommand) -> _Letter | None:
    """The message the deed would send, if any. Raises why it would not be done."""
    application, deed = edit.application, command.deed
    if deed is Deed.INVITE:
        if edit.invitation is not None and application.stage == Stage.ARRANGING:
            raise Already("already_invited")
        unless(check_invite(edit.facts, edit.role))
        invitation, interviewer_ids = default_invitation(edit)
        return _Letter(StepKind.INVITED, invitation, interviewer_ids)
    if deed is Deed.REMIND:
        return _reminder(edit, reminder_of(edit))
    if deed is Deed.ASSIGN:
        check_assign(edit, command.recruiter_id or 0)
        if application.recruiter_id == command.recruiter_id:
            raise Already("already_theirs")
    elif deed is Deed.MOVE:
        if application.closing is None and application.stage == command.to_stage:
            raise Already("already_there")
        check_step(edit, Stage(command.to_stage or 0))
    elif deed is Deed.CLOSE:
        if application.closing == command.closing:
            raise Already("already_closed")
        unless(check_close(edit.facts, Closing(command.closing or ""), edit.role))
    elif (command.tag in tags_of(edit.session, application.id or 0)) == (deed is Deed.TAG):
        raise Already("already_tagged" if deed is Deed.TAG else "already_untagged")
    return None


def _reminder(edit: Edit, kind: StepKind) -> _Letter:
    booking, invitation = edit.scheduled, edit.invitation
    if booking is not None:
        return _Letter(kind, booking, (booking.interviewer_id,))
    if invitation is None:
        raise IllegalMove("illegal.nothing_to_remind")
    return _Letter(kind, invitation, interviewers_of(edit.session, invitation))


def _has_time(edit: Edit, candidate: Candidate, letter: _Letter, known: dict[Any, bool]) -> bool:
    """Asked once for all who would be offered the same."""
    assert isinstance(letter.offer, Invitation)
    same = (tuple(letter.interviewer_ids), letter.offer.minutes, candidate.zone, candidate.is_employed)
    if same not in known:
        known[same] = has_bookable_time(
            edit.session,
            edit.application.id or 0,
            letter.interviewer_ids,
            letter.offer.minutes,
            clock=edit.clock,
        )
    return known[same]


def _gives_back(edit: Edit, command: ManyCommand) -> bool:
    booking = edit.scheduled
    if command.deed is not Deed.CLOSE or booking is None:
        return False
    outcome = booking_after_close(
        Closing(command.closing or ""), starts_at=booking.starts_at, now=edit.now, booked_at=booking.booked_at
    )
    return outcome is not BookingState.SCHEDULED
