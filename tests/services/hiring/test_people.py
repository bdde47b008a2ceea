"""The people list: filters, orders and pages, and who sees which contact data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlmodel import col, select

from rxapp import db, i18n
from rxapp.models import Application, ApplicationTag, Candidate
from rxapp.models.spelling import spelling
from rxapp.rules.vocabulary import Closing, Role, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring import people
from rxapp.services.hiring.people import SORTS, PeopleFilter, all_people, count_people, people_page
from rxapp.services.hiring.people_address import Asked, address, asked_of, query_of
from rxapp.services.hiring.people_words import Speaker, cell
from rxapp.services.hiring.search import _is_spelt, search
from tests.builders import NOW, actor_of, make_application, make_booking, make_candidate, make_job, make_user

pytestmark = pytest.mark.usefixtures("database")
HR = Actor(Role.RECRUITER, user_id=1)
EXECUTIVE = Actor(Role.EXECUTIVE, user_id=1)


EVERYBODY = PeopleFilter()


def names(chosen: PeopleFilter = EVERYBODY, actor: Actor = HR, **page: int) -> list[str]:
    with db.reading() as session:
        ids = people_page(session, chosen, actor=actor, now=NOW, **page).ids
        found = people.people(session, ids, actor=actor)
        return [found[one].name for one in ids]


def make_people(n: int) -> list[int]:
    with db.unit_of_work() as session:
        job = make_job(session)
        found = []
        for i in range(n):
            candidate = make_candidate(
                session, name=f"人{i % 5}", phone=f"+86138{i:08d}", email=f"p{i}@example.com"
            )
            made = make_application(
                session, job=job, candidate=candidate, stage=i % 3, stage_since=NOW - timedelta(hours=i % 4)
            )
            found.append(made.id or 0)
        return found


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [True, False])
def test_pages_put_together_are_the_whole_list_in_one_order(
    monkeypatch: pytest.MonkeyPatch, sort: str, descending: bool
) -> None:
    monkeypatch.setattr(people, "PAGE", 4)
    made = make_people(11)
    chosen = PeopleFilter(sort=sort, descending=descending)
    with db.reading() as session:
        whole = [row.id for row in all_people(session, chosen, actor=HR, now=NOW)]
        seen, page = [], people_page(session, chosen, actor=HR, now=NOW)
        assert not page.has_before
        while True:
            seen += page.ids
            if not page.has_after:
                break
            page = people_page(session, chosen, actor=HR, now=NOW, after=page.ids[-1])
        assert seen == whole and sorted(whole) == sorted(made)
        back = people_page(session, chosen, actor=HR, now=NOW, before=page.ids[0])
        assert list(back.ids) == whole[4:8] and back.has_before and back.has_after


def test_who_has_left_the_board_is_listed_only_when_asked_for() -> None:
    [_one, two] = make_people(2)
    with db.unit_of_work() as session:
        application = session.get_one(people.Application, two)
        application.closing = Closing.LOST
    assert names() == ["人0"] and len(names(PeopleFilter(with_closed=True))) == 2


def test_a_tag_a_source_and_a_stage_filter() -> None:
    ids = make_people(6)
    with db.unit_of_work() as session:
        session.add(ApplicationTag(application_id=ids[2], tag="重点"))
        session.get_one(people.Application, ids[3]).source = "boss"
    assert names(PeopleFilter(tag="重点")) == ["人2"]
    assert names(PeopleFilter(source="boss")) == ["人3"]
    assert len(names(PeopleFilter(stage=int(Stage.BOOKED)))) == 2
    with db.reading() as session:
        assert count_people(session, PeopleFilter(tag="重点"), actor=HR, now=NOW) == 1
        assert people.tags_and_sources(session)[0] == ["重点"]


def test_hr_finds_by_telephone_and_mail_and_an_executive_does_not() -> None:
    make_people(6)
    assert names(PeopleFilter(query="13800000003")) == ["人3"]
    assert names(PeopleFilter(query="p4@")) == ["人4"]
    assert names(PeopleFilter(query="13800000003"), EXECUTIVE) == []
    assert names(PeopleFilter(query="p4@"), EXECUTIVE) == []
    assert names(PeopleFilter(query="人3"), EXECUTIVE) == ["人3"]


def test_a_sign_of_the_pattern_language_is_a_letter_like_any_other() -> None:
    make_people(3)
    assert names(PeopleFilter(query="%")) == [] and names(PeopleFilter(query="_")) == []


def test_an_executive_sees_contact_data_covered() -> None:
    [one] = make_people(1)
    with db.reading() as session:
        row = people.people(session, [one], actor=EXECUTIVE)[one]
    assert row.phone == "138****0000" and row.email == "p***@example.com"


def test_an_address_says_what_the_list_shows_and_nothing_unusual_breaks_it() -> None:
    asked = Asked(PeopleFilter(job_id=3, tag="重点", sort="name", descending=False), ("job",), after=7)
    query = dict(part.split("=") for part in address(asked).split("?")[1].split("&"))
    assert asked_of({**query, "tag": "重点"}) == asked
    assert query_of(Asked()) == ""
    odd = asked_of(
        {"job": "x", "stage": "99", "after": "-1", "sort": "drop", "query": "\ud800a\0", "cols": "nothing"}
    )
    assert odd.chosen == PeopleFilter(query="a") and odd.columns == () and odd.after is None


def test_search_finds_a_name_by_its_letters_and_an_interviewer_only_their_own() -> None:
    with db.unit_of_work() as session:
        interviewer = make_user(session, Role.INTERVIEWER)
        job = make_job(session, interviewers=[interviewer], title="大客户销售")
        theirs = make_application(session, job=job, candidate=make_candidate(session, name="林晓"))
        make_application(session, job=job, candidate=make_candidate(session, name="林晓芳"))
        make_booking(session, theirs, interviewer=interviewer, starts_at=NOW + timedelta(days=1))
        actor = actor_of(interviewer)
    with db.reading() as session:
        for query in ("林", "lx", "linxiao"):
            assert len(search(session, query, actor=HR).people) == 2, query
            [hit] = search(session, query, actor=actor).people
            assert (hit.application_id, hit.phone) == (theirs.id, "")
        assert [job.title for job in search(session, "大客户", actor=HR).jobs] == ["大客户销售"]
        assert search(session, "大客户", actor=actor).jobs == ()
        assert search(session, " ", actor=HR).people == ()


def test_a_name_is_spelt_by_initials_and_syllables_whoever_writes_it() -> None:
    assert spelling("欧阳明") == ("oym", "ouyangming") and spelling("Tom") == ("", "")
    with db.unit_of_work() as session:
        person = make_candidate(session, name="欧阳明")
        application = make_application(session, candidate=person)
        person.name = "林晓"
        session.add(person)
        session.flush()
        row = {"name": "欧阳晓", "city": "", "language": "zh", "zone": "Asia/Shanghai", "cv_text": ""}
        session.connection().execute(insert(Candidate), [row | {"is_employed": False, "created_at": NOW}])
    with db.reading() as session:
        assert [hit.application_id for hit in search(session, "lx", actor=HR).people] == [application.id]
        assert search(session, "oym", actor=HR).people == ()
        kept = session.exec(select(Candidate.initials, Candidate.syllables).order_by(col(Candidate.id))).all()
        assert kept == [("lx", "linxiao"), ("oyx", "ouyangxiao")]


def test_those_who_are_still_on_the_board_are_found_first_by_letters_too() -> None:
    with db.unit_of_work() as session:
        still = make_application(session, candidate=make_candidate(session, name="林晓"))
        for _ in range(9):
            gone = make_application(session, candidate=make_candidate(session, name="林晓"))
            gone.closing, gone.closed_at, gone.reason = "withdrawn", NOW, "other_offer"
            session.add(gone)
    with db.reading() as session:
        found = search(session, "lx", actor=HR).people
        assert len(found) == 8 and found[0].application_id == still.id


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_looking_by_letters_reads_two_stretches_of_an_index(database: str) -> None:
    with db.reading() as session:
        found = select(Application.id).where(_is_spelt("lx")).compile(compile_kwargs={"literal_binds": True})
        plan = str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {found}").all())
    assert (
        "ix_candidate_initials" in plan and "ix_candidate_syllables" in plan and "SCAN candidate" not in plan
    )


def test_who_passed_and_was_not_told_is_listed_as_waiting_for_us() -> None:
    with db.unit_of_work() as session:
        for told_at in (None, NOW):
            made = make_application(session, stage=Stage.OFFER)
            made.told_at = told_at
            session.add(made)
    say = Speaker("zh", "Asia/Shanghai", NOW)
    with db.reading() as session:
        rows = people.all_people(session, EVERYBODY, actor=HR, now=NOW)
        assert sorted(cell(row, "next", say) for row in rows) == ["", i18n.text("zh", "board.waits_untold")]
