"""The form of one job: a new one, a changed one, a copy; and what happens when two people save it."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal, TypedDict

import reflex as rx

from rxapp import db, i18n
from rxapp.rules.events import EventKind
from rxapp.rules.numbers import whole
from rxapp.rules.vocabulary import InterviewMode, Language
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.openings import (
    Opening,
    OpeningChoices,
    opening,
    opening_choices,
)
from rxapp.services.hiring.save_job import SaveJob, save_job
from rxapp.state.conflict import merge, who_saved
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import DialogState

SAVED = (EventKind.JOB_ADDED, EventKind.JOB_CHANGED, EventKind.JOB_CLOSED, EventKind.JOB_REOPENED)
TEXTS = (
    "title", "title_en", "city", "requirements", "what_to_bring", "what_to_bring_en", "culture_tags",
)  # fmt: skip


class PersonItem(TypedDict):
    """An interviewer to tick."""

    id: int
    name: str
    title: str
    has_hours: bool
    is_chosen: bool


class Option(TypedDict):
    """An entry of a select."""

    value: str
    text: str


class OpeningForm(TypedDict, total=False):
    """What the form's fields send; place and link appear by mode, mode and people are kept by the state."""

    title: str
    title_en: str
    city: str
    recruiter_id: str
    requirements: str
    mode: str
    minutes: str
    place_id: str
    meeting_link: str
    what_to_bring: str
    what_to_bring_en: str
    culture_tags: str


class OpeningValues(TypedDict):
    """What stands in the form's fields."""

    title: str
    title_en: str
    city: str
    recruiter_id: str
    requirements: str
    minutes: str
    place_id: str
    meeting_link: str
    what_to_bring: str
    what_to_bring_en: str
    culture_tags: str


NEW = OpeningValues(
    title="", title_en="", city="", recruiter_id="", requirements="", minutes="45", place_id="", meeting_link="",
    what_to_bring="", what_to_bring_en="", culture_tags="",
)  # fmt: skip


class OpeningFormState(DialogState, rx.State):
    """The form of one job. `seq` makes the fields anew when the server changed what stands in them."""

    job_id: int = 0
    values: OpeningValues = NEW
    mode: str = InterviewMode.ONSITE.value
    interviewers: list[PersonItem] = []
    recruiters: list[Option] = []
    places: list[Option] = []
    seq: int = 0
    who: str = ""
    changes: list[str] = []
    _version: int = 0
    _base: dict[str, Any] = {}

    @rx.event
    @guarded(*HR)
    async def open_for(self, job_id: int) -> None:
        """Open a job's form; 0 is a new one."""
        actor = current_actor()
        found, choices = await db.run(_form, job_id)
        self._offer(choices, found, actor)
        self._put(found, actor)
        self.job_id, self._version = job_id, found.version if found else 0

    @rx.event
    @guarded(*HR)
    async def copy_of(self, job_id: int) -> None:
        """Open the form of a new job with what another one says; nothing is stored yet."""
        actor = current_actor()
        found, choices = await db.run(_form, job_id)
        self._offer(choices, found, actor)
        self._put(found, actor)
        self.job_id, self._version = 0, 0
        title = i18n.text(actor.language, "openings.copy_title", title=self.values["title"])
        self.values = OpeningValues(**{**self.values, "title": title[:80]})  # type: ignore[typeddict-item]

    @rx.event
    @guarded(*HR)
    def choose_mode(self, mode: Literal["onsite", "video"]) -> None:
        """On site or video; the field that belongs to it appears."""
        self.mode = mode

    @rx.event
    @guarded(*HR)
    def toggle(self, user_id: int) -> None:
        """Let somebody interview for this job, or not."""
        self.interviewers = [
            PersonItem(**{**each, "is_chosen": not each["is_chosen"]}) if each["id"] == user_id else each  # type: ignore[typeddict-item]
            for each in self.interviewers
        ]

    @rx.event
    @guarded(*HR)
    async def save(self, form: OpeningForm) -> None:
        """Store the job whose form is open."""
        actor, job_id, version = current_actor(), self.job_id or None, self._version or None
        mine = self._mine(form)

        def work() -> int:
            command = _command(mine, job_id, version)
            with db.unit_of_work() as session:
                return save_job(session, command, actor=actor)

        join = partial(self._join, mine, actor)
        if await self._do(work, "openings.saved", on_stale=join, title=mine["title"].strip()) is not None:
            self.is_open = False

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Close the form without keeping anything."""
        self.is_open = False

    def _mine(self, form: OpeningForm) -> dict[str, Any]:
        """Everything the form says; a field that is not shown keeps what it held."""
        sent = {name: str(form[name]) for name in NEW if name in form}  # type: ignore[literal-required]
        people = tuple(sorted(each["id"] for each in self.interviewers if each["is_chosen"]))
        return {**self.values, **sent, "mode": self.mode, "interviewer_ids": people}

    def _put(self, found: Opening | None, actor: Actor) -> None:
        self.values = NEW if found is None else _values(found)
        if found is None:
            self.values = OpeningValues(**{**NEW, "recruiter_id": str(actor.user_id or "")})  # type: ignore[typeddict-item]
            if len(self.places) == 1:
                self.values["place_id"] = self.places[0]["value"]
        self.mode = InterviewMode.ONSITE.value if found is None else found.mode.value
        self._base = {
            **self.values,
            "mode": self.mode,
            "interviewer_ids": found.interviewer_ids if found else (),
        }
        self.who, self.changes, self.problem = "", [], ""
        self.seq, self.is_open = self.seq + 1, True

    def _offer(self, choices: OpeningChoices, found: Opening | None, actor: Actor) -> None:
        english = actor.language == Language.EN
        chosen = set(found.interviewer_ids) if found else set()
        self.interviewers = [
            PersonItem(
                id=each.id, name=each.name, title=(each.title_en if english else "") or each.title,
                has_hours=each.has_hours, is_chosen=each.id in chosen,
            )
            for each in sorted(choices.interviewers, key=lambda one: one.id not in chosen)
        ]  # fmt: skip
        self.recruiters = [Option(value=str(each.id), text=each.name) for each in choices.recruiters]
        if (
            found
            and found.recruiter_id
            and found.recruiter_id not in {each.id for each in choices.recruiters}
        ):
            left = i18n.text(actor.language, "openings.recruiter_left")
            self.recruiters.append(Option(value=str(found.recruiter_id), text=left))
        self.places = [
            Option(value=str(i), text=f"{city} · {(en if english else '') or zh}")
            for i, zh, en, city in choices.places
        ]

    async def _join(self, mine: dict[str, Any], actor: Actor) -> None:
        """Somebody saved it meanwhile: show what they changed, keep what was typed."""
        found, choices, self.who = await db.run(_form_and_author, self.job_id, actor.language)
        theirs = {**_values(found), "mode": found.mode.value, "interviewer_ids": found.interviewer_ids}
        names = {each.id: each.name for each in (*choices.interviewers, *choices.recruiters)}
        words = _Words(actor.language, names, {str(i): zh for i, zh, _, _ in choices.places})
        joined = merge(self._base, mine, theirs, language=actor.language, words=words.of)
        people = joined.values.pop("interviewer_ids")
        self.mode = joined.values.pop("mode")
        self._offer(choices, found, actor)
        self.interviewers = [
            PersonItem(**{**each, "is_chosen": each["id"] in people})  # type: ignore[typeddict-item]
            for each in self.interviewers
        ]
        self.values, self.changes = OpeningValues(**joined.values), joined.lines  # type: ignore[typeddict-item]
        self._base, self._version, self.problem = theirs, found.version, ""
        self.seq += 1


class _Words:
    """A job's values as people read them."""

    def __init__(self, language: str, people: dict[int, str], places: dict[str, str]) -> None:
        self._language, self._people, self._places = language, people, places

    def of(self, name: str, value: Any) -> str:
        """The value of a field in words."""
        comma = i18n.text(self._language, "places.comma")
        if name == "interviewer_ids":
            return comma.join(self._people.get(each, "") for each in value)
        if name == "recruiter_id":
            return self._people.get(whole(value) or 0, "")
        if name == "place_id":
            return self._places.get(value, "")
        if name == "mode":
            return i18n.text(self._language, f"drawer.mode_{value}")
        return comma.join(str(value).splitlines())


def _form(job_id: int) -> tuple[Opening | None, OpeningChoices]:
    with db.reading() as session:
        return (opening(session, job_id) if job_id else None), opening_choices(session)


def _form_and_author(job_id: int, language: str) -> tuple[Opening, OpeningChoices, str]:
    with db.reading() as session:
        who = who_saved(session, SAVED, "job_id", job_id, language=language, zone=zone(session))
        return opening(session, job_id), opening_choices(session), who


def _values(found: Opening) -> OpeningValues:
    return OpeningValues(
        title=found.title, title_en=found.title_en, city=found.city, recruiter_id=str(found.recruiter_id or ""),
        requirements=found.requirements, minutes=str(found.minutes), place_id=str(found.place_id or ""),
        meeting_link=found.meeting_link, what_to_bring=found.what_to_bring, what_to_bring_en=found.what_to_bring_en,
        culture_tags=found.culture_tags,
    )  # fmt: skip


def _command(mine: dict[str, Any], job_id: int | None, version: int | None) -> SaveJob:
    """The form as a command; raises Invalid with the field's name."""
    mode = InterviewMode(mine["mode"])
    return SaveJob(
        job_id=job_id, version=version, interviewer_ids=mine["interviewer_ids"], mode=mode,
        minutes=whole(mine["minutes"]) or 0, place_id=whole(mine["place_id"]),
        recruiter_id=whole(mine["recruiter_id"]), meeting_link=mine["meeting_link"],
        **{name: mine[name] for name in TEXTS},
    )  # fmt: skip
