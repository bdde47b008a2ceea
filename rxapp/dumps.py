"""PostgreSQL's own tools: a copy of the database, a look into one, and the way back. rxapp.backups calls them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import make_url, text

from rxapp import migrations
from rxapp.db import make_engine, normalised

# Made by the first migration and dropped by none: another product may count its versions as we do, but has not both.
OUR_TABLES = {"application", "planned_step"}

_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
# Each kind in one statement: what points at each other goes together, and what somebody else built on our tables makes
# it fail instead of going too. What an extension brought stays.
_EMPTY = """
DO $$
DECLARE
    kind text[]; names text; ours oid := (SELECT oid FROM pg_namespace WHERE nspname = current_schema());
BEGIN
    FOREACH kind SLICE 1 IN ARRAY ARRAY[['v', 'VIEW'], ['m', 'MATERIALIZED VIEW'], ['rp', 'TABLE'], ['S', 'SEQUENCE']]
    LOOP
        SELECT string_agg(oid::regclass::text, ', ') INTO names FROM pg_class
            WHERE relnamespace = ours AND strpos(kind[1], relkind::text) > 0
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e');
        IF names IS NOT NULL THEN EXECUTE 'DROP ' || kind[2] || ' ' || names; END IF;
    END LOOP;
    SELECT string_agg(oid::regprocedure::text, ', ') INTO names FROM pg_proc
        WHERE pronamespace = ours
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e');
    IF names IS NOT NULL THEN EXECUTE 'DROP ROUTINE ' || names; END IF;
END $$;
"""


class Refused(Exception):
    """A backup or a restore that must not go on; the text says why and what to do."""


def check_origin(file: Path, revisions: list[str], tables: set[str]) -> None:
    """Raise Refused unless a copy with this `alembic_version` and these tables was written by this product, in this
    version or an older one."""
    if not revisions or not tables >= OUR_TABLES:
        raise Refused(f"{file} is not a backup of ShowUp.")
    known = {found.revision for found in ScriptDirectory.from_config(migrations.config("")).walk_revisions()}
    if not set(revisions) <= known:
        raise Refused(f"{file} was written by a newer version of ShowUp. Update first.")


def dump(url: str, target: Path) -> None:
    """Write a consistent copy of the database at `url`; others may be at work in it. Raises Refused."""
    _run("pg_dump", "--format=custom", "--no-owner", "--file", str(target), url=url)


def put_back(url: str, file: Path, *, kept: Path) -> None:
    """Put the dump `file` in place of the tables at `url`, which are first kept as `kept`, and bring it to the newest
    tables. Other schemas of the database stay as they are.

    Raises Refused, with everything as it was, when the dump is not ours or somebody is connected.
    """
    schema = _schema_without_others(url)
    _check(file, schema)
    dump(url, kept)
    kept.chmod(0o600)
    _replace(url, file, schema, kept.parent)
    try:
        migrations.upgrade(url)
    except Exception as error:
        _replace(url, kept, schema, kept.parent)
        raise Refused(
            f"{file} cannot be brought to the newest tables: {error}. Nothing was changed."
        ) from error


def _schema_without_others(url: str) -> str:
    """The schema our tables are in. Raises Refused while somebody else is connected."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            others = connection.execute(text(_OTHERS)).scalar_one()
            schema = connection.execute(text("SELECT current_schema()")).scalar_one()
    finally:
        engine.dispose()
    if others:
        raise Refused("Somebody is connected to this database. Stop ShowUp first.")
    return str(schema)


def _check(file: Path, schema: str) -> None:
    try:
        listed = _run("pg_restore", "--list", str(file))
        versions = _run(
            "pg_restore", "--data-only", "--schema", schema, "--table=alembic_version", "--file=-", str(file)
        )
    except Refused as unreadable:
        raise Refused(f"{file} is not a backup of ShowUp that can be read ({unreadable})") from unreadable
    # "221; 1259 16388 TABLE public application showup"
    words = [line.split() for line in listed.splitlines() if not line.startswith(";")]
    tables = {line[5] for line in words if line[3:5] == ["TABLE", schema] and len(line) > 5}
    _, _, rows = versions.partition("alembic_version (version_num) FROM stdin;\n")
    check_origin(file, rows.partition("\\.")[0].split(), tables)


def _replace(url: str, file: Path, schema: str, room: Path) -> None:
    """Empty the schema and fill it from the dump, in one transaction: all of it or nothing. `room` is a folder with
    place for the dump unpacked."""
    with tempfile.TemporaryDirectory(prefix="restore-", dir=room) as folder:
        # Written out first: a dump that breaks off must break before anything is dropped.
        empty, fill = Path(folder) / "empty.sql", Path(folder) / "fill.sql"
        empty.write_text(_EMPTY, encoding="utf-8")
        _run("pg_restore", "--no-owner", "--schema", schema, "--file", str(fill), str(file))
        _run(
            "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
            "--file", str(empty), "--file", str(fill), url=url,
        )  # fmt: skip


def _run(tool: str, *arguments: str, url: str = "") -> str:
    """What a tool prints; with `url` it works on that database. The password goes through the environment, where no
    `ps` shows it. Raises Refused with what the tool complained of."""
    if shutil.which(tool) is None:
        raise Refused(f"{tool} is missing. Install the PostgreSQL client tools of the server's version.")
    environment = dict(os.environ)
    if url:
        parsed = make_url(normalised(url)).set(drivername="postgresql")
        environment["PGPASSWORD"] = parsed.password or os.environ.get("PGPASSWORD", "")
        arguments = ("--dbname", parsed.set(password=None).render_as_string(), *arguments)
    done = subprocess.run(
        [tool, *arguments], env=environment, capture_output=True, text=True, check=False, encoding="utf-8",
        errors="replace",
    )  # fmt: skip
    if done.returncode:
        raise Refused(f"{tool} failed: {done.stderr.strip()}")
    return done.stdout
