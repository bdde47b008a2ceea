"""What the demo says of a person or a round does not contradict itself, whatever the seed."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pytest

from rxapp.demo import SEED, build
from rxapp.demo.calendar import local_day
from rxapp.demo.company import content
from rxapp.demo.seed import Demo
from tests.demo.conftest import TODAY

Row = dict[str, Any]
NUMBERS = {"两": 2, "三": 3, "五": 5}
IN_WORK = (
    "目前任职",
    "在职",
    "手上维护",
    "最近三年在",
    "去年指标",
    "Currently",
    "I look after",
    "the last three in",
)
OUT_OF_WORK = ("离职", "随时到岗", "曾在", "上一份工作", "Until recently", "Free to start")
LEADS = ("带过 8 人", "从零搭过", "做过主管", "led a team", "built a sales team")
MAKERS = {
    "蓝溪饮料": "drinks", "山泉食饮": "drinks", "康悦食品": "snacks", "果田食品": "snacks", "鲜禾乳业": "dairy",
    "牧原乳品": "dairy", "佳美日化": "care", "清莲个护": "care", "大川酒业": "liquor", "谷雨酒业": "liquor",
    "贝宁母婴": "baby", "小禾母婴": "baby", "嘉禾调味": "grain", "金穗粮油": "grain",
    "Lanxi Drinks": "drinks", "Kangyue Foods": "snacks", "Xianhe Dairy": "dairy", "Jiamei Care": "care",
    "Dachuan Spirits": "liquor", "Beining Baby": "baby", "Jiahe Staples": "grain",
}  # fmt: skip


@pytest.fixture(scope="module", params=[SEED, 5, 77])
def company(request: pytest.FixtureRequest) -> Demo:
    return build(request.param, TODAY, days=150)


def says(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def years(text: str) -> int:
    """The years of experience a CV tells; every one tells them."""
    found = re.search(r"(\d+) 年(?:销售经验|里|。)|(\d+) years in sales", text)
    assert found, text
    return int(found[1] or found[2])


def jobs_by_candidate(demo: Demo) -> dict[int, list[Row]]:
    jobs = {row["id"]: row for row in demo.ledger.tables["job"]}
    found = defaultdict(list)
    for row in demo.ledger.tables["application"]:
        found[row["candidate_id"]].append(jobs[row["job_id"]])
    return found


def test_a_cv_agrees_with_whether_the_person_is_in_work(company: Demo) -> None:
    told = 0
    for row in company.ledger.tables["candidate"]:
        text = row["cv_text"]
        told += says(text, IN_WORK + OUT_OF_WORK)
        assert not says(text, OUT_OF_WORK if row["is_employed"] else IN_WORK), text
    assert told > len(company.ledger.tables["candidate"]) / 2


def test_a_cv_agrees_with_its_years(company: Demo) -> None:
    for row in company.ledger.tables["candidate"]:
        text, has = row["cv_text"], years(row["cv_text"])
        if says(text, ("最近三年", "连续两年", "the last three")):
            assert has >= 3, text
        if says(text, (*LEADS, "三年里把")):
            assert has >= 4, text
        if (yearly := re.search(r"年销售额约 (\d+) 万", text)) and "75 万" in text:
            assert int(yearly[1]) >= 12 * 75, text


def test_a_cv_agrees_with_every_job_applied_for(company: Demo) -> None:
    jobs = jobs_by_candidate(company)
    came_back = 0
    for row in company.ledger.tables["candidate"]:
        came_back += len(jobs[row["id"]]) > 1
        for job in jobs[row["id"]]:
            asked = NUMBERS[job["requirements"][0]]
            assert years(row["cv_text"]) >= asked, (job["title"], row["cv_text"])
            assert "本地" not in row["cv_text"] or row["city"] == job["city"], row["cv_text"]
    assert came_back >= 20


def test_a_cv_sells_what_its_employer_makes(company: Demo) -> None:
    tags = content("people")["tags"]
    for row in company.ledger.tables["candidate"]:
        opener = re.split(r"。|\. ", row["cv_text"])[0]
        for maker, tag in MAKERS.items():
            if maker in opener:
                rest = opener.replace(maker, "")
                assert any(word in rest for word in tags[tag]["zh"] + tags[tag]["en"]), opener
        if "铺货率" in row["cv_text"]:
            goods = [told for name, told in tags.items() if told["kind"] == "industry" and name != "other"]
            assert company.truth.tags[row["id"]] & {n for n, told in tags.items() if told in goods}


def test_nobody_denies_what_the_same_cv_tells(company: Demo) -> None:
    tags = {name: told for name, told in content("people")["tags"].items() if told["kind"] == "segment"}
    people = company.ledger.tables["candidate"]
    denied = 0
    for row in people:
        text = row["cv_text"]
        found = re.search(r"没有接触过(.+?)，愿意学|。对([^。]+?)了解不多|no experience with (.+?) yet", text)
        if not found:
            continue
        denied += 1
        said = next(filter(None, found.groups()))
        name = next(name for name, told in tags.items() if said in told["zh"] + told["en"])
        assert name in company.truth.tags[row["id"]], "what is denied is true"
        rest = text.replace(found[0], "")
        assert not any(word in rest for word in tags[name]["zh"] + tags[name]["en"]), text
    assert 0.06 <= denied / len(people) <= 0.14


def test_reasons_are_possible_for_the_person_and_the_round(company: Demo) -> None:
    tables = company.ledger.tables
    people = {row["id"]: row for row in tables["candidate"]}
    who = {row["id"]: people[row["candidate_id"]] for row in tables["application"]}
    for row in tables["booking"]:
        if row["reason"] == "must_work":
            assert who[row["application_id"]]["is_employed"]
        assert not (row["mode"] == "video" and row["reason"] == "traffic")


def test_a_round_by_video_has_a_link_and_no_place_and_one_on_site_a_place_and_no_link(company: Demo) -> None:
    tables = company.ledger.tables
    rounds = tables["invitation"] + tables["booking"]
    assert sum(row["mode"] == "video" for row in rounds) > 50
    for row in rounds:
        is_video = row["mode"] == "video"
        assert (row["place_id"] is None, bool(row["meeting_link"])) == (is_video, is_video)


def test_messages_of_a_video_round_speak_of_the_meeting_and_never_of_a_place(company: Demo) -> None:
    tables = company.ledger.tables
    rooms = {row["id"]: row["meeting_link"] for row in tables["invitation"] if row["mode"] == "video"}
    rooms_of_bookings = {
        row["id"]: row["meeting_link"] for row in tables["booking"] if row["mode"] == "video"
    }
    places = [row[name] for row in tables["place"] for name in ("name", "name_en", "address")]
    on_site = ("地点", "怎么过来", "Place:", "How will you get here", *places)
    seen = 0
    for row in tables["delivery"]:
        room = rooms_of_bookings.get(row["booking_id"]) or rooms.get(row["invitation_id"])
        text = f"{row['subject']} {row['body']}"
        if room is None:
            assert "meeting.example.com" not in text and "视频" not in text, text
            continue
        seen += 1
        assert not says(text, tuple(on_site)), text
        if row["kind"] in ("booked", "moved", "remind_two_hours"):
            assert room in text, text
    assert seen > 200


def test_a_message_says_the_weekday_the_place_with_its_map_the_interviewer_and_what_to_bring(
    company: Demo,
) -> None:
    seen = set()
    for row in company.ledger.tables["delivery"]:
        text, language = row["body"], row["language"]
        if row["kind"] not in ("booked", "moved", "ask_day_before"):
            continue
        is_video = "meeting.example.com" in text
        asked = (
            ("面试官：", "（", "请带：", "周" if row["kind"] != "ask_day_before" else "")
            if language == "zh"
            else ("Who: ", "Please bring: ")
        )
        assert all(word in text for word in asked), text
        assert is_video or (
            "https://uri.amap.com/marker?" in text and ("地点：" in text or "Where: " in text)
        ), text
        if language == "en" and row["kind"] != "ask_day_before":
            assert re.search(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ [A-Z][a-z]{2} \d\d:\d\d", text), text
        seen.add((row["kind"], language, is_video))
    assert len(seen) >= 8


def test_every_address_in_a_message_is_followed_by_a_space_or_a_line_break(company: Demo) -> None:
    for row in company.ledger.tables["delivery"]:
        assert not re.search(r"https?://[!-~]+[^\s!-~]|\[\[link\]\]\S", row["body"]), row["body"]


def test_a_reminder_names_the_day_by_the_distance_it_has_when_it_leaves(company: Demo) -> None:
    starts = {row["id"]: row["starts_at"] for row in company.ledger.tables["booking"]}
    said = set()
    for row in company.ledger.tables["delivery"]:
        if (
            row["kind"] in ("remind_two_hours", "ask_day_before")
            and row["sent_at"]
            and row["language"] == "zh"
        ):
            days = local_day(starts[row["booking_id"]]) - local_day(row["sent_at"])
            near = {0: "今天", 1: "明天"}.get(days)
            assert row["subject"].startswith(near) if near else not re.match("今天|明天", row["subject"]), row
            said.add((row["kind"], days))
    assert {("remind_two_hours", 0), ("remind_two_hours", 1), ("ask_day_before", 1)} <= said


def test_no_two_reminders_of_a_booking_leave_on_one_morning(company: Demo) -> None:
    days: dict[int, list[int]] = defaultdict(list)
    for row in company.ledger.tables["delivery"]:
        if row["kind"] in ("remind_three_days", "ask_day_before"):
            days[row["booking_id"]].append(local_day(row["due_at"]))
    assert all(len(set(each)) == len(each) for each in days.values())
    assert any(len(each) == 2 for each in days.values())


def test_who_was_told_how_it_ended_finds_the_words_that_were_sent(company: Demo) -> None:
    tables = company.ledger.tables
    told = {row["id"] for row in tables["application"] if row["told_at"]}
    steps = {r["application_id"]: r for r in tables["planned_step"] if r["kind"] in ("told_pass", "told_no")}
    letters = {r["application_id"]: r for r in tables["delivery"] if r["kind"] in ("told_pass", "told_no")}
    assert told and told == set(steps) == set(letters)
    for number, step in steps.items():
        assert (
            len(step["words"]) > 40 and step["words"] in letters[number]["body"] and "{" not in step["words"]
        )


def test_no_open_call_asks_for_what_has_happened(company: Demo) -> None:
    tables = company.ledger.tables
    bookings = {row["id"]: row for row in tables["booking"]}
    opened = {row["application_id"]: row["opened_at"] for row in tables["invitation"] if row["is_open"]}
    for row in tables["task"]:
        if row["done_at"] is not None or row["cancelled_at"] is not None:
            continue
        if row["kind"] == "invited_not_opened":
            assert opened[row["application_id"]] is None
        if row["kind"] == "notice_not_opened":
            assert bookings[row["booking_id"]]["notice_opened_at"] is None
        if row["kind"] in ("not_confirmed", "notice_not_opened"):
            assert bookings[row["booking_id"]]["starts_at"] + 300 >= company.end
