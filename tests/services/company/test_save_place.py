"""Places: what is stored, what is refused, and what taking one out of use means for everybody who was to go there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from rxapp import clock, db
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Booking, Event, Invitation, Job, Place, StoredFile
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import BookingState, InterviewMode, Role
from rxapp.services.company import queries
from rxapp.services.company.save_place import (
    PlaceInUse,
    RemovePlace,
    SavePlace,
    place_uses,
    remove_place,
    restore_place,
    save_place,
)
from rxapp.services.hiring.invite import InviteCandidate, invitation_draft, invite, reinvite
from rxapp.services.scheduling.record_outcome import RecordOutcome, record_outcome
from tests.builders import (
    NOW,
    actor_of,
    give_hours,
    make_application,
    make_booking,
    make_company,
    make_invitation,
    make_job,
    make_place,
    make_user,
)

PLACE: dict[str, Any] = {
    "place_id": None, "name": "杭州办公室", "name_en": "Hangzhou office", "city": "杭州", "address": "文三路 90 号",
    "address_en": "", "entrance": "东门,3 号会议室", "floor": "5 层", "phone": "0571-5555 0100",
    "coordinates": "30.2741, 120.1551",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with clock.frozen(NOW):
        yield


def kinds(session: Any) -> list[str]:
    return [row.kind for row in session.exec(select(Event).order_by(Event.id))]


def test_a_recruiter_adds_and_changes_a_place(database: Any) -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session, Role.RECRUITER))
        place_id = save_place(session, SavePlace(**PLACE), actor=actor)
        save_place(
            session, SavePlace(**PLACE | {"place_id": place_id, "floor": "6 层", "version": 1}), actor=actor
        )
        (row,) = queries.places(session)
        assert (row.id, row.floor, row.lat, row.lng, row.version) == (place_id, "6 层", 30.2741, 120.1551, 2)
        assert kinds(session) == [EventKind.PLACE_ADDED, EventKind.PLACE_CHANGED]


def test_a_place_takes_a_photograph_that_nothing_else_shows(database: Any) -> None:
    with db.unit_of_work() as session:
        user = make_user(session, Role.RECRUITER)
        photo = StoredFile(
            kind="photo", key="a" * 32, name="a.jpg", content_type="image/jpeg", size=1, sha256="",
            uploaded_by=user.id, created_at=NOW,
        )  # fmt: skip
        session.add(photo)
        session.flush()
        mine = PLACE | {"photo_id": photo.id}
        place_id = save_place(session, SavePlace(**mine), actor=actor_of(user))
        again = mine | {"place_id": place_id, "version": 1, "floor": "6 层"}
        save_place(session, SavePlace(**again), actor=actor_of(user))
        with pytest.raises(Invalid, match="file_gone"):
            save_place(session, SavePlace(**mine | {"name": "别处"}), actor=actor_of(user))


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.EXECUTIVE])
def test_who_does_not_recruit_changes_no_place(database: Any, role: Role) -> None:
    with db.unit_of_work() as session:
        place_id = make_place(session).id or 0
        actor = actor_of(make_user(session, role))
        for deed in (
            lambda: save_place(session, SavePlace(**PLACE), actor=actor),
            lambda: remove_place(session, RemovePlace(place_id, 1), actor=actor),
            lambda: restore_place(session, place_id, actor=actor),
        ):
            with pytest.raises(NotAllowed):
                deed()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": ""}, "field_empty"),
        ({"name": "名" * 81}, "invalid_too_long"),
        ({"name": "、".join(["林晓"] * 200)}, "invalid_too_long"),
        ({"city": "  "}, "field_empty"),
        ({"address": "a\x07b"}, "invalid"),
        ({"address": "路" * 100_000}, "invalid_too_long"),
        ({"coordinates": "91, 200"}, "coordinates_invalid"),
        ({"coordinates": "31.2"}, "coordinates_invalid"),
        ({"coordinates": "nan, 1"}, "coordinates_invalid"),
        ({"coordinates": "here"}, "coordinates_invalid"),
        ({"coordinates": "121.4547, 31.2286"}, "coordinates_swapped"),
        ({"coordinates": "https://surl.amap.com/abc"}, "map_link_short"),
        ({"coordinates": "https://ditu.amap.com/place/B00155L3DH"}, "map_link_nowhere"),
        ({"phone": "none"}, "phone_invalid"),
    ],
)
def test_a_place_with_a_wrong_field_is_refused_and_nothing_is_kept(
    database: Any, wrong: dict[str, str], code: str
) -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session, Role.ADMINISTRATOR))
        with pytest.raises(Invalid) as refused:
            save_place(session, SavePlace(**PLACE | wrong), actor=actor)
        assert refused.value.code == code and refused.value.facts["field"] in wrong
        assert queries.places(session) == []


def test_a_pasted_map_link_becomes_coordinates_as_chinese_maps_mean_them(database: Any) -> None:
    link = "https://uri.amap.com/marker?position=121.4547,31.2286&name=x"
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session, Role.RECRUITER))
        save_place(session, SavePlace(**PLACE | {"coordinates": link}), actor=actor)
        (row,) = queries.places(session)
    assert (row.lat, row.lng) == (31.2286, 121.4547)


def test_an_unknown_place_is_not_found(database: Any) -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session, Role.ADMINISTRATOR))
        with pytest.raises(NotFound):
            save_place(session, SavePlace(**PLACE | {"place_id": 99}), actor=actor)


def test_the_second_of_two_editors_is_refused(database: Any) -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session, Role.RECRUITER))
        place_id = save_place(session, SavePlace(**PLACE), actor=actor)
        first = PLACE | {"place_id": place_id, "version": 1}
        save_place(session, SavePlace(**first | {"floor": "7 层"}), actor=actor)
        with pytest.raises(Stale):
            save_place(session, SavePlace(**first | {"floor": "8 层"}), actor=actor)
        assert queries.places(session)[0].floor == "7 层"


def test_a_place_with_interviews_ahead_stays_and_says_whose(database: Any) -> None:
    with db.unit_of_work() as session:
        application = make_application(session)
        make_invitation(session, application, is_open=False)
        booking = make_booking(session, application)
        place_id = booking.place_id or 0
        other = make_place(session).id
        actor = actor_of(make_user(session, Role.RECRUITER))
        uses = place_uses(session, place_id)
        assert (uses.bookings, [each.application_id for each in uses.booked]) == (1, [application.id])
        with pytest.raises(PlaceInUse) as refused:
            remove_place(session, RemovePlace(place_id, 1, other), actor=actor)
        assert refused.value.facts == {"n": 1, "name": "上海总部"}
        assert session.get_one(Place, place_id).archived_at is None
        # Yesterday's interviews and cancelled ones hold nothing.
        booking.state = BookingState.CANCELLED_BY_COMPANY
        session.add(booking)
        session.flush()
        remove_place(session, RemovePlace(place_id, 1, other), actor=actor)
        assert session.get_one(Booking, booking.id).place_id == place_id


def test_open_invitations_and_jobs_go_to_the_place_named_instead(database: Any) -> None:
    with db.unit_of_work() as session:
        application = make_application(session)
        invitation = make_invitation(session, application)
        place_id, other = invitation.place_id or 0, make_place(session, name="新办公室").id or 0
        actor = actor_of(make_user(session, Role.RECRUITER))
        assert place_uses(session, place_id).jobs == ("大客户销售",)
        for wrong in (None, place_id, 9_999):
            with pytest.raises(Invalid) as refused:
                remove_place(session, RemovePlace(place_id, 1, wrong), actor=actor)
            assert refused.value.code == "needs_other_place"
        remove_place(session, RemovePlace(place_id, 1, other), actor=actor)
        session.expire_all()
        assert session.get_one(Invitation, invitation.id).place_id == other
        job = session.get_one(Job, application.job_id)
        assert (job.place_id, job.version) == (other, 2)
        assert [row.id for row in queries.places(session)] == [other]
        (event,) = [e for e in session.exec(select(Event)) if e.kind == EventKind.PLACE_REMOVED]
        assert event.data == {"place_id": place_id, "replaced_by": other, "invitations": 1, "jobs": 1}


def test_a_removed_place_is_offered_to_nobody_and_can_come_back(database: Any) -> None:
    with db.unit_of_work() as session:
        application = make_application(session)
        old = make_place(session, name="旧仓库").id or 0
        actor = actor_of(make_user(session, Role.RECRUITER))
        remove_place(session, RemovePlace(old, 1), actor=actor)
        with pytest.raises(Stale):
            remove_place(session, RemovePlace(old, 1), actor=actor)
        draft = invitation_draft(session, application.id or 0, actor=actor)
        assert old not in [each.place_id for each in draft.places]
        judge = draft.interviewers[0].user_id
        with pytest.raises(Invalid):
            command = InviteCandidate(application.id or 0, 1, (judge,), InterviewMode.ONSITE, old)
            invite(session, command, actor=actor)
        restore_place(session, old, actor=actor)
        assert old in [row.id for row in queries.places(session)]


def test_who_is_invited_again_after_a_no_show_goes_to_the_jobs_new_place(database: Any) -> None:
    with db.unit_of_work() as session:
        application = make_application(session)
        invitation = make_invitation(session, application, is_open=False)
        booking = make_booking(
            session, application, starts_at=NOW - timedelta(hours=3), invitation_id=invitation.id
        )
        place_id, other = booking.place_id or 0, make_place(session, name="新办公室").id or 0
        actor = actor_of(make_user(session, Role.RECRUITER))
        # The interview is over, nobody has said how it went; the place can go.
        remove_place(session, RemovePlace(place_id, 1, other), actor=actor)
        record_outcome(
            session,
            RecordOutcome(booking.id or 0, BookingState.NO_SHOW, "unreachable", "", application.version),
            actor=actor,
        )
        session.expire_all()
        assert session.get_one(Booking, booking.id).place_id == place_id
        assert reinvite(session, application.id or 0).place_id == other


def test_an_invitation_sent_at_the_moment_of_removal_never_names_the_removed_place(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        judge = make_user(session, Role.INTERVIEWER)
        give_hours(session, judge)
        job = make_job(session, interviewers=[judge])
        place_id, other = job.place_id or 0, make_place(session, name="新办公室").id or 0
        application = make_application(session, job=job)
        actor = actor_of(make_user(session, Role.RECRUITER))

    def ask() -> None:
        with clock.frozen(NOW), db.unit_of_work() as session:
            command = InviteCandidate(
                application.id or 0, 1, (judge.id or 0,), InterviewMode.ONSITE, place_id
            )
            invite(session, command, actor=actor)

    with ThreadPoolExecutor(1) as pool:
        with db.unit_of_work() as session:
            remove_place(session, RemovePlace(place_id, 1, other), actor=actor)
            asked = pool.submit(ask)
            with pytest.raises(TimeoutError):
                asked.result(timeout=0.3)
        with pytest.raises(Invalid):
            asked.result(timeout=30)
    with db.reading() as session:
        assert session.exec(select(Invitation)).all() == []
