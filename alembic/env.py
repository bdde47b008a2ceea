"""Runs migrations on the configured database (or the one rxapp.migrations names), in one transaction."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import rxapp.models  # noqa: F401 - registers every table
from rxapp.db import make_engine
from rxapp.settings import get_settings

LOCK = 7_465_801  # any number, the same for every process that migrates this product's database


def run(connection: Connection) -> None:
    """Migrate over an open connection."""
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        compare_server_default=True,
        # SQLite cannot alter most of a table: it is copied.
        render_as_batch=sqlite,
        transactional_ddl=True,
        process_revision_directives=_drop_empty,
    )
    with context.begin_transaction():
        if not sqlite:
            # Two processes that start at once take turns.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        context.run_migrations()


def _drop_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """`alembic revision --autogenerate` writes no file when there is nothing to change."""
    options = context.config.cmd_opts
    if getattr(options, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def main() -> None:
    """Connect with the product's own habits. While tables are copied, SQLite must not follow foreign keys."""
    engine = make_engine(context.config.attributes.get("url") or get_settings().effective_database_url)
    try:
        with engine.connect().execution_options(writes=True) as connection:
            raw: Any = connection.connection.driver_connection
            if connection.dialect.name == "sqlite":
                raw.execute("PRAGMA foreign_keys=OFF").close()
            run(connection)
            if connection.dialect.name == "sqlite":
                broken = raw.execute("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"a migration left rows that point at nothing: {broken[:5]}")
    finally:
        engine.dispose()


main()
