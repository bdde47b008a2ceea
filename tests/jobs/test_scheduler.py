"""The scheduler in a running process: one leads, stops at once when told, and is followed when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import threading
import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from rxapp import cli, clock, db
from rxapp.errors import NotFound
from rxapp.jobs import registry, run, scheduler
from rxapp.jobs.registry import Job
from rxapp.models import JobLease, JobRun, JobStatus
from rxapp.services.jobs import lease
from rxapp.services.jobs.queries import leader_of
from rxapp.settings import get_settings

PATIENCE = 60.0  # how long a busy machine is waited for; nothing is concluded from how long something took


async def until(holds: Callable[[], Any]) -> Any:
    """Wait until something holds; an assertion error when it never does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := await asyncio.to_thread(holds):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("waited in vain")


def leader() -> str:
    with db.reading() as session:
        return leader_of(session, real_now=clock.real_now())


def is_given_back() -> bool:
    """Not only run out: whoever held it let go of it."""
    with db.reading() as session:
        return session.get_one(JobLease, "leader").until is None


def runs() -> list[JobRun]:
    with db.reading() as session:
        return list(session.exec(select(JobRun)))


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[asyncio.Task[None]]:
    """The lifespan coroutine as the server runs it."""
    task = asyncio.create_task(scheduler.run_scheduler())
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One job that only counts, in place of all."""
    ticks: list[str] = []

    def work(stop: Callable[[], bool]) -> int:
        ticks.append(threading.current_thread().name)
        return 1

    monkeypatch.setattr(registry, "JOBS", jobs := {"messaging.deliver_due": Job(work, 1)})
    monkeypatch.setattr(scheduler, "JOBS", jobs)
    monkeypatch.setattr(run, "JOBS", jobs)
    monkeypatch.setattr(run, "_noted", {})
    return ticks


async def test_it_ticks_in_a_thread_and_keeps_how_it_went(database: str, counted: list[str]) -> None:
    async with running():
        await until(lambda: len(counted) >= 2)
        await until(runs)
    assert all(name != threading.main_thread().name for name in counted)
    with db.reading() as session:
        status = session.get_one(JobStatus, "messaging.deliver_due")
    assert status.failures == 0 and status.last_at and status.next_at and status.next_at > status.last_at


async def test_when_the_server_stops_it_lets_go_of_the_lease_and_ticks_no_more(
    database: str, counted: list[str]
) -> None:
    async with running():
        await until(lambda: counted)
    await until(is_given_back)
    # The threads that tick have ended; without them nothing can.
    pool = counted[0].rpartition("_")[0] + "_"
    await until(lambda: not any(each.name.startswith(pool) for each in threading.enumerate()))


async def test_a_look_under_way_when_the_server_stops_does_not_take_the_lease_again(
    database: str, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    is_looking, may_go_on, has_looked = threading.Event(), threading.Event(), threading.Event()
    hold, real_now = scheduler._Turn._hold, clock.real_now

    def slow() -> datetime:
        if threading.current_thread().name.startswith("db"):
            is_looking.set()
            may_go_on.wait(PATIENCE)
        return real_now()

    def hold_and_note(turn: Any) -> Any:
        try:
            return hold(turn)
        finally:
            if is_looking.is_set():
                has_looked.set()

    monkeypatch.setattr(scheduler._Turn, "_hold", hold_and_note)
    async with running():
        await until(leader)
        monkeypatch.setattr(clock, "real_now", slow)
        await until(is_looking.is_set)
    may_go_on.set()
    await until(has_looked.is_set)
    await until(is_given_back)


async def test_of_two_processes_one_leads_and_the_other_follows_when_it_is_gone(
    database: str, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Time stands still: no lease runs out because the machine is slow.
    at, acquire = clock.real_now(), lease.acquire
    monkeypatch.setattr(clock, "real_now", lambda: at)
    refused: list[str] = []

    def acquire_and_note(session: Session, holder: str, *, real_now: datetime) -> int | None:
        token = acquire(session, holder, real_now=real_now)
        if token is None:
            refused.append(holder)
        return token

    monkeypatch.setattr(lease, "acquire", acquire_and_note)
    async with contextlib.AsyncExitStack() as server:
        await server.enter_async_context(running())
        first = await until(leader)
        async with running():
            await until(lambda: len(refused) >= 2)
            assert leader() == first
            await server.aclose()
            await until(lambda: leader() not in ("", first))
            assert {leader()} == set(refused)


def _lead_until_killed(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    get_settings.cache_clear()
    asyncio.run(scheduler.run_scheduler())


async def test_a_killed_leader_is_followed(database: str, counted: list[str]) -> None:
    context = multiprocessing.get_context("forkserver")
    other = context.Process(target=_lead_until_killed, args=(get_settings().database_url,), daemon=True)
    other.start()
    try:
        killed = await until(leader)
    finally:
        other.kill()
        other.join()
    # Its lease is not given back; it runs out.
    assert not is_given_back()
    async with running():
        await until(lambda: leader() not in ("", killed))
        await until(lambda: counted)
    with db.reading() as session:
        assert session.get_one(JobLease, "leader").token >= 2


async def test_a_process_without_jobs_never_leads(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBS_ENABLED", "0")
    get_settings.cache_clear()
    await scheduler.run_scheduler()
    assert leader() == ""


async def test_a_failing_job_is_counted_shown_without_its_text_and_tried_again(
    database: str, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(stop: Callable[[], bool]) -> int:
        counted.append("failed")
        raise RuntimeError("+8613800000000 is secret")

    for module in (registry, scheduler, run):
        monkeypatch.setattr(module, "JOBS", {"messaging.deliver_due": Job(fails, 1)})
    async with running():
        await until(lambda: len(counted) >= 2)
        rows = await until(runs)
    assert {row.error for row in rows} == {"RuntimeError"}


# -- by hand ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(registry.JOBS))
def test_every_job_runs_once_from_the_command_line(
    database: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["job", name]) == 0
    assert capsys.readouterr().out.startswith(f"{name}: 0 in ")


def test_a_name_that_is_no_job_is_refused(database: str) -> None:
    with pytest.raises(SystemExit):
        cli.main(["job", "nonsense"])
    with pytest.raises(NotFound):
        run.run_now("nonsense", "somebody")


def test_a_job_that_fails_by_hand_says_so(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(stop: Callable[[], bool]) -> int:
        raise RuntimeError("secret")

    monkeypatch.setattr(run, "JOBS", {"hiring.close_lost": Job(fails, 1)})
    assert cli.main(["job", "hiring.close_lost"]) == 2
    said = capsys.readouterr().err
    assert "RuntimeError" in said and "secret" not in said
