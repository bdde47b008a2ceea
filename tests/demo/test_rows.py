"""The demo's rows are those the product itself would have written."""

from __future__ import annotations

import ast
import itertools
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

import rxapp.demo
from rxapp.demo import SEED, build
from rxapp.demo.calendar import local_day, local_second, moment
from rxapp.demo.company import content
from rxapp.demo.seed import Demo
from rxapp.rules.events import Event, EventKind, as_instant, check_data
from rxapp.rules.priority import board_sort
from rxapp.rules.reasons import CLOSING_REASONS, OUTCOME_REASONS, SIDE
from rxapp.rules.replay import Snapshot, replay, snapshot
from rxapp.rules.stages import is_on_board
from rxapp.rules.vocabulary import BookingState, Closing, Stage
from rxapp.services.accounts.passwords import check_new_password, needs_new_hash, verify_password
from rxapp.services.messaging.texts.facts import LINK
from tests.demo.conftest import TODAY

Row = dict[str, Any]


def by_application(rows: list[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["application_id"]].append(row)
    return found


def live(demo: Demo) -> int:
    """How many cards the board shows."""
    return sum(
        is_on_board(
            Stage(row["stage"]), row["closing"], stage_since=moment(row["stage_since"]), now=moment(demo.end)
        )
        for row in demo.ledger.tables["application"]
    )


OTHER_DAYS = (
    (date(2026, 11, 22), 15),  # a Sunday
    (date(2026, 12, 31), 23),
    (date(2027, 2, 8), 10),  # in the Spring Festival
    (date(2028, 2, 29), 0),
)


@pytest.mark.parametrize(("today", "hour"), OTHER_DAYS, ids=str)
def test_any_day_and_hour_gives_a_sound_company(today: date, hour: int) -> None:
    short = build(SEED, today, hour=hour, days=60)
    for holds in (
        test_every_applications_events_replay_to_its_row,
        test_event_data_is_what_the_log_allows_and_ids_follow_time,
        test_cards_are_stored_in_board_order,
        test_an_executives_wishes_stand_open_arranged_and_overdue,
        test_no_interviewer_meets_two_people_at_once,
        test_keys_are_single_and_references_exist,
    ):
        holds(short)
    pending = [row for row in short.ledger.tables["planned_step"] if row["state"] == "pending"]
    assert all(row["due_at"] > short.end for row in pending)


def test_every_applications_events_replay_to_its_row(demo: Demo) -> None:
    tables = demo.ledger.tables
    bookings = by_application([row for row in tables["booking"] if row["state"] != "moved"])
    wishes = {row["application_id"]: row for row in tables["priority_request"] if row["is_open"]}
    told = by_application(tables["event"])
    for row in tables["application"]:
        state = replay(
            Event(EventKind(e["kind"]), e["data"], moment(e["occurred_at"])) for e in told[row["id"]]
        )
        booking = bookings[row["id"]][-1] if bookings[row["id"]] else None
        # A wish ends with its application; the log says so by the closing.
        wish = wishes.get(row["id"]) if row["closing"] is None else None
        found = snapshot(state)
        assert found == Snapshot(
            stage=Stage(row["stage"]),
            closing=Closing(row["closing"]) if row["closing"] else None,
            invitations=row["invitations"],
            booking_id=booking["id"] if booking else None,
            outcome=BookingState(booking["state"]) if booking else None,
            starts_at=moment(booking["starts_at"]) if booking else None,
            is_confirmed=booking is not None and booking["confirmed_at"] is not None,
            is_arrived=booking is not None and booking["arrived_at"] is not None,
            has_attended=row["attended_at"] is not None,
            deadline_at=moment(wish["deadline_at"])
            if wish
            else found.deadline_at
            if row["closing"]
            else None,
            is_priority_seen=wish["seen_at"] is not None
            if wish
            else found.is_priority_seen and bool(row["closing"]),
            verdict=row["verdict"],
            reply_by=moment(row["reply_by"]) if row["reply_by"] else None,
            is_told=row["told_at"] is not None,
        )
        if row["closing"] is None:
            assert state.is_silent == (row["silent_since"] is not None)


def test_event_data_is_what_the_log_allows_and_ids_follow_time(demo: Demo) -> None:
    before = 0
    for event in demo.ledger.tables["event"]:
        check_data(EventKind(event["kind"]), event["data"])
        assert event["occurred_at"] >= before
        before = event["occurred_at"]
        if "starts_at" in event["data"]:
            as_instant(event["data"]["starts_at"])


def test_reasons_are_those_a_person_could_have_given(demo: Demo) -> None:
    for row in demo.ledger.tables["application"]:
        if row["closing"]:
            assert row["reason"] in CLOSING_REASONS[Closing(row["closing"])], row
            assert row["reason_side"] == SIDE[row["reason"]]
    for row in demo.ledger.tables["booking"]:
        allowed = OUTCOME_REASONS.get(BookingState(row["state"]))
        if allowed is None:
            assert row["reason"] is None
        else:
            assert row["reason"] in {*allowed, "headcount_cut", *CLOSING_REASONS[Closing.WITHDRAWN]}, row


def test_counts_are_those_of_a_company_that_hires_salespeople(demo: Demo) -> None:
    tables = demo.ledger.tables
    invited = [row for row in tables["application"] if row["first_invited_at"]]
    assert 5_500 <= len(invited) <= 6_500
    assert len(tables["candidate"]) >= 4_000
    assert 5_000 <= len(tables["booking"]) <= 8_000
    assert (len(tables["place"]), len(tables["job"])) == (6, 12)
    roles = Counter(row["role"] for row in tables["user"])
    assert roles == {"administrator": 1, "recruiter": 5, "interviewer": 14, "executive": 2}
    known = [row for row in invited if row["attended_at"] or row["closing"] in ("withdrawn", "lost")]
    lost = sum(row["attended_at"] is None for row in known)
    assert 0.32 <= lost / len(known) <= 0.38


def test_the_board_is_full_in_every_column_and_counted(demo: Demo) -> None:
    live = Counter(row["stage"] for row in demo.ledger.tables["application"] if row["closing"] is None)
    assert {row["stage"]: row["n"] for row in demo.ledger.tables["stage_count"]} == dict(live)
    assert min(live[stage] for stage in range(5)) >= 8


@pytest.mark.parametrize("seed", [SEED, 1, 2, 3, 4, 5])
def test_two_hundred_and_fifty_applications_are_live_whatever_the_seed(seed: int) -> None:
    few = build(seed, TODAY, days=90)
    assert live(few) == pytest.approx(250, abs=10)
    hired = sum(row["stage"] == Stage.HIRED for row in few.ledger.tables["application"])
    assert hired > 15, "most hires left the board long ago"


def test_two_hundred_and_fifty_applications_are_live_whatever_the_day(demo: Demo) -> None:
    assert live(demo) == pytest.approx(250, abs=10)
    for today, hour in OTHER_DAYS:
        assert live(build(SEED, today, hour=hour, days=90)) == pytest.approx(250, abs=10)


def test_cards_are_stored_in_board_order(demo: Demo) -> None:
    tables = demo.ledger.tables
    held = {row["application_id"]: row for row in tables["booking"] if row["state"] == "scheduled"}
    wishes = {row["application_id"]: row for row in tables["priority_request"] if row["is_open"]}
    for row in tables["application"]:
        booking, wish = held.get(row["id"]), wishes.get(row["id"])
        assert (row["sort_priority"], row["sort_key"]) == board_sort(
            moment(wish["deadline_at"]) if wish else None,
            moment(booking["starts_at"]) if booking else None,
            moment(row["stage_since"]),
        )


def test_today_has_interviews_at_believable_hours(demo: Demo) -> None:
    now = demo.end
    today = [
        row
        for row in demo.ledger.tables["booking"]
        if row["state"] == "scheduled" and local_day(row["starts_at"]) == local_day(now)
    ]
    assert len(today) >= 6
    for row in demo.ledger.tables["booking"]:
        assert 9 * 3600 <= local_second(row["starts_at"]) <= 20 * 3600


def test_an_executives_wishes_stand_open_arranged_and_overdue(demo: Demo) -> None:
    wishes = [row for row in demo.ledger.tables["priority_request"] if row["is_open"]]
    held = {
        row["application_id"]: row for row in demo.ledger.tables["booking"] if row["state"] == "scheduled"
    }
    in_time = [
        w
        for w in wishes
        if held.get(w["application_id"], {"starts_at": 2**60})["starts_at"] <= w["deadline_at"]
    ]
    overdue = [w for w in wishes if w["deadline_at"] < demo.end and w["application_id"] not in held]
    unseen = [w for w in wishes if w["seen_at"] is None]
    assert in_time and overdue and unseen
    assert len(wishes) <= 8


def test_nothing_pending_is_due_already_and_nothing_is_owed_to_closed_applications(demo: Demo) -> None:
    tables = demo.ledger.tables
    closed = {row["id"] for row in tables["application"] if row["closing"]}
    pending = [row for row in tables["planned_step"] if row["state"] == "pending"]
    assert 150 <= len(pending) <= 600
    assert all(row["due_at"] > demo.end for row in pending)
    assert not closed & {row["application_id"] for row in pending}
    open_tasks = [row for row in tables["task"] if row["done_at"] is None and row["cancelled_at"] is None]
    assert not closed & {row["application_id"] for row in open_tasks}
    assert 10 <= len(open_tasks) <= 120


def test_no_interviewer_meets_two_people_at_once(demo: Demo) -> None:
    took_place = [
        r
        for r in demo.ledger.tables["booking"]
        if r["state"] in ("scheduled", "attended", "left_early", "no_show")
    ]
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in took_place:
        spans[row["interviewer_id"]].append((row["starts_at"], row["ends_at"]))
    for times in spans.values():
        times.sort()
        assert all(one[1] <= after[0] for one, after in itertools.pairwise(times))


def test_keys_are_single_and_references_exist(demo: Demo) -> None:
    tables = demo.ledger.tables
    for name in ("planned_step", "delivery", "task"):
        keys = [row["dedupe"] for row in tables[name]]
        assert len(set(keys)) == len(keys)
    steps = {row["id"] for row in tables["planned_step"]}
    assert {row["step_id"] for row in tables["delivery"]} <= steps
    open_invitations = Counter(row["application_id"] for row in tables["invitation"] if row["is_open"])
    assert max(open_invitations.values()) == 1
    active = Counter(row["application_id"] for row in tables["booking"] if row["state"] == "scheduled")
    assert max(active.values()) == 1


def test_messages_carry_a_link_and_no_hole(demo: Demo) -> None:
    for row in demo.ledger.tables["delivery"]:
        assert row["body"].count(LINK) == 1 and "{" not in row["body"]


def test_contact_data_is_of_the_invented_kind(demo: Demo) -> None:
    people = demo.ledger.tables["candidate"]
    phones = {row["phone"] for row in people}
    assert len(phones) == len(people)
    assert all(phone.startswith("+861990000") for phone in phones)
    assert phonenumbers.is_valid_number(phonenumbers.parse(people[0]["phone"]))
    assert all(".".join(row["email"].rpartition("@")[2].split(".")[:-1]) == "example" for row in people)
    assert len({row["name"] for row in people}) > 0.9 * len(people)
    assert len({row["cv_text"] for row in people}) > 0.98 * len(people)
    assert 5 <= sum(row["language"] == "en" for row in people) <= 100


def test_the_same_seed_and_day_give_the_same_rows_and_another_seed_others(demo: Demo) -> None:
    again = build(SEED, TODAY)
    assert again.ledger.tables == demo.ledger.tables
    few = build(SEED + 1, TODAY, days=60)
    assert few.ledger.tables["candidate"][0] != demo.ledger.tables["candidate"][0]


def test_the_printed_passwords_are_those_stored() -> None:
    company = content("company")
    hashes = {
        p["email"]: p["password_hash"]
        for p in company["staff"] + company["interviewer"]
        if "password_hash" in p
    }
    printed = rxapp.demo.sign_ins()
    assert {role for role, *_ in printed} == {"administrator", "recruiter", "interviewer", "executive"}
    assert {email for _, _, email, _ in printed} == set(hashes)
    for _, name, email, password in printed:
        check_new_password(password, email=email, name=name)
        assert verify_password(password, hashes[email])
        assert not needs_new_hash(hashes[email])


@pytest.mark.parametrize(
    "file", sorted(Path(rxapp.demo.__file__).parent.glob("*.py")), ids=lambda file: file.name
)
def test_the_generator_knows_the_tables_and_nothing_else_of_ours(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name.partition(".")[0] == "rxapp":
                assert name == "rxapp" or name.startswith(("rxapp.demo", "rxapp.models")), name
