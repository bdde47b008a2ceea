"""One deed for many people: what it needs, what it would do, then one line each as it is done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Literal, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import Invalid, UserError
from rxapp.rules.numbers import whole
from rxapp.rules.reasons import CLOSING_REASONS
from rxapp.rules.vocabulary import Closing
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring import board, many
from rxapp.services.hiring import undo as undo_service
from rxapp.services.hiring.invite import NEEDS_INTERVIEWER
from rxapp.services.hiring.many import Already, Deed, ManyCommand
from rxapp.services.hiring.people import tags_and_sources
from rxapp.services.hiring.remind import JustReminded
from rxapp.services.hiring.types import Change
from rxapp.services.messaging.channels.available import available_channels
from rxapp.services.messaging.sending.leaving import is_by_hand, leaves_at
from rxapp.services.messaging.tasks.task_list import ask_for_interviewer
from rxapp.services.messaging.texts.facts import LINK
from rxapp.state.guard import current_actor, guarded
from rxapp.state.leaving import SOON as LEAVES_SOON
from rxapp.state.many_rows import Ask, ManyRow, Sample, intents, samples, summary
from rxapp.state.marks import HR
from rxapp.state.page import DialogState
from rxapp.state.refusals import refusal_text

Deeds = Literal["invite", "remind", "assign", "move", "tag", "untag", "close"]
How = Literal["lost", "withdrawn", "rejected", "company_cancelled"]
AT_ONCE = (Deed.INVITE, Deed.REMIND)  # these ask nothing first
WRITES = (Deed.INVITE, Deed.REMIND, Deed.CLOSE, Deed.MOVE)
STEP = 5  # rows between two pictures of the progress


class AskForm(TypedDict, total=False):
    """What the first page of the dialog sends, by deed."""

    how: str
    recruiter: str
    stage: str
    tag: str
    reason: str
    note: str


class ManyState(DialogState, rx.State):
    """One dialog: ask, preview, running, done."""

    phase: str = "ask"
    deed: str = ""
    rows: list[ManyRow] = []
    left_out: list[ManyRow] = []
    samples: list[Sample] = []
    summary: list[str] = []
    choices: list[Ask] = []
    how: str = ""
    will: int = 0
    done: int = 0
    cleared_seq: int = 0
    leaves: list[str] = []  # when the messages of what was just done leave
    can_undo: bool = False
    _ids: list[int] = []
    _command: ManyCommand | None = None
    _versions: dict[int, int] = {}
    _lacking: list[int] = []  # left out because nobody is left who would see them

    @rx.event
    @guarded(*HR)
    async def begin(self, deed: Deeds, application_ids: list[int]) -> None:
        """Ask what the deed needs; where it needs nothing, show at once what would happen."""
        if len(application_ids) > many.MOST:
            raise Invalid("too_many_chosen", field="application_ids", most=many.MOST)
        self.deed, self.phase, self.problem, self.how = deed, "ask", "", ""
        self.rows, self.left_out, self.samples, self.summary, self.choices = [], [], [], [], []
        self.will = self.done = 0
        self.leaves, self.can_undo = [], False
        self._ids, self._command, self._versions = list(application_ids), None, {}
        actor = current_actor()
        if Deed(deed) in AT_ONCE:
            await self._preview(ManyCommand(Deed(deed), tuple(application_ids)))
        else:
            self.choices = await db.run(_choices, deed, actor.language)
        self.is_open = True

    @rx.event
    @guarded(*HR)
    def choose_how(self, how: How) -> None:
        """How the applications end; the reasons that fit appear."""
        self.how = how
        language = current_actor().language
        self.choices = [
            Ask(value=code, text=i18n.text(language, f"reason.{code}"))
            for code in CLOSING_REASONS[Closing(how)]
        ]

    @rx.event
    @guarded(*HR)
    async def ask(self, form: AskForm) -> None:
        """Show what would happen to each."""
        self.problem = ""
        if not self.deed:
            return  # nothing was chosen on this page: no dialog stands open
        try:
            command = self._asked(form)
        except UserError as problem:
            self.problem = await refusal_text(current_actor().language, problem)
            return
        await self._preview(command)

    @rx.event
    @guarded(*HR)
    async def run(self) -> AsyncIterator[None]:
        """Do it, row by row; each is stored or refused by itself."""
        command, actor = self._command, current_actor()
        if command is None or self.phase != "preview":
            return
        # Whatever is pressed meanwhile, nobody is written to twice.
        self._command = None
        self.phase, self.done, self.problem = "running", 0, ""
        waiting, caused = list(self.rows), list[int]()
        self.rows = []
        # Whoever is handed twelve candidates hears of it once: lines of one instant are one (services/notices).
        at = clock.now() if command.deed is Deed.ASSIGN else None
        yield
        for n, row in enumerate(waiting, start=1):
            row_done, event_id = await _done(command, row, self._versions.get(row["id"]), actor, at)
            self.rows.append(row_done)
            caused += [event_id] if event_id else []
            self.done = n
            if n % STEP == 0:
                yield
        if self._lacking:
            await db.run(_ask_for_interviewers, self._lacking)
        self.leaves = await db.run(_leaves, caused, actor.language) if command.deed in WRITES else []
        self.can_undo = sum(row["undo_id"] > 0 for row in self.rows) > 1
        self.phase = "done"
        self.cleared_seq += 1

    @rx.event
    @guarded(*HR)
    async def undo(self, application_id: int) -> None:
        """Take one row back, as long as its single deed could be."""
        actor = current_actor()
        self.rows = [
            await _taken_back(each, actor) if each["id"] == application_id and each["undo_id"] else each
            for each in self.rows
        ]
        self.can_undo = sum(row["undo_id"] > 0 for row in self.rows) > 1

    @rx.event
    @guarded(*HR)
    async def undo_all(self) -> None:
        """Take back all that was just done, as far as each single deed could be."""
        actor = current_actor()
        self.rows = [await _taken_back(each, actor) if each["undo_id"] else each for each in self.rows]
        self.can_undo, self.leaves = False, []

    @rx.event
    @guarded(*HR)
    def settle(self) -> None:
        """The ten seconds are over: nothing can be taken back any more."""
        self.rows = [ManyRow(**{**each, "undo_id": 0}) for each in self.rows]
        self.can_undo = False

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Close the dialog; what was selected stays selected until something was done with it."""
        self.is_open = False
        self._command = None

    def _asked(self, form: AskForm) -> ManyCommand:
        deed = Deed(self.deed)
        return ManyCommand(
            deed, tuple(self._ids), recruiter_id=whole(form.get("recruiter")),
            to_stage=whole(form.get("stage")), tag=str(form.get("tag", "")),
            closing=Closing(self.how) if deed is Deed.CLOSE and self.how else None,
            reason=str(form.get("reason", "")), note=str(form.get("note", "")),
        )  # fmt: skip

    async def _preview(self, command: ManyCommand) -> None:
        actor = current_actor()
        try:
            found, place = await db.run(_read, command, actor)
        except UserError as problem:
            self.problem = await refusal_text(actor.language, problem)
            return
        problems = [
            "" if each.problem is None else await refusal_text(actor.language, each.problem)
            for each in found.rows
        ]
        self.rows, self.left_out = intents(found, problems)
        self.samples = samples(found, actor.language, link=LINK)
        self.will = len(self.rows)
        self.summary = summary(
            found, actor.language, place, clock.now(), by_hand="by_hand" in available_channels()
        )
        if command.closing is not None and self.will:
            how, why = (
                i18n.text(actor.language, key)
                for key in (f"many.how_{command.closing}", f"reason.{command.reason}")
            )
            self.summary = [i18n.text(actor.language, "many.ends", how=how, reason=why), *self.summary]
        self._command = command
        self._versions = {each.application_id: each.version for each in found.rows}
        self._lacking = [
            each.application_id
            for each in found.rows
            if each.problem is not None and each.problem.code == NEEDS_INTERVIEWER
        ]
        self.phase = "preview"


def _read(command: ManyCommand, actor: Actor) -> tuple[many.Preview, str]:
    with db.reading() as session:
        place = zone(session)
        return many.preview(session, command, actor=actor, clock=clock.now), place


def _choices(deed: str, language: str) -> list[Ask]:
    if deed == Deed.MOVE:
        return [
            Ask(value=str(int(stage)), text=i18n.text(language, f"board.stage_{stage.name.lower()}"))
            for stage in many.STAGES
        ]
    if deed == Deed.CLOSE:
        return []
    with db.reading() as session:
        if deed == Deed.ASSIGN:
            found = board.choices(session, now=clock.now()).recruiters
            return [Ask(value=str(user_id), text=name) for user_id, name in found]
        return [Ask(value=tag, text=tag) for tag in tags_and_sources(session)[0]]


async def _done(
    command: ManyCommand, row: ManyRow, version: int | None, actor: Actor, at: datetime | None
) -> tuple[ManyRow, int]:
    """The row as it went, and the event that tells of it (0 where nothing was done)."""
    try:
        # A tag asks for no version: putting a word on somebody overwrites nothing.
        seen = None if command.deed in (Deed.TAG, Deed.UNTAG) else version
        change = await db.run(_do, command, row["id"], seen, actor, at)
    except (Already, JustReminded) as already:
        return ManyRow(**{**row, "state": "already", "text": await refusal_text(actor.language, already)}), 0
    except UserError as problem:
        return ManyRow(**{**row, "state": "refused", "text": await refusal_text(actor.language, problem)}), 0
    text = i18n.text(actor.language, f"many.done_{command.deed}")
    done = ManyRow(**{**row, "state": "done", "text": text, "undo_id": change.undo_id or 0})
    return done, change.event_id


async def _taken_back(row: ManyRow, actor: Actor) -> ManyRow:
    try:
        await db.run(_undo, row["undo_id"], actor)
        state, text = "undone", i18n.text(actor.language, "many.undone")
    except UserError as problem:
        state, text = row["state"], await refusal_text(actor.language, problem)
    return ManyRow(**{**row, "state": state, "text": text, "undo_id": 0})


def _leaves(event_ids: list[int], language: str) -> list[str]:
    """When what these events planned goes out: at once, in the morning, or by somebody's hand."""
    now = clock.now()
    with db.reading() as session:
        place = zone(session)
        times = [at for each in event_ids if (at := leaves_at(session, each)) is not None]
    by_hand = "_by_hand" if is_by_hand() else ""
    later = [at for at in times if at > now + LEAVES_SOON]
    said = []
    if len(times) > len(later):
        said.append(i18n.text(language, f"many.leaves_now{by_hand}", n=len(times) - len(later)))
    if later:
        when = i18n.when(language, min(later), now, place)
        said.append(i18n.text(language, f"many.leaves_later{by_hand}", n=len(later), when=when))
    return said


def _do(
    command: ManyCommand, application_id: int, version: int | None, actor: Actor, at: datetime | None
) -> Change:
    with db.unit_of_work() as session:
        now = clock.now if at is None else lambda: at
        return many.do_one(session, command, application_id, version, actor=actor, clock=now)


def _ask_for_interviewers(application_ids: list[int]) -> None:
    for application_id in application_ids:
        with db.unit_of_work() as session:
            ask_for_interviewer(session, application_id, clock=clock.now)


def _undo(undo_id: int, actor: Actor) -> None:
    with db.unit_of_work() as session:
        undo_service.undo(session, undo_id, actor=actor, real_now=clock.real_now, clock=clock.now)
