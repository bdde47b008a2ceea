"""Places: the list, the form with its pin, two editors at once, taking one out of use."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp import clock, db
from rxapp.models import Place, StoredFile
from rxapp.rules.vocabulary import Role
from rxapp.services.company import queries
from rxapp.services.company.save_place import SavePlace, save_place
from rxapp.state.place_form import NEW, PlaceFormState
from rxapp.state.places import PlaceRemovalState, PlacesState
from tests.builders import (
    NOW,
    actor_of,
    make_application,
    make_booking,
    make_company,
    make_invitation,
    make_place,
    make_user,
)
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with clock.frozen(NOW):
        yield


def somebody(role: Role = Role.RECRUITER) -> Any:
    with db.unit_of_work() as session:
        make_company(session)
        return actor_of(make_user(session, role))


async def test_a_place_is_opened_changed_and_listed(database: Any) -> None:
    actor = somebody()
    with db.unit_of_work() as session:
        place_id = make_place(session).id or 0
    with acting(actor):
        page = await page_of(PlaceFormState)
        await page.open_for(place_id)
        await page.save(page.values | {"entrance": "西门"})
        assert not page.is_open
        listed = await page.get_state(PlacesState)
        await listed.load()
    assert [(row["way_in"], row["map_url"] != "") for row in listed.places] == [("西门 · 18 层", True)]


async def test_a_new_place_is_added_and_a_refused_form_stays_open(database: Any) -> None:
    with acting(somebody()):
        page = await page_of(PlaceFormState)
        await page.open_for(0)
        typed: Any = NEW | {"name": "总部", "city": "上海", "address": ""}
        await page.save(typed)
        assert page.is_open and page.problem
        link = "https://uri.amap.com/marker?position=121.4547,31.2286"
        await page.save(typed | {"address": "公平路 18 号", "coordinates": link})
        assert not page.is_open
    with db.reading() as session:
        (row,) = queries.places(session)
    assert (row.name, row.lat, row.lng) == ("总部", 31.2286, 121.4547)


@pytest.mark.parametrize(
    ("text", "says", "turned"),
    [
        ("31.2286, 121.4547", "31.228600, 121.454700", ""),
        ("https://www.google.com/maps/@31.2286,121.4547,17z", "GCJ-02", ""),
        ("121.4547, 31.2286", "", "31.2286, 121.4547"),
        ("https://surl.amap.com/abc", "", ""),
        ("somewhere", "", ""),
    ],
)
async def test_what_was_pasted_is_understood_at_once_or_says_why_not(
    database: Any, text: str, says: str, turned: str
) -> None:
    with acting(somebody()):
        page = await page_of(PlaceFormState)
        await page.open_for(0)
        page.look(text)
        assert says in page.pin_text and bool(page.pin_text) == bool(page.pin_url) == bool(says)
        assert (page.pin_problem == "") == bool(says) and page.pin_turned == turned
        page.turn_pin()
        assert page.values["coordinates"] == turned and bool(page.pin_text) == bool(says or turned)


async def test_the_second_editor_is_told_what_changed_and_loses_nothing(database: Any) -> None:
    actor, other = somebody(), somebody()
    with db.unit_of_work() as session:
        place_id = make_place(session).id or 0
    with acting(actor):
        page = await page_of(PlaceFormState)
        await page.open_for(place_id)
        with db.unit_of_work() as session:
            theirs: Any = page.values | {"floor": "19 层", "address": "新闸路 1 号", "entrance": "南门"}
            save_place(session, SavePlace(place_id=place_id, version=1, **theirs), actor=other)
        mine: Any = page.values | {"address": "南京西路 1 号", "phone": "021-5555 9999", "entrance": "南门"}
        await page.save(mine)
        assert page.is_open and other.name in page.who
        # What only the other changed is taken over; what both changed stays mine and their text is shown.
        assert page.values == mine | {"floor": "19 层"}
        assert len(page.changes) == 2 and any("新闸路 1 号" in line for line in page.changes)
        await page.save(page.values)
        assert not page.is_open
    with db.reading() as session:
        row = queries.place(session, place_id)
    assert (row.floor, row.address, row.phone, row.version) == ("19 层", "南京西路 1 号", "021-5555 9999", 3)


async def test_a_photograph_is_kept_with_the_place_only_by_who_brought_it(database: Any) -> None:
    actor = somebody()
    with db.unit_of_work() as session:
        place_id = make_place(session).id or 0
        files = [
            StoredFile(kind=kind, key=f"{n}" * 32, name="a.jpg", content_type="image/jpeg", size=1, sha256="0" * 64,
                       uploaded_by=who, created_at=NOW)
            for n, (kind, who) in enumerate((("photo", actor.user_id), ("photo", None), ("cv", actor.user_id)))
        ]  # fmt: skip
        session.add_all(files)
        session.flush()
        mine, strangers, cv = (file.id or 0 for file in files)
    with acting(actor):
        page = await page_of(PlaceFormState)
        await page.open_for(place_id)
        for wrong in (strangers, cv, 999):
            page.take_photo(wrong, "a.jpg")
            await page.save(page.values)
            assert page.is_open and page.problem
        page.take_photo(mine, "a.jpg")
        await page.save(page.values)
        assert not page.is_open
        await page.open_for(place_id)
        assert page.photo_id == mine
        page.drop_photo()
        await page.save(page.values)
    with db.reading() as session:
        assert session.get_one(Place, place_id).photo_id is None


async def test_a_place_with_interviews_ahead_names_them_and_stays(database: Any) -> None:
    actor = somebody()
    with db.unit_of_work() as session:
        application = make_application(session)
        make_invitation(session, application, is_open=False)
        place_id = make_booking(session, application).place_id or 0
    with acting(actor):
        page = await page_of(PlaceRemovalState)
        await page.open_for(place_id)
        assert page.bookings == 1 and page.booked[0]["application_id"] == application.id
        assert page.booked[0]["text"] == "林晓 · 周四 10:00"
        await page.remove({"replacement_id": ""})
        assert page.is_open and page.problem


async def test_a_place_goes_with_another_in_its_stead_and_comes_back(database: Any) -> None:
    actor = somebody()
    with db.unit_of_work() as session:
        application = make_application(session)
        invitation = make_invitation(session, application)
        other = make_place(session, name="新办公室").id or 0
    with acting(actor):
        page = await page_of(PlaceRemovalState)
        await page.open_for(invitation.place_id or 0)
        assert (page.invitations, page.jobs, page.needs_other) == (1, "大客户销售", True)
        assert [each["value"] for each in page.others] == [str(other)]
        for odd in ("x", "²", "9" * 30):
            await page.remove({"replacement_id": odd})
            assert page.is_open and page.problem
        await page.remove({"replacement_id": str(other)})
        assert not page.is_open
        listed = await page.get_state(PlacesState)
        await listed.load()
        assert [row["id"] for row in listed.places] == [other]
        await listed.restore(listed.removed[0]["id"])
        assert len(listed.places) == 2 and listed.removed == []
