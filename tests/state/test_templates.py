"""The texts page: what is open, what it becomes, keeping, going back, two who edit at once."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import Channel, Language, Role, StepKind
from rxapp.services.messaging.texts.save_template import SaveTemplate, save_template
from rxapp.services.messaging.texts.template_list import versions
from rxapp.state.template_words import key_of
from rxapp.state.templates import TemplateForm, TemplatesState
from tests.builders import NOW, actor_of, make_company, make_user
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
KEY = (StepKind.INVITED_NUDGE, Channel.BY_HAND, Language.ZH)
BODY = "{name}，请选时间：{link}"


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def recruiter(database: Any) -> Any:
    with db.unit_of_work() as session:
        make_company(session)
        return actor_of(make_user(session, Role.RECRUITER))


async def opened() -> TemplatesState:
    page = await page_of(TemplatesState)
    page._key = KEY
    await page._open()
    return page


def typed(body: str) -> TemplateForm:
    return TemplateForm(subject="", body=body, provider_template="")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("booked", "sms", "en"), (StepKind.BOOKED, Channel.SMS, Language.EN)),
        (("invited_call", "outbox", "fr"), (StepKind.INVITED, Channel.EMAIL, Language.ZH)),
        (("", "", ""), (StepKind.INVITED, Channel.EMAIL, Language.ZH)),
    ],
)
def test_an_address_names_a_text(database: Any, asked: tuple[str, str, str], found: Any) -> None:
    assert key_of(*asked) == found


async def test_it_shows_what_is_typed_before_it_is_kept(recruiter: Any) -> None:
    with acting(recruiter):
        page = await opened()
        assert page.in_use == i18n.text("zh", "templates.is_default") and not page.wrong
        await page.look("", "{name}，您好")
        assert page.preview["pieces"][0]["text"] == "陈思，您好"
        assert page.wrong == ["这类消息必须写明：候选人专属链接 / 查看码"]
        assert {"value": "{name}", "text": "候选人姓名"} in page.variables


async def test_keeping_going_back_and_comparing(recruiter: Any) -> None:
    with acting(recruiter):
        page = await opened()
        before = page.body
        await page.save(typed(BODY))
        assert page.is_own and page.kept == 1 and page.opened == 1 and len(page.versions) == 1
        assert [row["own"] for row in page.kinds if row["is_on"]] == [True]
        await page.save(typed(BODY + "\n谢谢"))
        await page.compare(1)
        assert [(row["sign"], row["text"]) for row in page.lines][-1] == ("new", "谢谢")
        await page.restore(1)
        assert page.body == BODY and page.opened == 2 and page.compared == 0
        await page.reset_text()
        assert not page.is_own and page.body == before and len(page.versions) == 4


async def test_what_cannot_be_kept_stays_on_the_screen_and_says_why(recruiter: Any) -> None:
    with acting(recruiter):
        page = await opened()
        await page.save(typed("您好"))
        assert page.kept == 0 and page.opened == 1 and page.wrong
        await page.restore(7)
        assert page.versions == []


async def test_a_colleague_who_saved_first_is_named_and_nothing_typed_is_lost(recruiter: Any) -> None:
    with acting(recruiter):
        page = await opened()
        with db.unit_of_work() as session:
            save_template(
                session, SaveTemplate(KEY, "", "先来的：{link}", 0), actor=recruiter, clock=clock.now
            )
        await page.save(typed(BODY))
        assert "第 1 版" in page.meanwhile and page.opened == 1 and page._typed == ("", BODY)
        await page.compare(1)
        await page.save(typed(BODY))
        assert not page.meanwhile and page.kept == 1
    with db.reading() as session:
        assert [row.body for row in versions(session, KEY)] == [BODY, "先来的：{link}"]
