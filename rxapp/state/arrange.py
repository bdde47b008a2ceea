"""Arranging or moving a time for a candidate on the telephone: the times day by day, what is typed leaves those
that fit, Enter takes one, Enter again books it. One dialog, opened from anywhere (`ArrangeState.open_for`).

All times of two weeks stay on the server; the browser gets the first ones, and those of a day when it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import UserError
from rxapp.rules.phones import phone_text
from rxapp.rules.texts.time_words import LONGEST, matches
from rxapp.rules.vocabulary import Channel, Language
from rxapp.services.accounts.actor import Actor
from rxapp.services.messaging.channels.available import available_channels
from rxapp.services.scheduling.book_slot import BookSlot, book_slot
from rxapp.services.scheduling.move_booking import MoveBooking, move_booking
from rxapp.services.scheduling.telephone import OnTheLine, on_the_line
from rxapp.services.scheduling.types import BookingReceipt
from rxapp.services.scheduling.views import SlotRow
from rxapp.state.arrange_rows import NOBODY, Caller, DayChoice, TimeChoice, choice_of, days_of
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import DialogState
from rxapp.state.payload import Limit

SHOWN = 40  # of all days; of one day all are shown
Key = Literal["up", "down", "first", "last", "enter", "back"]


class ArrangeState(DialogState, rx.State):
    """One open list of times at most. `at` is the line the arrows stand on; `taken` the time asked about."""

    application_id: int = 0
    version: int = 0
    caller: Caller = NOBODY
    times: list[TimeChoice] = []
    days: list[DayChoice] = []
    day: str = ""  # the one whose times are shown; empty: the first ones of all
    total: int = 0  # free times of two weeks
    left: int = 0  # how many fit, shown or not
    counted: str = ""  # the same in words
    where: str = ""  # mode and place of the interview
    at: int = 0
    taken: str = ""
    tells: list[str] = []
    is_move: bool = False
    can_invite: bool = False
    _all: list[SlotRow] = []
    _zone: str = ""
    _query: str = ""
    _choice: tuple[int, int] = (0, 0)

    @rx.event
    @guarded(*HR)
    async def open_for(self, application_id: int) -> None:
        """Offer what is free, day by day."""
        await self._read_times(application_id, current_actor())
        self._query, self.day, self.taken, self.problem, self.is_open = "", "", "", "", True
        self._show()

    @rx.event
    @guarded(*HR)
    def look_for(self, query: str) -> None:
        """Leave only the times that fit what is typed."""
        self._query, self.taken = query[:LONGEST], ""
        self._show()
        if self.day and not self.times:
            # Another day was typed than the one that was pressed before.
            self.day = ""
            self._show()

    @rx.event
    @guarded(*HR)
    def choose_day(self, day: Annotated[str, Limit(10)]) -> None:
        """All times of one day that fit what is typed; an empty one: the first ones of all days."""
        self.day = day if any(each["value"] == day for each in self.days) else ""
        self.taken = ""
        self._show()

    @rx.event
    @guarded(*HR)
    async def press(self, key: Key) -> None:
        """A key of the list: the arrows choose, Enter takes the time and, once it is taken, books it."""
        last = max(len(self.times) - 1, 0)
        if key == "enter":
            if self.taken:
                await self._book()
            elif self.times:
                chosen = self.times[min(self.at, last)]
                self._take(chosen["starts"], chosen["interviewer_id"])
        elif key == "back":
            self.taken = ""
        elif not self.taken:
            steps = {"up": self.at - 1, "down": self.at + 1, "first": 0, "last": last}
            self.at = max(0, min(last, steps[key]))

    @rx.event
    @guarded(*HR)
    def pick(self, starts: int, interviewer_id: int) -> None:
        """Take a time and say what booking it will do."""
        self._take(starts, interviewer_id)

    @rx.event
    @guarded(*HR)
    async def book(self) -> None:
        """Book the time that is taken, or move the interview there."""
        await self._book()

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Close the list."""
        self.is_open, self._all = False, []

    def _shut(self) -> None:
        if self.is_open:
            self.close()

    async def _book(self) -> None:
        """A time that went meanwhile is said, and the list is fresh."""
        actor, (starts, interviewer_id) = current_actor(), self._choice
        application_id, version, is_move = self.application_id, self.version, self.is_move

        def work() -> BookingReceipt:
            starts_at = _instant(starts)
            with db.unit_of_work() as session:
                if is_move:
                    move = MoveBooking(application_id, starts_at, interviewer_id, version)
                    return move_booking(session, move, actor=actor, clock=clock.now)
                book = BookSlot(application_id, starts_at, interviewer_id, version)
                return book_slot(session, book, actor=actor, clock=clock.now)

        if not self.taken:
            return
        done = "drawer.moved" if is_move else "drawer.arranged"
        if await self._do(work, done, tells=not is_move) is not None:
            self._shut()
            return
        await self._read_times(application_id, actor)
        self.taken = ""
        self._show()

    async def _read_times(self, application_id: int, actor: Actor) -> None:
        found = await db.run(_read, application_id, actor)
        language = actor.language
        self.application_id, self.version, self._all, self._zone = (
            application_id, found.version, list(found.slots), found.zone,
        )  # fmt: skip
        self.total = len(found.slots)
        self.days = days_of(found.slots, language, found.zone)
        if all(each["value"] != self.day for each in self.days):
            self.day = ""
        place = found.place_en if language == Language.EN else found.place
        mode = i18n.text(language, f"drawer.mode_{found.mode}") if found.mode else ""
        self.where = " · ".join(filter(None, (mode, place)))
        self.is_move, self.can_invite = found.booked_at is not None, found.can_invite
        self.caller = Caller(
            name=found.name,
            job=found.job_en or found.job if language == Language.EN else found.job,
            phone=phone_text(found.phone),
            dial=found.phone,
            now=i18n.at(language, found.booked_at, found.zone) if found.booked_at is not None else "",
        )

    def _show(self) -> None:
        language, where = current_actor().language, ZoneInfo(self._zone or "UTC")
        today = clock.now().astimezone(where).date()
        fit = [
            slot
            for slot in self._all
            if not self.day or slot.starts_at.astimezone(where).date().isoformat() == self.day
            if matches(self._query, slot.starts_at.astimezone(where), slot.interviewer_name, today)
        ]
        # By time: on the telephone one speaks of days, not of what suits the company best.
        most = len(fit) if self.day else SHOWN
        shown = sorted(fit, key=lambda slot: (slot.starts_at, slot.interviewer_name))[:most]
        self.left, self.at = len(fit), 0
        self.counted = (
            i18n.text(language, "arrange.left", n=len(fit))
            if len(fit) <= most
            else i18n.text(language, "arrange.first", n=len(fit), shown=most)
        )
        days = [slot.starts_at.astimezone(where).date() for slot in shown]
        self.times = [
            choice_of(slot, language, where, today, is_first=not n or days[n - 1] != days[n])
            for n, slot in enumerate(shown)
        ]

    def _take(self, starts: int, interviewer_id: int) -> None:
        language, where = current_actor().language, ZoneInfo(self._zone or "UTC")
        slot = next(
            (s for s in self._all if (int(s.starts_at.timestamp()), s.interviewer_id) == (starts, interviewer_id)),
            None,
        )  # fmt: skip
        if slot is None:
            return
        self._choice, self.problem = (starts, interviewer_id), ""
        self.taken = (
            f"{i18n.at(language, slot.starts_at, where.key)}–{i18n.clock_time(slot.ends_at, where.key)}"
        )
        name, sends = slot.interviewer_name, "by_hand" if Channel.BY_HAND in available_channels() else "sent"
        said = ["concerns_interviewer", f"tells_{'move' if self.is_move else 'book'}_{sends}"]
        if self.is_move:
            said.append("frees")
        self.tells = [
            i18n.text(language, f"arrange.{key}", name=self.caller["name"], who=name, old=self.caller["now"])
            for key in said
        ]


def _instant(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        raise UserError("invalid", field="starts") from None


def _read(application_id: int, actor: Actor) -> OnTheLine:
    with db.reading() as session:
        return on_the_line(session, application_id, actor=actor, clock=clock.now)
