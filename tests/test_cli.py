"""What can be made by hand from the command line: accounts, links, jobs, applications."""

from __future__ import annotations

import io

import pytest

from rxapp import cli, clock, db
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.account_links import owner_of_token
from rxapp.services.accounts.queries import users
from rxapp.services.hiring.board import cards
from rxapp.services.hiring.types import BoardFilter
from tests.builders import NOW, make_company, make_place

RECRUITER, INTERVIEWER = "hr@example.com", "judge@example.com"


@pytest.fixture
def run(database: str, monkeypatch: pytest.MonkeyPatch):
    """Runs a command; what stands on its input is a password."""

    def run(*words: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO("eine lange Losung 7\n"))
        return cli.main(words)

    with db.unit_of_work() as session:
        make_company(session)
        make_place(session)
    return run


def test_people_a_job_and_a_candidate_stand_on_the_board(run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add-user", RECRUITER, "王芳", "recruiter") == 0
    assert run("add-user", INTERVIEWER, "张伟", "interviewer") == 0
    job = (
        "add-job",
        "区域销售",
        "上海",
        "--recruiter",
        RECRUITER,
        "--interviewer",
        INTERVIEWER,
        "--place",
        "1",
    )
    assert run(*job) == 0
    assert (
        run("add-application", "林晓", "--job", "1", "--recruiter", RECRUITER, "--phone", "13800138000") == 0
    )
    assert capsys.readouterr().out.split()[-2:] == ["1", "1"]
    with db.reading() as session:
        assert [user.role for user in users(session)] == [Role.INTERVIEWER, Role.RECRUITER]
        assert [card.name for card in cards(session, BoardFilter(), [50] * 6, now=NOW)[0]] == ["林晓"]


def test_whoever_is_locked_out_gets_a_link_that_works_once(run, capsys: pytest.CaptureFixture[str]) -> None:
    run("add-user", RECRUITER, "王芳", "recruiter")
    assert run("account-link", RECRUITER.upper()) == 0
    token = capsys.readouterr().out.strip().rpartition("/account/")[2]
    with db.reading() as session:
        assert owner_of_token(session, token, real_now=clock.real_now()).email == RECRUITER


@pytest.mark.parametrize(
    "words",
    [
        ("account-link", "nobody@example.com"),
        ("add-user", "no address", "王芳", "recruiter"),
        ("add-job", "区域销售", "上海", "--recruiter", "nobody@example.com", "--place", "1"),
        ("add-application", "林晓", "--job", "9", "--recruiter", RECRUITER, "--phone", "13800138000"),
        ("add-application", "林晓", "--job", "9", "--recruiter", RECRUITER, "--phone", "12"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_changes_nothing(
    run, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    run("add-user", RECRUITER, "王芳", "recruiter")
    capsys.readouterr()
    assert run(*words) == 2
    assert capsys.readouterr().err.startswith("error: ")
    with db.reading() as session:
        assert len(users(session)) == 1
        assert not any(cards(session, BoardFilter(), [50] * 6, now=NOW).values())
