"""Copies of the database that can be trusted, and the way back. `make backup`, `make restore FILE=…`."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from alembic.script import ScriptDirectory
from sqlalchemy import make_url, text

from rxapp import clock, migrations
from rxapp.db import make_engine, normalised


class Refused(Exception):
    """A backup or a restore that must not go on; the text says why and what to do."""


def sqlite_file(url: str) -> Path | None:
    """The database's file, or None when it is not SQLite."""
    parsed = make_url(normalised(url))
    return Path(parsed.database or "") if parsed.drivername.startswith("sqlite") else None


@contextmanager
def in_use(url: str) -> Iterator[None]:
    """Held by whoever serves a SQLite file, so that nobody swaps the file meanwhile; nothing for other databases."""
    file = sqlite_file(url)
    if file is None:
        yield
        return
    with _lock_file(file) as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


@contextmanager
def not_in_use(url: str) -> Iterator[None]:
    """Keeps everybody from serving a SQLite file meanwhile; raises Refused when it is being served."""
    file = sqlite_file(url)
    if file is None:
        yield
        return
    with _lock_file(file) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"ShowUp is running on {file}. Stop it first.") from None
        yield


def _lock_file(file: Path) -> IO[str]:
    return open(file.with_name(file.name + ".lock"), "w")


def files_beside(backup_file: Path) -> Path:
    """The folder of a backup's files."""
    return backup_file.with_suffix(".files")


def keep_files(files: Path | None, place: Path) -> None:
    """Lay every file of the folder `files` into `place` as well. A file's bytes never change under its name, so a
    second link to them is a copy that costs nothing; across disks they are copied."""
    if files is None or not files.is_dir():
        return
    for file in files.glob("??/*"):
        target = place / file.parent.name / file.name
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            os.link(file, target)
        except FileNotFoundError:
            continue  # removed while we were at it
        except OSError:
            arriving = target.with_name(target.name + ".arriving")
            shutil.copyfile(file, arriving)
            arriving.chmod(0o600)
            os.replace(arriving, target)


def backup(url: str, folder: Path, *, files: Path | None = None) -> Path:
    """Write a consistent copy of the database at `url` into `folder` and return its path; the server may be running.
    The folder `files` is kept beside it under the same name with the ending .files: after the database, so that no row
    of the copy lacks bytes that were there.

    Raises Refused when there is nothing to copy or, for PostgreSQL, when pg_dump is missing or fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = f"{clock.real_now():%Y%m%d-%H%M%S-%f}"
    file = sqlite_file(url)
    if file is None:
        target = folder / f"{make_url(normalised(url)).database}-{stamp}.dump"
        _postgres(url, "pg_dump", "--format=custom", "--no-owner", "--file", str(target))
    else:
        if not file.exists():
            raise Refused(f"There is no database at {file} yet.")
        target = folder / f"{file.stem}-{stamp}.sqlite3"
        with closing(sqlite3.connect(file, timeout=30)) as source:
            source.execute("VACUUM INTO ?", (str(target),))
        _check_sqlite(target)
    target.chmod(0o600)
    keep_files(files, files_beside(target))
    return target


def restore(url: str, backup_file: Path, folder: Path, *, files: Path | None = None) -> Path:
    """Put `backup_file` in place of the database at `url`; returns where the replaced one was kept (in `folder`). What
    lies in the .files folder beside it comes back into `files`, and what lay there is kept with the replaced database.

    Raises Refused, with everything as it was, when the file is no whole backup of this product, comes from a newer
    version of it, or the database is being served.
    """
    if not backup_file.is_file():
        raise Refused(f"There is no file {backup_file}. Name one: make restore FILE=var/backups/…")
    kept = _restore(url, backup_file, folder)
    if files is not None:
        if kept.exists():
            keep_files(files, files_beside(kept))
        keep_files(files_beside(backup_file), files)
    return kept


def _restore(url: str, backup_file: Path, folder: Path) -> Path:
    file = sqlite_file(url)
    if file is None:
        return _restore_postgres(url, backup_file, folder)
    _check_sqlite(backup_file)
    file.parent.mkdir(parents=True, exist_ok=True)
    with not_in_use(url):
        arriving = file.with_name(file.name + ".arriving")
        shutil.copyfile(backup_file, arriving)
        arriving.chmod(0o600)
        kept = folder / f"{file.stem}-before-restore-{clock.real_now():%Y%m%d-%H%M%S-%f}.sqlite3"
        if file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(file, timeout=30)) as old:
                # Everything out of the write-ahead log and into the file, which is then moved alone.
                old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.move(file, kept)
            for rest in ("-wal", "-shm"):
                file.with_name(file.name + rest).unlink(missing_ok=True)
        os.replace(arriving, file)
    return kept


def _check_sqlite(file: Path) -> None:
    """Raise Refused unless `file` is a whole database of this product, from this version or an older one."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            revisions = [row[0] for row in copy.execute("SELECT version_num FROM alembic_version")]
    except sqlite3.DatabaseError as error:
        raise Refused(f"{file} is not a backup of ShowUp ({error}).") from error
    if not sound:
        raise Refused(f"{file} is damaged.")
    known = {found.revision for found in ScriptDirectory.from_config(migrations.config("")).walk_revisions()}
    if known and not revisions:
        raise Refused(f"{file} is not a backup of ShowUp.")
    if not set(revisions) <= known:
        raise Refused(f"{file} was written by a newer version of ShowUp. Update first.")


def _postgres(url: str, tool: str, *arguments: str) -> None:
    """Run a PostgreSQL tool on the database; the password goes through the environment, where no `ps` shows it."""
    if shutil.which(tool) is None:
        raise Refused(f"{tool} is missing. Install the PostgreSQL client tools of the server's version.")
    parsed = make_url(normalised(url)).set(drivername="postgresql")
    environment = {**os.environ, "PGPASSWORD": parsed.password or os.environ.get("PGPASSWORD", "")}
    address = parsed.set(password=None).render_as_string()
    done = subprocess.run(
        [tool, "--dbname", address, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(f"{tool} failed: {done.stderr.strip()}")


def _restore_postgres(url: str, backup_file: Path, folder: Path) -> Path:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            others = connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
            ).scalar_one()
    finally:
        engine.dispose()
    if others:
        raise Refused("Somebody is connected to this database. Stop ShowUp first.")
    kept = backup(url, folder)
    _postgres(
        url, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
        str(backup_file),
    )  # fmt: skip
    return kept
