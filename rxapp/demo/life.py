"""One application's life up to its first booking: invited, opened or not, called, chosen or lost.

Chances here are the person's; what decides whether an interview takes place stands in `causes`.
"""

from __future__ import annotations

from typing import Any

from rxapp.demo import round as second_round
from rxapp.demo import wishes
from rxapp.demo.calendar import DAY, HOUR, MINUTE, awake, work_after
from rxapp.demo.causes import chance
from rxapp.demo.company import Interviewer, Position
from rxapp.demo.ledger import Row
from rxapp.demo.people import Person
from rxapp.demo.world import CANDIDATE, SYSTEM, USER, Slot, World, into_window, message_text, said_time
from rxapp.models.vocabulary import SIDE, Closing, EventKind, Stage, StepKind, TaskKind

LINK_DAYS = 60
SELF_BANDS: dict[str, float] = {
    "morning": 24,
    "noon": 5,
    "afternoon": 24,
    "late": 19,
    "evening": 20,
    "weekend": 8,
}
HR_BANDS: dict[str, float] = {
    "morning": 29,
    "noon": 5,
    "afternoon": 37,
    "late": 19,
    "evening": 7,
    "weekend": 3,
}
LEADS = (
    (0, 5), (1, 21), (2, 20), (3, 15), (4, 9), (5, 7), (6, 5), (7, 5), (9, 5), (11, 4), (14, 3), (18, 2),
)  # fmt: skip
SLOWER_ONCE = 0.5  # two years ago fewer chose a time: log odds
SILENT_REASONS = (
    ("unreachable", 24), ("never_chose_time", 22), ("other_offer", 18), ("time_clash", 10), ("slow_process", 9),
    ("pay", 6), ("too_far", 5), ("no_longer_interested", 6),
)  # fmt: skip
DECLINES = (("other_offer", 34), ("pay", 14), ("too_far", 12), ("no_longer_interested", 14), ("time_clash", 12),
            ("slow_process", 8), ("role_mismatch", 6))  # fmt: skip
GONE_AFTER = LINK_DAYS * DAY
EXECUTIVE_WISHES = 0.03  # share of applications with a "must come in"


class Life:
    """An application with everything that hangs on it now."""

    def __init__(self, world: World, person: Person, position: Position, recruiter: Row, source: str) -> None:
        self.world, self.person, self.position, self.recruiter = world, person, position, recruiter
        self.rng = world.rng
        self.steps: list[Row] = []
        self.tasks: list[Row] = []
        self.invitation: Row | None = None
        self.booking: Row | None = None
        self.interviewer: Interviewer | None = None
        self.priority: Row | None = None
        self.no_shows = self.moves = self.reinvited = 0
        self.people: list[Interviewer] = []
        self.comes = self.was_read = False
        self.is_scripted = False  # the script says what this candidate does
        at = world.now
        self.row = world.ledger.add(
            "application", candidate_id=person.row["id"], job_id=position.row["id"], recruiter_id=recruiter["id"],
            source=source, created_at=at - self.rng.randrange(2, 9) * DAY, passed_first_at=at, stage_since=at,
        )  # fmt: skip
        person.row["created_at"] = min(person.row["created_at"], self.row["created_at"])
        world.event(EventKind.APPLICATION_CREATED, SYSTEM_ACTOR, self.row, job_id=position.row["id"], stage=0)

    # -- shared --------------------------------------------------------------------------------------------

    @property
    def language(self) -> str:
        """The candidate's."""
        return str(self.person.row["language"])

    @property
    def hr(self) -> tuple[str, int]:
        """The recruiter as an actor."""
        return USER, self.recruiter["id"]

    @property
    def me(self) -> tuple[str, int]:
        """The candidate as an actor."""
        return CANDIDATE, self.person.row["id"]

    @property
    def is_over(self) -> bool:
        """Off the board."""
        return self.row["closing"] is not None

    def changed(self, stage: Stage | None = None) -> None:
        """A new version, maybe in another column."""
        self.row["version"] += 1
        if stage is not None and self.row["stage"] != int(stage):
            self.row["stage"], self.row["stage_since"] = int(stage), self.world.now

    def plan(
        self, kind: StepKind, due: int, event: int, *, booking: Row | None = None, again: int = 1
    ) -> None:
        """Owe a step of the ladder."""
        subject = f"booking:{booking['id']}" if booking else f"invitation:{(self.invitation or {})['id']}"
        step = self.world.ledger.add(
            "planned_step", dedupe=f"{subject}:{kind.value}:{again}", kind=kind.value, application_id=self.row["id"],
            invitation_id=None if booking else (self.invitation or {})["id"], booking_id=booking and booking["id"],
            due_at=due, state="pending", caused_by=event,
        )  # fmt: skip
        self.steps.append(step)
        self.world.at(due, second_round.fall_due if booking else fall_due, self, step)

    def settle(self, step: Row, state: str, reason: str = "") -> None:
        """A step fell due and led somewhere or nowhere."""
        step["state"], step["reason"], step["settled_at"] = state, reason, self.world.now
        self.steps.remove(step)

    def call_off(self, event: int) -> None:
        """What was owed is owed no more."""
        for step in self.steps:
            step["state"], step["reason"], step["cancelled_by"] = "cancelled", "called_off", event
            step["settled_at"] = self.world.now
        for task in self.tasks:
            if task["done_at"] is None:
                task["cancelled_at"], task["cancelled_by"] = self.world.now, event
        self.steps.clear()
        self.tasks.clear()

    def send(self, step: Row, kind: StepKind | None = None) -> tuple[Row, Row]:
        """A message leaves on the demo's channel, with a link of its own."""
        world, now = self.world, self.world.now
        kind = kind or StepKind(step["kind"])
        link = world.ledger.add(
            "candidate_link", application_id=self.row["id"], candidate_id=self.person.row["id"], purpose="portal",
            created_at=now, expires_at=now + GONE_AFTER,
        )  # fmt: skip
        delivery = world.ledger.add(
            "delivery", dedupe=f"{step['dedupe']}:outbox", step_id=step["id"], kind=kind.value,
            channel="outbox", language=self.language, application_id=self.row["id"], booking_id=step["booking_id"],
            invitation_id=step["invitation_id"], link_id=link["id"], due_at=step["due_at"], created_at=now,
            state="sent", sent_at=now, attempt=1, caused_by=step["caused_by"], **self._text(kind),
        )  # fmt: skip
        link["delivery_id"] = delivery["id"]
        if self.rng.random() < 0.015:
            delivery.update(state="failed", sent_at=None, error="unreachable")
            world.event(
                EventKind.MESSAGE_FAILED, SYSTEM_ACTOR, self.row, self._held(step), **_facts(delivery)
            )
        else:
            world.event(EventKind.MESSAGE_SENT, SYSTEM_ACTOR, self.row, self._held(step), **_facts(delivery))
        self.settle(step, "done")
        return delivery, link

    def _held(self, step: Row) -> Row | None:
        return self.booking if step["booking_id"] else None

    def _text(self, kind: StepKind) -> dict[str, str]:
        job = self.position.row
        host = self.interviewer or (self.people[0] if self.people else None)
        place = self.world.firm.places[job["city"]]
        is_en = self.language == "en"
        at = self.booking["starts_at"] if self.booking else self.world.now
        return message_text(
            kind, self.language, name=self.person.row["name"], job=job["title_en" if is_en else "title"],
            minutes=(self.invitation or job)["minutes"], host=host.name if host else "",
            when=said_time(at, self.language), place=place["name_en" if is_en else "name"],
        )  # fmt: skip

    def opened(self, delivery: Row, link: Row) -> None:
        """The page behind a message came alive on the phone."""
        now = self.world.now
        if delivery["opened_at"] is None:
            delivery["opened_at"] = link["opened_at"] = now
            held = self.booking if delivery["booking_id"] else None
            self.world.event(
                EventKind.MESSAGE_OPENED, self.me, self.row, held, **_facts(delivery), link_id=link["id"]
            )

    def task(self, kind: TaskKind, due: int, step: Row, assignee: int, *, settle: bool = True) -> Row:
        """Somebody is asked to act."""
        row = self.world.ledger.add(
            "task", dedupe=f"{step['dedupe']}:{assignee}", kind=kind.value,
            application_id=self.row["id"], booking_id=step["booking_id"], assignee_id=assignee, due_at=due,
            created_at=self.world.now, caused_by=step["caused_by"],
        )  # fmt: skip
        self.tasks.append(row)
        if settle:
            self.settle(step, "done")
        return row

    def did(self, task: Row, user_id: int) -> bool:
        """The task is done now; False when it was overtaken."""
        if task["done_at"] is not None or task["cancelled_at"] is not None:
            return False
        task["done_at"], task["done_by"] = self.world.now, user_id
        self.world.event(
            EventKind.TASK_DONE, (USER, user_id), self.row, self.booking if task["booking_id"] else None,
            task_id=task["id"], kind=task["kind"],
        )  # fmt: skip
        return True

    def close(self, closing: Closing, reason: str, actor: tuple[str, int | None]) -> None:
        """It leaves the board."""
        if self.is_over or self.row["stage"] == Stage.HIRED:
            return
        second_round.give_back_future(self, closing, reason, actor)
        self.row.update(
            closing=closing.value, closed_at=self.world.now, reason=reason, reason_side=SIDE[reason].value
        )
        self.changed()
        if self.invitation is not None:
            self.invitation["is_open"] = False
        if self.priority is not None:
            self.priority["is_open"] = False
        event = self.world.event(EventKind(closing.value), actor, self.row, reason=reason)
        self.call_off(event)
        self.person.is_open, self.person.free_at = False, self.world.now

    def pick(self, table: tuple[tuple[str, int], ...]) -> str:
        """A reason, by its weight."""
        return self.rng.choices([name for name, _ in table], [weight for _, weight in table])[0]


SYSTEM_ACTOR = (SYSTEM, None)


def _facts(delivery: Row) -> dict[str, Any]:
    return {"delivery_id": delivery["id"], "kind": delivery["kind"], "channel": delivery["channel"]}


# -- arranging ------------------------------------------------------------------------------------------------


def begin(life: Life) -> None:
    """The first round is passed; the second will be offered within a few working days."""
    rng, world = life.rng, life.world
    if rng.random() < 0.05:
        closing = Closing.COMPANY_CANCELLED if rng.random() < 0.5 else Closing.WITHDRAWN
        reason = "headcount_cut" if closing is Closing.COMPANY_CANCELLED else life.pick(DECLINES)
        world.at(work_after(world.now, world.soon(14 * HOUR)), life.close, closing, reason, life.hr)
    else:
        world.at(work_after(world.now, world.soon(12 * HOUR, 0.7)), invite, life, None)
        if rng.random() < EXECUTIVE_WISHES:
            world.at(work_after(world.now, world.soon(16 * HOUR, 0.8)), wishes.ask, life, None)


def invite(life: Life, why: str | None) -> None:
    """The second round is offered: by the recruiter, or after a no-show by the ladder."""
    if life.is_over or life.row["stage"] > Stage.ARRANGING:
        return
    rng, world, job = life.rng, life.world, life.position.row
    if life.invitation is None:
        at_hand = life.position.interviewers
        life.people = at_hand if rng.random() < 0.5 else rng.sample(at_hand, min(2, len(at_hand)))
        is_far = life.person.row["city"] != job["city"]
        is_video = job["mode"] == "video" or (is_far and rng.random() < 0.55)
        minutes = rng.choices((30, 45, 60, 90, 100, 120), _lengths(job["minutes"]))[0]
    else:
        is_video, minutes = life.invitation["mode"] == "video", life.invitation["minutes"]
        life.invitation["is_open"] = False
    is_ladder = why == "no_show"
    life.invitation = world.ledger.add(
        "invitation", application_id=life.row["id"], invited_by=None if is_ladder else life.recruiter["id"],
        invited_at=world.now, mode="video" if is_video else "onsite",
        place_id=None if is_video else job["place_id"], meeting_link=job["meeting_link"] if is_video else "",
        minutes=minutes,
    )  # fmt: skip
    for who in life.people:
        world.ledger.add("invitation_interviewer", invitation_id=life.invitation["id"], user_id=who.id)
    row = life.row
    row["first_invited_at"] = row["first_invited_at"] or world.now
    row["last_invited_at"], row["silent_since"] = world.now, None
    row["invitations"] += 1
    life.changed(Stage.ARRANGING)
    data = {"invitation_id": life.invitation["id"]} | ({"why": why} if why else {})
    event = world.event(EventKind.INVITED, SYSTEM_ACTOR if is_ladder else life.hr, row, **data)
    life.call_off(event)
    kind = StepKind.REINVITED if is_ladder else StepKind.INVITED
    life.plan(kind, into_window(world.now + 10), event)
    world.at(world.now + 14 * DAY, give_up, life, life.invitation)


def _lengths(planned: int) -> tuple[float, ...]:
    """How rounds of a job really get planned: mostly as the job says, some far too long."""
    near = {30: (60, 24, 8, 3, 2, 3), 45: (10, 52, 20, 6, 5, 7), 60: (2, 14, 48, 14, 10, 12)}
    return near[planned]


def fall_due(life: Life, step: Row) -> None:
    """A step of an invitation falls due."""
    if step["state"] != "pending" or life.invitation is None:
        return
    world, kind, hr = life.world, StepKind(step["kind"]), life.recruiter["id"]
    invitation = life.invitation
    if kind in (StepKind.INVITED, StepKind.REINVITED):
        _reach(life, step)
        _start_clocks(life, step["caused_by"])
    elif kind is StepKind.INVITED_NUDGE:
        if invitation["opened_at"] is None:
            delivery, link = life.send(step)
            if life.rng.random() < 0.38 and not life.is_scripted:
                world.at(awake(world.now + world.soon(50 * MINUTE)), _open, life, delivery, link)
        else:
            life.settle(step, "skipped", "opened")
    elif kind is StepKind.INVITED_CALL and invitation["opened_at"] is not None:
        life.settle(step, "skipped", "opened")
    elif kind is StepKind.INVITED_CHOICE_CALL and invitation["opened_at"] is None:
        life.settle(step, "skipped", "not_opened")
    elif kind is StepKind.INVITED_SILENT:
        life.row["silent_since"] = world.now
        life.changed()
        world.event(EventKind.INVITATION_SILENT, SYSTEM_ACTOR, life.row, invitation_id=invitation["id"])
        life.settle(step, "done")
        if life.rng.random() < 0.5:
            later = work_after(world.now, world.soon(12 * HOUR, 0.6))
            world.at(later, _recruiter_gives_up, life, invitation)
    else:
        task = life.task(_CALLS[kind], step["due_at"], step, hr)
        if life.rng.random() < 0.9 and not life.is_scripted:
            world.at(work_after(world.now, world.soon(50 * MINUTE)), call, life, task)


_CALLS = {
    StepKind.INVITED_CALL: TaskKind.INVITED_NOT_OPENED,
    StepKind.INVITED_CHOICE_CALL: TaskKind.INVITED_NO_CHOICE,
    StepKind.INVITED_SECOND_CALL: TaskKind.INVITED_SECOND,
}


def _reach(life: Life, step: Row) -> None:
    delivery, link = life.send(step)
    if delivery["state"] != "sent":
        return
    again = life.reinvited * 0.9
    if not life.is_scripted and life.rng.random() < chance(1.75 + 0.75 * life.person.engagement - again):
        world = life.world
        world.at(awake(world.now + world.soon(24 * MINUTE, 1.3)), _open, life, delivery, link)


def _start_clocks(life: Life, event: int) -> None:
    now = life.world.now
    life.plan(StepKind.INVITED_NUDGE, into_window(now + HOUR), event)
    life.plan(StepKind.INVITED_CALL, work_after(now, 4 * HOUR), event)
    life.plan(StepKind.INVITED_CHOICE_CALL, work_after(now + 24 * HOUR), event)
    life.plan(StepKind.INVITED_SECOND_CALL, work_after(now + 48 * HOUR), event)
    life.plan(StepKind.INVITED_SILENT, now + 7 * DAY, event)


def _open(life: Life, delivery: Row, link: Row) -> None:
    if life.is_over:
        return
    life.opened(delivery, link)
    invitation = life.invitation
    if invitation is None or delivery["invitation_id"] != invitation["id"]:
        return
    if invitation["opened_at"] is None:
        invitation["opened_at"] = life.world.now
        waited = (life.world.now - life.row["passed_first_at"]) / DAY
        age = (life.world.end - life.world.now) / (730 * DAY)
        eager = 0.85 + 0.65 * life.person.engagement - 0.09 * max(0.0, waited - 3) - 0.8 * life.reinvited
        eager -= SLOWER_ONCE * age
        if life.rng.random() < chance(eager):
            life.world.at(awake(life.world.now + life.world.soon(2.2 * HOUR, 1.2)), choose, life, invitation)


def choose(life: Life, invitation: Row) -> None:
    """The candidate picks a time on the phone."""
    if life.is_over or not invitation["is_open"] or life.row["stage"] != Stage.ARRANGING:
        return
    bands = dict(SELF_BANDS)
    if life.person.row["is_employed"]:
        bands["evening"] *= 1.6
        bands["weekend"] *= 1.5
    slot = find_time(life, bands, 4 * HOUR)
    if slot is not None:
        second_round.book(life, slot, "candidate")


def find_time(life: Life, bands: dict[str, float], notice: int, most: int = 99) -> Slot | None:
    """A time both can."""
    lead = life.rng.choices([days for days, _ in LEADS], [weight for _, weight in LEADS])[0]
    minutes = (life.invitation or {})["minutes"]
    return life.world.find_slot(
        life.people, minutes, lead=min(lead, most), bands=bands, earliest=life.world.now + notice
    )


def call(life: Life, task: Row) -> None:
    """The recruiter telephones: books, hears a no, or reaches nobody."""
    if not life.did(task, life.recruiter["id"]) or life.is_over or life.row["stage"] != Stage.ARRANGING:
        return
    rng, world, invitation = life.rng, life.world, life.invitation
    if rng.random() > chance(0.35 + 0.55 * life.person.engagement):
        return  # nobody answers
    luck = rng.random()
    if luck < 0.56:
        slot = find_time(life, HR_BANDS, 12 * HOUR)
        if slot is not None:
            second_round.book(life, slot, "user")
    elif luck < 0.74:
        life.close(Closing.WITHDRAWN, life.pick(DECLINES), life.hr)
    elif luck < 0.88 and invitation is not None:
        world.at(awake(world.now + world.soon(3 * HOUR)), choose, life, invitation)


def _recruiter_gives_up(life: Life, invitation: Row) -> None:
    if life.invitation is invitation and life.row["stage"] == Stage.ARRANGING:
        reason = "notice_missed" if invitation["opened_at"] is None else life.pick(SILENT_REASONS)
        life.close(Closing.LOST, reason, life.hr)


def give_up(life: Life, invitation: Row) -> None:
    """Fourteen days after the last invitation with nothing booked."""
    if life.invitation is invitation and life.row["stage"] == Stage.ARRANGING:
        reason = "notice_missed" if invitation["opened_at"] is None else "never_chose_time"
        life.close(Closing.LOST, "no_show_again" if life.no_shows else reason, SYSTEM_ACTOR)
