"""CVs as they really come: every layout is read, and what cannot be read says so."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from rxapp.adapters.cv import reader
from rxapp.adapters.cv.reader import ChildReader
from rxapp.adapters.ports import CvUnreadable
from rxapp.rules.cv_fields import find_fields
from rxapp.services.files import types
from rxapp.services.files.types import FileKind, decide
from rxapp.services.hiring.phones import maybe_phone

CORPUS = Path(__file__).parent.parent / "data" / "cv"
EXPECTED: list[dict[str, Any]] = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))
READABLE = [each for each in EXPECTED if not each.get("unreadable")]


def read(name: str) -> str:
    path = CORPUS / name
    return ChildReader().read(path, decide(path, FileKind.CV))


@pytest.fixture(scope="module")
def answers() -> list[tuple[dict[str, Any], dict[str, str]]]:
    """What is expected of each file, and what was found in it."""
    found = []
    for each in READABLE:
        fields = find_fields(read(each["file"]))
        told = {
            name: (value.value if value else "")
            for name, value in fields._asdict().items()
            if name != "is_english"
        }
        found.append((each, told | {"phone": maybe_phone(told["phone"])}))
    return found


def test_nine_of_ten_names_telephones_and_addresses_are_found(
    answers: list[tuple[dict[str, Any], dict[str, str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(READABLE) >= 20
    wanted = [
        (each["file"], name, each[name], told[name])
        for each, told in answers
        for name in ("name", "phone", "email")
    ]
    wrong = [line for line in wanted if line[2] != line[3]]
    share = 1 - len(wrong) / len(wanted)
    with capsys.disabled():
        print(
            f"\nCV corpus: {len(wanted) - len(wrong)} of {len(wanted)} names, phones, e-mails right ({share:.0%})",
            wrong,
        )
    assert share >= 0.9, wrong


def test_cities_and_whether_in_work_are_mostly_found(
    answers: list[tuple[dict[str, Any], dict[str, str]]],
) -> None:
    wanted = [
        (each["file"], name, each[name], told[name])
        for each, told in answers
        for name in ("city", "in_work")
        if each[name]
    ]
    wrong = [line for line in wanted if line[2] != line[3]]
    assert len(wrong) <= len(wanted) / 10, wrong


@pytest.mark.parametrize("name", [each["file"] for each in EXPECTED if each.get("unreadable")])
def test_a_scanned_page_cannot_be_read_and_says_so(name: str) -> None:
    with pytest.raises(CvUnreadable):
        read(name)


def test_a_file_that_is_not_what_it_begins_as_is_unreadable_and_nothing_worse(tmp_path: Path) -> None:
    for content, kind in (
        (b"%PDF-1.7\n" + b"\xff" * 50_000, types.PDF),
        (b"{\\rtf1 " + b"{" * 200_000, types.RTF),
    ):
        (tmp_path / "cv").write_bytes(content)
        with pytest.raises(CvUnreadable):
            ChildReader().read(tmp_path / "cv", kind)


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
    with zipfile.ZipFile(tmp_path / "cv", "w") as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("word/document.xml", bomb)
    with pytest.raises(CvUnreadable):
        ChildReader().read(tmp_path / "cv", types.DOCX)


def test_whatever_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SECONDS", 0.001)
    with pytest.raises(CvUnreadable):
        read(READABLE[0]["file"])


def test_the_child_learns_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def run(_command: Any, **given: Any) -> Any:
        seen.update(given["env"])
        raise reader.subprocess.TimeoutExpired("", 1)

    monkeypatch.setenv("SECRET_KEY", "a secret")
    monkeypatch.setattr(reader.subprocess, "run", run)
    with pytest.raises(CvUnreadable):
        read(READABLE[0]["file"])
    assert set(seen) == {"PATH", "LANG", "PYTHONPATH"}
