from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select

from rxapp import db
from rxapp.errors import IllegalMove, Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Application, Event, Invitation, StageCount
from rxapp.rules.vocabulary import InterviewMode, Role, Stage
from rxapp.services.hiring.advance import advance, move_to
from rxapp.services.hiring.invite import InviteCandidate, invitation_draft, invite
from tests import builders
from tests.builders import NOW, actor_of


def now():
    return NOW


def counts(session):
    return {row.stage: row.n for row in session.exec(select(StageCount)) if row.n}


def test_one_press_invites_with_the_jobs_defaults(database):
    with db.unit_of_work() as session:
        application = builders.make_application(session)
        recruiter = builders.make_user(session)
        change = advance(session, application.id, 1, actor=actor_of(recruiter), clock=now)
    with db.reading() as session:
        application = session.get_one(Application, change.application_id)
        assert (application.stage, application.version, application.invitations) == (Stage.ARRANGING, 2, 1)
        assert application.first_invited_at == NOW
        assert counts(session) == {1: 1}
        assert session.exec(select(Invitation)).one().is_open
        assert [e.kind for e in session.exec(select(Event))] == ["invited"]
        assert change.undo_id


def test_a_stale_screen_is_told_so(database):
    with db.unit_of_work() as session:
        application = builders.make_application(session, version=7)
        recruiter = actor_of(builders.make_user(session))
        with pytest.raises(Stale):
            advance(session, application.id, 6, actor=recruiter, clock=now)


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.EXECUTIVE])
def test_only_staff_who_run_the_board_move_cards(database, role):
    with db.unit_of_work() as session:
        application = builders.make_application(session)
        actor = actor_of(builders.make_user(session, role))
        with pytest.raises((NotAllowed, NotFound)):
            advance(session, application.id, 1, actor=actor, clock=now)


def test_a_card_cannot_skip_columns_or_go_on_without_a_time(database):
    with db.unit_of_work() as session:
        application = builders.make_application(session)
        actor = actor_of(builders.make_user(session))
        with pytest.raises(IllegalMove) as skipped:
            move_to(session, application.id, 1, 3, actor=actor, clock=now)
        assert skipped.value.code == "illegal.skips_stage"
        advance(session, application.id, 1, actor=actor, clock=now)
        with pytest.raises(IllegalMove) as stuck:
            advance(session, application.id, 2, actor=actor, clock=now)
        assert stuck.value.code == "illegal.needs_slot"


def test_a_video_interview_needs_its_link_before_it_is_offered(database):
    with pytest.raises(Invalid) as refused:
        InviteCandidate(1, 1, (1,), mode=InterviewMode.VIDEO)
    assert refused.value.facts["field"] == "meeting_link"
    with db.unit_of_work() as session:
        job = builders.make_job(session, mode=InterviewMode.VIDEO)
        application = builders.make_application(session, job=job)
        with pytest.raises(Invalid):
            advance(session, application.id, 1, actor=actor_of(builders.make_user(session)), clock=now)


@pytest.mark.parametrize(
    "bad",
    [
        {"interviewer_ids": ()},
        {"interviewer_ids": "12"},
        {"interviewer_ids": (True,)},
        {"interviewer_ids": range(1, 1000)},
        {"minutes": 0},
        {"minutes": "45"},
        {"mode": "by pigeon"},
        {"mode": "video", "meeting_link": "javascript:alert(1)"},
        {"mode": "video", "meeting_link": "http://meeting.example/1"},
        {"application_id": -1},
        {"application_id": 2**60},
        {"place_id": None},
    ],
)
def test_bad_values_are_named(bad):
    good = {"application_id": 1, "version": 1, "interviewer_ids": (1,), "place_id": 1}
    with pytest.raises(Invalid) as refused:
        InviteCandidate(**(good | bad))
    assert refused.value.facts["field"]


def test_a_second_invitation_replaces_the_open_one(database):
    with db.unit_of_work() as session:
        application = builders.make_application(session)
        actor = actor_of(builders.make_user(session))
        advance(session, application.id, 1, actor=actor, clock=now)
        draft = invitation_draft(session, application.id, actor=actor)
        who = tuple(one.user_id for one in draft.interviewers if one.checked)
        command = InviteCandidate(application.id, 2, who, place_id=draft.place_id, minutes=30)
        invite(session, command, actor=actor, clock=now)
        open_ones = session.exec(select(Invitation).where(Invitation.is_open)).all()
        assert [one.minutes for one in open_ones] == [30]
        assert application.invitations == 2


def test_of_ten_recruiters_who_press_at_once_one_moves_the_card(database):
    with db.unit_of_work() as session:
        application = builders.make_application(session)
        actor = actor_of(builders.make_user(session))
    gate = Barrier(10)

    def press(_):
        gate.wait(timeout=30)
        try:
            with db.unit_of_work() as session:
                advance(session, application.id, 1, actor=actor, clock=now)
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(press, range(10))) == 1
    with db.reading() as session:
        assert counts(session) == {1: 1}
        assert session.get_one(Application, application.id).version == 2
