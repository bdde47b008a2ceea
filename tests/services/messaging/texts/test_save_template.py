"""The company's own texts: what is refused, what is kept, and that messages say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Delivery, Event
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Channel, Language, StepKind
from rxapp.services.messaging.texts.save_template import (
    SaveTemplate,
    TemplateRefused,
    reset_template,
    restore_template,
    save_template,
)
from rxapp.services.messaging.texts.template_list import own_keys, versions
from rxapp.services.messaging.texts.wording import default_wording
from tests.builders import NOW
from tests.services.messaging.conftest import House

KEY = (StepKind.INVITED_NUDGE, Channel.BY_HAND, Language.ZH)
GOOD = SaveTemplate(KEY, "", "{name}，{host}在等您选时间：{link}", 0)


@pytest.fixture
def save(house: House) -> Any:
    return lambda command, actor=None: house.do(save_template, command, actor=actor or house.recruiter)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "还没有内容"), ("您好", "候选人专属链接"), ("{nme} {link}", "“nme”"), ("{name {link}", "没有配对"),
        ("｛name｝{link}", "全角"), ("字" * 5001 + "{link}", "超出"),
    ],
)  # fmt: skip
def test_a_text_that_would_go_wrong_is_refused_in_words(
    house: House, save: Any, body: str, says: str
) -> None:
    with pytest.raises(TemplateRefused) as refused:
        save(replace(GOOD, body=body))
    assert says in str(refused.value.facts["why"])
    assert house.do(versions, KEY) == [] and house.do(own_keys) == frozenset()


def test_a_letter_needs_a_subject_and_a_notice_its_five_contents(save: Any) -> None:
    key = (StepKind.BOOKED, Channel.EMAIL, Language.ZH)
    own = default_wording(*key)
    with pytest.raises(TemplateRefused):
        save(SaveTemplate(key, " ", own.body, 0))
    with pytest.raises(TemplateRefused) as refused:
        save(SaveTemplate(key, own.subject, own.body.replace("{meeting_link}", ""), 0))
    assert "视频会议链接" in str(refused.value.facts["why"])
    assert save(SaveTemplate(key, own.subject, own.body, 0))


def test_only_those_who_hire_may_and_only_texts_there_are(house: House, save: Any) -> None:
    with pytest.raises(NotAllowed):
        save(GOOD, house.interviewer)
    with pytest.raises(Invalid):
        save(replace(GOOD, key=(StepKind.INVITED_CALL, *KEY[1:])))
    with pytest.raises(Invalid):
        save(replace(GOOD, key=(KEY[0], Channel.OUTBOX, KEY[2])))


def test_every_version_stays_and_can_be_had_back(house: House, save: Any) -> None:
    save(GOOD)
    save(replace(GOOD, body="改过的：{link}", version=1))
    house.do(reset_template, KEY, 2, actor=house.recruiter)
    assert house.do(own_keys) == frozenset()
    house.do(restore_template, KEY, 1, 3, actor=house.recruiter)
    found = house.do(versions, KEY)
    assert [(one.version, one.is_default) for one in found] == [(4, False), (3, True), (2, False), (1, False)]
    assert found[0].body == GOOD.body and found[0].who == "王芳" and house.do(own_keys) == {KEY}
    with pytest.raises(NotFound):
        house.do(restore_template, KEY, 9, 4, actor=house.recruiter)
    kinds = [event.kind for event in house.rows(Event, Event.kind.like("template%"))]  # type: ignore[attr-defined]
    saved, reset = EventKind.TEMPLATE_SAVED, EventKind.TEMPLATE_RESET
    assert kinds == [saved, saved, reset, saved]


def test_who_saves_over_a_colleague_is_told(house: House, save: Any) -> None:
    save(GOOD)
    for late in (0, 2):
        with pytest.raises(Stale):
            save(replace(GOOD, version=late))
    assert len(house.do(versions, KEY)) == 1


def test_the_next_message_says_it_and_names_its_template(house: House, save: Any) -> None:
    house.invite()
    house.play(NOW + timedelta(minutes=1))
    template_id = save(GOOD)
    house.play(NOW + timedelta(hours=2))
    first, nudge = house.rows(Delivery)
    assert first.template_id is None and nudge.template_id == template_id
    assert nudge.body == "林晓，张经理在等您选时间：[[link]]" and nudge.subject == "复试时间由您来定"


def test_a_subject_is_bounded(save: Any) -> None:
    key = (StepKind.INVITED_NUDGE, Channel.EMAIL, Language.ZH)
    assert save(SaveTemplate(key, "字" * 200, "{link}", 0))
    with pytest.raises(TemplateRefused) as refused:
        save(SaveTemplate(key, "字" * 201, "{link}", 1))
    assert "超出 1 个字" in str(refused.value.facts["why"])
    with pytest.raises(TemplateRefused):
        save(SaveTemplate(key, "{nobody}", "{link}", 1))


def test_of_two_who_save_at_once_one_is_told(house: House, save: Any) -> None:
    """Both have read version 0; the second's number is taken when it writes."""
    from threading import Barrier, Thread

    from rxapp import db

    both, told = Barrier(2, timeout=20), list[str]()

    def one(body: str) -> None:
        try:
            both.wait()
            with db.unit_of_work() as session:
                save_template(session, replace(GOOD, body=body), actor=house.recruiter)
            told.append("kept")
        except Stale:
            told.append("stale")

    threads = [Thread(target=one, args=(f"{n}：{{link}}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == ["kept", "stale"] and len(house.do(versions, KEY)) == 1
