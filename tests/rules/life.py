"""An application's whole life as a state machine: two actors, stale screens, time that passes.

`LifeMachine` speaks to a `Driver` and knows nothing of how it is built. `PureDriver` here is a model on the rules
alone; a driver over the database only has to subclass the machine:

    class StoredLife(LifeMachine):
        make_driver = staticmethod(lambda: DatabaseDriver(...))

    TestStoredLife = StoredLife.TestCase
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rxapp.rules.decisions import Verdict
from rxapp.rules.events import Event, check_data
from rxapp.rules.ladder.steps import OUTLIVES_CLOSING
from rxapp.rules.ladder.table import INVITATION_CLOCK_STARTERS
from rxapp.rules.replay import Snapshot, replay, snapshot
from rxapp.rules.stages import CAME
from rxapp.rules.vocabulary import BookingState, Closing, Role, Stage, StepKind

STALE = "stale"


class Verb(StrEnum):
    """Every command of an application's life."""

    INVITE = "invite"
    WITHDRAW_INVITATION = "withdraw_invitation"
    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    CONFIRM = "confirm"
    ARRIVE = "arrive"
    RECORD = "record"
    CORRECT = "correct"
    OFFER = "offer"
    WITHDRAW_OFFER = "withdraw_offer"
    HIRE = "hire"
    UNDO_HIRE = "undo_hire"
    DECIDE_NO = "decide_no"
    PROMISE = "promise"
    TELL = "tell"
    CLOSE = "close"
    REOPEN = "reopen"
    ASK_PRIORITY = "ask_priority"
    SEE_PRIORITY = "see_priority"
    CANCEL_PRIORITY = "cancel_priority"
    UNDO = "undo"  # the newest change, within its ten seconds


@dataclass(frozen=True)
class Act:
    """One command as somebody's screen sends it. `ahead` is how far from now the chosen time or deadline lies."""

    verb: Verb
    role: Role
    version: int
    ahead: timedelta = timedelta(days=2)
    outcome: BookingState = BookingState.ATTENDED
    closing: Closing = Closing.LOST


class Driver(Protocol):
    """One application somewhere, the commands on it, and everything that can be observed of it."""

    def act(self, act: Act) -> str | None:
        """Do it: None when it is stored, else the code of the refusal ("stale" for an old version)."""

    def advance(self, by: timedelta) -> None:
        """Let time pass; whatever falls due is judged and happens."""

    def version(self) -> int:
        """The row version that screens compare."""

    def snapshot(self) -> Snapshot:
        """The stored rows as they are, not as the events tell them."""

    def events(self) -> list[Event]:
        """The event table of this application, oldest first."""

    def pending(self) -> list[StepKind]:
        """Steps still waiting."""

    def now(self) -> datetime:
        """The driver's business time."""


ROLES = st.sampled_from(
    [Role.RECRUITER, Role.CANDIDATE, Role.INTERVIEWER, Role.EXECUTIVE, Role.ADMINISTRATOR]
)
HR = st.sampled_from([Role.RECRUITER, Role.ADMINISTRATOR])
SECONDS = timedelta(seconds=1)
OF_BOOKING = frozenset(
    {
        StepKind.BOOKED, StepKind.MOVED, StepKind.BOOKED_NUDGE, StepKind.BOOKED_CALL, StepKind.REMIND_THREE_DAYS,
        StepKind.ASK_DAY_BEFORE, StepKind.UNCONFIRMED_CALL, StepKind.REMIND_TWO_HOURS, StepKind.ASK_NOT_HERE,
        StepKind.ASK_OUTCOME,
    }
)  # fmt: skip
OF_INVITATION = (INVITATION_CLOCK_STARTERS - {StepKind.CALLED_OFF}) | {
    StepKind.INVITED_NUDGE, StepKind.INVITED_CALL, StepKind.INVITED_CHOICE_CALL, StepKind.INVITED_SECOND_CALL,
    StepKind.INVITED_SILENT,
}  # fmt: skip


class LifeMachine(RuleBasedStateMachine):
    """Two actors with screens of their own act on one application in any order."""

    make_driver: ClassVar[Callable[[], Driver]]

    @initialize()
    def open_screens(self) -> None:
        self.driver = self.make_driver()
        self.seen = [self.driver.version()] * 2

    # --- what actors do ---

    def do(
        self,
        who: int,
        verb: Verb,
        role: Role,
        ahead: timedelta = timedelta(days=2),
        outcome: BookingState = BookingState.ATTENDED,
        closing: Closing = Closing.LOST,
    ) -> str | None:
        """One click on a screen that may be stale; checks what any refusal and any success must leave behind."""
        act = Act(verb, role, self.seen[who], ahead, outcome, closing)
        version, before, told = self.driver.version(), self.driver.snapshot(), len(self.driver.events())
        refused = self.driver.act(act)
        if act.version != version:
            assert refused == STALE, f"a stale screen got {refused!r}"
        if refused is None:
            assert self.driver.version() > version
            assert len(self.driver.events()) > told
            self.seen[who] = self.driver.version()
        else:
            assert (self.driver.version(), self.driver.snapshot()) == (version, before), "half done"
            assert len(self.driver.events()) == told, "a refusal left an event"
        return refused

    @rule(who=st.integers(0, 1))
    def look(self, who: int) -> None:
        """A live update reaches one screen."""
        self.seen[who] = self.driver.version()

    @rule(who=st.integers(0, 1), verb=st.sampled_from(Verb), role=ROLES, closing=st.sampled_from(Closing),
          outcome=st.sampled_from(BookingState), hours=st.integers(-2, 200))  # fmt: skip
    def try_anything(
        self, who: int, verb: Verb, role: Role, closing: Closing, outcome: BookingState, hours: int
    ) -> None:
        """Any role tries any command at any stage."""
        self.do(who, verb, role, timedelta(hours=hours), outcome, closing)

    @rule(who=st.integers(0, 1), role=HR)
    def go_on(self, who: int, role: Role) -> None:
        """The next sensible step, so that long lives are reached too."""
        self.seen[who] = self.driver.version()
        stage = self.driver.snapshot().stage
        verb = {
            Stage.PASSED_FIRST: Verb.INVITE, Stage.ARRANGING: Verb.BOOK, Stage.BOOKED: Verb.RECORD,
            Stage.ATTENDED: Verb.OFFER, Stage.OFFER: Verb.HIRE, Stage.HIRED: Verb.UNDO_HIRE,
        }[stage]  # fmt: skip
        if stage is Stage.BOOKED:
            starts_at = self.driver.snapshot().starts_at
            assert starts_at is not None
            self.driver.advance(max(starts_at - self.driver.now(), timedelta()) + SECONDS)
            self.seen[who] = self.driver.version()
        refused = self.do(who, verb, role)
        if self.driver.snapshot().closing is None:
            assert refused is None, f"{verb} at {stage.name}: {refused}"

    @rule(
        who=st.integers(0, 1),
        verb=st.sampled_from(Verb),
        role=HR,
        closing=st.sampled_from(Closing),
        outcome=st.sampled_from(BookingState),
        hours=st.integers(-2, 200),
    )
    def hr_tries(
        self, who: int, verb: Verb, role: Role, closing: Closing, outcome: BookingState, hours: int
    ) -> None:
        """HR, who may do most, tries any command on a fresh screen."""
        self.seen[who] = self.driver.version()
        self.do(who, verb, role, timedelta(hours=hours), outcome, closing)

    @rule(who=st.integers(0, 1), verb=st.sampled_from([Verb.DECIDE_NO, Verb.PROMISE, Verb.TELL]), role=HR,
          hours=st.integers(-1, 200))  # fmt: skip
    def decide(self, who: int, verb: Verb, role: Role, hours: int) -> None:
        """HR decides, promises and tells; nobody else can, and nothing is told that was not decided."""
        self.seen[who] = self.driver.version()
        before = self.driver.snapshot()
        for other in (Role.CANDIDATE, Role.INTERVIEWER, Role.EXECUTIVE):
            assert self.do(who, verb, other, timedelta(hours=hours)) is not None
        refused = self.do(who, verb, role, timedelta(hours=hours))
        if verb is Verb.TELL and refused is None:
            assert not before.is_told
            assert (
                before.stage is Stage.OFFER
                or Verdict.NO in (before.verdict, self.driver.snapshot().verdict)
                or (before.closing is Closing.REJECTED)
            )

    @rule(who=st.integers(0, 1), closing=st.sampled_from(Closing))
    def close(self, who: int, closing: Closing) -> None:
        """HR closes, and then tries to correct what is closed."""
        self.seen[who] = self.driver.version()
        if self.do(who, Verb.CLOSE, Role.RECRUITER, closing=closing) is None:
            for outcome in (BookingState.NO_SHOW, BookingState.ATTENDED):
                assert self.do(who, Verb.CORRECT, Role.RECRUITER, outcome=outcome) is not None

    @rule(who=st.integers(0, 1))
    def take_the_invitation_back(self, who: int) -> None:
        """Only while nothing came of it."""
        self.seen[who] = self.driver.version()
        now = self.driver.snapshot()
        may = now.stage is Stage.ARRANGING and now.outcome is None and now.closing is None
        assert (self.do(who, Verb.WITHDRAW_INVITATION, Role.RECRUITER) is None) == may

    @rule(who=st.integers(0, 1), verb=st.sampled_from([Verb.BOOK, Verb.MOVE]))
    def choose_a_time_that_has_passed(self, who: int, verb: Verb) -> None:
        """Refused after other checks have passed: nothing may be half done."""
        self.seen[who] = self.driver.version()
        assert self.do(who, verb, Role.RECRUITER, timedelta(hours=-1)) is not None

    @rule(who=st.integers(0, 1), outcome=st.sampled_from(BookingState))
    def settle(self, who: int, outcome: BookingState) -> None:
        """HR records or corrects an outcome."""
        self.seen[who] = self.driver.version()
        held = self.driver.snapshot().outcome
        verb = Verb.RECORD if held is BookingState.SCHEDULED else Verb.CORRECT
        self.do(who, verb, Role.RECRUITER, outcome=outcome)

    @rule(
        who=st.integers(0, 1),
        hours=st.integers(1, 300),
        verb=st.sampled_from([Verb.BOOK, Verb.MOVE, Verb.CANCEL]),
    )
    def candidate_clicks(self, who: int, hours: int, verb: Verb) -> None:
        """The candidate books, moves or cancels on the own page."""
        self.seen[who] = self.driver.version()
        self.do(who, verb, Role.CANDIDATE, timedelta(hours=hours))

    @rule(who=st.integers(0, 1))
    def undo(self, who: int) -> None:
        """Whoever sees the newest version takes the newest change back, if its ten seconds last."""
        self.seen[who] = self.driver.version()
        self.do(who, Verb.UNDO, Role.RECRUITER)

    @precondition(lambda self: self.driver.snapshot().closing is not None)
    @rule(who=st.integers(0, 1), role=HR)
    def reopen(self, who: int, role: Role) -> None:
        """Closed is not the end."""
        self.seen[who] = self.driver.version()
        assert self.do(who, Verb.REOPEN, role) is None

    @rule(minutes=st.sampled_from([0, 1, 5, 30, 61, 300, 1500, 4000, 11_000]))
    def time_passes(self, minutes: int) -> None:
        """Steps fall due."""
        self.driver.advance(timedelta(minutes=minutes, seconds=11))

    # --- what must hold at every moment ---

    @invariant()
    def the_state_is_possible(self) -> None:
        now = self.driver.snapshot()
        assert (now.stage is Stage.BOOKED) == (now.outcome is BookingState.SCHEDULED)
        assert (now.stage >= Stage.ATTENDED) == (now.outcome in CAME)
        assert now.has_attended == (now.outcome in CAME)
        if now.stage is Stage.PASSED_FIRST:
            assert now.outcome is None
        else:
            assert now.invitations > 0
        if now.closing is not None:
            assert now.stage is not Stage.HIRED
            assert now.deadline_at is None
        if now.closing is Closing.LOST:
            assert now.invitations > 0
        if now.stage < Stage.ATTENDED:
            assert (now.verdict, now.reply_by, now.is_told) == (None, None, False)
        if now.stage > Stage.ATTENDED:
            assert now.verdict == Verdict.PASS
        if now.is_told and now.closing is None:
            assert now.stage > Stage.ATTENDED, "somebody was told no and still stands on the board"

    @invariant()
    def the_events_replay_to_the_same_state(self) -> None:
        events = self.driver.events()
        for event in events:
            check_data(event.kind, event.data)
        assert snapshot(replay(events)) == self.driver.snapshot()

    @invariant()
    def nothing_is_owed_in_vain(self) -> None:
        now, pending = self.driver.snapshot(), set(self.driver.pending())
        assert len(pending) == len(self.driver.pending()), "a step is pending twice"
        if now.closing is not None:
            assert pending <= OUTLIVES_CLOSING, "a reminder is pending for a closed application"
        if now.stage is not Stage.BOOKED:
            assert not pending & OF_BOOKING, "a reminder outlived its booking"
        if now.stage is not Stage.ARRANGING:
            assert not pending & OF_INVITATION, "an invitation's step outlived the choice"
