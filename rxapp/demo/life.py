"""One application's life and what hangs on it now: the verbs every part of it uses. What happens in it stands in
`arranging`, `booking`, `reminders`, `fate` and `afterwards`."""

from __future__ import annotations

from rxapp.demo.calendar import DAY
from rxapp.demo.company import Interviewer, Position
from rxapp.demo.ledger import Row
from rxapp.demo.people import Person
from rxapp.demo.world import CANDIDATE, SYSTEM_ACTOR, USER, World
from rxapp.models.vocabulary import EventKind, Stage, StepKind, TaskKind


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
        world.live += 1
        person.row["created_at"] = min(person.row["created_at"], self.row["created_at"])
        world.event(EventKind.APPLICATION_CREATED, SYSTEM_ACTOR, self.row, job_id=position.row["id"], stage=0)

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
        self.world.at(due, self.world.fall_due, self, step)

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

    def pick(self, table: tuple[tuple[str, int], ...]) -> str:
        """A reason, by its weight, that this person can have: who is out of work need not stay at it, and nobody is
        held up on the way to a video round."""
        impossible = set()
        if not self.person.row["is_employed"]:
            impossible.add("must_work")
        if self.invitation is not None and self.invitation["mode"] == "video":
            impossible.add("traffic")
        possible = [each for each in table if each[0] not in impossible]
        return self.rng.choices([name for name, _ in possible], [weight for _, weight in possible])[0]
