from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, func, select

from rxapp import db
from rxapp.models import JobRun, JobStatus
from rxapp.services.jobs import lease
from rxapp.services.jobs.queries import EVERY_SECONDS, jobs_overview, leader_of
from rxapp.services.jobs.record import forget_runs, record_run
from tests.builders import NOW

LATER = NOW + lease.LASTS


def acquire(holder: str, at: datetime = NOW) -> int | None:
    with db.unit_of_work() as session:
        return lease.acquire(session, holder, real_now=at)


def renew(holder: str, token: int, at: datetime = NOW) -> bool:
    with db.unit_of_work() as session:
        return lease.renew(session, holder, token, real_now=at)


def test_the_first_to_ask_leads_and_nobody_else(database: str) -> None:
    assert acquire("one") == 1
    assert acquire("two") is None
    with db.reading() as session:
        assert leader_of(session, real_now=NOW) == "one"
        assert leader_of(session, real_now=LATER) == ""


def test_a_leader_that_renews_stays(database: str) -> None:
    token = acquire("one")
    assert token and renew("one", token, NOW + timedelta(seconds=4))
    assert acquire("two", LATER) is None


def test_a_dead_leaders_lease_passes_on_with_a_higher_token(database: str) -> None:
    first = acquire("one")
    second = acquire("two", LATER)
    assert first and second and second > first
    assert not renew("one", first, LATER)
    assert renew("two", second, LATER)


def test_who_comes_back_after_its_lease_must_ask_again(database: str) -> None:
    first = acquire("one")
    again = acquire("one", LATER)
    assert first and again and again > first and not renew("one", first, LATER)


def test_a_lease_given_back_is_free_at_once(database: str) -> None:
    token = acquire("one")
    assert token
    with db.unit_of_work() as session:
        lease.release(session, "one", token)
    assert acquire("two") == token + 1


def test_only_the_holder_can_give_it_back(database: str) -> None:
    token = acquire("one")
    assert token
    with db.unit_of_work() as session:
        lease.release(session, "two", token)
        lease.release(session, "one", token - 1)
    assert acquire("two") is None


# -- how runs went ---------------------------------------------------------------------------------------------


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(JobRun)).one()


def ran(*, did: int = 0, error: str = "", at: datetime = NOW) -> None:
    with db.unit_of_work() as session:
        record_run(
            session, "hiring.close_lost", started_at=at, seconds=0.1234, did=did, error=error, by="here",
            next_at=at + timedelta(hours=1),
        )  # fmt: skip


def test_the_page_lists_every_job_also_those_that_never_ran(database: str) -> None:
    with db.reading() as session:
        rows = jobs_overview(session)
    assert [row.name for row in rows] == list(EVERY_SECONDS)
    assert {row.last_at for row in rows} == {None}


def test_it_shows_the_last_and_next_run_the_duration_and_what_was_done(database: str) -> None:
    ran(did=3)
    with db.reading() as session:
        [row] = [row for row in jobs_overview(session) if row.name == "hiring.close_lost"]
    assert (row.last_at, row.next_at, row.seconds, row.failures) == (NOW, NOW + timedelta(hours=1), 0.123, 0)
    assert [(run.did, run.by) for run in row.runs] == [(3, "here")]


def test_failures_are_counted_in_a_row_and_end_with_a_success(database: str) -> None:
    for _ in range(3):
        ran(error="RuntimeError")
    with db.reading() as session:
        assert session.get_one(JobStatus, "hiring.close_lost").failures == 3
    ran()
    with db.reading() as session:
        assert session.get_one(JobStatus, "hiring.close_lost").failures == 0


def test_a_job_that_fails_every_second_does_not_fill_the_table(database: str) -> None:
    for _ in range(130):
        ran(error="RuntimeError")
    with db.reading() as session:
        assert count(session) == 3


def test_idle_runs_leave_no_row_and_old_rows_go(database: str) -> None:
    ran()
    ran(did=1, at=NOW - timedelta(days=31))
    with db.unit_of_work() as session:
        assert count(session) == 1
        assert forget_runs(session, real_now=NOW) == 1
        assert count(session) == 0
