"""The first tour: when it opens by itself, what it says to whom, and that it never says it to somebody else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from rxapp import db, i18n
from rxapp.models import User
from rxapp.rules.vocabulary import STAFF, Language, Role
from rxapp.services.accounts.actor import Actor
from rxapp.state.keys import ARRANGE, EVERYWHERE, KEYS, KeysState
from rxapp.state.tour import TOURS, TourState
from tests.builders import actor_of, make_user
from tests.state.acting import acting, page_of

NEW = Actor(role=Role.RECRUITER, user_id=1, is_new=True)


def test_each_role_has_four_steps_in_short_sentences() -> None:
    assert set(TOURS) == set(STAFF)
    for role, spots in TOURS.items():
        assert len(spots) == 4
        for spot in spots:
            for language, longest in ((Language.ZH, 60), (Language.EN, 150)):
                said = i18n.text(language, f"tour.{role.value}_{spot.name}")
                assert len(said) <= longest, said
                assert len(i18n.text(language, f"tour.{role.value}_{spot.name}_title")) <= 40


async def test_it_opens_by_itself_on_the_start_page_of_whoever_is_new_and_nowhere_else() -> None:
    tour = await page_of(TourState)
    tour._arrive(NEW, "/board", is_demo=False)
    tour._arrive(NEW, "/", is_demo=True)
    tour._arrive(replace(NEW, is_new=False), "/", is_demo=False)
    assert tour.steps == []
    tour._arrive(NEW, "/", is_demo=False)
    assert [step["page"] for step in tour.steps] == ["/", "/board", "/board", "/board"] and not tour.is_called


async def test_it_goes_on_over_its_pages_and_stops_at_any_other() -> None:
    tour = await page_of(TourState)
    tour._arrive(NEW, "/", is_demo=False)
    run = tour.run
    tour._arrive(NEW, "/board", is_demo=False)
    tour._arrive(NEW, "/", is_demo=False)
    assert tour.steps and tour.run == run
    tour._arrive(NEW, "/settings", is_demo=False)
    assert tour.steps == []


async def test_the_next_person_in_the_same_tab_gets_their_own() -> None:
    tour = await page_of(TourState)
    tour._arrive(NEW, "/", is_demo=False)
    other = replace(NEW, role=Role.INTERVIEWER, user_id=2)
    tour._arrive(replace(other, is_new=False), "/", is_demo=False)
    assert tour.steps == []
    tour._arrive(other, "/", is_demo=False)
    assert tour.steps[0]["title"] == i18n.text("zh", "tour.interviewer_mine_title")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_whoever_ends_it_is_not_new_any_more(database: Any) -> None:
    with db.unit_of_work() as session:
        user = make_user(session, Role.EXECUTIVE, language=Language.EN)
        actor = replace(actor_of(user), language=Language.EN)
    with acting(actor):
        tour = await page_of(TourState)
        tour.begin()
        assert tour.is_called and tour.steps[0]["count"] == i18n.text("en", "tour.count", n=1, all=4)
        await tour.end()
    assert tour.steps == []
    with db.reading() as session:
        assert session.get_one(User, user.id).tour_seen_at is not None


async def test_the_list_of_keys_names_those_of_the_page_that_the_reader_can_use() -> None:
    async def asked(role: Role, path: str) -> KeysState:
        keys = await page_of(KeysState)
        with acting(Actor(role=role, user_id=1)):
            keys.here = keys.everywhere = []
            keys._show(path)
        return keys

    for path, rows in KEYS.items():
        assert len((await asked(Role.ADMINISTRATOR, path)).here) == len(rows)
        every = [(keys, name) for keys, name, _ in rows]
        assert len(set(every)) == len(every)
    recruiter = await asked(Role.RECRUITER, "/board")
    assert len(recruiter.arrange) == len(ARRANGE)
    assert (await asked(Role.RECRUITER, "/people")).arrange == []
    boss = await asked(Role.EXECUTIVE, "/board")
    assert boss.arrange == []
    assert i18n.text("zh", "keys.move_on") not in json.dumps(boss.here, ensure_ascii=False)
    nowhere = await asked(Role.RECRUITER, "/settings")
    assert nowhere.here == [] and len(nowhere.everywhere) == len(EVERYWHERE) and nowhere.is_open
