"""The link below a follow-up letter: looking changes nothing, the button does, a mail program's own too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from itsdangerous import URLSafeSerializer
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp import clock, db, i18n
from rxapp.api import unsubscribe
from rxapp.api.guard import Guard
from rxapp.models import ChannelStop, Company, Delivery
from rxapp.rules.vocabulary import Channel, StepKind
from rxapp.services.accounts.tokens import make_link_token
from rxapp.services.messaging.channels.stops import stopped
from rxapp.services.messaging.channels.unsubscribe import unsubscribe_address
from tests import builders
from tests.builders import NOW
from tests.conftest import SECRET

ORIGIN = {"Origin": "http://localhost:8000"}


class Letter:
    def __init__(self) -> None:
        clock.set_source(lambda: NOW)
        with db.unit_of_work() as session:
            session.add(Company(name="明日科技", name_en="Tomorrow", phone="021-5555 0100", created_at=NOW))
            application = builders.make_application(session)
            delivery = Delivery(
                dedupe="x", kind=StepKind.REMIND_TWO_HOURS, channel=Channel.EMAIL, application_id=application.id,
                due_at=NOW, created_at=NOW,
            )  # fmt: skip
            session.add(delivery)
            session.flush()
            self.candidate_id = application.candidate_id
            self.path = unsubscribe_address(delivery.id or 0).removeprefix("http://localhost:8000")

    @property
    def stops(self) -> set[Channel]:
        with db.reading() as session:
            return stopped(session.connection(), [self.candidate_id]).get(self.candidate_id, set())


@pytest.fixture
def letter(database: str) -> Letter:
    return Letter()


@pytest.fixture
def client(letter: Letter) -> Iterator[TestClient]:
    app = Guard(Starlette(routes=unsubscribe.routes))
    with TestClient(app, base_url="http://localhost:8000", follow_redirects=False) as found:
        yield found


def test_looking_changes_nothing_and_names_nobody(client: TestClient, letter: Letter) -> None:
    for method in ("GET", "HEAD"):
        answer = client.request(method, letter.path)
        assert answer.status_code == 200 and letter.stops == set()
    page = client.get(letter.path)
    assert "明日科技" in page.text and "tel:02155550100" in page.text
    assert "林晓" not in page.text and "@" not in page.text.replace("@media", "")
    assert page.headers["referrer-policy"] == "no-referrer" and page.headers["cache-control"] == "no-store"


def test_the_button_stops_that_channel_only_and_can_be_taken_back(client: TestClient, letter: Letter) -> None:
    answer = client.post(letter.path, data={"do": "stop"}, headers=ORIGIN)
    assert letter.stops == {Channel.EMAIL}
    assert i18n.text("zh", "plain.left", channel="邮件") in answer.text
    answer = client.post(f"{letter.path}?lang=en", data={"do": "resume"}, headers=ORIGIN)
    assert letter.stops == set()
    assert i18n.text("en", "plain.resumed", channel="e-mails") in answer.text


@pytest.mark.parametrize("is_multipart", [False, True])
def test_a_mail_programs_one_click_stops_without_cookie_or_origin_and_twice_is_as_once(
    client: TestClient, letter: Letter, is_multipart: bool
) -> None:
    fields: dict[str, Any] = (
        {"files": {"List-Unsubscribe": (None, "One-Click")}}
        if is_multipart
        else {"data": {"List-Unsubscribe": "One-Click"}}
    )
    for _ in range(2):
        answer = client.post(letter.path, **fields)
        assert (answer.status_code, answer.text) == (200, "OK")
    assert letter.stops == {Channel.EMAIL}
    with db.reading() as session:
        assert [row.source for row in session.exec(select(ChannelStop))] == ["link"]


@pytest.mark.parametrize("body", [{}, {"do": ""}, {"do": "everything"}, {"x": "y" * 20_000}])
def test_a_post_that_asks_for_nothing_we_know_changes_nothing(
    client: TestClient, letter: Letter, body: dict[str, str]
) -> None:
    assert client.post(letter.path, data=body, headers=ORIGIN).status_code == 200
    assert letter.stops == set()


def test_only_what_we_signed_for_this_opens_it(client: TestClient, letter: Letter) -> None:
    token = letter.path.removeprefix("/u/")
    elsewhere = URLSafeSerializer(SECRET, salt="candidate-link:portal").dumps(1)
    unknown = unsubscribe_address(987_654).rpartition("/u/")[2]
    for bad in ("", "x", token[:-2], elsewhere, make_link_token(1), unknown, "A" * 5000, "%00", "a/b"):
        for answer in (
            client.get(f"/u/{bad}"),
            client.post(f"/u/{bad}", data={"do": "stop"}, headers=ORIGIN),
        ):
            assert answer.status_code == 404, bad
            assert i18n.text("zh", "plain.leave_unknown") in answer.text and "tel:" in answer.text
        assert client.post(f"/u/{bad}", data={"List-Unsubscribe": "One-Click"}).status_code == 404
    assert letter.stops == set()
