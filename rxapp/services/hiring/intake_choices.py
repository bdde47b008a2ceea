"""What somebody can be added to: open jobs, and who may look after them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from rxapp.errors import NotAllowed
from rxapp.models import Job, User
from rxapp.rules.vocabulary import HR
from rxapp.services.accounts.actor import Actor

SOURCES = ("boss", "zhaopin", "51job", "liepin", "referral", "campus", "website", "headhunter")


@dataclass(frozen=True, slots=True)
class IntakeChoices:
    """Jobs as (id, title, English title, city), recruiters as (id, name)."""

    jobs: tuple[tuple[int, str, str, str], ...]
    recruiters: tuple[tuple[int, str], ...]


def intake_choices(session: Session, *, actor: Actor) -> IntakeChoices:
    """The lists of the form. Raises NotAllowed."""
    if actor.role not in HR:
        raise NotAllowed
    jobs = session.exec(select(Job).where(col(Job.is_open)).order_by(col(Job.title), col(Job.id))).all()
    people = session.exec(
        select(User.id, User.name).where(col(User.role).in_(HR), col(User.is_active)).order_by(col(User.name))
    ).all()
    return IntakeChoices(
        tuple((job.id or 0, job.title, job.title_en or job.title, job.city) for job in jobs),
        tuple((user_id or 0, name) for user_id, name in people),
    )
