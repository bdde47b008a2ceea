"""The record: newest first, by page, by person, kind, day and application; a sentence for every kind there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from rxapp import db, i18n
from rxapp.errors import NotAllowed
from rxapp.models import Event
from rxapp.rules.audit import GROUPS, OTHER, group_of, kinds_of
from rxapp.rules.events import EVENT_DATA, Carries, EventKind
from rxapp.rules.vocabulary import ActorKind, Language, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.change_user import change_role
from rxapp.services.accounts.invite_user import invite_user
from rxapp.services.events.audit import AuditFilter, AuditRow, audit_all, audit_page, people
from rxapp.services.events.audit_words import filter_of, sentence
from rxapp.services.events.record import record
from tests.builders import NOW, actor_of, make_application, make_candidate, make_user

ZONE = "Asia/Shanghai"


def filled(session: Session) -> tuple[Actor, Actor, int]:
    """Somebody invited, their role changed, an application read: (administrator, recruiter, application id)."""
    admin = actor_of(make_user(session, Role.ADMINISTRATOR, name="许静", password_hash="x"))
    recruiter = actor_of(make_user(session, Role.RECRUITER, name="李梅", password_hash="x"))
    made = invite_user(session, email="w@example.com", name="王芳", role=Role.RECRUITER, actor=admin)
    change_role(session, made.user_id, Role.EXECUTIVE, actor=admin)
    application = make_application(session, candidate=make_candidate(session, name="林_晓%"))
    record(session, EventKind.REOPENED, actor=recruiter, application=application)
    record(session, EventKind.ARRIVED, actor=None, application=application, booking_id=1)
    record(session, EventKind.SIGN_IN_FAILED, actor=None, account_id=recruiter.user_id)
    return admin, recruiter, application.id or 0


def kinds(rows: list[AuditRow]) -> list[str]:
    return [row.kind for row in rows]


def test_everything_newest_first_with_names(database: str) -> None:
    with db.unit_of_work() as session:
        admin, _, application_id = filled(session)
        rows = audit_page(session, AuditFilter(), actor=admin)
    assert kinds(rows) == ["sign_in_failed", "arrived", "reopened", "role_changed", "user_invited"]
    assert [row.who for row in rows] == ["", "", "李梅", "许静", "许静"]
    assert rows[0].names == {"account_id": "李梅"} and rows[3].names == {"user_id": "王芳"}
    assert (rows[2].application_id, rows[2].candidate) == (application_id, "林_晓%")


def test_a_filter_by_person_finds_what_they_did_and_what_was_done_to_them(database: str) -> None:
    with db.unit_of_work() as session:
        admin, recruiter, application_id = filled(session)
        found = audit_page(session, AuditFilter(person=recruiter.user_id), actor=admin)
        assert kinds(found) == ["sign_in_failed", "reopened"]
        assert kinds(audit_page(session, AuditFilter(group="accounts"), actor=admin)) == [
            "role_changed", "user_invited",
        ]  # fmt: skip
        for about in (str(application_id), "林_晓", "晓%"):
            assert kinds(audit_page(session, AuditFilter(about=about), actor=admin)) == [
                "arrived",
                "reopened",
            ]
        for about in ("林%晓", "999999", "99999999999999999999", "王"):
            assert audit_page(session, AuditFilter(about=about), actor=admin) == []
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        assert audit_page(session, AuditFilter(since=tomorrow), actor=admin) == []
        assert len(audit_page(session, AuditFilter(until=tomorrow), actor=admin)) == 5
        assert dict(people(session))[recruiter.user_id or 0] == "李梅"


def test_pages_follow_each_other_without_gap_or_repetition(database: str) -> None:
    with db.unit_of_work() as session:
        admin = actor_of(make_user(session, Role.ADMINISTRATOR))
        session.add_all(
            Event(
                kind=EventKind.EXPORTED, occurred_at=NOW, recorded_at=NOW, actor_kind=ActorKind.USER,
                actor_id=admin.user_id, data={"what": "people", "rows": n},
            )
            for n in range(2_345)
        )  # fmt: skip
        session.flush()
        seen: list[AuditRow] = []
        while page := audit_page(
            session, AuditFilter(), actor=admin, before_id=seen[-1].id if seen else None, limit=100
        ):
            seen += page
        assert [row.data["rows"] for row in seen] == list(range(2_344, -1, -1))
        assert [row.id for row in audit_all(session, AuditFilter(), actor=admin)] == [row.id for row in seen]
        assert len(audit_all(session, AuditFilter(), actor=admin, most=1_500)) == 1_500


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.INTERVIEWER, Role.EXECUTIVE, Role.CANDIDATE])
def test_only_administrators_read_it(database: str, role: Role) -> None:
    with db.reading() as session, pytest.raises(NotAllowed):
        audit_page(session, AuditFilter(), actor=Actor(role))


def test_an_odd_address_asks_for_everything() -> None:
    odd = {"person": "٣", "group": "nonsense", "since": "yesterday", "until": "9999-99-99", "about": "\x00\n"}
    assert filter_of(odd, ZONE) == AuditFilter()
    assert filter_of({"person": "9" * 30, "until": "9999-12-31"}, ZONE) == AuditFilter()
    found = filter_of({"since": "2026-06-01", "until": "2026-06-01", "group": "access"}, ZONE)
    assert found.since == datetime(2026, 5, 31, 16, tzinfo=UTC) and found.group == "access"
    assert found.until == datetime(2026, 6, 1, 16, tzinfo=UTC)


def test_every_kind_stands_in_one_group() -> None:
    groups = [*GROUPS.values(), kinds_of(OTHER) or frozenset()]
    assert sum(len(group) for group in groups) == len(EventKind)
    assert frozenset().union(*groups) == frozenset(EventKind)
    assert group_of("no such kind") == OTHER and kinds_of("no such group") is None


_EXAMPLE = {
    Carries.ID: 7,
    Carries.CODE: "candidate",
    Carries.INSTANT: "2026-06-01T02:00:00+00:00",
    Carries.COUNT: 3,
}


@pytest.mark.parametrize("kind", list(EventKind))
@pytest.mark.parametrize("language", list(Language))
def test_every_kind_reads_as_a_sentence(kind: EventKind, language: Language) -> None:
    assert i18n.has(f"audit.{kind}"), f"write audit.{kind} into locales/"
    data = {name: _EXAMPLE[carries] for name, carries in EVENT_DATA[kind].items()}
    names = {
        name: "王芳" for name in data if name in ("user_id", "to_user_id", "account_id", "interviewer_id")
    }
    row = AuditRow(1, NOW, kind, "user", "许静", None, "", data, names)
    assert (said := sentence(language, row, ZONE)) and "{" not in said
    bare = sentence(language, AuditRow(1, NOW, kind, "user", "许静", None, "", {}, {}), ZONE)
    assert "{" not in bare


def test_instants_are_told_in_the_companys_zone_and_codes_in_words() -> None:
    row = AuditRow(
        1, NOW, "slot_booked", "user", "李梅", 3, "林晓",
        {"starts_at": "2026-06-02T02:00:00+00:00", "interviewer_id": 7, "booking_id": 1}, {"interviewer_id": "王芳"},
    )  # fmt: skip
    assert "10:00" in sentence("zh", row, ZONE) and "王芳" in sentence("zh", row, ZONE)
    changed = AuditRow(
        1, NOW, "role_changed", "user", "许静", None, "",
        {"user_id": 7, "role": "executive", "from_role": "recruiter"}, {"user_id": "王芳"},
    )  # fmt: skip
    assert (
        "executive" in sentence("en", changed, ZONE).lower()
        and "recruiter" in sentence("en", changed, ZONE).lower()
    )


def test_a_reason_follows_the_act_and_where_there_is_none_nothing_stands_for_it() -> None:
    def said(data: dict[str, object]) -> str:
        row = AuditRow(1, NOW, EventKind.OUTCOME_RECORDED, "user", "许静", None, "", data, {})
        return sentence("zh", row, ZONE)

    ill, none = said({"outcome": "no_show", "reason": "ill"}), said({"outcome": "attended"})
    assert ill.endswith(f"· {i18n.text('zh', 'reason.ill')}")
    assert none == said({"outcome": "attended", "reason": ""}) and none.endswith(
        i18n.text("zh", "calendar.standing_attended")
    )
