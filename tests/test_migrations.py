"""Migrations bring any database to what the models say."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import SQLModel

from rxapp import db, migrations


def test_upgrading_an_empty_database_makes_every_table_and_leaves_no_drift(empty_database: str) -> None:
    migrations.upgrade(empty_database)
    tables = set(inspect(db.engine()).get_table_names())
    assert set(SQLModel.metadata.tables) <= tables
    migrations.check(empty_database)


def test_upgrading_twice_changes_nothing(empty_database: str) -> None:
    migrations.upgrade(empty_database)
    before = _schema()
    migrations.upgrade(empty_database)
    assert _schema() == before


def test_a_migrated_database_holds_the_same_indexes_and_triggers_as_a_created_one(
    empty_database: str, created_database: str
) -> None:
    migrations.upgrade(empty_database)
    assert {name for name in _schema() if not name[1].startswith("alembic_version")} == _schema(
        created_database
    )


def test_people_who_were_there_before_are_found_by_the_letters_of_their_names(empty_database: str) -> None:
    migrations.upgrade(empty_database, "0003")
    with db.unit_of_work() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO candidate (name, city, language, zone, is_employed, cv_text, created_at) VALUES "
            "('林晓', '', 'zh', 'Asia/Shanghai', false, '', '2026-01-05 01:00:00'), "
            "('Ann', '', 'en', 'Asia/Shanghai', false, '', '2026-01-05 01:00:00')"
        )
    migrations.upgrade(empty_database)
    with db.reading() as session:
        spelt = (
            session.connection()
            .exec_driver_sql("SELECT initials, syllables FROM candidate ORDER BY id")
            .all()
        )
    assert [tuple(row) for row in spelt] == [("lx", "linxiao"), ("", "")]


def test_every_migration_can_be_taken_back(empty_database: str) -> None:
    migrations.upgrade(empty_database)
    command.downgrade(migrations.config(empty_database), "base")
    assert set(inspect(db.engine()).get_table_names()) <= {"alembic_version"}
    migrations.upgrade(empty_database)
    migrations.check(empty_database)


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory.from_config(migrations.config("")).get_heads()) == 1


@pytest.fixture
def created_database(empty_database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the same kind, made straight from the models."""
    if empty_database.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'created.sqlite3'}"
        shutil.copyfile(request.getfixturevalue("_sqlite_template"), tmp_path / "created.sqlite3")
        yield url
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create(request.getfixturevalue("_postgres_template"))
    yield server.url_of(name)
    server.drop(name)


def _schema(url: str | None = None) -> set[tuple[str, str]]:
    """Kind and name of everything the database holds; without `url` the configured one."""
    engine = db.make_engine(url) if url else db.engine()
    if engine.dialect.name == "sqlite":
        statement = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    else:
        statement = (
            "SELECT 'table', tablename FROM pg_tables WHERE schemaname = 'public' "
            "UNION SELECT 'index', indexname FROM pg_indexes WHERE schemaname = 'public' "
            "UNION SELECT 'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal "
            "UNION SELECT 'constraint', conname FROM pg_constraint "
            "WHERE contype <> 'n' AND connamespace = 'public'::regnamespace"
        )
    with engine.connect() as connection:
        found = {(row[0], row[1]) for row in connection.exec_driver_sql(statement)}
    engine.dispose()
    return found
