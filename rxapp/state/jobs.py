"""Background jobs: last and next run, how long, what failed; and one more run at once."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.jobs.run import run_now
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.jobs.queries import JobRow, RunRow, jobs_overview, leader_of
from rxapp.state.frame import notify
from rxapp.state.guard import current_actor, guarded
from rxapp.state.page import Next, PageState
from rxapp.state.shared_views import Values, reader
from rxapp.state.topics import MESSAGES


class RunItem(TypedDict):
    """One run that did something or failed."""

    when: str
    took: str
    did: str
    by: str
    error: str


class JobItem(TypedDict):
    """One job in words."""

    name: str
    title: str
    every: str
    last: str
    next: str
    took: str
    state: str
    tone: str
    error: str
    runs: list[RunItem]


class JobsState(PageState, rx.State):
    """Every job, in the order of the registry."""

    jobs: list[JobItem] = []
    leader: str = ""

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    async def load(self) -> None:
        """Show how the jobs go. A run leaves no event, but most of what jobs do are messages; else each minute."""
        await self._share(_jobs, reader(current_actor()), topics={MESSAGES})

    @rx.event
    @guarded(Role.ADMINISTRATOR)
    async def run_now(self, name: str) -> Next:
        """Run a job once at once, whoever leads."""
        actor = current_actor()
        ran = await db.run(run_now, name, actor.name)
        key = "jobs.ran_failed" if ran.error else "jobs.ran"
        await notify(self, key, language=actor.language, name=_title(name, actor.language), did=ran.did)
        return JobsState.load


def _jobs(actor: Actor) -> Values:
    # Runs are stamped by the machine's own time, also where business time is played.
    now, language = clock.real_now(), actor.language
    with db.reading() as session:
        rows, leader, place_zone = jobs_overview(session), leader_of(session, real_now=now), zone(session)
    return {"jobs": [_job(row, language, place_zone, now) for row in rows], "leader": leader}


def _title(name: str, language: str) -> str:
    key = f"jobs.{name.replace('.', '_')}"
    return i18n.text(language, key) if i18n.has(key) else name


def _job(row: JobRow, language: str, zone_name: str, now: datetime) -> JobItem:
    state, tone = (
        ("waiting", "") if row.last_at is None else ("failing", "red") if row.failures else ("well", "green")
    )
    return JobItem(
        name=row.name,
        title=_title(row.name, language),
        every=every_words(row.every_seconds, language),
        last=_moment(row.last_at, language, zone_name, now),
        next=_moment(row.next_at, language, zone_name, now),
        took=took_words(row.seconds),
        state=i18n.text(language, f"jobs.state_{state}", n=row.failures) if row.failures
        else i18n.text(language, f"jobs.state_{state}"),
        tone=tone,
        error=row.error,
        runs=[_run(run, language, zone_name, now) for run in row.runs],
    )  # fmt: skip


def _run(run: RunRow, language: str, zone_name: str, now: datetime) -> RunItem:
    return RunItem(
        when=_moment(run.started_at, language, zone_name, now), took=took_words(run.seconds),
        did=i18n.text(language, "jobs.did", n=run.did), by=run.by, error=run.error,
    )  # fmt: skip


def _moment(at: datetime | None, language: str, zone_name: str, now: datetime) -> str:
    return i18n.when(language, at, now, zone_name) if at else "–"


def every_words(seconds: int, language: str) -> str:
    """How often a job runs: 每秒, 每 15 分钟, 每天."""
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds % size == 0:
            n = seconds // size
            return i18n.text(language, f"jobs.every_{unit}") if n == 1 else i18n.text(
                language, f"jobs.every_{unit}s", n=n
            )  # fmt: skip
    return ""


def took_words(seconds: float) -> str:
    """A duration as machines have them: 12 ms, 3.4 s."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
