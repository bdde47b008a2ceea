"""Dialogs that the server opens: a refusal is said in them alone, and a page opened anew shows none of them."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp import clock, db
from rxapp.models import User
from rxapp.rules.vocabulary import Role
from rxapp.state.closing import ClosingState
from rxapp.state.dialogs import DIALOGS, close_dialogs
from rxapp.state.drawer import DrawerState
from rxapp.state.frame import ToastState
from rxapp.state.page import PageState
from rxapp.state.settings import CompanyState
from tests.builders import NOW, actor_of, make_application, make_company, make_invitation, make_user
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def made(role: Role = Role.ADMINISTRATOR) -> tuple[int, Any]:
    """An invited application and somebody who looks at it."""
    with db.unit_of_work() as session:
        make_company(session)
        actor: User = make_user(session, role)
        application = make_application(session)
        make_invitation(session, application)
        return application.id or 0, actor_of(actor)


def users_of(mixin: Any) -> set[Any]:
    """Every state made with a mixin, at any depth."""
    found = set()
    for each in mixin.__subclasses__():
        found |= users_of(each) if each._mixin else {each}
    return found


def test_every_state_that_has_a_dialog_is_among_those_closed(database: Any) -> None:
    with_dialog = {each for each in users_of(PageState) if hasattr(each, "_shut")}
    assert with_dialog == set(DIALOGS) and CompanyState in with_dialog


async def test_a_page_opened_anew_shows_no_dialog_of_before(database: Any) -> None:
    application_id, actor = made()
    with clock.frozen(NOW), acting(actor):
        closing = await page_of(ClosingState)
        company = await closing.get_state(CompanyState)
        company.open_company()
        closing.ask(application_id, 1, "林晓", "lost")
        await close_dialogs(closing)
    assert not company.is_company_open and not closing.is_open


async def test_a_refusal_is_said_in_the_open_dialog_and_not_again_as_a_notice(database: Any) -> None:
    application_id, actor = made()
    with clock.frozen(NOW), acting(actor):
        closing = await page_of(ClosingState)
        toast, company = await closing.get_state(ToastState), await closing.get_state(CompanyState)
        closing.ask(application_id, 1, "林晓", "lost")
        await closing.save({"reason": "", "note": ""})
        assert closing.is_open and closing.problem and toast.toast_text == ""
        company.open_company()
        await company.save({"name": "", "name_en": "", "phone": ""})
        assert company.is_company_open and company.problem and toast.toast_text == ""
        # Without a dialog the notice says it.
        company.close_company()
        await company.save({"name": "", "name_en": "", "phone": ""})
    assert toast.toast_text == company.problem != ""


async def test_a_number_is_one_tap_from_a_call_where_it_is_whole(database: Any) -> None:
    application_id, actor = made()
    with clock.frozen(NOW), acting(actor):
        drawer = await page_of(DrawerState)
        await drawer.show(application_id)
    links = [fact["link"] for fact in drawer.view["contact"]]
    assert links[0].startswith("tel:+86") and links[1].startswith("mailto:") and set(links[2:]) <= {""}
    assert not any(fact["link"] for fact in drawer.view["facts"])


async def test_a_masked_number_leads_nowhere(database: Any) -> None:
    application_id, actor = made(Role.EXECUTIVE)
    with clock.frozen(NOW), acting(actor):
        drawer = await page_of(DrawerState)
        await drawer.show(application_id)
    assert drawer.view["contact"] and not any(fact["link"] for fact in drawer.view["contact"])
