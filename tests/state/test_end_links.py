"""The dialog that ends a candidate's link says what follows, ends it once, and forgets the new one when it closes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from rxapp import clock, db, i18n
from rxapp.models import Application, CandidateLink
from rxapp.rules.vocabulary import Closing
from rxapp.services.accounts.open_link import open_link
from rxapp.services.accounts.tokens import make_link_token
from rxapp.state.end_links import EndLinksState
from rxapp.state.frame import ToastState
from tests.builders import NOW, actor_of, make_application, make_invitation, make_link, make_user
from tests.state.acting import acting, page_of, sent_to_browser

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def made(**facts: Any) -> tuple[int, Any]:
    with db.unit_of_work() as session:
        recruiter = make_user(session)
        application = make_application(session, recruiter=recruiter, **facts)
        make_invitation(session, application)
        link = make_link(session, application, expires_at=clock.now() + timedelta(days=90))
        open_link(session, make_link_token(link.id or 0), now=NOW)
        return application.id or 0, actor_of(recruiter)


def live_links(application_id: int) -> list[int]:
    with db.reading() as session:
        ours = select(CandidateLink.id).where(
            CandidateLink.application_id == application_id, col(CandidateLink.revoked_at).is_(None)
        )
        return [one or 0 for one in session.exec(ours)]


async def test_it_asks_first_and_a_message_brings_the_new_link(database: Any) -> None:
    application_id, actor = made()
    with clock.frozen(NOW), acting(actor):
        page = await page_of(EndLinksState)
        toast = await page.get_state(ToastState)
        await page.open_for(application_id)
        assert page.is_open and (page.links, page.browsers, page.new) == (1, 1, "message")
        assert len(live_links(application_id)) == 1, "nothing has ended yet"
        await page.end()
        assert not page.is_open and page.address == "" and live_links(application_id) == []
        assert page.who in toast.toast_text and not toast.toast_undo_id
        await page.end()
    assert live_links(application_id) == [], "a second press does nothing"


async def ended_by_hand(application_id: int) -> Any:
    """The dialog after the links have ended and the new one is passed on by hand."""
    page = await page_of(EndLinksState)
    await page.open_for(application_id)
    page.choose("by_hand")
    await page.end()
    return page


async def test_the_new_link_is_shown_to_whoever_passes_it_on_until_they_close(database: Any) -> None:
    application_id, actor = made()
    with clock.frozen(NOW), acting(actor):
        page = await ended_by_hand(application_id)
        [link_id] = live_links(application_id)
        assert page.is_open and page.address.endswith(f"/i/{make_link_token(link_id)}")
        await page.end()
        assert live_links(application_id) == [link_id], "the new link is not ended by a second press"
        page.close()
    assert "/i/" not in sent_to_browser(page)


async def test_a_reload_forgets_the_link_that_was_shown(database: Any) -> None:
    application_id, actor = made()
    with clock.frozen(NOW), acting(actor):
        page = await ended_by_hand(application_id)
        page._shut()
    assert not page.is_open and page.address == ""


async def test_somebody_whose_application_is_over_is_given_no_message(database: Any) -> None:
    application_id, actor = made()
    with db.unit_of_work() as session:
        session.get_one(Application, application_id).closing = Closing.WITHDRAWN
    with clock.frozen(NOW), acting(actor):
        page = await page_of(EndLinksState)
        await page.open_for(application_id)
        page.choose("message")
        assert (page.can_send, page.new) == (False, "by_hand")


async def test_what_a_colleague_did_meanwhile_is_said_in_the_dialog_and_nothing_ends(database: Any) -> None:
    application_id, actor = made()
    with clock.frozen(NOW), acting(actor):
        page, other = await page_of(EndLinksState), await page_of(EndLinksState)
        for each in (page, other):
            await each.open_for(application_id)
            each.choose("by_hand")
        await other.end()
        kept = live_links(application_id)
        await page.end()
        assert page.is_open and page.address == "" and live_links(application_id) == kept
        words = i18n.text("zh", "timeline.links_ended", who=actor.name)
        assert words in page.problem
        await page.end()
        assert page.problem == "" and "/i/" in page.address, "having read why, they may press again"
        assert len(live_links(application_id)) == 1 and live_links(application_id) != kept


async def test_whose_application_ended_meanwhile_is_given_the_link_by_hand(database: Any) -> None:
    application_id, actor = made()
    with clock.frozen(NOW), acting(actor):
        page = await page_of(EndLinksState)
        await page.open_for(application_id)
        with db.unit_of_work() as session:
            row = session.get_one(Application, application_id)
            row.closing, row.version = Closing.WITHDRAWN, row.version + 1
        await page.end()
        assert page.is_open and page.problem and (page.can_send, page.new) == (False, "by_hand")
        await page.end()
    assert page.problem == "" and "/i/" in page.address
