"""What reaches a browser: every page hydrated as everybody, and the built bundle, searched for secrets and people."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rxapp import clock, db
from rxapp.models import Candidate
from rxapp.pages import modules
from rxapp.rules.decisions import Verdict
from rxapp.rules.vocabulary import Role, TaskKind
from rxapp.services.hiring.decide import Decide, decide
from rxapp.services.notes.write import EditNote, WriteNote, edit_note, write_note
from tests.attack.attacker import ROOT_STATE, Attacker, Reply
from tests.attack.company import Case
from tests.attack.conftest import Served
from tests.attack.matrix import COLUMNS
from tests.attack.test_rights_matrix import _own_settings, real_app  # noqa: F401
from tests.builders import actor_of

NAME, PHONE, EMAIL, CV = "金丝雀", "13911112222", "canary@example.com", "cv-canary"
NOTE = "note-canary"
FORMS_OF_THE_PHONE = (PHONE, "139 1111 2222", "139-1111-2222", "1391111")
ROUTES = [module.ROUTE for module in modules() if module.ROUTE != "404"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The real app with one candidate at every stage of the way."""
    with real_app(tmp_path_factory.mktemp("secrecy")) as found:
        yield found


def canary(role: Role | None, situation: str) -> Case:
    """A case whose candidate can be found anywhere in a text."""
    with db.unit_of_work() as session:
        case = Case(session, role, situation)
        candidate = session.get(Candidate, case.application.candidate_id)
        assert candidate is not None
        candidate.name, candidate.phone, candidate.email = NAME, f"+86{PHONE}", EMAIL
        candidate.cv_text = f"{CV} 电话 {PHONE} 邮箱 {EMAIL}"  # people write them into their CVs too
        session.add(candidate)
        case.task(session, TaskKind.SEND_BY_HAND)
        case.task(session)
        return case


async def answers(served: Served, cookies: dict[str, str], route: str) -> list[Reply]:
    """Everything the server sends to a browser that opens a page and stays. Its hashes are of no build."""
    tab = Attacker(served.url, cookies, path=route)
    await tab.open()
    boot = {
        "name": f"{ROOT_STATE}.hydrate_and_load",
        "payload": {"vars": {}, "hashes": ["0"]},
        "router_data": tab.place(),
    }
    await tab.connect({"event": boot})
    found = [*await tab.settle(), *await tab.settle()]
    await tab.close()
    return found


async def whole_page(served: Served, cookies: dict[str, str], route: str) -> str:
    """The same as text."""
    return json.dumps(await answers(served, cookies, route), ensure_ascii=False)


@pytest.mark.parametrize("route", ROUTES)
async def test_a_visitor_sees_nothing_of_anybody(served: Served, route: str) -> None:
    cases = [canary(Role.RECRUITER, situation) for situation in ("invited", "today", "attended")]
    text = await whole_page(served, {}, route)
    assert "rx_router" in text or "_rx_state_" in text
    for secret in (NAME, *FORMS_OF_THE_PHONE, EMAIL, CV, cases[0].recruiter.email, cases[0].recruiter.name):
        assert secret not in text


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.EXECUTIVE])
@pytest.mark.parametrize("route", ROUTES)
async def test_contact_data_stays_with_who_may_have_it(served: Served, route: str, role: Role) -> None:
    for situation in ("invited", "today", "attended"):
        case = canary(role, situation)
        asked = f"{route}?open={case.application_id}" if route == "/board" else route
        text = await whole_page(served, case.cookies, asked)
        for secret in (*FORMS_OF_THE_PHONE, EMAIL):
            assert secret not in text, f"{role.value} reads contact data on {route}"


@pytest.mark.parametrize("role", [None, *Role])
async def test_the_cards_go_out_before_the_page_and_only_to_whom_the_board_is_for(
    served: Served, role: Role | None
) -> None:
    """A browser of another build is sent every state whole, so it gets the cards once more behind them."""
    case = canary(role, "today")
    told = [json.dumps(each, ensure_ascii=False) for each in await answers(served, case.cookies, "/board")]
    cards = [n for n, text in enumerate(told) if "column_3" in text and NAME in text]
    [page] = [n for n, text in enumerate(told) if "company_state" in text]
    if role in (Role.ADMINISTRATOR, Role.RECRUITER, Role.EXECUTIVE):
        assert cards[0] < page < cards[-1]
    else:
        assert not cards


async def test_who_may_have_it_does_see_it(served: Served) -> None:
    case = canary(Role.RECRUITER, "today")
    start, board = [
        await whole_page(served, case.cookies, path) for path in ("/", f"/board?open={case.application_id}")
    ]
    assert NAME in start and NAME in board
    assert any(form in start for form in FORMS_OF_THE_PHONE) and any(
        form in board for form in FORMS_OF_THE_PHONE
    )
    own = canary(Role.CANDIDATE, "today")
    assert NAME in await whole_page(served, own.cookies, "/c")


@pytest.mark.parametrize("route", ["/c", "/c/book"])
async def test_a_candidate_sees_only_themself(served: Served, route: str) -> None:
    canary(Role.RECRUITER, "today")
    with db.unit_of_work() as session:
        mine = Case(session, Role.CANDIDATE, "invited")
    text = await whole_page(served, mine.cookies, route)
    for secret in (NAME, *FORMS_OF_THE_PHONE, EMAIL, CV):
        assert secret not in text


def noted(case: Case) -> None:
    """HR has written about the candidate, changed it, and decided with a reason; nobody has told them."""
    with db.unit_of_work() as session:
        recruiter = actor_of(case.recruiter)
        note_id = write_note(session, WriteNote(case.application_id, f"{NOTE}-1"), actor=recruiter)
        edit_note(session, EditNote(note_id, 1, f"{NOTE}-2"), actor=recruiter)
        no = Decide(case.application_id, None, Verdict.NO, note=f"{NOTE}-3")
        decide(session, no, actor=recruiter, clock=clock.now)


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.INTERVIEWER, Role.EXECUTIVE])
@pytest.mark.parametrize("route", ROUTES)
async def test_what_hr_notes_and_decides_stays_with_hr(served: Served, route: str, role: Role) -> None:
    case = canary(role, "attended")
    noted(case)
    asked = f"{route}?open={case.application_id}" if route == "/board" else route
    text = await whole_page(served, case.cookies, asked)
    assert NOTE not in text, f"{role.value} reads notes on {route}"
    if role is Role.CANDIDATE:
        assert "decided_no" not in text and "rejected" not in text


async def test_hr_does_read_its_notes(served: Served) -> None:
    case = canary(Role.RECRUITER, "attended")
    noted(case)
    text = await whole_page(served, case.cookies, f"/board?open={case.application_id}")
    assert all(f"{NOTE}-{n}" in text for n in (1, 2, 3))


@pytest.mark.parametrize("column", COLUMNS)
async def test_no_page_holds_a_session_or_a_password(served: Served, column: str) -> None:
    case = canary(COLUMNS[column], "invited")
    for route in ROUTES:
        text = await whole_page(served, case.cookies, route)
        for secret in (*case.cookies.values(), "argon2", "token_hash", "password_hash"):
            assert secret not in text


async def test_an_expired_link_shows_nothing_of_its_owner(served: Served) -> None:
    case = canary(Role.CANDIDATE, "today")
    from rxapp.models import CandidateLink
    from rxapp.services.accounts.find_actor import find_actor
    from rxapp.services.accounts.tokens import hash_token

    with db.unit_of_work() as session:
        actor = find_actor(session, hash_token(case.cookies["cid"]), real_now=clock.real_now())
        assert actor is not None
        link = session.get(CandidateLink, actor.link_id)
        assert link is not None
        link.expires_at = clock.now() - timedelta(seconds=1)
        session.add(link)
    text = await whole_page(served, case.cookies, "/c")
    assert NAME not in text


def test_the_built_bundle_holds_no_secret_and_no_person(built_frontend: Path) -> None:
    from rxapp.demo.company import sign_ins
    from tests.conftest import SECRET

    people = {word for _, _, email, password in sign_ins() for word in (email, password)}
    for file in built_frontend.rglob("*"):
        if file.suffix in (".js", ".html", ".json", ".css"):
            text = file.read_text(errors="replace")
            for secret in (SECRET, str(uuid.UUID(int=0)), NAME, PHONE, EMAIL, *people):
                assert secret not in text, f"{file.name} holds {secret[:4]}…"
