"""What candidates read about an interviewer: title, two sentences, a photograph. Interviewers write their own,
administrators and recruiters anybody's; of two who edit at once the second is told and keeps their text."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from sqlmodel import Session, col, select

from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import InterviewerProfile, User
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.files.store import remove
from rxapp.services.inputs import an_id, text

FIELDS = (("title", 60), ("title_en", 60), ("background", 300), ("background_en", 500))


@dataclass(frozen=True, slots=True)
class Profile:
    """One interviewer's profile; `version` is what a save must carry."""

    user_id: int
    name: str
    title: str = ""
    title_en: str = ""
    background: str = ""
    background_en: str = ""
    photo_id: int | None = None
    version: int = 0


@dataclass(frozen=True)
class SaveProfile:
    """The texts; raises Invalid with the field's name."""

    user_id: int
    title: str
    title_en: str
    background: str
    background_en: str
    version: int

    def __post_init__(self) -> None:
        an_id(self.user_id, "user_id")
        for name, most in FIELDS:
            cleaned = " ".join(text(getattr(self, name), name, most=most * 2).split())
            if len(cleaned) > most:
                raise Invalid("invalid_too_long", field=name, most=most)
            object.__setattr__(self, name, cleaned)


def profile(session: Session, user_id: int, *, actor: Actor) -> Profile:
    """An interviewer's profile. Raises NotFound, also where it is not the actor's business."""
    user = _theirs(session, user_id, actor)
    row = session.get(InterviewerProfile, user_id)
    if row is None:
        return Profile(user_id, user.name)
    return Profile(
        user_id,
        user.name,
        row.title,
        row.title_en,
        row.background,
        row.background_en,
        row.photo_id,
        row.version,
    )


def profiles(session: Session, *, actor: Actor) -> list[Profile]:
    """Those the actor may edit, by name."""
    if actor.role not in HR:
        return [profile(session, actor.user_id, actor=actor)] if actor.user_id is not None else []
    rows = session.exec(
        select(User, InterviewerProfile)
        .outerjoin(InterviewerProfile, col(InterviewerProfile.user_id) == User.id)
        .where(User.role == Role.INTERVIEWER, col(User.is_active))
        .order_by(col(User.name), col(User.id))
    )
    return [
        Profile(user.id or 0, user.name)
        if row is None
        else Profile(
            user.id or 0, user.name, row.title, row.title_en, row.background, row.background_en, row.photo_id,
            row.version,
        )
        for user, row in rows
    ]  # fmt: skip


def save_profile(session: Session, command: SaveProfile, *, actor: Actor) -> Profile:
    """Store the texts. Raises NotFound, NotAllowed, Stale (`profile_changed`) when somebody saved another version."""
    row = _locked(session, command.user_id, actor)
    if row.version != command.version:
        raise Stale("profile_changed", version=row.version)
    for name, _ in FIELDS:
        setattr(row, name, getattr(command, name))
    return _stored(session, row, actor)


def set_photo(session: Session, user_id: int, photo_id: int | None, *, actor: Actor) -> Profile:
    """Another photograph, or none; the file store has checked and stored it. Raises NotFound, NotAllowed."""
    row = _locked(session, user_id, actor)
    before, row.photo_id = row.photo_id, photo_id
    if before is not None and before != photo_id:
        with suppress(NotFound):
            remove(session, before, actor=actor)
    return _stored(session, row, actor)


def _stored(session: Session, row: InterviewerProfile, actor: Actor) -> Profile:
    row.version += 1
    session.add(row)
    record(session, EventKind.PROFILE_SAVED, actor=actor, user_id=row.user_id)
    return profile(session, row.user_id, actor=actor)


def _locked(session: Session, user_id: int, actor: Actor) -> InterviewerProfile:
    user = _theirs(session, user_id, actor)
    if user.role != Role.INTERVIEWER:
        raise NotAllowed
    found = session.exec(
        select(InterviewerProfile)
        .where(InterviewerProfile.user_id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    return found or InterviewerProfile(user_id=user_id, version=0)


def _theirs(session: Session, user_id: int, actor: Actor) -> User:
    user = session.get(User, user_id)
    if user is None or (actor.role not in HR and actor.user_id != user_id) or actor.is_candidate:
        raise NotFound
    return user
