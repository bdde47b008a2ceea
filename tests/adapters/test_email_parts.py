"""What every e-mail consists of."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.adapters.email.parts import Sender, Unsendable, as_mime, email_parts, mail_address, one_line
from rxapp.adapters.ports import CalendarPart
from rxapp.rules.vocabulary import StepKind
from tests.adapters import ics_reader
from tests.adapters.letters import SENDER, SUBJECT, SUMMARY, TEXT, calendar, message

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


def received(**changes: object) -> EmailMessage:
    """The letter as a mail program reads it after it went over the wire."""
    raw = as_mime(email_parts(message(**changes), SENDER), NOW).as_bytes(policy=SMTP)
    assert raw.isascii() and max(map(len, raw.split(b"\r\n"))) <= 998
    letter = email.message_from_bytes(raw, policy=default)
    assert isinstance(letter, EmailMessage) and not letter.defects
    return letter


def test_names_and_subject_arrive_in_chinese() -> None:
    letter = received()
    assert letter["Subject"] == SUBJECT
    assert letter["From"].addresses[0].display_name == "山海科技, 招聘"
    assert letter["From"].addresses[0].addr_spec == "hr@example.com"
    assert letter["To"].addresses[0].display_name == "林晓"
    assert letter["Reply-To"] == "reply@example.com"
    assert letter["Date"].datetime == NOW
    assert letter["Auto-Submitted"] == "auto-generated"


def test_text_html_and_invitation_are_alternatives_and_the_file_hangs_on_the_letter() -> None:
    letter = received()
    assert letter.get_content_type() == "multipart/mixed"
    both, file = letter.iter_parts()
    kinds = [part.get_content_type() for part in both.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    text, html, invitation = both.iter_parts()
    assert text.get_content().splitlines() == TEXT.splitlines()
    assert "张经理" in html.get_content()
    assert invitation.get_param("method") == "REQUEST"
    assert invitation.get_content_charset() == "utf-8"
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    assert file.get_content_disposition() == "attachment"
    assert invitation.get_payload(decode=True) == file.get_content() == calendar().content


def test_a_letter_without_a_calendar_has_no_file() -> None:
    letter = received(calendar=None)
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert received(calendar=None, html="").get_content_type() == "text/plain"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_another_parser_reads_the_same_invitation(method: str) -> None:
    part = calendar(method, sequence=3)  # type: ignore[arg-type]
    invitation = next(p for p in received(calendar=part).walk() if p.get_content_type() == "text/calendar")
    file = ics_reader.read(invitation.get_payload(decode=True))  # type: ignore[arg-type]
    assert file.one("METHOD")[1] == method == invitation.get_param("method")
    (entry,) = file.inside
    assert entry.name == "VEVENT" and entry.one("UID")[1] == "booking-7@hr.example.com"
    assert entry.one("SEQUENCE")[1] == "3"
    assert entry.one("DTSTART")[1] == "20261127T060000Z" and entry.one("DTEND")[1] == "20261127T070000Z"
    assert entry.text("SUMMARY") == SUMMARY
    assert entry.one("ORGANIZER")[1] == "mailto:hr@example.com"


def test_no_one_ends_a_header_line() -> None:
    bad = "好\r\nBcc: all@example.com\n\x00\u2028X: y\u202e"
    letter = received(subject=bad, name=bad)
    assert letter["Bcc"] is None and letter["X"] is None
    assert letter["Subject"] == "好 Bcc: all@example.com X: y"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_subject_and_name_go_through_the_wire_and_back(subject: str, name: str) -> None:
    said = one_line("复试 " + subject, 250)
    letter = received(subject="复试 " + subject, name=name, calendar=None, html="")
    assert letter["Bcc"] is None
    assert "".join(letter["Subject"].split()) == "".join(said.split())
    assert len(letter["To"].addresses) == 1 and letter["To"].addresses[0].addr_spec == "lin@example.org"


def test_the_message_id_is_the_same_for_every_try_and_for_nothing_else() -> None:
    def id_of(sender: Sender = SENDER, **changes: object) -> str:
        return email_parts(message(**changes), sender).message_id

    assert id_of() == id_of(attempt=2, text="now it says more", subject="other")
    others = {
        id_of(delivery_id=8), id_of(email="other@example.org"), id_of(kind=StepKind.MOVED),
        id_of(Sender("hr@example.com", realm="http://localhost:8000")),
    }  # fmt: skip
    assert len(others | {id_of()}) == 5
    assert id_of().endswith("@example.com>")


def test_who_may_unsubscribe_is_told_so_and_with_one_click_over_https() -> None:
    headers = email_parts(message(), SENDER).headers
    assert headers["List-Unsubscribe"] == "<https://hr.example.com/stop/abc>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain = email_parts(message(unsubscribe_url="http://localhost:8000/stop"), SENDER).headers
    assert "List-Unsubscribe" in plain and "List-Unsubscribe-Post" not in plain
    for address in ("", "https://x/>\r\nBcc: a@b.cn", "javascript:x", "mailto:a@example.com"):
        assert "List-Unsubscribe" not in email_parts(message(unsubscribe_url=address), SENDER).headers


def test_an_address_is_one_address() -> None:
    assert mail_address(" lin@example.org ") == "lin@example.org"
    assert mail_address("lin@例子.中国") == "lin@xn--fsqu00a.xn--fiqs8s"
    assert mail_address("林晓@example.org") == "林晓@example.org"
    for bad in (
        "", "lin", "@example.org", "lin@", "lin@localhost", "a@b.cn,c@d.cn", "a b@c.cn", "<a@b.cn>",
        "a@b.cn\nBcc: c@d.cn", "a@@b.cn", ".a@b.cn", "a..b@c.cn", "a@b..cn", "x" * 65 + "@b.cn",
        "a@" + "b." * 130 + "cn", '"a b"@c.cn', "a@[127.0.0.1]",
    ):  # fmt: skip
        assert mail_address(bad) == "", bad


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": None}, "no_address"), ({"email": "  "}, "no_address"), ({"email": "nobody"}, "bad_address"),
        ({"text": " \n"}, "bad_content"), ({"subject": "\r\n"}, "bad_content"),
        ({"calendar": CalendarPart(b"\xff", "REQUEST")}, "bad_content"),
    ],
)  # fmt: skip
def test_what_no_server_takes_is_said_by_a_code(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Unsendable) as refused:
        email_parts(message(**changes), SENDER)
    assert refused.value.code == code
    with pytest.raises(Unsendable, match="bad_sender"):
        email_parts(message(), Sender("not an address"))
