"""A backup can be trusted, and the way back loses nothing."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rxapp import backups, cli, db, dumps, migrations
from rxapp.settings import get_settings
from tests.conftest import PostgresServer

sqlite_only = pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
postgres_only = pytest.mark.parametrize("empty_database", ["postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def _tools(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client tools that came with the test's PostgreSQL."""
    if "empty_database" in request.fixturenames and "postgresql" in request.node.name:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        monkeypatch.setenv("PATH", str(server.tools), prepend=":")


@pytest.fixture
def installation(empty_database: str) -> str:
    """A migrated database holding the note "before"."""
    migrations.upgrade(empty_database)
    with db.unit_of_work() as session:
        session.connection().exec_driver_sql("CREATE TABLE memo (words varchar(20))")
    write("before")
    return empty_database


@pytest.fixture
def elsewhere(
    empty_database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[], str]]:
    """Call for the address of another empty database of the same kind."""
    if empty_database.startswith("sqlite"):
        yield lambda: f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    made: list[str] = []

    def make() -> str:
        made.append(server.create())
        return server.url_of(made[-1])

    yield make
    for name in made:
        server.drop(name)


def a_copy_with(url: str, tmp_path: Path, *statements: str) -> Path:
    """A backup of the database at `url` after these statements."""
    engine = db.make_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()
    if url.startswith("sqlite"):
        return Path(url.removeprefix("sqlite:///"))
    dumps.dump(url, copy := tmp_path / "elsewhere.dump")
    return copy


def write(words: str) -> None:
    with db.unit_of_work() as session:
        session.connection().exec_driver_sql("DELETE FROM memo")
        session.connection().exec_driver_sql(f"INSERT INTO memo VALUES ('{words}')")


def note() -> str:
    with db.reading() as session:
        return str(session.connection().exec_driver_sql("SELECT words FROM memo").scalar_one())


def test_a_backup_brings_back_what_was_there(installation: str, tmp_path: Path) -> None:
    copy = backups.backup(installation, tmp_path / "backups")
    write("after")
    db.dispose()
    kept = backups.restore(installation, copy, tmp_path / "backups")
    assert note() == "before"
    db.dispose()
    backups.restore(installation, kept, tmp_path / "backups")
    assert note() == "after"


def test_nobody_else_can_read_a_backup(installation: str, tmp_path: Path) -> None:
    copy = backups.backup(installation, tmp_path / "backups")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_restore_is_refused_while_the_product_runs(installation: str, tmp_path: Path) -> None:
    copy = backups.backup(installation, tmp_path / "backups")
    write("after")
    with backups.in_use(installation), pytest.raises(backups.Refused, match="Stop"):
        # On PostgreSQL our own open connection is the running product.
        backups.restore(installation, copy, tmp_path / "backups")
    assert note() == "after"


@sqlite_only
def test_a_backup_taken_while_somebody_writes_is_whole(installation: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "empty.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE memo SET words = 'half done'")
        copy = backups.backup(installation, tmp_path / "backups")
        writer.execute("ROLLBACK")
    with closing(sqlite3.connect(copy)) as found:
        assert found.execute("SELECT words FROM memo").fetchone() == ("before",)


@pytest.mark.parametrize(
    "kind",
    ["missing", "text", "empty", "another product", "counts as we do", "newer", "broken off", "damaged"],
)
def test_a_file_that_is_no_backup_is_refused_and_nothing_changes(
    installation: str, tmp_path: Path, kind: str, elsewhere: Callable[[], str]
) -> None:
    file = tmp_path / "backup"
    if kind == "text":
        file.write_text("not a database, but long enough to be mistaken for one" * 100)
    elif kind == "empty":
        file.touch()
    elif kind == "another product":
        file = a_copy_with(elsewhere(), tmp_path, "CREATE TABLE songs (name text)")
    elif kind == "counts as we do":
        file = a_copy_with(
            elsewhere(),
            tmp_path,
            "CREATE TABLE alembic_version (version_num varchar(32))",
            "INSERT INTO alembic_version VALUES ('0001')",
        )
    elif kind == "newer":
        migrations.upgrade(url := elsewhere())
        file = a_copy_with(url, tmp_path, "UPDATE alembic_version SET version_num = 'from_the_future'")
    elif kind in ("damaged", "broken off"):
        whole = backups.backup(installation, tmp_path / "backups").read_bytes()
        half = len(whole) // 2
        file.write_bytes(whole[:half] + (b"" if kind == "broken off" else b"\xff" * (len(whole) - half)))
    db.dispose()
    with pytest.raises(backups.Refused):
        backups.restore(installation, file, tmp_path / "kept")
    assert note() == "before"


def test_a_backup_from_before_the_newest_tables_comes_back_with_them(
    empty_database: str, tmp_path: Path
) -> None:
    migrations.upgrade(empty_database, "0001")
    with db.unit_of_work() as session:
        session.connection().exec_driver_sql("CREATE TABLE memo (words varchar(20))")
    write("long ago")
    copy = backups.backup(empty_database, tmp_path / "backups")
    migrations.upgrade(empty_database)
    write("after")
    db.dispose()
    backups.restore(empty_database, copy, tmp_path / "backups")
    assert note() == "long ago"
    with db.unit_of_work() as session:
        session.connection().exec_driver_sql("DROP TABLE memo")
    migrations.check(empty_database)


def test_a_backup_that_cannot_be_brought_to_the_newest_tables_leaves_what_was(
    installation: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = backups.backup(installation, tmp_path / "backups")
    write("after")
    db.dispose()

    def breaks(_url: str) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(migrations, "upgrade", breaks)
    with pytest.raises(backups.Refused, match="no room"):
        backups.restore(installation, copy, tmp_path / "backups")
    assert note() == "after"
    assert not list(tmp_path.rglob("*.arriving*"))


@postgres_only
def test_a_restore_that_would_break_what_others_built_on_our_tables_leaves_what_was(
    installation: str, tmp_path: Path
) -> None:
    copy = backups.backup(installation, tmp_path / "backups")
    write("after")
    with db.unit_of_work() as session:
        session.connection().exec_driver_sql("CREATE SCHEMA reports")
        session.connection().exec_driver_sql("CREATE VIEW reports.memos AS SELECT * FROM public.memo")
    db.dispose()
    with pytest.raises(backups.Refused, match=r"reports\.memos"):
        backups.restore(installation, copy, tmp_path / "backups")
    assert note() == "after"
    with db.unit_of_work() as session:
        session.connection().exec_driver_sql("DROP VIEW reports.memos")
        session.connection().exec_driver_sql("CREATE TABLE reports.figures (n integer)")
    db.dispose()
    backups.restore(installation, copy, tmp_path / "backups")
    assert note() == "before"
    with db.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM reports.figures").scalar_one() == 0


@sqlite_only
def test_a_backup_before_the_first_start_says_that_there_is_nothing(
    empty_database: str, tmp_path: Path
) -> None:
    with pytest.raises(backups.Refused, match="no database"):
        backups.backup(empty_database, tmp_path)


def test_without_the_client_tools_postgresql_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(backups.Refused, match="PostgreSQL client tools"):
        backups.backup("postgresql://u:secret@localhost/d", tmp_path)


@sqlite_only
def test_both_are_commands_that_print_where_the_files_are(
    installation: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["backup"]) == 0
    copy = Path(capsys.readouterr().out.strip())
    assert copy.parent == get_settings().data_dir / "backups"
    write("after")
    db.dispose()
    assert cli.main(["restore", str(copy)]) == 0
    assert note() == "before"
    assert cli.main(["restore", ""]) == 2
    assert "make restore FILE=" in capsys.readouterr().err


def test_a_backup_brings_back_the_files_too(installation: str, tmp_path: Path) -> None:
    files = tmp_path / "files"
    cv = files / "ab" / "abcd"
    cv.parent.mkdir(parents=True)
    cv.write_bytes(b"before")
    (files / "incoming").mkdir()
    copy = backups.backup(installation, tmp_path / "backups", files=files)
    cv.unlink()
    newer = files / "cd" / "cdef"
    newer.parent.mkdir()
    newer.write_bytes(b"newer")
    db.dispose()
    kept = backups.restore(installation, copy, tmp_path / "backups", files=files)
    assert cv.read_bytes() == b"before"
    # The way back needs what the replaced database speaks of.
    assert (backups.files_beside(kept) / "cd" / "cdef").read_bytes() == b"newer"
