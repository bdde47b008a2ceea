"""The messages page: demo phones with working links, the by-hand list, search and pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from rxapp import clock, db, i18n
from rxapp.errors import NotAllowed
from rxapp.models import Delivery, PlannedStep
from rxapp.rules.vocabulary import Channel, DeliveryState, Role, StepKind
from rxapp.services.messaging.reports.message_list import PAGE, message_ids, message_list
from rxapp.services.messaging.texts.facts import LINK
from rxapp.state.frame import ToastState
from rxapp.state.messages import MessagesState
from rxapp.state.pieces import pieces
from tests.builders import NOW, actor_of, make_application, make_candidate, make_link, make_user
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def listed(session: Any, actor: Any, **asked: Any) -> Any:
    """What the list of messages sent by hand holds."""
    by_hand: dict[str, Any] = {"actor": actor, "channel": Channel.BY_HAND}
    return message_list(session, message_ids(session, **by_hand, **asked), **by_hand)


def write(session: Any, name: str, n: int, **facts: Any) -> None:
    application = make_application(session, candidate=make_candidate(session, name=name))
    link = make_link(session, application)
    for i in range(n):
        session.add(
            Delivery(
                **{
                    "dedupe": f"{name}:{i}", "kind": StepKind.INVITED, "channel": Channel.BY_HAND,
                    "application_id": application.id, "due_at": NOW, "created_at": NOW,
                    "sent_at": NOW + timedelta(minutes=i), "state": DeliveryState.SENT, "link_id": link.id,
                    "body": f"您好 {LINK} 请选时间",
                    **facts,
                }
            )
        )  # fmt: skip
    session.flush()


async def test_fifty_are_shown_and_fifty_more_on_request_newest_first(database: Any) -> None:
    with db.unit_of_work() as session:
        write(session, "林晓", PAGE + 10)
        actor = actor_of(make_user(session))
    with clock.frozen(NOW), acting(actor):
        page = await page_of(MessagesState)
        await page.load()
        assert len(page.messages) == PAGE and page.has_more
        await page.more()
    ids = [row["id"] for row in page.messages]
    assert len(ids) == PAGE + 10 and ids == sorted(ids, reverse=True) and not page.has_more


@pytest.mark.parametrize(("resend", "then"), [(True, "queued"), (False, "sent")])
async def test_a_message_nobody_can_tell_of_says_why_and_a_person_settles_it(
    database: Any, resend: bool, then: str
) -> None:
    with db.unit_of_work() as session:
        write(session, "林晓", 1, state=DeliveryState.HELD, sent_at=None)
        actor = actor_of(make_user(session))
    with clock.frozen(NOW), acting(actor):
        page = await page_of(MessagesState)
        await page.load()
        (row,) = page.messages
        assert row["is_held"] and row["why"] == i18n.text("zh", "messages.why_held")
        await page.settle(row["id"], resend)
        await page.load()
        (row,) = page.messages
        assert not row["is_held"] and row["why"] == ""
        assert row["state"] == i18n.text("zh", f"messages.state_{then}")
        await page.settle(row["id"], resend)
        toast = await page.get_state(ToastState)
        assert toast.toast_kind == "problem", "who comes second is told"


@pytest.mark.parametrize("state", [DeliveryState.UNKNOWN, DeliveryState.FAILED])
async def test_a_message_in_trouble_says_what_to_do(database: Any, state: DeliveryState) -> None:
    with db.unit_of_work() as session:
        write(session, "林晓", 1, state=state, sent_at=None)
        actor = actor_of(make_user(session))
    with clock.frozen(NOW), acting(actor):
        page = await page_of(MessagesState)
        await page.load()
    (row,) = page.messages
    assert row["why"] and not row["is_held"]


def test_the_link_of_a_message_leads_to_the_candidates_page(database: Any) -> None:
    with db.unit_of_work() as session:
        write(session, "林晓", 1)
        (row,) = listed(session, actor_of(make_user(session)))
    before, link, after = pieces(row.body)
    assert "/i/" in link["link"] and before["link"] == "" and after["text"] == " 请选时间"


def test_a_name_is_found_and_signs_of_the_pattern_language_are_only_signs(database: Any) -> None:
    with db.unit_of_work() as session:
        write(session, "林晓", 1)
        write(session, "100%", 1)
        actor = actor_of(make_user(session))
        found = [listed(session, actor, name=n) for n in ("晓", "%", "_")]
    assert [[row.candidate for row in rows] for rows in found] == [["林晓"], ["100%"], []]


def test_called_off_messages_and_those_to_staff_are_not_listed(database: Any) -> None:
    with db.unit_of_work() as session:
        staff = make_user(session)
        write(session, "林晓", 1, state=DeliveryState.CANCELLED)
        write(session, "王宁", 1, user_id=staff.id)
        assert listed(session, actor_of(staff)) == []


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.EXECUTIVE])
def test_who_may_not_see_contact_data_reads_no_message(database: Any, role: Role) -> None:
    with db.unit_of_work() as session:
        by_hand: dict[str, Any] = {
            "actor": actor_of(make_user(session, role)), "channel": Channel.BY_HAND,
        }  # fmt: skip
        with pytest.raises(NotAllowed):
            message_ids(session, **by_hand)
        with pytest.raises(NotAllowed):
            message_list(session, [1], **by_hand)


async def test_an_empty_page_says_when_the_first_message_will_be_there(database: Any) -> None:
    with db.unit_of_work() as session:
        recruiter = actor_of(make_user(session))
        application = make_application(session)
        session.add(
            PlannedStep(
                dedupe="x",
                kind=StepKind.INVITED,
                application_id=application.id or 0,
                due_at=NOW + timedelta(hours=9),
            )
        )
    with clock.frozen(NOW), acting(recruiter):
        page = await page_of(MessagesState)
        await page.load()
    assert page.messages == [] and "19:00" in page.first


async def test_what_was_given_up_is_listed_with_its_reason_and_goes_again(database: Any) -> None:
    with db.unit_of_work() as session:
        lost = {
            "state": DeliveryState.FAILED,
            "channel": Channel.SMS,
            "error": "invalid_number",
            "sent_at": None,
        }
        write(session, "林晓", 2, **lost)
        write(session, "王宁", 1)
        actor = actor_of(make_user(session))
    with clock.frozen(NOW), acting(actor):
        page = await page_of(MessagesState)
        page.is_demo = False
        page.name, page.only_lost = "", True
        await page._list()
        assert [row["who"] for row in page.messages] == ["林晓", "林晓"]
        assert all(
            row["can_resend"] and i18n.text("zh", "fault.invalid_number") in row["why"]
            for row in page.messages
        )
        await page.again(page.messages[0]["id"])
        await page._list()
        assert len(page.messages) == 1
        await page.all_again()
        await page._list()
    assert page.messages == []
    with db.reading() as session:
        states = sorted(str(row.state) for row in session.exec(select(Delivery)).all())
    assert states == ["pending", "pending", "sent"]
