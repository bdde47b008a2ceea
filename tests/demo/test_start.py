"""Seeding and resetting touch only what the demo itself wrote."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, SQLModel, select

from rxapp import backups, cli, db, first_start, migrations
from rxapp.demo import NotOurs, ensure_demo, foreign_rows, reset_demo, seed, sign_ins, start
from rxapp.models import Application, Candidate, Company, User
from rxapp.settings import get_settings
from tests.builders import make_candidate, make_company, make_job, make_user

NOW = datetime(2026, 11, 23, 1, 20, tzinfo=UTC)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two months of history: enough for every table, quick enough for every test."""
    monkeypatch.setattr(seed_module(), "DAYS", 60)


def seed_module() -> object:
    import importlib

    return importlib.import_module("rxapp.demo.seed")


@pytest.fixture
def engine(small: None, tmp_path: Path) -> Iterator[Engine]:
    made = db.make_engine(f"sqlite:///{tmp_path / 'demo.sqlite3'}")
    SQLModel.metadata.create_all(made)
    yield made
    made.dispose()


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in SQLModel.metadata.sorted_tables
        }


def test_an_empty_database_is_seeded_and_the_sign_ins_are_told(engine: Engine) -> None:
    assert ensure_demo(engine, now=NOW) == sign_ins()
    with Session(engine) as session:
        assert session.exec(select(Company)).one().demo_seed is not None
        assert session.exec(select(Application)).first() is not None


def test_the_next_start_changes_nothing(engine: Engine) -> None:
    ensure_demo(engine, now=NOW)
    before = contents(engine)
    ensure_demo(engine, now=NOW)
    assert contents(engine) == before


def test_rows_the_models_read_are_the_rows_that_were_made(engine: Engine) -> None:
    ensure_demo(engine, now=NOW)
    with Session(engine) as session:
        for model in (Application, User):
            for row in session.exec(select(model).limit(50)):
                model.model_validate(row, from_attributes=True)
        assert session.exec(select(Application)).first().passed_first_at.tzinfo is not None  # type: ignore[union-attr]


@pytest.mark.parametrize("stranger", ["company", "user"])
def test_a_database_with_a_row_of_somebody_else_is_refused_and_left_alone(
    engine: Engine, stranger: str
) -> None:
    with Session(engine) as session:
        if stranger == "company":
            make_company(session)
        else:
            make_user(session)
        session.commit()
    before = contents(engine)
    with pytest.raises(NotOurs):
        ensure_demo(engine, now=NOW)
    with pytest.raises(NotOurs):
        seed(engine, today=NOW.date())
    with pytest.raises(NotOurs):
        reset_demo(engine, now=NOW, again=lambda: None)
    assert contents(engine) == before


STRANGERS = {
    "company": lambda session: session.add(Company(name="真公司", phone="021-6213 0100", created_at=NOW)),
    "user": make_user,
    "job": make_job,
    "candidate": make_candidate,
    "wages": lambda session: session.execute(text("INSERT INTO wages VALUES (1)")),
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_row_of_somebody_else_beside_the_demo_is_told_and_kept(engine: Engine, stranger: str) -> None:
    ensure_demo(engine, now=NOW)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE wages (n INTEGER)"))
    assert foreign_rows(engine) == []
    with Session(engine) as session:
        STRANGERS[stranger](session)
        session.commit()
    assert stranger in foreign_rows(engine)
    before, file = contents(engine), Path(str(engine.url.database)).read_bytes()
    with pytest.raises(NotOurs, match=stranger):
        reset_demo(engine, now=NOW, again=lambda: None)
    with pytest.raises(NotOurs, match=stranger):
        ensure_demo(engine, now=NOW)
    assert contents(engine) == before
    assert Path(str(engine.url.database)).read_bytes() == file


def test_a_table_the_product_does_not_know_keeps_the_demo_out(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE wages (n INTEGER)"))
        connection.execute(text("INSERT INTO wages VALUES (1)"))
    before = contents(engine)
    for attempt in (lambda: ensure_demo(engine, now=NOW), lambda: seed(engine, today=NOW.date())):
        with pytest.raises(NotOurs, match="wages"):
            attempt()
    assert contents(engine) == before


def test_a_real_person_written_over_an_invented_one_is_kept(engine: Engine) -> None:
    ensure_demo(engine, now=NOW)
    with engine.begin() as connection:
        connection.execute(text("UPDATE candidate SET phone = '+8613812345678' WHERE id = 7"))
    with pytest.raises(NotOurs, match="candidate"):
        reset_demo(engine, now=NOW, again=lambda: None)


@pytest.mark.parametrize("has_copy", [True, False])
def test_reset_brings_the_same_start_back(engine: Engine, has_copy: bool) -> None:
    ensure_demo(engine, now=NOW)
    before = contents(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE application SET version = version + 7"))
        connection.execute(text("DELETE FROM task"))
    copies = list(Path(str(engine.url.database)).parent.glob("*.start-*"))
    assert len(copies) == 1
    if not has_copy:
        copies[0].unlink()
    reset_demo(engine, now=NOW, again=lambda: SQLModel.metadata.create_all(engine))
    assert contents(engine) == before


def test_the_copy_of_another_day_is_not_used(engine: Engine) -> None:
    ensure_demo(engine, now=NOW)
    reset_demo(engine, now=NOW.replace(day=25), again=lambda: SQLModel.metadata.create_all(engine))
    assert [file.name[-18:-8] for file in Path(str(engine.url.database)).parent.glob("*.start-*")] == [
        "2026-11-25"
    ]
    with closing(sqlite3.connect(str(engine.url.database))) as file:
        newest = file.execute("SELECT max(occurred_at) FROM event").fetchone()[0]
    assert newest.startswith("2026-11-25")


def test_the_companys_day_and_hour_are_those_of_shanghai() -> None:
    assert start.local(datetime(2026, 11, 23, 17, 5, tzinfo=UTC)) == (datetime(2026, 11, 24).date(), 1)


# -- from the command line ---------------------------------------------------------------------------------------


def test_the_commands_seed_and_reset_the_demos_own_file(
    small: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["seed"]) == 0
    assert "lin@demo.showup" in capsys.readouterr().out
    assert cli.main(["demo-reset"]) == 0
    with db.reading() as session:
        assert session.exec(select(Company)).one().demo_seed is not None
    assert any("lin-demo-showup" in line for line in first_start.announce())


def test_an_old_demo_says_how_to_bring_it_to_today(small: None, clock_at: Callable[[datetime], None]) -> None:
    clock_at(NOW)
    get_settings().data_dir.mkdir()
    migrations.upgrade(get_settings().effective_database_url)
    assert not any("demo-reset" in line for line in first_start.announce())
    clock_at(NOW + timedelta(days=2))
    assert any("2026-11-23" in line and "demo-reset" in line for line in first_start.announce())


def test_reset_is_refused_while_the_demo_is_served(small: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["seed"]) == 0
    with backups.in_use(get_settings().effective_database_url):
        assert cli.main(["demo-reset"]) == 2
    assert "Stop it first" in capsys.readouterr().err


def test_reset_is_refused_where_it_is_not_the_demo(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'real.sqlite3'}")
    get_settings.cache_clear()
    migrations.upgrade(get_settings().effective_database_url)
    for command in ("seed", "demo-reset"):
        assert cli.main([command]) == 2
    assert "not the demo" in capsys.readouterr().err


def test_a_person_put_in_from_the_command_line_is_not_wiped(
    small: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """The path an operator takes: the refusal names the table, and the person is still there."""
    assert cli.main(["seed"]) == 0
    person = [
        "add-application",
        "王真人",
        "--job",
        "1",
        "--recruiter",
        "lin@demo.showup",
        "--phone",
        "13812345678",
    ]
    assert cli.main(person) == 0
    assert cli.main(["demo-reset"]) == 2
    assert "stand in: candidate. Nothing was changed" in capsys.readouterr().err
    with db.reading() as session:
        assert (
            session.exec(select(Candidate).where(Candidate.name == "王真人")).one().phone == "+8613812345678"
        )


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_takes_the_same_rows_and_counts_on(small: None, database: str) -> None:
    seed(db.engine(), today=NOW.date())
    assert foreign_rows(db.engine()) == []
    with db.unit_of_work() as session:
        highest = max(row.id or 0 for row in session.exec(select(User)))
        assert (make_user(session).id or 0) > highest
        assert session.exec(select(Application)).first() is not None
