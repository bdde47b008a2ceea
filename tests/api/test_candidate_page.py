"""The candidate's page is of use before it lives: whom to call stands in the file itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp import db, frontend
from rxapp.api import candidate_page
from rxapp.models import Company
from tests.builders import make_company

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
BUILT = f"<!DOCTYPE html><body><h1>…</h1>{candidate_page.PLACE}</body>"


@pytest.fixture
def client(database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    for page in candidate_page.PAGES:
        folder = tmp_path / "build" / "client" / page.strip("/")
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(BUILT)
    monkeypatch.setattr(frontend, "web_dir", lambda: tmp_path)
    return TestClient(Starlette(routes=candidate_page.routes), follow_redirects=False)


def call_it(**facts: str) -> None:
    with db.unit_of_work() as session:
        company = session.exec(select(Company)).first() or make_company(session)
        for name, value in facts.items():
            setattr(company, name, value)
        session.add(company)


@pytest.mark.parametrize("path", ["/c", "/c/", "/c/book", "/c/book/"])
def test_the_waiting_screen_names_the_company_and_its_telephone_in_both_languages(
    client: TestClient, path: str
) -> None:
    call_it(name="百味<食品>", name_en="Baiwei Foods", phone="021-5555 0100")
    body = client.get(path).text
    assert "请直接打给百味&lt;食品&gt;" in body and "Call Baiwei Foods" in body
    assert 'href="tel:02155550100"' in body and ">021-5555 0100</a>" in body
    assert body.count("<noscript>") == 3 and "<script" not in body


def test_without_a_telephone_nothing_is_promised(client: TestClient) -> None:
    call_it(phone="")
    assert client.get("/c").text == BUILT


def test_a_page_that_has_not_changed_is_not_sent_again_until_the_number_changes(client: TestClient) -> None:
    call_it(phone="021-5555 0100")
    tag = client.get("/c").headers["etag"]
    assert client.get("/c", headers={"if-none-match": tag}).status_code == 304
    call_it(phone="021-5555 0199")
    answer = client.get("/c", headers={"if-none-match": tag})
    assert answer.status_code == 200 and "021-5555 0199" in answer.text


def test_it_is_packed_only_for_who_can_unpack_it(client: TestClient) -> None:
    call_it(phone="021-5555 0100")
    packed = client.get("/c", headers={"accept-encoding": "gzip, br"})
    plain = client.get("/c", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and packed.text == plain.text
    assert "content-encoding" not in plain.headers and plain.headers["vary"] == "accept-encoding"


def test_without_a_build_there_is_no_page(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "build" / "client" / "c" / "index.html").unlink()
    assert client.get("/c").status_code == 404
