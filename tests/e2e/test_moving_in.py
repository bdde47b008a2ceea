"""A company moves in: from an empty database to somebody hired, at everybody's own screen, and nothing of it typed into
a terminal or put into the database by a test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from rxapp.rules.events import EventKind as Kind
from rxapp.rules.vocabulary import ActorKind, Role, Stage
from tests.e2e import first_hire, moving_in, people
from tests.e2e.days import Days
from tests.e2e.installation import INTERVIEWER, PASSWORD, RECRUITER, Installation, set_up
from tests.e2e.moving_in import CANDIDATE, JUDGE, MINUTES, RECRUITER_NAME
from tests.e2e.people import LIVE, SOON, card, zh

pytestmark = pytest.mark.e2e

# What people did to the application, in the order of the story; what the jobs write stands between.
STORY = [
    (Kind.APPLICATION_CREATED, RECRUITER_NAME),
    (Kind.INVITED, RECRUITER_NAME),
    (Kind.TASK_DONE, RECRUITER_NAME),  # the invitation, ticked as sent
    (Kind.MESSAGE_OPENED, CANDIDATE),
    (Kind.SLOT_BOOKED, CANDIDATE),
    (Kind.TASK_DONE, RECRUITER_NAME),  # the notice
    (Kind.ARRIVED, CANDIDATE),
    (Kind.OUTCOME_RECORDED, JUDGE),
    (Kind.DECIDED_OFFER, RECRUITER_NAME),
    (Kind.REPLY_PROMISED, RECRUITER_NAME),
    (Kind.CANDIDATE_TOLD, RECRUITER_NAME),
    (Kind.TASK_DONE, RECRUITER_NAME),  # the good news
    (Kind.HIRED, RECRUITER_NAME),
]

Seat = Callable[[dict[str, Any]], Page]


@pytest.fixture
def complaints() -> list[str]:
    """What the consoles of all browsers called an error."""
    return []


@pytest.fixture
def seat(browsers: Callable[..., BrowserContext], complaints: list[str]) -> Seat:
    """Call with a view for a page in a browser of one's own, whose console is listened to."""

    def listen(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(f"{said.text} {said.location}")

    def sit_down(view: dict[str, Any]) -> Page:
        context = browsers(**view)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.on("console", listen)
        return context.new_page()

    return sit_down


def test_a_company_goes_from_an_empty_database_to_its_first_hire_by_the_interface_alone(
    real: Installation, seat: Seat, complaints: list[str]
) -> None:
    administrator, recruiter, interviewer = they_come_in(real, seat)
    rooms_are_filled(real, administrator, interviewer)
    moving_in.see_the_start(recruiter, real, "candidate")
    someone = first_hire.add_the_candidate(recruiter)
    first_hire.send_the_invitation(recruiter, someone)
    desk, phone = recruiter.context.new_page(), seat(people.PHONE)
    first_hire.open_the_invitation(phone, first_hire.send_by_hand(desk, real))
    expect(card(recruiter, someone)).to_contain_text(zh("board.notice_opened"), timeout=LIVE + 1_000)
    at = first_hire.choose_a_time(phone)
    first_hire.read_the_appointment(phone)
    first_hire.send_the_notice(desk)
    for start in (recruiter, administrator):
        moving_in.see_no_steps_left(start, real)
    people.open_board(recruiter, real.url)
    the_day_comes(real, at, recruiter, interviewer, phone, someone)
    they_decide_and_tell(recruiter, desk, phone, someone)
    assert story_of(Days(real.database_file, real.now), someone) == STORY
    assert complaints == []


def they_come_in(real: Installation, seat: Seat) -> tuple[Page, Page, Page]:
    """The administrator sets the company up and asks two colleagues in, each by a link of their own."""
    administrator, recruiter, interviewer = seat(people.DESKTOP), seat(people.DESKTOP), seat(people.PHONE)
    set_up(administrator, real)
    moving_in.sign_in_and_skip_the_tour(administrator, real)
    moving_in.read_what_is_left(administrator, "colleague", "place", "job", "hours", "candidate")
    moving_in.press_step(administrator, "colleague")
    for_recruiter = moving_in.invite_colleague(administrator, RECRUITER_NAME, RECRUITER, Role.RECRUITER)
    administrator.get_by_role("button", name=zh("users.invite"), exact=True).click()
    for_interviewer = moving_in.invite_colleague(administrator, JUDGE, INTERVIEWER, Role.INTERVIEWER)
    moving_in.choose_password(recruiter, real, for_recruiter, RECRUITER_NAME, RECRUITER)
    moving_in.choose_password(interviewer, real, for_interviewer, JUDGE, INTERVIEWER)
    moving_in.find_the_link_used_up(seat(people.PHONE), for_recruiter)
    moving_in.sign_out(interviewer)
    people.sign_in(interviewer, real.url, INTERVIEWER, PASSWORD)
    moving_in.see_everybody_in(administrator, real)
    return administrator, recruiter, interviewer


def rooms_are_filled(real: Installation, administrator: Page, interviewer: Page) -> None:
    """Two places on the map, a job that knows how its second round goes, hours in which somebody can be booked."""
    moving_in.see_the_start(administrator, real, "place", "job", "hours", "candidate")
    moving_in.put_the_first_place_on_the_map(administrator)
    moving_in.add_the_second_place(administrator, real)
    moving_in.see_the_start(administrator, real, "job", "hours", "candidate")
    moving_in.add_the_job(administrator)
    moving_in.give_hours(interviewer, real)
    moving_in.introduce_oneself(interviewer, real)


def the_day_comes(
    real: Installation, at: datetime, recruiter: Page, interviewer: Page, phone: Page, someone: int
) -> None:
    """They are there, they are seen, and it is written down; the board of the recruiter follows by itself."""
    expect(card(recruiter, someone, Stage.BOOKED)).to_have_count(1, timeout=SOON)
    real.turn_clock(at - timedelta(minutes=15))
    first_hire.arrive(phone)
    expect(card(recruiter, someone)).to_contain_text(zh("board.arrived"), timeout=LIVE)
    real.turn_clock(at + timedelta(minutes=MINUTES + 5))
    first_hire.record_how_it_went(interviewer, real)
    expect(card(recruiter, someone, Stage.ATTENDED)).to_have_count(1, timeout=LIVE)


def they_decide_and_tell(recruiter: Page, desk: Page, phone: Page, someone: int) -> None:
    """The company wants them, says so in its own words, and they accept."""
    first_hire.decide_to_pass(recruiter, someone)
    first_hire.read_only_the_promise(phone)
    first_hire.tell_the_candidate(recruiter)
    first_hire.read_the_good_news(phone)
    first_hire.send_the_good_news(desk)
    first_hire.note_that_they_accepted(recruiter, someone)
    first_hire.read_that_they_are_hired(phone)


def story_of(days: Days, someone: int) -> list[tuple[str, str]]:
    """What people did to the application, in the order it was written down, and who."""
    rows = days.rows(
        'SELECT event.kind, event.actor_kind, "user".name FROM event '
        'LEFT JOIN "user" ON event.actor_kind = \'user\' AND "user".id = event.actor_id '
        "WHERE application_id = ? AND event.actor_kind <> 'system' ORDER BY event.id",
        someone,
    )
    return [(kind, CANDIDATE if by == ActorKind.CANDIDATE else name) for kind, by, name in rows]
