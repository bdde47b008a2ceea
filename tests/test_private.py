"""Nobody else on the machine reads what people gave us, whatever umask the operator has."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from rxapp import backups, db, serve
from rxapp.private import private_file, take_back
from rxapp.services.files.store import new_incoming, prepare
from rxapp.services.files.types import FileKind
from rxapp.settings import get_settings


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    """What lies in a folder, itself included, and is open to the group or to everybody."""
    found = [folder, *folder.rglob("*")]
    return [str(each.relative_to(folder)) for each in found if each.stat().st_mode & 0o077]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "var"
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DEMO", "0")
    monkeypatch.setenv("SECRET_KEY", "k" * 20 + "0123456789abcdef")
    get_settings.cache_clear()
    yield folder
    db.dispose()
    get_settings.cache_clear()


def everything_written(folder: Path) -> None:
    """A start, a file somebody brings, a backup; the database is still open."""
    settings = get_settings()
    serve.prepare(settings)
    with backups.in_use(settings.effective_database_url):
        with db.unit_of_work() as session:
            session.connection().execute(text("CREATE TABLE IF NOT EXISTS x (n integer)"))
        incoming = new_incoming()
        incoming.write_text("CV " * 50)
        prepare(incoming, FileKind.CV, "cv.txt")
        backups.backup(settings.effective_database_url, folder / "backups", files=settings.files_dir)


def test_a_first_start_leaves_nothing_open_to_others(data: Path) -> None:
    everything_written(data)
    assert open_to_others(data) == []
    names = {file.name for file in data.iterdir()}
    assert {"showup.sqlite3", "showup.sqlite3-wal", "showup.sqlite3-shm", "files", "backups"} <= names


def test_what_an_earlier_version_left_open_is_closed_at_the_start(data: Path) -> None:
    everything_written(data)
    db.dispose()
    for each in (data, *data.rglob("*")):
        each.chmod(0o755 if each.is_dir() else 0o644)
    everything_written(data)
    assert open_to_others(data) == []


def test_a_database_elsewhere_is_closed_and_its_folder_left_alone(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir(mode=0o755)
    file = folder / "company.sqlite3"
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE x (n integer)").close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    get_settings.cache_clear()
    serve.prepare(get_settings())
    assert open_to_others(folder) == ["."]
    db.dispose()


def test_a_link_to_somewhere_else_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.touch(mode=0o644)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "link").symlink_to(other)
    take_back(tmp_path / "var")
    assert other.stat().st_mode & 0o777 == 0o644
    assert private_file(tmp_path / "var" / "new").stat().st_mode & 0o777 == 0o600
