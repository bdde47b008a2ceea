"""An interview dragged in the calendar: whom it concerns and what will be sent is said before anything happens."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import Invalid, UserError
from rxapp.rules.vocabulary import Channel
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.messaging.channels.available import available_channels
from rxapp.services.scheduling.move_booking import MoveBooking, move_booking
from rxapp.services.scheduling.move_preview import MovePreview, move_preview
from rxapp.services.scheduling.types import BookingReceipt
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import DialogState


class MoveState(DialogState, rx.State):
    """One question at most. `answered_seq` changes when the card may stand where the server says again."""

    title: str = ""
    old: str = ""
    new: str = ""
    tells: list[str] = []
    answered_seq: int = 0
    _application_id: int = 0
    _version: int = 0
    _starts: int = 0
    _interviewer_id: int = 0

    @rx.event
    @guarded(*HR)
    async def ask(self, booking_id: int, version: int, interviewer_id: int, day: str, minute: int) -> None:
        """May it stand there (`day` and minutes after midnight are the company's)? If so, say what moving it does;
        if not, say why, and it stays."""
        actor = current_actor()
        self.problem = ""
        try:
            found, where = await db.run(_look, actor, booking_id, version, interviewer_id, day, minute)
        except UserError as problem:
            self.answered_seq += 1
            await self._refused(problem)
            return
        language = actor.language
        self._application_id, self._version = found.application_id, found.version
        self._starts, self._interviewer_id = int(found.to_at.timestamp()), interviewer_id
        self.title = found.candidate
        self.old = f"{i18n.at(language, found.from_at, where)} · {found.from_who}"
        ends = i18n.clock_time(found.to_ends_at, where)
        self.new = f"{i18n.at(language, found.to_at, where)}–{ends} · {found.to_who}"
        self.tells = _tells(found, language)
        self.is_open = True

    @rx.event
    @guarded(*HR)
    async def move(self) -> None:
        """Do it; what changed since the question is said, and nothing is moved."""
        actor, application_id, version = current_actor(), self._application_id, self._version
        starts_at, interviewer_id = datetime.fromtimestamp(self._starts, UTC), self._interviewer_id

        def work() -> BookingReceipt:
            with db.unit_of_work() as session:
                command = MoveBooking(application_id, starts_at, interviewer_id, version)
                return move_booking(session, command, actor=actor, clock=clock.now)

        if self.is_open and await self._do(work, "drawer.moved") is not None:
            self._end()

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Leave it where it is."""
        self._end()

    def _end(self) -> None:
        self.is_open = False
        self.answered_seq += 1


def _look(
    actor: Actor, booking_id: int, version: int, interviewer_id: int, day: str, minute: int
) -> tuple[MovePreview, str]:
    with (
        db.unit_of_work() as session
    ):  # it reads what a change would read, locks included, and changes nothing
        where = zone(session)
        found = move_preview(
            session, booking_id, version, starts_at=_instant(day, minute, where), interviewer_id=interviewer_id,
            actor=actor, clock=clock.now,
        )  # fmt: skip
    return found, where


def _instant(day: str, minute: int, where: str) -> datetime:
    try:
        midnight = datetime.combine(date.fromisoformat(day[:10]), time())
        if not 0 <= minute < 24 * 60 or not 2000 < midnight.year < 2200:
            raise ValueError
        return (midnight + timedelta(minutes=minute)).replace(tzinfo=ZoneInfo(where)).astimezone(UTC)
    except ValueError:
        raise Invalid(field="starts_at") from None


def _tells(found: MovePreview, language: str) -> list[str]:
    sends = "by_hand" if Channel.BY_HAND in available_channels() else "sent"
    said = [f"arrange.tells_move_{sends}"]
    if found.from_who == found.to_who:
        said.append("calendar.move_same")
    else:
        said += ["calendar.move_gives", "calendar.move_takes"]
    facts = {"name": found.candidate, "who": found.to_who, "from_who": found.from_who}
    return [i18n.text(language, key, **facts) for key in said]
