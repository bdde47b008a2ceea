"""The code of an SMS, behind the guard: with the phone's last four digits it opens what its link would, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp import clock, db, i18n
from rxapp.api import codes
from rxapp.api.guard import Guard
from rxapp.models import Application, Booking, CandidateLink, Delivery
from rxapp.rules.texts.sms_codes import MAX_WRONG, formatted
from rxapp.rules.vocabulary import BookingState, Channel, Closing, DeliveryState, StepKind
from rxapp.services.accounts import throttle
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.open_code import Refused, open_code
from rxapp.services.accounts.sms_codes import code_of, digest_of
from rxapp.services.accounts.tokens import hash_token
from tests import builders
from tests.builders import NOW

ORIGIN = {"Origin": "http://localhost:8000"}


class Sms:
    """A candidate with a booked interview and the SMS about it."""

    def __init__(self, kind: StepKind = StepKind.BOOKED) -> None:
        clock.set_source(lambda: NOW)
        with db.unit_of_work() as session:
            candidate = builders.make_candidate(session, phone="+8613800004321")
            application = builders.make_application(session, candidate=candidate)
            booking = builders.make_booking(session, application)
            delivery = Delivery(
                dedupe="sms", kind=kind, channel=Channel.SMS, application_id=application.id, booking_id=booking.id,
                due_at=NOW, created_at=NOW, state=DeliveryState.SENT,
            )  # fmt: skip
            session.add(delivery)
            session.flush()
            link = builders.make_link(session, application, delivery_id=delivery.id)
            self.link_id, self.booking_id, self.application_id = link.id or 0, booking.id, application.id
            self.code = code_of(self.link_id)
            link.code_digest = digest_of(self.code)
            session.add(link)

    def change(self, table: Any, row_id: Any, **values: Any) -> None:
        with db.unit_of_work() as session:
            row = session.get_one(table, row_id)
            for name, value in values.items():
                setattr(row, name, value)
            session.add(row)

    @property
    def tries(self) -> int:
        with db.reading() as session:
            return session.get_one(CandidateLink, self.link_id).code_tries


@pytest.fixture
def sms(database: str) -> Sms:
    return Sms()


@pytest.fixture
def client(sms: Sms) -> Iterator[TestClient]:
    throttle.reset()
    with TestClient(
        Guard(Starlette(routes=codes.routes)), base_url="http://localhost:8000", follow_redirects=False
    ) as found:
        yield found
    throttle.reset()


def typed(client: TestClient, code: str, digits: str, **more: Any) -> Any:
    return client.post("/s", data={"code": code, "digits": digits}, headers=ORIGIN, **more)


def says(answer: Any, code: str, language: str = "zh", **facts: object) -> bool:
    return i18n.text(language, f"error.{code}", **facts) in answer.text


def test_code_and_digits_open_the_candidates_page_as_the_link_would(client: TestClient, sms: Sms) -> None:
    answer = typed(client, formatted(sms.code).lower(), "4321")
    assert (answer.status_code, answer.headers["location"]) == (303, "/c")
    with db.reading() as session:
        actor = find_actor(session, hash_token(answer.cookies["cid"]), real_now=clock.real_now(), now=NOW)
        assert actor is not None and actor.application_id == sms.application_id
        assert actor.link_id == sms.link_id
    assert sms.tries == 0


def test_looking_changes_nothing_and_is_kept_nowhere(client: TestClient, sms: Sms) -> None:
    answer = client.get("/s")
    assert answer.status_code == 200 and "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    # With "no-referrer" browsers post the form with "Origin: null", which the guard refuses.
    assert answer.headers["referrer-policy"] == "same-origin"
    assert i18n.text("zh", "plain.code_lead") in answer.text and "<script" not in answer.text


def test_slips_are_said_in_words_and_cost_no_try(client: TestClient, sms: Sms) -> None:
    for code, digits, said, facts in (
        ("", "4321", "code_empty", {}),
        ("ABCD", "4321", "code_too_short", {"length": 8}),
        ("ABCD EFGH J", "4321", "code_too_long", {"length": 8}),
        ("ABCD EFG0", "4321", "code_never_used", {"signs": "0"}),
        (sms.code, "", "code_not_four", {}),
        (sms.code, "43210", "code_not_four", {}),
    ):
        answer = typed(client, code, digits)
        assert answer.status_code == 422 and says(answer, said, **facts), said
    assert sms.tries == 0


def test_what_was_typed_stands_in_the_form_again_and_breaks_nothing(client: TestClient, sms: Sms) -> None:
    answer = typed(client, '"><script>alert(1)</script>', "4321")
    assert "<script" not in answer.text and "&lt;script&gt;" in answer.text


def test_the_page_speaks_the_readers_language(client: TestClient, sms: Sms) -> None:
    assert 'lang="en"' in client.get("/s", headers={"Accept-Language": "en-GB,zh;q=0.8"}).text
    assert 'lang="zh-CN"' in client.get("/s", headers={"Accept-Language": "fr"}).text
    answer = client.post("/s?lang=en", data={"code": "", "digits": ""}, headers=ORIGIN)
    assert says(answer, "code_empty", "en")


def test_five_wrong_tries_end_the_code_also_for_who_knows_the_digits(client: TestClient, sms: Sms) -> None:
    for left in range(MAX_WRONG - 1, 0, -1):
        assert says(typed(client, sms.code, "0000"), "code_digits", left=left)
    assert says(typed(client, sms.code, "0000"), "code_used_up")
    assert says(typed(client, sms.code, "4321"), "code_ended")


def test_right_digits_give_the_tries_back(client: TestClient, sms: Sms) -> None:
    for _ in range(MAX_WRONG - 1):
        typed(client, sms.code, "0000")
    assert typed(client, sms.code, "4321").status_code == 303
    assert sms.tries == 0


def test_tries_side_by_side_are_no_more_than_there_are(sms: Sms) -> None:
    def guess(number: int) -> Any:
        with db.unit_of_work() as session:
            return open_code(session, sms.code, f"{number:04}", now=NOW)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(guess, range(20)))
    assert all(isinstance(one, Refused) for one in found)
    assert sum(one.code in ("code_digits", "code_used_up") for one in found) == MAX_WRONG


def test_a_code_dies_with_its_interview(client: TestClient, sms: Sms) -> None:
    with db.reading() as session:
        ends_at = session.get_one(Booking, sms.booking_id).ends_at
    assert typed(client, sms.code, "4321").status_code == 303
    for state in (BookingState.MOVED, BookingState.CANCELLED_BY_COMPANY, BookingState.ATTENDED):
        sms.change(Booking, sms.booking_id, state=state)
        assert says(typed(client, sms.code, "4321"), "code_ended"), state
    sms.change(Booking, sms.booking_id, state=BookingState.SCHEDULED)
    clock.set_source(lambda: ends_at - timedelta(seconds=1))
    assert typed(client, sms.code, "4321").status_code == 303
    clock.set_source(lambda: ends_at)
    assert says(typed(client, sms.code, "4321"), "code_ended")


def test_a_code_dies_with_its_link_and_with_the_application(client: TestClient, sms: Sms) -> None:
    sms.change(Application, sms.application_id, closing=Closing.WITHDRAWN)
    assert says(typed(client, sms.code, "4321"), "code_ended")
    sms.change(Application, sms.application_id, closing=None)
    sms.change(CandidateLink, sms.link_id, revoked_at=NOW)
    assert says(typed(client, sms.code, "4321"), "code_ended")


def test_the_word_that_it_is_called_off_can_still_be_read(database: str) -> None:
    sms = Sms(StepKind.CALLED_OFF)
    sms.change(Booking, sms.booking_id, state=BookingState.CANCELLED_BY_COMPANY)
    with db.unit_of_work() as session:
        assert not isinstance(open_code(session, sms.code, "4321", now=NOW), Refused)


def test_an_address_that_guesses_has_to_wait_and_others_do_not_pay(client: TestClient, sms: Sms) -> None:
    for _ in range(throttle.ADDRESS_FAILURES):
        throttle.note_address_failure("code", "testclient")
    answer = typed(client, sms.code, "4321")
    assert answer.status_code == 429 and "alert" in answer.text
    throttle.reset()
    for _ in range(throttle.ADDRESS_FAILURES):
        throttle.note_address_failure("code", "198.51.100.7")
    assert typed(client, sms.code, "4321").status_code == 303


def test_unknown_codes_count_against_the_address(client: TestClient, sms: Sms) -> None:
    for number in range(throttle.ADDRESS_FAILURES):
        assert says(typed(client, code_of(90_000 + number), "4321"), "code_unknown")
    assert typed(client, sms.code, "4321").status_code == 429


def test_another_site_cannot_post_here(client: TestClient, sms: Sms) -> None:
    form = {"code": sms.code, "digits": "4321"}
    for headers in ({}, {"Origin": "https://evil.example"}):
        assert client.post("/s", data=form, headers=headers).status_code == 403
