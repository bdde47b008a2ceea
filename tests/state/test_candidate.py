"""The candidate's pages: what they say, what a tap does, and that nobody else's data is ever in them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import reflex as rx
from sqlmodel import select

from rxapp import clock, db, i18n
from rxapp.models import Application, Booking, Candidate, CandidateLink, Delivery, User
from rxapp.rules.vocabulary import (
    BookingState,
    Channel,
    Closing,
    DeliveryState,
    InterviewMode,
    Role,
    Stage,
    StepKind,
)
from rxapp.services.accounts.actor import Actor
from rxapp.services.scheduling.views import TrustRow
from rxapp.state.actor import Present, set_present
from rxapp.state.candidate import BookingState as ChoosingState
from rxapp.state.candidate import CandidateState
from rxapp.state.candidate_words import _news_text, _with_after, initials
from rxapp.state.frame import ToastState
from rxapp.state.language import LanguageState
from tests.builders import (
    NOW,
    candidate_actor,
    give_hours,
    make_application,
    make_booking,
    make_candidate,
    make_invitation,
    make_job,
    make_link,
    make_user,
)
from tests.state.acting import sent_to_browser

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@contextmanager
def holding(actor: Actor | None) -> Iterator[None]:
    """Events inside come from a browser that holds this link, or none."""
    set_present(Present(acting=actor, candidate=actor))
    try:
        with clock.frozen(NOW):
            yield
    finally:
        set_present(None)


def somebody(**facts: Any) -> tuple[Actor, int]:
    """A candidate with an open invitation, an interviewer 王伟 who has hours, and a link."""
    with db.unit_of_work() as session:
        host = make_user(session, Role.INTERVIEWER, name="王伟")
        give_hours(session, host)
        application = make_application(session, job=make_job(session, interviewers=[host]), **facts)
        make_invitation(session, application)
        link = make_link(session, application)
        return candidate_actor(application, link=link), application.id or 0


def book(application_id: int, **facts: Any) -> None:
    with db.unit_of_work() as session:
        facts = {"booked_at": NOW - timedelta(days=1)} | facts
        make_booking(session, session.get_one(Application, application_id), **facts)


async def pages() -> tuple[CandidateState, ChoosingState, ToastState, LanguageState]:
    root = rx.State()
    return (
        await root.get_state(CandidateState),
        await root.get_state(ChoosingState),
        await root.get_state(ToastState),
        await root.get_state(LanguageState),
    )


@on_sqlite
async def test_without_a_link_there_is_a_telephone_number_and_nothing_else(database: Any) -> None:
    _, application_id = somebody()
    book(application_id)
    page, choosing, _, _ = await pages()
    with holding(None):
        assert await page.open_page() is None
        assert await choosing.open_page() is None
    assert page.phase == "door" and page.phone and page.company
    shown = sent_to_browser(page)
    assert "林晓" not in shown and "王伟" not in shown


@on_sqlite
async def test_an_invited_candidate_is_asked_to_choose_a_time(database: Any) -> None:
    actor, _ = somebody()
    page, _, _, _ = await pages()
    with holding(actor):
        assert await page.open_page() is not None
        await page.refresh()
    assert page.phase == "ready"
    assert (page.facts["name"], page.facts["action"], page.facts["stage"]) == ("林晓", "choose", 1)
    assert page.facts["can_withdraw"] and not page.facts["has_booking"]


@on_sqlite
async def test_a_booked_candidate_sees_when_where_who_and_what_to_bring(database: Any) -> None:
    actor, application_id = somebody()
    book(application_id)
    page, _, _, _ = await pages()
    with holding(actor):
        await page.refresh()
    facts = page.facts
    assert facts["has_booking"] and facts["when_big"] and "10:00" in facts["when_full"]
    assert facts["interviewer"] == "王伟" and facts["place"] and facts["address"]
    assert page.bring == ["身份证", "学历证书"]
    assert facts["can_move"] and facts["can_cancel"]


@on_sqlite
async def test_the_page_holds_no_telephone_or_mail_address_of_anybody(database: Any) -> None:
    actor, application_id = somebody()
    book(application_id)
    page, choosing, _, _ = await pages()
    with holding(actor):
        await page.refresh()
        await choosing.refresh()
    shown = sent_to_browser(page)
    assert "+86138" not in shown and "@example" not in shown and "@showup" not in shown


@on_sqlite
async def test_a_time_is_looked_at_and_then_taken(database: Any) -> None:
    actor, application_id = somebody()
    _, choosing, toast, _ = await pages()
    with holding(actor):
        await choosing.refresh()
        slot = choosing.days[1]["slots"][0]
        await choosing.pick(slot["starts_at"], slot["interviewer_id"])
        assert choosing.is_asking and choosing.chosen["interviewer"] == "王伟"
        assert await choosing.book() is not None
    assert toast.toast_kind == "done" and "王伟" in toast.toast_text
    with db.reading() as session:
        booking = session.exec(select(Booking).where(Booking.application_id == application_id)).one()
        assert booking.starts_at.isoformat() == slot["starts_at"] and booking.confirmed_at is not None


@on_sqlite
async def test_a_time_taken_meanwhile_is_said_and_the_others_are_shown(database: Any) -> None:
    actor, application_id = somebody()
    _, choosing, _, _ = await pages()
    with holding(actor):
        await choosing.refresh()
        slot = choosing.days[1]["slots"][0]
        await choosing.pick(slot["starts_at"], slot["interviewer_id"])
        with db.unit_of_work() as session:
            job = session.get_one(Application, application_id).job_id
            host = session.get_one(User, slot["interviewer_id"])
            other = make_application(session, candidate=make_candidate(session, name="赵敏"), job_id=job)
            starts_at = clock.now().fromisoformat(slot["starts_at"])
            make_booking(session, other, interviewer=host, starts_at=starts_at)
        assert await choosing.book() is None
    assert choosing.problem and not choosing.is_asking
    free = [each["starts_at"] for day in choosing.days for each in day["slots"]]
    assert free and slot["starts_at"] not in free
    assert "赵敏" not in sent_to_browser(choosing)


@on_sqlite
async def test_a_time_that_was_never_offered_cannot_be_picked(database: Any) -> None:
    actor, _ = somebody()
    _, choosing, _, _ = await pages()
    with holding(actor):
        await choosing.refresh()
        await choosing.pick("2031-01-01T03:00:00+00:00", 1)
        assert not choosing.is_asking and choosing.problem
        assert await choosing.book() is None
    with db.reading() as session:
        assert session.exec(select(Booking)).all() == []


@on_sqlite
async def test_moving_replaces_the_time_and_says_what_it_was(database: Any) -> None:
    actor, application_id = somebody()
    book(application_id)
    _, choosing, _, _ = await pages()
    with holding(actor):
        await choosing.refresh()
        assert choosing.is_moving and choosing.current
        slot = choosing.days[2]["slots"][-1]
        await choosing.pick(slot["starts_at"], slot["interviewer_id"])
        await choosing.book()
    with db.reading() as session:
        states = {b.state: b.starts_at for b in session.exec(select(Booking))}
    assert set(states) == {BookingState.MOVED, BookingState.SCHEDULED}
    assert states[BookingState.SCHEDULED].isoformat() == slot["starts_at"]


@on_sqlite
async def test_confirming_is_a_button_and_opening_changes_nothing(database: Any) -> None:
    actor, application_id = somebody()
    book(application_id, booked_by="user")
    page, _, toast, _ = await pages()
    with holding(actor):
        await page.open_page()
        await page.refresh()
        assert page.facts["action"] == "confirm"
        with db.reading() as session:
            assert session.exec(select(Booking)).one().confirmed_at is None
        await page.confirm()
    assert page.facts["is_confirmed"] and toast.toast_text
    with db.reading() as session:
        assert session.exec(select(Booking)).one().confirmed_at is not None


@on_sqlite
async def test_being_alive_marks_the_link_as_opened(database: Any) -> None:
    actor, _ = somebody()
    page, _, _, _ = await pages()
    with holding(actor):
        await page.alive()
    with db.reading() as session:
        assert session.get_one(CandidateLink, actor.link_id).opened_at is not None


@on_sqlite
@pytest.mark.parametrize(("is_demo", "counts"), [(False, False), (True, True)])
async def test_a_colleague_who_tries_the_link_opens_nothing(
    database: Any, monkeypatch: pytest.MonkeyPatch, is_demo: bool, counts: bool
) -> None:
    async def staff(_state: object) -> bool:
        return True

    actor, _ = somebody()
    page, _, _, _ = await pages()
    monkeypatch.setattr("rxapp.state.candidate.is_shown_to_staff", staff)
    monkeypatch.setattr("rxapp.state.candidate.get_settings", lambda: SimpleNamespace(is_demo=is_demo))
    with holding(actor):
        await page.alive()
    with db.reading() as session:
        assert (session.get_one(CandidateLink, actor.link_id).opened_at is not None) is counts


@on_sqlite
async def test_the_calendar_button_keeps_when_it_was_first_tapped(database: Any) -> None:
    actor, application_id = somebody()
    page, _, _, _ = await pages()
    with holding(actor):
        await page.add_to_calendar()  # nothing is booked: nothing to keep, nothing to complain about
        book(application_id)
        await page.add_to_calendar()
        with clock.frozen(NOW + timedelta(hours=1)):
            await page.add_to_calendar()
    with db.reading() as session:
        assert session.exec(select(Booking)).one().calendar_added_at == NOW


@on_sqlite
async def test_on_the_day_there_are_here_and_late(database: Any) -> None:
    actor, application_id = somebody()
    book(application_id, starts_at=NOW + timedelta(hours=1))
    page, _, _, _ = await pages()
    with holding(actor):
        await page.refresh()
        assert page.facts["action"] == "arrive"
        await page.run_late(20)
        assert "20" in page.facts["late_text"]
        await page.arrive()
    assert page.facts["action"] == "arrived" and page.facts["late_text"] == ""


@on_sqlite
async def test_cancelling_frees_the_time_and_offers_others(database: Any) -> None:
    actor, application_id = somebody()
    book(application_id)
    page, _, toast, _ = await pages()
    with holding(actor):
        await page.cannot_come({"reason": "must_work", "note": ""})
    assert toast.toast_kind == "done" and page.facts["action"] == "choose"
    with db.reading() as session:
        assert session.exec(select(Booking)).one().state == BookingState.CANCELLED_BY_CANDIDATE


@on_sqlite
async def test_a_reason_nobody_offered_is_refused_in_words(database: Any) -> None:
    actor, application_id = somebody()
    book(application_id)
    page, _, _, _ = await pages()
    with holding(actor):
        assert await page.cannot_come({"reason": "made_up", "note": ""}) is not None
    assert page.facts["has_booking"]


@on_sqlite
async def test_who_is_not_chosen_hears_it_from_a_person_not_from_the_page(database: Any) -> None:
    actor, application_id = somebody()
    page, _, _, _ = await pages()
    with db.unit_of_work() as session:
        session.get_one(Application, application_id).closing = Closing.REJECTED
    with holding(actor):
        await page.refresh()
        rejected = page.facts["headline"]
    with db.unit_of_work() as session:
        session.get_one(Application, application_id).closing = Closing.LOST
    with holding(actor):
        await page.refresh()
    assert page.facts["headline"] == rejected and page.facts["action"] == "none"


def closed_after(happened: str, closing: Closing) -> Actor:
    """A candidate whose application was closed as `closing` after this had `happened`, and nothing more."""
    with db.unit_of_work() as session:
        job = make_job(session)
        application = make_application(session, job=job, closing=closing)
        if happened != "nothing":
            make_invitation(session, application, is_open=False)
        if happened in ("missed", "called_off", "came"):
            state = {
                "missed": BookingState.NO_SHOW, "called_off": BookingState.CANCELLED_BY_COMPANY,
                "came": BookingState.ATTENDED,
            }[happened]  # fmt: skip
            make_booking(session, application, state=state, starts_at=NOW - timedelta(days=2))
        if happened == "came":
            application.attended_at = NOW - timedelta(days=2)
        link = make_link(session, application)
        return candidate_actor(application, link=link)


@on_sqlite
@pytest.mark.parametrize(
    ("happened", "zh", "en"),
    [
        ("nothing", "谢谢您对我们感兴趣", "interest in us"),
        ("invited", "复试没有约成", "no interview was arranged"),
        ("missed", "没能和您见面", "did not get to meet"),
        ("called_off", "没能和您见面", "did not get to meet"),
        ("came", "谢谢您来参加复试", "Thank you for coming"),
    ],
)
async def test_closing_words_thank_for_what_happened_and_for_nothing_else(
    database: Any, happened: str, zh: str, en: str
) -> None:
    said = {}
    for closing in (Closing.REJECTED, Closing.LOST):
        actor = closed_after(happened, closing)
        for language in ("zh", "en"):
            page, _, _, words = await pages()
            words.language = language
            with holding(actor):
                await page.refresh()
            said[closing, language] = page.facts["headline"]
    for closing in (Closing.REJECTED, Closing.LOST):
        assert zh in said[closing, "zh"] and en in said[closing, "en"]
    if happened != "came":
        assert "谢谢您来" not in said[Closing.LOST, "zh"] and "for coming" not in said[Closing.LOST, "en"]


@on_sqlite
async def test_an_offer_reads_as_waiting_until_told(database: Any) -> None:
    actor, application_id = somebody()
    seen = {}
    for stage in (Stage.ATTENDED, Stage.OFFER):
        with db.unit_of_work() as session:
            session.get_one(Application, application_id).stage = int(stage)
        page, _, _, _ = await pages()
        with holding(actor):
            await page.refresh()
        seen[stage] = (page.facts["headline"], page.facts["stage"])
    assert seen[Stage.ATTENDED] == seen[Stage.OFFER]


@on_sqlite
async def test_the_page_speaks_english_once_asked(database: Any) -> None:
    actor, application_id = somebody()
    book(application_id)
    page, _, _, words = await pages()
    with holding(actor):
        await page.open_page()
        words.language = "en"
        await page.open_page()
        await page.refresh()
    assert words.language == "en"
    assert page.facts["job"] == "Key account sales" and "kept this time" in page.facts["headline"]


def test_initials_stand_in_for_a_face() -> None:
    assert [initials(name) for name in ("王建国", "David Chen", "李敏", "Li", "")] == [
        "建国",
        "DC",
        "李敏",
        "L",
        "",
    ]


@pytest.mark.parametrize(
    ("by", "outcome", "said"),
    [
        ("user", "late_cancel", "您取消了原来的时间"),
        ("user", "cancelled_by_candidate", "您取消了原来的时间"),
        ("candidate", "cancelled_by_candidate", "您取消了原来的时间"),
        ("user", "cancelled_by_company", "HR 取消了原来的时间"),
    ],
)
def test_a_call_off_is_told_as_whose_it_was_not_as_who_wrote_it_down(
    by: str, outcome: str, said: str
) -> None:
    row = TrustRow(1, "booking_cancelled", NOW, by, "林晓", {"outcome": outcome})
    assert _news_text(row, "Asia/Shanghai", "zh") == said


async def test_a_letters_addresses_can_be_opened_and_the_map_has_a_short_name(database: Any) -> None:
    actor, application_id = somebody(stage=Stage.ARRANGING)
    long = "https://uri.amap.com/marker?position=121.4,31.2&name=%E4%B8%8A&coordinate=gaode"
    with db.unit_of_work() as session:
        session.add(
            Delivery(
                dedupe="d", kind=StepKind.BOOKED, channel=Channel.EMAIL, language="zh", application_id=application_id,
                due_at=NOW, created_at=NOW, sent_at=NOW, state=DeliveryState.SENT,
                body=f"地图：{long}\n到时点开 https://meet.example.com/a。改期：[[link]]",
            )
        )  # fmt: skip
    page, *_ = await pages()
    with holding(actor):
        await page.open_page()
        await page.refresh()
    runs = page.letters[0]["pieces"]
    assert [(run["text"], run["link"]) for run in runs if run["link"]] == [
        ("打开地图", long),
        ("https://meet.example.com/a", "https://meet.example.com/a"),
    ]
    assert "（就是这个页面）" in runs[-1]["text"]


@on_sqlite
@pytest.mark.parametrize(("asked", "language"), [("en-GB,en;q=0.9", "en"), ("zh-CN", "zh"), ("fr", "zh")])
async def test_the_door_speaks_the_browsers_language_until_somebody_chooses(
    database: Any, asked: str, language: str
) -> None:
    page, _, _, words = await pages()
    page.router = dataclasses.replace(
        page.router, headers=dataclasses.replace(page.router.headers, accept_language=asked)
    )
    with holding(None):
        await page.open_page()
        assert (page.phase, words.language) == ("door", language)
        words.language = "zh"
        await page.open_page()
    assert words.language == "zh"


@on_sqlite
async def test_a_few_times_stand_before_all_others_and_nothing_is_left_out(database: Any) -> None:
    actor, _ = somebody(stage=Stage.ARRANGING)
    _, choosing, *_ = await pages()
    with holding(actor):
        await choosing.open_page()
        await choosing.refresh()
    everything = {slot["starts_at"] for day in choosing.days for slot in day["slots"]}
    assert 3 <= len(choosing.suggested) <= 6 < choosing.total == len(everything)
    assert {slot["starts_at"] for slot in choosing.suggested} < everything
    assert all(slot["day"] for slot in choosing.suggested) and choosing.zone_text == ""


@on_sqlite
async def test_whoever_lives_in_another_zone_is_told_so_where_times_are_chosen(database: Any) -> None:
    actor, _ = somebody(stage=Stage.ARRANGING)
    with db.unit_of_work() as session:
        session.get_one(Candidate, actor.candidate_id).zone = "America/New_York"
    _, choosing, *_ = await pages()
    with holding(actor):
        await choosing.open_page()
        await choosing.refresh()
        marks = {slot["mark"] for day in choosing.days for slot in day["slots"]}
        slot = choosing.days[0]["slots"][0]
        await choosing.pick(slot["starts_at"], slot["interviewer_id"])
    assert "New York" in choosing.zone_text and "New York" in choosing.chosen["zone_text"]
    assert "night" in marks and "night" not in {slot["mark"] for slot in choosing.suggested}


@on_sqlite
async def test_opening_the_video_room_early_arrives_nobody_and_near_the_start_it_does(database: Any) -> None:
    actor, application_id = somebody()
    book(
        application_id, starts_at=NOW + timedelta(hours=1), mode=InterviewMode.VIDEO,
        meeting_link="https://meeting.example/abc",
    )  # fmt: skip
    page, _, toast, _ = await pages()
    with holding(actor):
        await page.refresh()
        assert page.facts["action"] == "arrive" and not page.facts["does_here_count"]
        await page.join()
        assert page.facts["action"] == "arrive" and toast.toast_text == "" and page.answered == 1
        with clock.frozen(NOW + timedelta(minutes=50)):
            await page.join()
    assert page.facts["action"] == "arrived" and "会议" in toast.toast_text
    assert not page.facts["can_move"] and not page.facts["can_cancel"]


@on_sqlite
@pytest.mark.parametrize("goes_on", [True, False])
async def test_a_reason_that_ends_everything_is_asked_about_once_more(database: Any, goes_on: bool) -> None:
    actor, application_id = somebody()
    book(application_id)
    page, _, _, _ = await pages()
    with holding(actor):
        await page.refresh()
        await page.cannot_come({"reason": "pay", "note": ""})
        assert page.is_ending and page.facts["has_booking"]
        await (page.keep_on() if goes_on else page.end_application())
        assert not page.is_ending
        await page.end_application()  # nothing is asked any more: nothing happens
    with db.reading() as session:
        closing = session.get_one(Application, application_id).closing
    assert closing == (None if goes_on else Closing.WITHDRAWN)


@on_sqlite
async def test_a_second_tap_is_answered_without_a_complaint(database: Any) -> None:
    actor, application_id = somebody()
    book(application_id)
    page, _, toast, _ = await pages()
    with holding(actor):
        for _ in range(2):
            assert await page.cannot_come({"reason": "must_work", "note": ""}) is None
            assert toast.toast_kind == "done"
    assert page.answered == 2


@on_sqlite
async def test_when_its_time_is_past_the_page_wishes_no_luck_and_offers_no_way_in(database: Any) -> None:
    actor, application_id = somebody()
    book(application_id, starts_at=NOW - timedelta(hours=3))
    page, _, _, _ = await pages()
    with holding(actor):
        await page.refresh()
        facts = page.facts
        assert (facts["action"], facts["is_over"], facts["can_take_calendar"]) == ("over", True, False)
        assert facts["headline"] == i18n.text("zh", "candidate.stands.over")
        with db.unit_of_work() as session:
            session.exec(select(Booking)).one().arrived_at = NOW - timedelta(hours=3)
        await page.refresh()
    assert page.facts["action"] == "none" and page.facts["headline"] == i18n.text("zh", "candidate.stands.3")


@on_sqlite
@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        (BookingState.CANCELLED_BY_COMPANY, "interviewer_absent", "很抱歉"),
        (BookingState.CANCELLED_BY_COMPANY, "other", "很抱歉"),
        (BookingState.CANCELLED_BY_COMPANY, "asked_other_time", "已经取消"),
        (BookingState.LATE_CANCEL, "ill", "已经取消"),
        (BookingState.NO_SHOW, "forgot", "没有见到您"),
    ],
)
async def test_the_page_says_why_a_time_is_asked_for_once_more(
    database: Any, state: BookingState, reason: str, said: str
) -> None:
    actor, application_id = somebody(stage=Stage.ARRANGING)
    starts_at = NOW + timedelta(hours=1)
    book(application_id, state=state, starts_at=starts_at, reason=reason)
    with db.unit_of_work() as session:
        session.exec(select(Booking)).one().calendar_added_at = NOW
        session.get_one(Application, application_id).stage = Stage.ARRANGING
    page, _, _, words = await pages()
    with holding(actor):
        await page.refresh()
        assert page.facts["action"] == "choose" and page.facts["is_in_calendar"] is (
            state != BookingState.NO_SHOW
        )
        headline = page.facts["headline"]
        assert said in headline and i18n.at("zh", starts_at) in headline
        assert i18n.text("zh", "candidate.again.choose") in headline and ("很抱歉" in headline) == (
            said == "很抱歉"
        )
        words.language = "en"
        await page.refresh()
        assert i18n.at("en", starts_at) in page.facts["headline"] and "{" not in page.facts["headline"]


def test_history_names_days_in_full_and_what_became_of_a_time() -> None:
    def row(event_id: int, kind: str, starts_at: Any) -> TrustRow:
        return TrustRow(event_id, kind, NOW, "user", "", {"starts_at": starts_at} if starts_at else {})

    day = timedelta(days=1)
    trust = [
        row(5, "slot_booked", NOW + 4 * day),
        row(4, "booking_cancelled", None),
        row(3, "booking_moved", NOW + 2 * day),
        row(2, "confirmed", None),
        row(1, "slot_booked", NOW + day),
    ]
    said = [_news_text(each, "Asia/Shanghai", "zh", after) for each, after in _with_after(trust)]
    assert [words.partition("（")[2].rstrip("）") for words in said] == [
        "",
        "",
        "后来取消了",
        "",
        "后来改了时间",
    ]
    assert i18n.at("zh", NOW + day) in said[-1] and "明天" not in "".join(said)


@on_sqlite
async def test_a_page_that_turns_into_another_applications_says_so(database: Any) -> None:
    first, _ = somebody()
    with db.unit_of_work() as session:
        job = make_job(session, title="渠道经理")
        application = make_application(session, candidate=make_candidate(session, name="赵敏"), job=job)
        other = candidate_actor(application, link=make_link(session, application))
    page, choosing, _, _ = await pages()
    with holding(first):
        await choosing.open_page()
        await choosing.refresh()
        assert page.switched == "" and "林晓" in choosing.lead and page.facts["job"] in choosing.lead
    with holding(other):
        await page.refresh()
        assert "赵敏" in page.switched and "渠道经理" in page.switched and "林晓" not in page.switched
