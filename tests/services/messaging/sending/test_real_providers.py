"""A whole installation with its keys set, against servers that keep the providers' contracts."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import parse_qs

import pytest

from rxapp import clock, db, wiring
from rxapp.models import Candidate, CandidateLink, Delivery, MessageTemplate, Task, WechatBinding
from rxapp.rules.vocabulary import Channel, DeliveryState, Language, StepKind
from rxapp.services.accounts.open_code import Refused, open_code
from rxapp.services.accounts.sms_codes import code_of
from rxapp.services.messaging.channels.stops import stopped
from rxapp.services.messaging.channels.told import has_been_told
from rxapp.services.messaging.channels.unsubscribe import leave
from rxapp.services.messaging.ladder.run_steps import run_due_steps
from rxapp.services.messaging.sending import holding, outside
from rxapp.services.messaging.sending.deliver import deliver_due
from rxapp.services.messaging.sending.messages import Enclosures
from rxapp.services.messaging.texts.letters import Letter, letters
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from rxapp.services.scheduling.move_booking import MoveBooking, move_booking
from rxapp.settings import get_settings
from tests.adapters import aliyun_server, mail_server, sendgrid_server, twilio_server, wechat_server
from tests.adapters.http_stand import standing
from tests.adapters.ics_reader import Component, read
from tests.services.messaging.conftest import House, local

PUBLIC, FROM = "https://hr.example.com", "hr@mingri.example"
EMAIL, SMS, BY_HAND, WECHAT = Channel.EMAIL, Channel.SMS, Channel.BY_HAND, Channel.WECHAT
SOON = timedelta(seconds=10)


class Outside:
    """The servers of one installation."""

    def __init__(self, stack: ExitStack) -> None:
        self.sendgrid = stack.enter_context(sendgrid_server.serving())
        self.twilio = twilio_server.TwilioServer()
        self.twilio_base = stack.enter_context(standing(self.twilio.answer)).base

    @property
    def letters(self) -> list[dict[str, Any]]:
        return self.sendgrid.taken

    @property
    def texts(self) -> list[str]:
        return [str(row["body"]) for row in self.twilio.taken]


@pytest.fixture
def outside_world(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with ExitStack() as stack:
        found = Outside(stack)
        keys(
            monkeypatch, PUBLIC_URL=PUBLIC, MAIL_FROM=FROM, SENDGRID_API_KEY=sendgrid_server.KEY,
            SENDGRID_API_BASE=found.sendgrid.base, TWILIO_ACCOUNT_SID=twilio_server.ACCOUNT,
            TWILIO_AUTH_TOKEN=twilio_server.TOKEN, TWILIO_FROM=twilio_server.FROM, TWILIO_API_BASE=found.twilio_base,
        )  # fmt: skip
        yield found


def keys(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    assert get_settings().problems() == []


def opened() -> House:
    return House(wiring.channels())


def calendar_of(letter: dict[str, Any]) -> tuple[str, Component]:
    """(method its type names, the calendar) of what SendGrid took; the attached file says the same."""
    [part] = [one for one in letter["content"] if one["type"].startswith("text/calendar")]
    [file] = letter["attachments"]
    assert base64.b64decode(file["content"]).decode() == part["value"]
    return part["type"].partition("method=")[2], read(part["value"].encode())


def entry(calendar: Component) -> Component:
    [event] = [one for one in calendar.inside if one.name == "VEVENT"]
    return event


def booked(house: House, at: str = "06-08 15:00") -> House:
    house.invite()
    house.play(clock.now() + SOON)
    house.book(local(at), by="recruiter")
    house.play(clock.now() + SOON)
    return house


def move(house: House, at: str) -> None:
    command = MoveBooking(
        application_id=house.application_id, starts_at=local(at), interviewer_id=house.interviewer.user_id
    )
    house.do(move_booking, command, actor=house.recruiter)


def cancel(house: House) -> None:
    command = CancelBooking(application_id=house.application_id, reason="interviewer_absent")
    house.do(cancel_booking, command, actor=house.recruiter)


# -- e-mail and SMS --------------------------------------------------------------------------------------------------


def test_a_booking_by_hr_goes_out_as_a_letter_and_a_text(outside_world: Outside) -> None:
    house = booked(opened())
    letter, text = outside_world.letters[-1], outside_world.texts[-1]
    kinds = [one["type"].partition(";")[0] for one in letter["content"]]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    plain, html = letter["content"][0]["value"], letter["content"][1]["value"]
    for fact in (
        "6月8日",
        "15:00–15:45",
        "南京西路 1266 号",
        "张伟",
        "身份证",
        "021-5555 0100",
        f"{PUBLIC}/i/",
    ):
        assert fact in plain, fact
    assert f'href="{PUBLIC}/i/' in html and "uri.amap.com" in html and "[[" not in plain + html
    assert letter["from"] == {"email": FROM, "name": "百味食品"}
    assert f"{PUBLIC}/s 查询码 " in text and "/i/" not in text
    rows = [row for row in house.rows(Delivery) if row.kind == StepKind.BOOKED]
    assert {(row.channel, row.provider, row.state) for row in rows} == {
        (EMAIL, "sendgrid", DeliveryState.SENT), (SMS, "twilio", DeliveryState.SENT),
    }  # fmt: skip
    assert all(row.provider_id for row in rows)
    [sms] = [row for row in rows if row.channel == SMS]
    form = parse_qs(outside_world.twilio.asked[-1].body.decode())
    assert form["StatusCallback"][0] == f"{PUBLIC}/webhooks/twilio/status?delivery={sms.id}&attempt=1"
    [mail] = [row for row in rows if row.channel == EMAIL]
    assert has_been_told(mail.id) and not has_been_told(987_654)


def test_the_calendar_of_a_letter_follows_the_interview(outside_world: Outside) -> None:
    house = booked(opened())
    method, calendar = calendar_of(outside_world.letters[-1])
    first = entry(calendar)
    assert method == calendar.text("METHOD") == "REQUEST" and first.text("SEQUENCE") == "0"
    assert first.one("DTSTART")[1] == "20260608T070000Z" and first.text("STATUS") == "CONFIRMED"
    assert first.one("ORGANIZER")[1] == f"mailto:{FROM}"
    to = outside_world.letters[-1]["personalizations"][0]["to"][0]["email"]
    assert first.one("ATTENDEE")[1] == f"mailto:{to}"
    assert "/i/" not in first.text("DESCRIPTION"), "calendars are shared; a link that opens by itself is not"
    move(house, "06-09 10:00")
    house.play(clock.now() + SOON)
    method, calendar = calendar_of(outside_world.letters[-1])
    second = entry(calendar)
    assert (method, second.text("UID"), second.text("SEQUENCE")) == ("REQUEST", first.text("UID"), "1")
    assert second.one("DTSTART")[1] == "20260609T020000Z"
    house.play(clock.now() + timedelta(minutes=5))  # later than what counts as taken back
    cancel(house)
    house.play(clock.now() + SOON)
    method, calendar = calendar_of(outside_world.letters[-1])
    last = entry(calendar)
    assert method == calendar.text("METHOD") == "CANCEL"
    assert (last.text("UID"), last.text("SEQUENCE")) == (first.text("UID"), "2")
    assert last.text("STATUS") == "CANCELLED" and last.one("ORGANIZER")[1] == f"mailto:{FROM}"


def test_a_reminder_carries_no_calendar_and_a_way_out_that_works(outside_world: Outside) -> None:
    house = booked(opened())
    assert "List-Unsubscribe" not in outside_world.letters[-1]["headers"]
    house.play(local("06-05 10:05"))
    letter = outside_world.letters[-1]
    assert "attachments" not in letter and len(letter["content"]) == 2
    address = letter["headers"]["List-Unsubscribe"].strip("<>")
    assert letter["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address.startswith(f"{PUBLIC}/u/") and address in letter["content"][0]["value"]
    house.do(leave, address.rpartition("/")[2])
    with db.reading() as session:
        person = house.candidate.candidate_id
        assert stopped(session.connection(), [person]) == {person: {EMAIL}}
    before = len(outside_world.letters), len(outside_world.texts)
    house.play(local("06-08 14:00"))
    assert len(outside_world.letters) == before[0] and len(outside_world.texts) > before[1]


def test_the_code_of_a_text_opens_the_page_of_its_link(outside_world: Outside) -> None:
    house = booked(opened())
    code = re.search(r"查询码 (\w{4} \w{4})", outside_world.texts[-1])
    phone = str(outside_world.twilio.taken[-1]["to"])
    assert code is not None
    found = house.do(open_code, code[1], phone[-4:])
    assert not isinstance(found, Refused)
    [row] = [row for row in house.rows(Delivery) if row.kind == StepKind.BOOKED and row.channel == SMS]
    assert found.link_id == row.link_id
    assert isinstance(house.do(open_code, code[1], "0000" if phone[-4:] != "0000" else "1111"), Refused)


# -- what was called off never leaves --------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [cancel, lambda house: move(house, "06-09 10:00")], ids=["cancel", "move"])
def test_a_change_kills_what_is_queued_and_what_a_worker_already_holds(
    outside_world: Outside, change: Callable[[House], None]
) -> None:
    house = opened()
    house.invite()
    house.play(clock.now() + SOON)
    house.book(local("06-08 15:00"), by="recruiter")
    house.at(clock.now() + SOON)
    run_due_steps()
    held = holding.take(SMS, 10, clock=clock.now, real_now=clock.real_now)
    assert [letter.kind for letter in held] == [StepKind.BOOKED]
    before = len(outside_world.letters), len(outside_world.texts)
    change(house)
    assert outside._begin(held, clock=clock.now, real_now=clock.real_now) == ([], 0)
    deliver_due(house.channels)
    assert (len(outside_world.letters), len(outside_world.texts)) == before
    states = {row.channel: row.state for row in house.rows(Delivery) if row.kind == StepKind.BOOKED}
    assert states == {EMAIL: DeliveryState.CANCELLED, SMS: DeliveryState.CANCELLED}


# -- other ways ------------------------------------------------------------------------------------------------------


def test_whom_no_address_reaches_is_a_recruiters_task(outside_world: Outside) -> None:
    house = opened()
    with db.unit_of_work() as session:
        person = session.get_one(Candidate, house.candidate.candidate_id)
        person.phone = person.email = None
        session.add(person)
    booked(house)
    assert outside_world.letters == [] and outside_world.texts == []
    assert {row.channel for row in house.rows(Delivery)} == {BY_HAND}
    assert "send_by_hand" in {task.kind for task in house.rows(Task)}


def test_any_mail_server_gets_the_same_letter(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server.serving() as box:
        keys(monkeypatch, PUBLIC_URL=PUBLIC, MAIL_FROM=FROM, SMTP_URL=f"smtp://127.0.0.1:{box.port}")
        house = opened()
        assert set(house.channels) == {EMAIL, BY_HAND}
        booked(house)
        move(house, "06-09 10:00")
        house.play(clock.now() + timedelta(minutes=5))
        cancel(house)
        house.play(clock.now() + SOON)
        house.channels[EMAIL].close()  # type: ignore[union-attr]
    found = []
    for envelope in box.taken:
        letter = message_from_bytes(envelope.content or b"", policy=policy.default)
        for part in letter.walk():
            if part.get_content_type() == "text/calendar":
                calendar = read(part.get_payload(decode=True))
                event = entry(calendar)
                found.append((calendar.text("METHOD"), event.text("SEQUENCE"), event.text("UID")))
    assert [one[:2] for one in found] == [("REQUEST", "0"), ("REQUEST", "1"), ("CANCEL", "2")]
    assert len({one[2] for one in found}) == 1
    assert {row.provider for row in house.rows(Delivery)} == {"smtp"}


def approved_template(kind: StepKind, channel: Channel, name: str) -> None:
    with db.unit_of_work() as session:
        session.add(
            MessageTemplate(
                kind=kind, channel=channel, language=Language.ZH, body="{name} {code}", provider_template=name,
                created_at=clock.now(),
            )
        )  # fmt: skip


def filled(monkeypatch: pytest.MonkeyPatch, template: str, variables: dict[str, str]) -> None:
    """Letters whose text is an approved template's."""

    def with_template(*args: Any, **more: Any) -> list[Letter]:
        found = letters(*args, **more)
        for letter in found:
            letter.template, letter.variables = template, variables
        return found

    monkeypatch.setattr(holding, "letters", with_template)


def test_a_provider_of_templates_gets_the_code_and_never_a_link(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = aliyun_server.AliyunServer()
    with standing(server.answer) as stand:
        keys(
            monkeypatch, PUBLIC_URL=PUBLIC, ALIYUN_ACCESS_KEY_ID=aliyun_server.KEY,
            ALIYUN_ACCESS_KEY_SECRET=aliyun_server.SECRET, ALIYUN_SIGN_NAME=aliyun_server.SIGN,
            ALIYUN_API_BASE=stand.base,
        )  # fmt: skip
        house = opened()
        approved_template(StepKind.BOOKED, SMS, aliyun_server.TEMPLATE)
        filled(
            monkeypatch,
            aliyun_server.TEMPLATE,
            {"name": "林晓", "time": "6月8日 15:00", "code": "[[code]]", "link": "[[link]]"},
        )
        booked(house)
    by_kind = {row.kind: row for row in house.rows(Delivery)}
    # Nothing is approved for the invitation: a recruiter sends it.
    assert by_kind["invited"].channel == BY_HAND
    row = by_kind["booked"]
    assert (row.channel, row.provider, row.state) == (SMS, "aliyun", DeliveryState.SENT)
    code = code_of(row.link_id)
    [taken] = server.taken
    values = taken["values"]
    assert isinstance(values, dict) and values["code"] == values["link"] == f"{code[:4]} {code[4:]}"
    assert house.rows(CandidateLink, CandidateLink.id == row.link_id)[0].code_digest


def test_who_follows_the_official_account_is_written_to_in_wechat(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with wechat_server.serving() as server:
        keys(
            monkeypatch, PUBLIC_URL=PUBLIC, WECHAT_APP_ID=wechat_server.APP, WECHAT_APP_SECRET=wechat_server.SECRET,
            WECHAT_TOKEN="a-token", WECHAT_API_BASE=server.base,
        )  # fmt: skip
        house = opened()
        server.apis.append(house.channels[WECHAT]._api)  # type: ignore[union-attr]
        approved_template(StepKind.BOOKED, WECHAT, "T-booked")
        filled(monkeypatch, "T-booked", {"thing1": "客户经理复试", "time2": "2026年6月8日 15:00"})
        with db.unit_of_work() as session:
            session.add(
                WechatBinding(
                    candidate_id=house.candidate.candidate_id, openid="o-lin", is_following=True, bound_at=clock.now()
                )
            )  # fmt: skip
        booked(house)
    row = {row.kind: row for row in house.rows(Delivery)}["booked"]
    assert (row.channel, row.provider, row.state) == (WECHAT, "wechat", DeliveryState.SENT), row.error
    [sent] = server.sent
    assert sent["touser"] == "o-lin" and str(sent["url"]).startswith(f"{PUBLIC}/i/")


def test_the_adapters_are_made_once_and_the_demo_has_none(
    outside_world: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = wiring.channels(), wiring.channels()
    assert set(first) == {EMAIL, SMS, BY_HAND} and all(first[one] is second[one] for one in first)
    monkeypatch.delenv("DATABASE_URL")
    get_settings.cache_clear()
    assert set(wiring.channels()) == {Channel.OUTBOX, BY_HAND}


def test_a_message_without_enclosures_is_the_plain_one() -> None:
    letter = Letter(
        delivery_id=1, attempt=1, kind=StepKind.INVITED, channel=WECHAT, application_id=1, candidate_id=1,
        booking_id=None, recruiter_id=1, invitation_id=1, link_id=None, caused_by=None, dedupe="x", phone=None,
        email=None, zone="Asia/Shanghai", starts_at=None, is_by_candidate=False, is_closed=False, body="您好 [[link]]",
    )  # fmt: skip
    message = Enclosures().message(letter)
    assert (message.text, message.calendar, message.html, message.openid) == ("您好 ", None, "", None)
