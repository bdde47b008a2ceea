from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from rxapp import db
from rxapp.errors import IllegalMove, Invalid, NotAllowed, Stale
from rxapp.models import Application, Candidate, PriorityRequest, StageCount
from rxapp.rules.reasons import CLOSING_REASONS, SIDE
from rxapp.rules.vocabulary import Closing, Role, Stage
from rxapp.services.hiring.advance import advance
from rxapp.services.hiring.close import CloseApplication, close_application, reopen_application
from rxapp.services.hiring.decide import withdraw_offer
from rxapp.services.hiring.intake import AddApplication, add_application
from rxapp.services.hiring.prioritise import RequestPriority, cancel_priority, request_priority, see_priority
from rxapp.services.hiring.save_job import SaveJob, save_job
from tests import builders
from tests.builders import NOW, actor_of


def now():
    return NOW


def people(session):
    return actor_of(builders.make_user(session)), actor_of(builders.make_user(session, Role.EXECUTIVE))


def test_somebody_added_stands_in_the_first_column_with_a_dialable_number(database):
    with db.unit_of_work() as session:
        recruiter, _ = people(session)
        builders.make_company(session)
        judge = builders.make_user(session, Role.INTERVIEWER)
        place = builders.make_place(session)
        command = SaveJob("渠道销售", "上海", interviewer_ids=(judge.id,), place_id=place.id)
        job_id = save_job(session, command, actor=recruiter, clock=now)
        person = AddApplication(" 林晓 ", job_id, phone="138 0000 0000", email="Lin@Example.com")
        change = add_application(session, person, actor=recruiter, clock=now)
        stored = session.exec(select(Candidate)).one()
        assert (stored.name, stored.phone, stored.email) == ("林晓", "+8613800000000", "lin@example.com")
        assert session.get_one(StageCount, 0).n == 1
        advance(session, change.application_id, 1, actor=recruiter, clock=now)


@pytest.mark.parametrize(
    "bad",
    [{"name": " "}, {"name": "a\0b"}, {"name": "\ud800"}, {"name": "x" * 61}, {"phone": "12"},
     {"phone": "", "email": ""},
     {"email": "nobody"}, {"job_id": 0}, {"job_id": "1"}, {"is_employed": "yes"}],
)  # fmt: skip
def test_bad_persons_are_named_by_field(bad):
    with pytest.raises(Invalid) as refused:
        AddApplication(**({"name": "林晓", "job_id": 1, "phone": "13800000000"} | bad))
    assert refused.value.facts["field"]


def test_interviewers_and_executives_add_nobody(database):
    with db.unit_of_work() as session:
        job = builders.make_job(session)
        _, chief = people(session)
        with pytest.raises(NotAllowed):
            add_application(
                session, AddApplication("林晓", job.id, phone="13800000000"), actor=chief, clock=now
            )


@pytest.mark.parametrize("closing", list(Closing))
def test_closing_takes_a_reason_of_its_own_and_reopening_forgets_it(database, closing):
    with pytest.raises(Invalid):
        CloseApplication(1, 1, closing, "because")
    with db.unit_of_work() as session:
        recruiter, _ = people(session)
        application = builders.make_application(session)
        advance(session, application.id, 1, actor=recruiter, clock=now)
        code = CLOSING_REASONS[closing][0]
        close_application(
            session, CloseApplication(application.id, 2, closing, code), actor=recruiter, clock=now
        )
        assert (application.closing, application.reason_side) == (closing.value, SIDE[code].value)
        with pytest.raises(IllegalMove):
            advance(session, application.id, 3, actor=recruiter, clock=now)
        reopen_application(session, application.id, 3, actor=recruiter, clock=now)
        assert (application.closing, application.reason, application.stage) == (None, None, Stage.ARRANGING)
        assert {row.stage: row.n for row in session.exec(select(StageCount)) if row.n} == {1: 1}


def test_a_hire_is_taken_back_step_by_step(database):
    with db.unit_of_work() as session:
        recruiter, _ = people(session)
        application = builders.make_application(session, stage=Stage.ATTENDED)
        advance(session, application.id, 1, actor=recruiter, clock=now)
        advance(session, application.id, 2, actor=recruiter, clock=now)
        assert application.stage == Stage.HIRED
        with pytest.raises(IllegalMove):
            advance(session, application.id, 3, actor=recruiter, clock=now)
        withdraw_offer(session, application.id, 3, actor=recruiter, clock=now)
        withdraw_offer(session, application.id, 4, actor=recruiter, clock=now)
        assert application.stage == Stage.ATTENDED


def test_a_request_keeps_who_saw_it_first_and_sorts_the_card_first(database):
    with db.unit_of_work() as session:
        recruiter, chief = people(session)
        application = builders.make_application(session, recruiter_id=recruiter.user_id)
        colleague = actor_of(builders.make_user(session))
        with pytest.raises(NotAllowed):
            request_priority(
                session, RequestPriority(application.id, NOW + timedelta(days=1)), actor=recruiter, clock=now
            )
        with pytest.raises(Invalid):
            request_priority(session, RequestPriority(application.id, NOW), actor=chief, clock=now)
        wish = RequestPriority(application.id, NOW + timedelta(days=1), "大客户推荐")
        request_priority(session, wish, actor=chief, clock=now)
        assert application.sort_priority < 2**53
        assert not see_priority(session, application.id, actor=chief, clock=now)
        assert not see_priority(session, application.id, actor=colleague, clock=now)
        assert see_priority(session, application.id, actor=recruiter, clock=now)
        assert not see_priority(session, application.id, actor=recruiter, clock=now)
        with pytest.raises(Stale):
            cancel_priority(session, application.id, 1, actor=chief, clock=now)
        cancel_priority(session, application.id, actor=chief, clock=now)
        request = session.exec(select(PriorityRequest)).one()
        assert (request.seen_by, request.is_open) == (recruiter.user_id, False)
        assert session.get_one(Application, application.id).sort_priority == 2**53
