"""Copies of the database that can be trusted, and the way back. `make backup`, `make restore FILE=…`."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import make_url

from rxapp import clock, dumps, migrations
from rxapp.db import normalised
from rxapp.dumps import Refused as Refused
from rxapp.private import private_file, private_folder


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
    return open(private_file(file.with_name(file.name + ".lock")), "w")


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
        private_folder(target.parent)
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
    private_folder(folder)
    stamp = f"{clock.real_now():%Y%m%d-%H%M%S-%f}"
    file = sqlite_file(url)
    if file is None:
        target = folder / f"{_database(url)}-{stamp}.dump"
        dumps.dump(url, target)
    else:
        if not file.exists():
            raise Refused(f"There is no database at {file} yet.")
        target = folder / f"{file.stem}-{stamp}.sqlite3"
        with closing(sqlite3.connect(file, timeout=30)) as source:
            source.execute("VACUUM INTO ?", (str(private_file(target)),))
        _check_sqlite(target)
    target.chmod(0o600)
    keep_files(files, files_beside(target))
    return target


def restore(url: str, backup_file: Path, folder: Path, *, files: Path | None = None) -> Path:
    """Put `backup_file` in place of the database at `url` and bring it to the newest tables; returns where the replaced
    one was kept (in `folder`). On PostgreSQL all that stood in the schema of our tables goes and other schemas stay.
    What lies in the .files folder beside it comes back into `files`, and what lay there is kept with the replaced
    database.

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
    file, stamp = sqlite_file(url), f"before-restore-{clock.real_now():%Y%m%d-%H%M%S-%f}"
    if file is None:
        private_folder(folder)
        kept = folder / f"{_database(url)}-{stamp}.dump"
        dumps.put_back(url, backup_file, kept=kept)
        return kept
    _check_sqlite(backup_file)
    file.parent.mkdir(parents=True, exist_ok=True)
    with not_in_use(url):
        arriving = file.with_name(file.name + ".arriving")
        try:
            _newest_copy(backup_file, arriving)
            kept = folder / f"{file.stem}-{stamp}.sqlite3"
            if file.exists():
                private_folder(folder)
                _settle(file)
                shutil.move(file, kept)
            os.replace(arriving, file)
        finally:
            arriving.unlink(missing_ok=True)
    return kept


def _newest_copy(backup_file: Path, arriving: Path) -> None:
    """A copy of a backup with the newest tables. Raises Refused when it cannot be brought there."""
    shutil.copyfile(backup_file, private_file(arriving))
    try:
        migrations.upgrade(f"sqlite:///{arriving}")
    except Exception as error:
        raise Refused(
            f"{backup_file} cannot be brought to the newest tables: {error}. Nothing was changed."
        ) from error
    finally:
        _settle(arriving)


def _settle(file: Path) -> None:
    """Everything out of the write-ahead log and into the file, which is then moved alone."""
    with closing(sqlite3.connect(file, timeout=30)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for rest in ("-wal", "-shm"):
        file.with_name(file.name + rest).unlink(missing_ok=True)


def _database(url: str) -> str:
    return make_url(normalised(url)).database or ""


def _check_sqlite(file: Path) -> None:
    """Raise Refused unless `file` is a whole database of this product, from this version or an older one."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            revisions = [row[0] for row in copy.execute("SELECT version_num FROM alembic_version")]
    except sqlite3.DatabaseError as error:
        raise Refused(f"{file} is not a backup of ShowUp ({error}).") from error
    if not sound:
        raise Refused(f"{file} is damaged.")
    dumps.check_origin(file, revisions, tables)
