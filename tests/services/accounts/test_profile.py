"""What candidates read about an interviewer: who may write it, and what happens when two do at once."""

from __future__ import annotations

import pytest

from rxapp import db
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale, UserError
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.profile import SaveProfile, profile, profiles, save_profile, set_photo
from tests.builders import actor_of, make_user

WORDS = {"title": "销售经理", "title_en": "Manager", "background": "带过三支团队。", "background_en": ""}


def test_interviewers_write_their_own_and_hr_anybodys(database: str) -> None:
    with db.unit_of_work() as session:
        own, other = make_user(session, Role.INTERVIEWER), make_user(session, Role.INTERVIEWER)
        recruiter = actor_of(make_user(session, Role.RECRUITER))
        executive = actor_of(make_user(session, Role.EXECUTIVE))
        for actor in (actor_of(own), recruiter):
            version = profile(session, own.id or 0, actor=actor).version
            saved = save_profile(session, SaveProfile(own.id or 0, version=version, **WORDS), actor=actor)
            assert (saved.title, saved.version) == ("销售经理", version + 1)
        for actor, whom in ((actor_of(own), other), (executive, own)):
            with pytest.raises(NotFound):
                save_profile(session, SaveProfile(whom.id or 0, version=1, **WORDS), actor=actor)
            with pytest.raises(NotFound):
                set_photo(session, whom.id or 0, None, actor=actor)
        assert [one.user_id for one in profiles(session, actor=actor_of(own))] == [own.id]
        assert {one.user_id for one in profiles(session, actor=recruiter)} == {own.id, other.id}
        with pytest.raises(NotAllowed):
            save_profile(session, SaveProfile(recruiter.user_id or 0, version=0, **WORDS), actor=recruiter)


def test_the_second_of_two_is_told_and_nothing_is_overwritten(database: str) -> None:
    with db.unit_of_work() as session:
        user = make_user(session, Role.INTERVIEWER)
        actor, user_id = actor_of(user), user.id or 0
        seen = profile(session, user_id, actor=actor)
        save_profile(session, SaveProfile(user_id, version=seen.version, **WORDS), actor=actor)
        with pytest.raises(Stale) as refused:
            save_profile(
                session, SaveProfile(user_id, version=seen.version, **WORDS | {"title": "别的"}), actor=actor
            )
        assert refused.value.code == "profile_changed"
        assert profile(session, user_id, actor=actor).title == "销售经理"


@pytest.mark.parametrize("change", [{"title": "x" * 61}, {"background": "x" * 301}, {"title_en": "\x00"}])
def test_a_text_that_does_not_fit_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(UserError) as refused:
        SaveProfile(1, version=1, **WORDS | change)
    assert isinstance(refused.value, Invalid)


def test_lines_become_one_paragraph() -> None:
    assert SaveProfile(1, version=1, **WORDS | {"background": " 一。\n\n 二。 "}).background == "一。 二。"
