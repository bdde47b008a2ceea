"""Two people at once: the second waits for the first, judges by what is stored then, and no version is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from rxapp import db
from rxapp.errors import IllegalMove, Invalid, Stale
from rxapp.models import Application, Candidate, Job, Place
from rxapp.rules.vocabulary import Closing, Language, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.save_place import RemovePlace, remove_place
from rxapp.services.hiring.advance import advance, move_to
from rxapp.services.hiring.close import CloseApplication, close_application, reopen_application
from rxapp.services.hiring.decide import withdraw_offer
from rxapp.services.hiring.edit_candidate import EditCandidate, edit_candidate
from rxapp.services.hiring.intake import AddApplication, add_application
from rxapp.services.hiring.known_people import locked
from rxapp.services.hiring.many import Deed, ManyCommand, do_one
from rxapp.services.hiring.merge_candidates import MergeCandidates, merge_candidates
from rxapp.services.hiring.save_job import close_job
from rxapp.services.hiring.undo import undo
from rxapp.services.hiring.usable_place import lock_place
from tests.builders import NOW, actor_of, make_application, make_candidate, make_job, make_place, make_user

pytestmark = pytest.mark.usefixtures("database")


def now() -> Any:
    return NOW


class Room:
    """A person with an application for a job."""

    def __init__(self, **facts: Any) -> None:
        with db.unit_of_work() as session:
            self.actor: Actor = actor_of(make_user(session))
            person, job = make_candidate(session), make_job(session)
            application = make_application(session, candidate=person, job=job, **facts)
            self.person_id, self.job_id, self.id = person.id or 0, job.id or 0, application.id or 0
            self.place_id = job.place_id or 0

    def add(self, session: Session) -> Any:
        asked = AddApplication("林晓", self.job_id, phone="13800138000", candidate_id=self.person_id)
        return add_application(session, asked, actor=self.actor, clock=now)

    def reopen(self, session: Session) -> Any:
        return reopen_application(session, self.id, None, actor=self.actor, clock=now)

    def invite(self, session: Session) -> Any:
        return advance(session, self.id, None, actor=self.actor, clock=now)

    def rename(self, session: Session) -> Any:
        row = session.get_one(Candidate, self.person_id)
        asked = EditCandidate(
            self.person_id, row.version, "林小晓", row.phone or "", row.email or "", row.city, Language(row.language),
            row.is_employed, row.cv_text,
        )  # fmt: skip
        return edit_candidate(session, asked, actor=self.actor, clock=now)

    def open_ones(self) -> int:
        with db.reading() as session:
            rows = session.exec(select(Application).where(Application.candidate_id == self.person_id)).all()
        return sum(row.closing is None and row.stage < Stage.HIRED for row in rows)

    @property
    def version(self) -> int:
        with db.reading() as session:
            return session.get_one(Application, self.id).version


def one_after_the_other(first: Callable[[Session], Any], second: Callable[[Session], Any]) -> None:
    """The second begins while the first is not stored yet, and must wait for it; raises what the second raises."""

    def later() -> None:
        with db.unit_of_work() as session:
            second(session)

    with ThreadPoolExecutor(1) as pool:
        with db.unit_of_work() as session:
            first(session)
            session.flush()
            asked = pool.submit(later)
            with pytest.raises(TimeoutError):
                asked.result(timeout=0.3)
        asked.result(timeout=30)


@pytest.mark.parametrize("first", ["add", "reopen"])
def test_reopening_and_adding_at_once_leave_one_open_application(first: str) -> None:
    room = Room(closing=Closing.REJECTED, closed_at=NOW, reason="other")
    both = [room.add, room.reopen]
    with pytest.raises(Invalid) as refused:
        one_after_the_other(*(both if first == "add" else reversed(both)))
    assert refused.value.code == "has_open_application" and room.open_ones() == 1


def test_an_application_that_goes_to_another_person_at_this_moment_is_looked_at_anew() -> None:
    room = Room(closing=Closing.REJECTED, closed_at=NOW, reason="other")
    with db.unit_of_work() as session:
        keep = make_candidate(session)
        make_application(session, candidate=keep, job=session.get_one(Job, room.job_id))
    merge = MergeCandidates(keep.id or 0, keep.version, room.person_id, 1)
    with pytest.raises(Invalid) as refused:
        one_after_the_other(lambda s: merge_candidates(s, merge, actor=room.actor, clock=now), room.reopen)
    assert refused.value.code == "has_open_application"


def test_a_hire_is_not_taken_back_beside_a_new_application() -> None:
    room = Room(stage=Stage.HIRED)
    with db.unit_of_work() as session:
        room.add(session)
    for work in (
        lambda s: withdraw_offer(s, room.id, None, actor=room.actor, clock=now),
        lambda s: move_to(s, room.id, None, Stage.OFFER, actor=room.actor, clock=now),
    ):
        with pytest.raises(Invalid) as refused, db.unit_of_work() as session:
            work(session)
        assert refused.value.code == "has_open_application"
    assert room.open_ones() == 1


def test_undo_opens_no_second_application() -> None:
    room = Room()
    with db.unit_of_work() as session:
        end = CloseApplication(room.id, None, Closing.REJECTED, "other")
        change = close_application(session, end, actor=room.actor, clock=now)
    with db.unit_of_work() as session:
        room.add(session)
    with pytest.raises(Invalid) as refused, db.unit_of_work() as session:
        undo(session, change.undo_id or 0, actor=room.actor, clock=now)
    assert refused.value.code == "has_open_application" and room.open_ones() == 1


def test_the_database_itself_holds_one_open_application_a_person_and_job() -> None:
    room = Room()
    with pytest.raises(IntegrityError), db.unit_of_work() as session:
        person, job = session.get_one(Candidate, room.person_id), session.get_one(Job, room.job_id)
        make_application(session, candidate=person, job=job)


def test_a_name_changed_while_somebody_moves_the_card_loses_no_version() -> None:
    room = Room()
    one_after_the_other(room.invite, room.rename)
    assert room.version == 3


def test_a_merge_while_somebody_moves_the_card_loses_no_version() -> None:
    room = Room()
    with db.unit_of_work() as session:
        keep = make_candidate(session)
    merge = MergeCandidates(keep.id or 0, keep.version, room.person_id, 1)
    one_after_the_other(room.invite, lambda s: merge_candidates(s, merge, actor=room.actor, clock=now))
    assert room.version == 3


@pytest.mark.parametrize("way", ["withdraw", "board", "many"])
def test_taking_a_hire_back_waits_for_the_person_before_it_holds_the_application(way: str) -> None:
    """Merging and renaming hold the person first too: neither can stand in a ring with them."""
    room = Room(stage=Stage.HIRED)
    many = ManyCommand(Deed.MOVE, (room.id,), to_stage=int(Stage.OFFER))
    ways: dict[str, Callable[[Session], Any]] = {
        "withdraw": lambda s: withdraw_offer(s, room.id, None, actor=room.actor, clock=now),
        "board": lambda s: move_to(s, room.id, None, Stage.OFFER, actor=room.actor, clock=now),
        "many": lambda s: do_one(s, many, room.id, None, actor=room.actor, clock=now),
    }

    def rename_slowly(session: Session) -> None:
        locked(session, room.person_id)
        asked.append(pool.submit(take_back))
        with pytest.raises(TimeoutError):
            asked[0].result(timeout=0.3)
        room.rename(session)

    def take_back() -> None:
        with db.unit_of_work() as session:
            ways[way](session)

    asked: list[Any] = []
    with ThreadPoolExecutor(1) as pool:
        with db.unit_of_work() as session:
            rename_slowly(session)
        with suppress(Stale, IllegalMove):  # judged before or after the rename: either is an answer
            asked[0].result(timeout=30)
    assert room.version >= 2


def test_a_job_changed_while_its_place_is_removed_loses_no_version() -> None:
    room = Room()
    with db.unit_of_work() as session:
        other = make_place(session).id or 0
    remove = RemovePlace(room.place_id, 1, other)
    one_after_the_other(
        lambda s: close_job(s, room.job_id, 1, actor=room.actor, clock=now),
        lambda s: remove_place(s, remove, actor=room.actor, clock=now),
    )
    with db.reading() as session:
        job = session.get_one(Job, room.job_id)
        assert (job.version, job.place_id, job.is_open) == (3, other, False)


def test_a_job_brought_to_a_place_while_it_is_removed_is_not_left_there() -> None:
    room = Room()
    with db.unit_of_work() as session:
        other, gone = make_place(session).id or 0, make_place(session).id or 0

    def bring(session: Session) -> None:
        job = session.get_one(Job, room.job_id)
        lock_place(session, gone)
        job.place_id = gone
        session.add(job)

    with suppress(Stale):  # SQLite's writers are alone: the removal begins later and takes the job along
        one_after_the_other(
            bring, lambda s: remove_place(s, RemovePlace(gone, 1, other), actor=room.actor, clock=now)
        )
    with db.reading() as session:
        is_gone = session.get_one(Place, gone).archived_at is not None
        assert session.get_one(Job, room.job_id).place_id == (other if is_gone else gone)
