"""Adding somebody: by form, by pasted text, by a CV file. What a CV says is proposed, a person confirms."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Literal, TypedDict

import reflex as rx

from rxapp import clock, db, i18n, wiring
from rxapp.adapters.ports import CvUnreadable
from rxapp.errors import UserError
from rxapp.rules.phones import phone_text
from rxapp.rules.vocabulary import HR as HR_ROLES
from rxapp.rules.vocabulary import Language
from rxapp.services.accounts.actor import Actor
from rxapp.services.files.queries import FileView
from rxapp.services.hiring.intake import AddApplication, add_application
from rxapp.services.hiring.intake_choices import IntakeChoices, intake_choices
from rxapp.services.hiring.known_people import same_people
from rxapp.services.hiring.person import MOST_CV
from rxapp.services.hiring.phones import maybe_phone
from rxapp.services.hiring.propose import Proposal, brought_cv, propose
from rxapp.services.hiring.types import Change
from rxapp.state.address import read_id
from rxapp.state.board_filter import SEERS, Choice
from rxapp.state.guard import current_actor, guarded
from rxapp.state.known_rows import KnownItem, known_item
from rxapp.state.marks import HR
from rxapp.state.page import DialogState
from rxapp.state.payload import Limit
from rxapp.state.refusals import refusal_text

Field = Literal["name", "phone", "email", "city", "job_id"]
PROPOSED = ("name", "phone", "email", "city")


class IntakeForm(TypedDict, total=False):
    """The dialog's fields; the box for "in work" sends "on" or nothing."""

    name: Annotated[str, Limit(400)]
    job_id: str
    phone: str
    email: str
    city: str
    source: str
    recruiter_id: str
    language: str
    in_work: str
    cv_text: Annotated[str, Limit(MOST_CV)]


class Shown(TypedDict):
    """What the fields begin with; changed only by opening and by a proposal, never while somebody types."""

    name: str
    phone: str
    email: str
    city: str
    job_id: str
    recruiter_id: str
    language: str
    in_work: bool
    cv_text: str


NOBODY = Shown(
    name="", phone="", email="", city="", job_id="", recruiter_id="", language="zh", in_work=False, cv_text=""
)  # fmt: skip

SEQS = {name: f"{name}:0" for name in (*PROPOSED, "language", "in_work", "cv_text")}
NO_PLACES = dict.fromkeys(PROPOSED, "")


class IntakeState(DialogState, rx.State):
    """One person at a time. `seqs` counts up for each field that a proposal fills, so that only this one is drawn
    anew."""

    jobs: list[Choice] = []
    recruiters: list[Choice] = []
    shown: Shown = NOBODY
    seqs: dict[str, str] = SEQS
    places: dict[str, str] = NO_PLACES
    known: list[KnownItem] = []
    same_id: int = 0
    same_name: str = ""
    file_name: str = ""
    note: str = ""
    note_tone: str = ""
    is_reading: bool = False
    _typed: dict[str, str] = {}
    _proposed: dict[str, str] = {}  # what the last CV said, as long as nobody changed it
    _file_id: int = 0

    @rx.event
    @guarded(*SEERS)
    async def open_from_address(self) -> None:
        """`?add=1` opens the form; `?job=3` beside it chooses the job."""
        self.problem = ""
        if self.router.url.query_parameters.get("add") == "1" and current_actor().role in HR_ROLES:
            await self._open()

    @rx.event
    @guarded(*HR)
    async def open(self) -> None:
        """Open an empty form."""
        await self._open()

    @rx.event
    @guarded(*HR)
    async def note_field(self, name: Field, value: Annotated[str, Limit(400)]) -> None:
        """Remember what is typed and look whether somebody like this is known."""
        self._typed = {**self._typed, name: value}
        if name != "city":
            await self._look()

    @rx.event
    @guarded(*HR)
    async def take_file(self, file_id: int, name: Annotated[str, Limit(400)]) -> AsyncIterator[None]:
        """Read the CV that was just brought and propose what it says."""
        actor = current_actor()
        self.is_reading, self.note, self.problem = True, "", ""
        yield
        try:
            file = await db.run(_brought, file_id, actor)
            self._file_id, self.file_name = file_id, file.name
            text = await asyncio.to_thread(wiring.cv_reader().read, file.path, file.content_type)
            await self._propose(propose(text, name), actor.language)
        except CvUnreadable:
            self._say("intake.unreadable", "amber")
        except UserError as problem:
            self.problem = await refusal_text(actor.language, problem)
        finally:
            self.is_reading = False

    @rx.event
    @guarded(*HR)
    async def read_text(self, text: Annotated[str, Limit(MOST_CV)]) -> None:
        """Propose what a pasted text says."""
        if text.strip():
            found = propose(text)
            self._typed = {**self._typed, "cv_text": text}
            await self._propose(found, current_actor().language, is_pasted=True)

    @rx.event
    @guarded(*HR)
    def drop_file(self) -> None:
        """Add them without the file."""
        self._file_id, self.file_name = 0, ""

    @rx.event
    @guarded(*HR)
    def same_person(self, candidate_id: int) -> None:
        """It is them: the application goes to the person we know."""
        self.problem = ""
        chosen = next((each for each in self.known if each["candidate_id"] == candidate_id), None)
        if chosen is not None:
            self.same_id, self.same_name = candidate_id, chosen["name"]

    @rx.event
    @guarded(*HR)
    def other_person(self) -> None:
        """It is somebody else after all."""
        self.same_id, self.same_name = 0, ""

    @rx.event
    @guarded(*HR)
    async def save(self, form: IntakeForm) -> None:
        """Put them into the first column."""
        actor, file_id, same_id = current_actor(), self._file_id or None, self.same_id or None

        def work() -> Change:
            command = AddApplication(
                name=form.get("name", ""),
                job_id=read_id(form.get("job_id")) or 0,
                phone=form.get("phone", ""),
                email=form.get("email", ""),
                city=form.get("city", ""),
                is_employed=form.get("in_work", "") == "on",
                cv_text=form.get("cv_text", ""),
                source=form.get("source", ""),
                language=Language.EN if form.get("language") == "en" else Language.ZH,
                recruiter_id=read_id(form.get("recruiter_id")),
                candidate_id=same_id,
                file_id=file_id,
            )
            with db.unit_of_work() as session:
                return add_application(session, command, actor=actor, clock=clock.now)

        name = " ".join(form.get("name", "").split())[:60]
        if await self._do(work, "intake.added", name=name) is not None:
            self.is_open = False

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Add nobody."""
        self.is_open = False

    async def _open(self) -> None:
        actor = current_actor()
        found = await db.run(_choices, actor)
        english = actor.language == Language.EN
        self.jobs = [
            Choice(value=str(job_id), label=f"{en if english else zh} · {city}")
            for job_id, zh, en, city in found.jobs
        ]
        self.recruiters = [Choice(value=str(user_id), label=name) for user_id, name in found.recruiters]
        asked = self.router.url.query_parameters.get("job", "")
        job = asked if asked in {each["value"] for each in self.jobs} else ""
        if len(self.jobs) == 1:
            job = self.jobs[0]["value"]
        self.shown = Shown(**{**NOBODY, "job_id": job, "recruiter_id": str(actor.user_id or "")})
        self._typed, self._proposed, self.places, self.known = {"job_id": job}, {}, NO_PLACES, []
        self.same_id, self.same_name, self._file_id, self.file_name = 0, "", 0, ""
        self.note, self.note_tone, self.problem, self.is_reading, self.is_open = "", "", "", False, True

    async def _propose(self, found: Proposal, language: str, *, is_pasted: bool = False) -> None:
        """Fill the fields that are empty or hold what the CV before said; what somebody typed stays."""
        seqs, shown, places, typed = dict(self.seqs), dict(self.shown), dict(self.places), dict(self._typed)
        values: dict[str, str] = {name: getattr(found, name) for name in PROPOSED}
        values["phone"] = phone_text(found.phone)
        if not is_pasted:
            values["cv_text"] = found.cv_text
        filled = 0
        for name, value in values.items():
            now, before = typed.get(name, "").strip(), self._proposed.get(name, "")
            if (now and now != before) or not (value or before):
                continue
            shown[name], typed[name], seqs[name] = value, value, _next(seqs[name])
            filled += bool(value) and name in PROPOSED
            if name in places:
                places[name] = _place(found, name, language)
        self._typed, self._proposed = typed, {"cv_text": typed.get("cv_text", ""), **values}
        if found.in_work is not None:
            shown["in_work"], seqs["in_work"] = found.in_work, _next(seqs["in_work"])
        shown["language"], seqs["language"] = found.language.value, _next(seqs["language"])
        self.shown, self.seqs, self.places = Shown(**shown), seqs, places  # type: ignore[typeddict-item]
        filled += found.in_work is not None
        if found.count:
            self._say("intake.read" if filled else "intake.read_known", "accent", n=filled)
        else:
            self._say("intake.nothing_read", "amber")
        await self._look()

    def _say(self, key: str, tone: str, **facts: object) -> None:
        self.note, self.note_tone = i18n.text(current_actor().language, key, **facts), tone

    async def _look(self) -> None:
        self.known = await db.run(_known, dict(self._typed), current_actor())
        if self.same_id not in {each["candidate_id"] for each in self.known}:
            self.same_id, self.same_name = 0, ""


def _place(found: Proposal, name: str, language: str) -> str:
    """Where the CV says it, as a sentence."""
    if name not in found.places:
        return ""
    line, excerpt = found.places[name]
    return i18n.text(
        language, "intake.from_line" if line else "intake.from_name", line=line, text=excerpt[:60]
    )


def _next(seq: str) -> str:
    name, _, n = seq.partition(":")
    return f"{name}:{int(n) + 1}"


def _choices(actor: Actor) -> IntakeChoices:
    with db.reading() as session:
        return intake_choices(session, actor=actor)


def _brought(file_id: int, actor: Actor) -> FileView:
    with db.reading() as session:
        return brought_cv(session, file_id, actor=actor)


def _known(typed: dict[str, str], actor: Actor) -> list[KnownItem]:
    name, email = " ".join(typed.get("name", "").split()), typed.get("email", "").strip().lower()
    phone, job_id = maybe_phone(typed.get("phone", "")), read_id(typed.get("job_id")) or 0
    with db.reading() as session:
        found = same_people(
            session, name=name, phone=phone, email=email if "@" in email else "",
            job_ids=(job_id,) if job_id else (),
        )  # fmt: skip
    return [known_item(each, language=actor.language, job_id=job_id) for each in found]
