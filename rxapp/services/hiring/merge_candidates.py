"""Two rows turn out to be one person: applications, links and files move, what was blank is filled, nothing is lost.

The row that goes stays as it was, marked with where it went; sessions opened by its links go on, because a session
belongs to a link and the link moves.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Application, Candidate, CandidateLink, StoredFile
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR
from rxapp.services.accounts.actor import Actor
from rxapp.services.files.queries import cv_of
from rxapp.services.hiring.edit_candidate import tell
from rxapp.services.hiring.known_people import (
    KnownApplication,
    applications_of,
    lock_applications,
    locked,
)
from rxapp.services.inputs import an_id
from rxapp.services.messaging.channels import stops
from rxapp.services.messaging.wechat import bindings

FIELDS = ("name", "phone", "email", "city", "cv_text")


@dataclass(frozen=True)
class MergeCandidates:
    """Who stays and who goes, both as the screen showed them."""

    keep_id: int
    keep_version: int
    other_id: int
    other_version: int

    def __post_init__(self) -> None:
        for name in ("keep_id", "other_id", "keep_version", "other_version"):
            an_id(getattr(self, name), name)
        if self.keep_id == self.other_id:
            raise Invalid("merge_same_person", field="other_id")


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One field: what stays and what the other row said. `is_filled`: it was blank and comes from the other."""

    name: str
    kept: str
    other: str
    is_filled: bool


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do. `clashes` are jobs for which both have an open application: it is refused until one of
    each is closed."""

    keep_id: int
    keep_version: int
    other_id: int
    other_version: int
    keep_name: str
    other_name: str
    fields: tuple[FieldChoice, ...]
    kept_applications: tuple[KnownApplication, ...]
    moved_applications: tuple[KnownApplication, ...]
    file: str
    clashes: tuple[KnownApplication, ...]


def merge_preview(session: Session, keep_id: int, other_id: int, *, actor: Actor) -> MergePreview:
    """Which fields win and what moves. Raises NotAllowed, NotFound, Invalid."""
    if actor.role not in HR:
        raise NotAllowed
    if keep_id == other_id:
        raise Invalid("merge_same_person", field="other_id")
    keep, other = (_present(session, each) for each in (keep_id, other_id))
    applied = applications_of(session, [keep_id, other_id])
    ours, theirs = applied.get(keep_id, ()), applied.get(other_id, ())
    files = [file for file in (cv_of(session, keep_id), cv_of(session, other_id)) if file is not None]
    return MergePreview(
        keep_id, keep.version, other_id, other.version, keep.name, other.name,
        fields=tuple(
            FieldChoice(name, getattr(keep, name) or getattr(other, name) or "", getattr(other, name) or "",
                        is_filled=not getattr(keep, name) and bool(getattr(other, name)))
            for name in FIELDS
        ),
        kept_applications=ours,
        moved_applications=theirs,
        file=max(files, key=lambda file: file.id).name if files else "",
        clashes=_clashes(ours, theirs),
    )  # fmt: skip


def merge_candidates(
    session: Session, command: MergeCandidates, *, actor: Actor, clock: Clock = clocks.now
) -> int:
    """Make two rows one; the id that stays. Raises NotAllowed, NotFound, Stale, Invalid `merge_open_twice`."""
    if actor.role not in HR:
        raise NotAllowed
    # Always in the same order: two people who merge the same pair the other way round must not wait for each other.
    rows = {each: locked(session, each) for each in sorted((command.keep_id, command.other_id))}
    keep, other = rows[command.keep_id], rows[command.other_id]
    if (keep.version, other.version) != (command.keep_version, command.other_version):
        raise Stale
    lock_applications(session, [command.keep_id, command.other_id])  # their versions rise
    applied = applications_of(session, [command.keep_id, command.other_id])
    clashes = _clashes(applied.get(command.keep_id, ()), applied.get(command.other_id, ()))
    if clashes:
        raise Invalid("merge_open_twice", job=clashes[0].job)
    for name in FIELDS:
        setattr(keep, name, getattr(keep, name) or getattr(other, name))
    raised = set()
    for table in (Application, CandidateLink, StoredFile):
        for row in session.exec(select(table).where(col(table.candidate_id) == command.other_id)).all():  # type: ignore[attr-defined]
            row.candidate_id = command.keep_id
            if isinstance(row, Application):
                row.version += 1
                raised.add(row.id)
            session.add(row)
    stops.take_over(session.connection(), command.other_id, command.keep_id)
    bindings.take_over(session.connection(), command.other_id, command.keep_id, clock=clock)
    other.merged_into_id = command.keep_id
    # Whoever went into the other row before now leads to the one that stays.
    for earlier in session.exec(select(Candidate).where(Candidate.merged_into_id == command.other_id)).all():
        earlier.merged_into_id = command.keep_id
        session.add(earlier)
    keep.version, other.version = keep.version + 1, other.version + 1
    session.add_all([keep, other])
    session.flush()
    tell(
        session, EventKind.CANDIDATES_MERGED, keep, raised, actor=actor, clock=clock,
        from_candidate_id=command.other_id,
    )  # fmt: skip
    return command.keep_id


def _present(session: Session, candidate_id: int) -> Candidate:
    an_id(candidate_id, "candidate_id")
    row = session.get(Candidate, candidate_id)
    if row is None or row.merged_into_id is not None:
        raise NotFound
    return row


def _clashes(
    ours: tuple[KnownApplication, ...], theirs: tuple[KnownApplication, ...]
) -> tuple[KnownApplication, ...]:
    open_jobs = {each.job_id for each in ours if each.is_open}
    return tuple(each for each in theirs if each.is_open and each.job_id in open_jobs)
