"""What a candidate's pages show, as plain rows: every text already in the reader's language, nothing a candidate may
not read. Field names are what the pages bind to."""

from __future__ import annotations

from typing import TypedDict

from rxapp.state.pieces import Piece


class Facts(TypedDict):
    """Where things stand, and the interview if there is one. Empty strings where a line does not apply."""

    name: str
    job: str
    headline: str
    stage: int  # index into the progress line, 0…4
    is_passed: bool  # they were told that they passed: they wait for no result any more
    promise: str  # "we answer by Friday 18:00"
    is_promise_late: bool
    words: str  # how it ended, in the words of whoever told them
    closing: str  # code; empty while open
    action: str  # choose | wait | confirm | calendar | arrive | arrived | over | none
    key: str  # names the application, for what the phone itself keeps of this page
    has_booking: bool
    is_over: bool  # its time is past and nobody has said how it went
    does_here_count: bool  # by now "I am here" is an arrival
    can_take_calendar: bool
    is_in_calendar: bool  # what was called off stands in their calendar still
    is_confirmed: bool
    can_move: bool
    can_cancel: bool
    can_withdraw: bool
    late_text: str
    when_big: str
    when_full: str
    when_small: str
    zone_text: str
    mode: str
    place: str
    address: str
    entrance: str
    floor: str
    reception: str  # telephone of whoever lets them in
    photo_url: str
    map_url: str
    geo_url: str
    apple_url: str
    meeting_link: str
    interviewer: str
    initials: str
    face_url: str
    title: str
    background: str
    minutes_text: str


class NewsRow(TypedDict):
    """One thing that happened, newest first; `key` names the event."""

    key: str
    when: str
    text: str


class LetterRow(TypedDict):
    """One message we sent."""

    key: str
    when: str
    title: str
    pieces: list[Piece]


class SlotRow(TypedDict):
    """A time to choose. `starts_at` and `interviewer_id` name it; the server looks it up again."""

    starts_at: str
    interviewer_id: int
    time: str
    interviewer: str
    mark: str  # night | evening | weekend | empty


class SuggestedRow(SlotRow):
    """A time shown before all others, with its day."""

    day: str


class ChosenRow(TypedDict):
    """The time being looked at, with who it will be with; a hundred times offered do not each carry this."""

    starts_at: str
    interviewer_id: int
    when: str
    zone_text: str
    interviewer: str
    initials: str
    face_url: str
    title: str
    background: str


class DayRow(TypedDict):
    """A day's times."""

    day: str
    slots: list[SlotRow]


NO_FACTS: Facts = {
    "name": "", "job": "", "headline": "", "stage": 0, "is_passed": False, "promise": "", "is_promise_late": False,
    "words": "", "closing": "", "action": "none", "key": "", "has_booking": False,
    "is_over": False, "does_here_count": False, "can_take_calendar": False, "is_in_calendar": False,
    "is_confirmed": False, "can_move": False, "can_cancel": False,
    "can_withdraw": False, "late_text": "", "when_big": "", "when_full": "", "when_small": "", "zone_text": "",
    "mode": "",
    "place": "", "address": "", "entrance": "", "floor": "", "reception": "", "photo_url": "",
    "map_url": "", "geo_url": "", "apple_url": "", "meeting_link": "", "interviewer": "", "initials": "",
    "face_url": "", "title": "", "background": "", "minutes_text": "",
}  # fmt: skip
NO_SLOT: ChosenRow = {
    "starts_at": "", "interviewer_id": 0, "when": "", "zone_text": "", "interviewer": "", "initials": "",
    "face_url": "", "title": "", "background": "",
}  # fmt: skip
