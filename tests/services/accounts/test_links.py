"""Candidates' links: genuine, forged, expired, revoked, spelt otherwise, opened by many."""

from __future__ import annotations

import string
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, func, select

from rxapp import clock, db
from rxapp.errors import LinkExpired
from rxapp.models import CandidateLink, UserSession
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.open_link import BROWSERS_PER_LINK, open_link
from rxapp.services.accounts.sign_in import open_session
from rxapp.services.accounts.tokens import hash_token, keyed_digest, make_link_token, read_link_token
from rxapp.settings import get_settings
from tests.builders import make_application, make_link, make_user, revoke_link

ALPHABET = string.ascii_letters + string.digits + "-_"


def new_link(days: int = 30) -> int:
    with db.unit_of_work() as session:
        link = make_link(session, make_application(session), expires_at=clock.now() + timedelta(days=days))
        assert link.id is not None
        return link.id


def opens(token: str, present: str = "") -> str | None:
    """The new session's hash."""
    with db.unit_of_work() as session:
        fresh = open_link(session, token, present_hash=present).token
        return hash_token(fresh) if fresh else None


def test_a_genuine_link_opens_its_own_application(database: str) -> None:
    first, second = new_link(), new_link()
    for link_id in (first, second):
        session_hash = opens(make_link_token(link_id))
        assert session_hash
        with db.reading() as session:
            actor = find_actor(session, session_hash, real_now=clock.real_now())
            link = session.get(CandidateLink, link_id)
        assert actor is not None and link is not None and actor.application_id == link.application_id


def test_forged_unknown_expired_and_revoked_links_are_refused_alike(database: str) -> None:
    live, expired, revoked = new_link(), new_link(days=-1), new_link()
    with db.unit_of_work() as session:
        revoke_link(session, revoked)
    good = make_link_token(live)
    bad = [
        make_link_token(expired), make_link_token(revoked), make_link_token(10_000_000), make_link_token(2**60),
        make_link_token(-1), make_link_token(0), "", "x", good[:-4] + "AAAA", "." + good, good + "x", good * 30,
        good.partition(".")[0], f"{live}.{good.partition('.')[2]}", "é.ü", "\x00", "a.b.c",
    ]  # fmt: skip
    answers = set()
    for token in bad:
        with pytest.raises(LinkExpired) as refused:
            opens(token)
        answers.add((refused.value.code, str(refused.value.facts)))
    assert len(answers) == 1
    assert opens(good)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_token_of_another_purpose_or_key_opens_nothing(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from itsdangerous import URLSafeSerializer

    link_id, secret = new_link(), get_settings().effective_secret
    wrong = (
        (secret, "candidate-link:other"),
        (secret, "itsdangerous"),
        ("other key", "candidate-link:portal"),
    )
    for key, salt in wrong:
        token = URLSafeSerializer(key, salt=salt).dumps(link_id)
        with pytest.raises(LinkExpired):
            opens(str(token))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_other_spelling_of_a_token_is_the_same_link_or_none(database: str) -> None:
    link_id = new_link()
    token, same = make_link_token(link_id), 0
    for last in ALPHABET:
        read = read_link_token(token[:-1] + last)
        assert read in (link_id, None)
        same += read == link_id
    assert same == 4  # the last letter carries four bits of the signature
    with db.unit_of_work() as session:
        revoke_link(session, link_id)
    for last in ALPHABET:
        with pytest.raises(LinkExpired):
            opens(token[:-1] + last)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_old_key_still_opens_links_until_it_is_taken_out(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    link_id, old = new_link(), get_settings().secret_key
    token = make_link_token(link_id)
    monkeypatch.setenv("SECRET_KEY", f"a new key of more than 32 characters,{old}")
    get_settings.cache_clear()
    assert opens(token) and make_link_token(link_id) != token
    monkeypatch.setenv("SECRET_KEY", "a new key of more than 32 characters")
    get_settings.cache_clear()
    with pytest.raises(LinkExpired):
        opens(token)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_opening_again_in_the_same_browser_makes_no_new_session(database: str) -> None:
    link_id = new_link()
    first = opens(make_link_token(link_id))
    assert first and opens(make_link_token(link_id), present=first) is None
    other = opens(make_link_token(new_link()), present=first)
    assert other
    with db.reading() as session:
        assert find_actor(session, first, real_now=clock.real_now()) is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_opening_a_candidates_link_leaves_a_staff_session_alone(database: str) -> None:
    with db.unit_of_work() as session:
        user = make_user(session, Role.RECRUITER, rights_changed_at=clock.real_now())
        staff = hash_token(open_session(session, user, real_now=clock.real_now()).token)
    opens(make_link_token(new_link()))
    with db.reading() as session:
        assert find_actor(session, staff, real_now=clock.real_now()) is not None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_scanners_that_open_a_link_many_times_leave_a_bounded_number_of_sessions(database: str) -> None:
    link_id = new_link()
    hashes = [opens(make_link_token(link_id)) for _ in range(BROWSERS_PER_LINK + 5)]
    with db.reading() as session:
        live = session.exec(
            select(func.count(col(UserSession.id))).where(col(UserSession.revoked_at).is_(None))
        ).one()
        newest = find_actor(session, hashes[-1] or "", real_now=clock.real_now())
    assert live == BROWSERS_PER_LINK and newest is not None


@given(st.text(max_size=220))
def test_no_text_whatever_is_taken_for_a_token(text: str) -> None:
    assert read_link_token(text) is None


def test_digests_keep_their_parts_apart() -> None:
    assert keyed_digest("a", "b", "c") != keyed_digest("a", "bc", "") != keyed_digest("a", "", "bc")
    assert keyed_digest("a", "b") != keyed_digest("b", "a")
