"""Files in and out, behind the guard: by content, by right, and nothing a name or a browser says."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp import clock, db
from rxapp.api import files
from rxapp.api.guard import Guard
from rxapp.api.limits import Buckets
from rxapp.models import Event, InterviewerProfile, Note, NoteFile, StoredFile
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.open_link import open_link
from rxapp.services.accounts.sign_in import open_session
from rxapp.services.accounts.tokens import make_link_token
from rxapp.services.files import store
from rxapp.services.files.store import folder
from rxapp.services.files.types import TEXT
from rxapp.settings import get_settings
from tests.builders import NOW, make_application, make_booking, make_candidate, make_link, make_user

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ORIGIN = {"Origin": "http://localhost:8000"}
sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_uploads", Buckets(files.UPLOADS_PER_MINUTE))


@pytest.fixture
def client(database: str) -> Iterator[TestClient]:
    with (
        clock.frozen(NOW),
        TestClient(Guard(Starlette(routes=files.routes)), base_url="http://localhost:8000") as found,
    ):
        yield found


def signed_in(role: Role) -> tuple[int, dict[str, str]]:
    """Somebody of a role: their id and cookie."""
    with db.unit_of_work() as session:
        user = make_user(session, role)
        return user.id or 0, {"Cookie": f"sid={open_session(session, user, real_now=clock.real_now()).token}"}


def bring(
    client: TestClient, kind: str, content: bytes, cookie: dict[str, str], name: str = "cv.pdf", **more: str
) -> Any:
    return client.post(
        f"/files/{kind}", content=content, headers={**ORIGIN, **cookie, "X-File-Name": name, **more}
    )


def picture(size: tuple[int, int] = (900, 600), kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind)
    return made.getvalue()


def docx(*, entries: int = 0, unpacked: int = 0) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>" + "0" * unpacked)
        for n in range(entries):
            archive.writestr(f"word/media/{n}", "")
    return made.getvalue()


def rows() -> list[StoredFile]:
    with db.reading() as session:
        return list(session.exec(select(StoredFile)))


def on_disk() -> list[Path]:
    return [file for file in folder().rglob("*") if file.is_file()]


def test_a_recruiter_brings_a_cv_and_reads_it_back_as_a_download(client: TestClient) -> None:
    user_id, cookie = signed_in(Role.RECRUITER)
    answer = bring(client, "cv", PDF, cookie, "%E6%9E%97%E6%99%93.pdf")
    assert answer.status_code == 200 and set(answer.json()) == {"id"}
    [row] = rows()
    assert (row.id, row.name, row.content_type, row.uploaded_by) == (
        answer.json()["id"],
        "林晓.pdf",
        "application/pdf",
        user_id,
    )
    [file] = on_disk()
    assert file.read_bytes() == PDF and "林" not in file.name and file.stat().st_mode & 0o077 == 0
    got = client.get(f"/files/{row.id}", headers=cookie)
    assert got.content == PDF and got.headers["content-disposition"].startswith("attachment;")
    assert (
        got.headers["x-content-type-options"] == "nosniff"
        and "sandbox" in got.headers["content-security-policy"]
    )
    assert got.headers["cache-control"] == "no-store"


@sqlite
def test_only_those_with_the_right_bring_and_read(client: TestClient) -> None:
    _, recruiter = signed_in(Role.RECRUITER)
    file_id = bring(client, "cv", PDF, recruiter).json()["id"]
    for role, may in (
        (Role.ADMINISTRATOR, 200),
        (Role.RECRUITER, 200),
        (Role.INTERVIEWER, 404),
        (Role.EXECUTIVE, 404),
    ):
        _, cookie = signed_in(role)
        assert client.get(f"/files/{file_id}", headers=cookie).status_code == may, role
        for kind, content in (("cv", PDF), ("attachment", PDF), ("photo", picture())):
            expected = 200 if may == 200 or kind == "photo" else 403
            assert bring(client, kind, content, cookie).status_code == expected, (role, kind)
    assert client.get(f"/files/{file_id}").status_code == 404
    assert bring(client, "cv", PDF, {}).status_code == 401
    assert bring(client, "cv", PDF, {"Cookie": "sid=made-up"}).status_code == 401


@sqlite
def test_a_candidate_sees_the_face_they_meet_and_no_other(client: TestClient) -> None:
    interviewer_id, cookie = signed_in(Role.INTERVIEWER)
    mine, other = (bring(client, "photo", picture(), cookie).json()["id"] for _ in range(2))
    with db.unit_of_work() as session:
        profile = session.get_one(InterviewerProfile, interviewer_id)
        profile.photo_id = mine
        session.add(profile)
        application = make_application(session)
        from rxapp.models import User

        make_booking(session, application, interviewer=session.get_one(User, interviewer_id))
        link = make_link(session, application)
        opened = open_link(session, make_link_token(link.id or 0))
        stranger = open_link(session, make_link_token(make_link(session, make_application(session)).id or 0))
    own, strange = {"Cookie": f"cid={opened.token}"}, {"Cookie": f"cid={stranger.token}"}
    assert client.get(f"/files/{mine}", headers=own).headers["content-type"] == "image/jpeg"
    assert client.get(f"/files/{other}", headers=own).status_code == 404
    assert client.get(f"/files/{mine}", headers=strange).status_code == 404


@sqlite
def test_a_face_is_shown_while_somebody_writes(client: TestClient) -> None:
    _, cookie = signed_in(Role.INTERVIEWER)
    file_id = bring(client, "photo", picture(), cookie).json()["id"]
    with db.unit_of_work():
        assert client.get(f"/files/{file_id}", headers=cookie).status_code == 200


@sqlite
def test_an_attachment_is_read_where_its_note_is(client: TestClient) -> None:
    user_id, cookie = signed_in(Role.RECRUITER)
    file_id = bring(client, "attachment", PDF, cookie).json()["id"]
    _, colleague = signed_in(Role.RECRUITER)
    assert client.get(f"/files/{file_id}", headers=colleague).status_code == 404
    with db.unit_of_work() as session:
        note = Note(
            application_id=make_application(session).id or 0, author_id=user_id, body="看附件", created_at=NOW
        )
        session.add(note)
        session.flush()
        session.add(NoteFile(note_id=note.id or 0, file_id=file_id))
    assert client.get(f"/files/{file_id}", headers=colleague).status_code == 200


@sqlite
@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("cv", b"", 400),
        ("cv", b"MZ\x90\x00" + b"\x00" * 500, 400),
        ("cv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, 400),
        ("cv", picture(), 400),
        ("cv", docx(entries=3_000), 400),
        ("cv", docx(unpacked=70_000_000), 400),
        ("cv", b"PK\x03\x04" + b"not an archive", 400),
        ("cv", docx(), 200),
        ("cv", b"<html><body><script>alert(1)</script></body></html>", 200),
        ("cv", "姓名:林晓".encode("gb18030"), 200),
        ("photo", PDF, 400),
        ("photo", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 400),
        ("photo", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, 400),
        ("attachment", b"<html><script>alert(1)</script></html>", 400),
        ("attachment", picture(), 200),
    ],
)
def test_a_file_is_taken_for_what_it_is(client: TestClient, kind: str, content: bytes, status: int) -> None:
    _, cookie = signed_in(Role.RECRUITER)
    answer = bring(client, kind, content, cookie, "cv.pdf", **{"Content-Type": "application/pdf"})
    assert answer.status_code == status, answer.text
    assert (len(rows()), len(on_disk())) == ((1, 1) if status == 200 else (0, 0))
    if status != 200:
        assert re.search(r"[一-鿿]{4}", answer.json()["problem"])


@sqlite
def test_a_page_given_as_a_cv_never_runs_as_one(client: TestClient) -> None:
    _, cookie = signed_in(Role.RECRUITER)
    file_id = bring(client, "cv", b"<html><script>alert(1)</script></html>", cookie, "cv.doc").json()["id"]
    got = client.get(f"/files/{file_id}", headers=cookie)
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"


@sqlite
def test_a_photograph_keeps_nothing_but_the_picture(client: TestClient) -> None:
    _, cookie = signed_in(Role.RECRUITER)
    content = picture((3000, 2000), "JPEG") + b"<script>alert(1)</script>PK\x03\x04 the rest of an archive"
    bring(client, "photo", content, cookie, "me.png")
    [file] = on_disk()
    kept = file.read_bytes()
    assert b"script" not in kept and b"PK\x03\x04" not in kept
    assert max(Image.open(io.BytesIO(kept)).size) == 800 and rows()[0].name.endswith(".jpg")


@sqlite
@pytest.mark.parametrize(
    ("size", "kind", "status"),
    [((5000, 5000), "JPEG", 200), ((3000, 3000), "PNG", 200), ((3000, 3000), "WEBP", 200),
     ((5001, 5000), "JPEG", 400), ((3001, 3000), "PNG", 400), ((3001, 3000), "WEBP", 400), ((6300, 6300), "PNG", 400)],
)  # fmt: skip
def test_a_picture_that_would_unpack_to_too_much_is_refused_with_what_to_do(
    client: TestClient, size: tuple[int, int], kind: str, status: int
) -> None:
    _, cookie = signed_in(Role.INTERVIEWER)
    answer = bring(client, "photo", picture(size, kind), cookie)
    assert answer.status_code == status
    if status != 200:
        assert "JPG" in answer.json()["problem"] and on_disk() == []


@sqlite
def test_a_picture_on_its_side_is_put_upright(client: TestClient) -> None:
    _, cookie = signed_in(Role.INTERVIEWER)
    made, facts = io.BytesIO(), Image.Exif()
    facts[0x0112] = 6  # a telephone held upright
    Image.new("RGB", (1200, 900), "teal").save(made, "JPEG", exif=facts)
    bring(client, "photo", made.getvalue(), cookie)
    assert Image.open(io.BytesIO(on_disk()[0].read_bytes())).size == (600, 800)


@sqlite
def test_pictures_are_unpacked_one_after_the_other(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each costs a hundred times its bytes while it is unpacked; and none waits among the database's threads."""
    _, cookie = signed_in(Role.INTERVIEWER)
    unpacked, now, most, where = store.as_small_picture, [0], [0], set()
    gate = threading.Barrier(2)

    def watched(path: Path) -> str:
        now[0] += 1
        most[0] = max(most[0], now[0])
        where.add(threading.current_thread().name.partition("_")[0])
        with suppress(threading.BrokenBarrierError):
            gate.wait(0.2)  # a second one, were it let in, would meet this one here
        try:
            return unpacked(path)
        finally:
            now[0] -= 1

    monkeypatch.setattr(store, "as_small_picture", watched)
    threads = [threading.Thread(target=bring, args=(client, "photo", picture(), cookie)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(rows()), most[0], where) == (4, 1, {"picture"})


@sqlite
@pytest.mark.parametrize("unit", [b"<!---->", b"<!--->", b"<!----> ", b" ", b"<!--x--><!-- ", b"<?xml ?> "])
def test_a_file_of_nothing_but_comments_is_looked_at_once(client: TestClient, unit: bytes) -> None:
    """Whoever tries each way of dividing them never comes to an end here."""
    _, cookie = signed_in(Role.RECRUITER)
    assert bring(client, "cv", unit * 20_000 + b"x", cookie).status_code == 200
    assert rows()[0].content_type == TEXT
    assert bring(client, "cv", b"<!--[if gte mso 9]>" + unit * 500 + b"--> <p>", cookie).status_code == 200


@sqlite
def test_eleven_megabytes_are_refused_with_words_and_leave_nothing(client: TestClient) -> None:
    _, cookie = signed_in(Role.RECRUITER)
    assert (
        bring(client, "cv", PDF + b"0" * 11 * 1_048_576, cookie).status_code == 413
    )  # the guard, by its length

    def parts() -> Iterator[bytes]:
        yield PDF
        for _ in range(11):
            yield b"0" * 1_048_576

    answer = client.post("/files/cv", content=parts(), headers={**ORIGIN, **cookie})  # no length is told
    assert answer.status_code in (400, 413)
    just = bring(client, "cv", PDF + b"0" * 10 * 1_048_576, cookie)
    assert just.status_code == 413 and "10 MB" in just.json()["problem"]
    assert rows() == [] and on_disk() == []


@sqlite
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("..%2F..%2Fetc%2Fpasswd", "passwd.pdf"),
        ("C%3A%5Cwork%5Ccv.PDF", "cv.pdf"),
        ("a%00b.pdf", "ab.pdf"),
        ("cv%E2%80%AEfdp.exe", "cvfdp.exe.pdf"),
        ("%0D%0ASet-Cookie%3A%20a.pdf", "Set-Cookie: a.pdf"),
        ("", "file.pdf"),
        ("x" * 900 + ".pdf", "x" * 150 + ".pdf"),
        ("%ff%fe.pdf", "��.pdf"),
    ],
)
def test_a_name_is_only_a_name(client: TestClient, sent: str, kept: str) -> None:
    _, cookie = signed_in(Role.RECRUITER)
    file_id = bring(client, "cv", PDF, cookie, sent).json()["id"]
    assert rows()[0].name == kept
    [file] = on_disk()
    assert file.resolve().is_relative_to(folder().resolve())
    got = client.get(f"/files/{file_id}", headers=cookie)
    assert got.status_code == 200 and "set-cookie" not in got.headers


@sqlite
@pytest.mark.parametrize(
    "path", ["0", "-1", "99999999999999999999", "1%2F..", "../demo.secret", "1.0", "%00"]
)
def test_odd_addresses_find_nothing(client: TestClient, path: str) -> None:
    _, cookie = signed_in(Role.RECRUITER)
    assert client.get(f"/files/{path}", headers=cookie).status_code in (400, 404)


@sqlite
def test_another_site_cannot_bring_a_file(client: TestClient) -> None:
    _, cookie = signed_in(Role.RECRUITER)
    for origin in ({"Origin": "https://evil.example"}, {}):
        assert client.post("/files/cv", content=PDF, headers={**cookie, **origin}).status_code == 403
    assert rows() == []


@sqlite
def test_uploads_are_counted_for_each_session(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_uploads", Buckets(3))
    _, cookie = signed_in(Role.RECRUITER)
    _, colleague = signed_in(Role.RECRUITER)
    answers = [bring(client, "cv", PDF, cookie).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert bring(client, "cv", PDF, colleague).status_code == 200


def test_two_uploads_at_once_are_two_files(client: TestClient) -> None:
    _, cookie = signed_in(Role.RECRUITER)
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(bring(client, "cv", PDF, cookie))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.status_code for each in found] == [200] * 4
    assert len({row.key for row in rows()}) == len(on_disk()) == 4


@sqlite
def test_each_reading_of_a_cv_is_written_down_once_in_ten_minutes(client: TestClient) -> None:
    user_id, cookie = signed_in(Role.RECRUITER)
    file_id = bring(client, "cv", PDF, cookie).json()["id"]
    with db.unit_of_work() as session:
        row = session.get_one(StoredFile, file_id)
        row.candidate_id = make_candidate(session).id
        session.add(row)
        candidate_id = row.candidate_id
    _, colleague = signed_in(Role.ADMINISTRATOR)
    for each in (cookie, cookie, colleague):
        assert client.get(f"/files/{file_id}", headers=each).status_code == 200
    with db.reading() as session:
        read = session.exec(select(Event).where(Event.kind == EventKind.CV_READ)).all()
    assert [event.data for event in read] == [{"candidate_id": candidate_id, "file_id": file_id}] * 2
    assert read[0].actor_id == user_id


@sqlite
def test_the_demo_keeps_its_files_apart(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert folder().name == "files"
    monkeypatch.delenv("DATABASE_URL")
    get_settings.cache_clear()
    assert folder().name == "demo-files"
