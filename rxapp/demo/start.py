"""The demo when the product starts, and back to its start: only ever in a database the demo itself filled.

    ensure_demo(engine, now=) -> sign-ins        seeds an empty database, leaves any other as it is
    reset_demo(engine, now=, again=) -> None     the start of today again

Beside the database lies a copy of the freshly seeded file; resetting on the same day puts it back, which takes a
second instead of the time a seed takes. Nobody may serve the file meanwhile; the caller holds its lock.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from rxapp.demo.company import sign_ins
from rxapp.demo.ownership import NotOurs, foreign_rows, is_empty
from rxapp.demo.seed import SEED, seed

SignIn = tuple[str, str, str, str]
_SHANGHAI = timedelta(hours=8)


def local(now: datetime) -> tuple[date, int]:
    """The company's day and hour at an instant."""
    at = now + (_SHANGHAI - (now.utcoffset() or timedelta()))
    return at.date(), at.hour


def ensure_demo(engine: Engine, *, now: datetime) -> list[SignIn]:
    """Seed the demo company if the database is empty; role, name, e-mail and password of those who can sign in.

    Raises NotOurs when the database holds rows that are not the demo's.
    """
    if is_empty(engine):
        today, hour = local(now)
        seed(engine, today=today, hour=hour)
        _keep_copy(engine, today)
    elif found := foreign_rows(engine):
        raise NotOurs(", ".join(found))
    return sign_ins()


def day_of(engine: Engine) -> date | None:
    """The day the demo was made for, as the copy of its start tells; None without a copy."""
    copies = sorted(_file(engine).parent.glob(f"{_file(engine).stem}.start-*.sqlite3"))
    return date.fromisoformat(copies[-1].stem[-10:]) if copies else None


def reset_demo(engine: Engine, *, now: datetime, again: Callable[[], None]) -> None:
    """Bring the demo back to its start; `again` makes the tables in a file that was just removed.

    Raises NotOurs, with everything as it was, when the database holds a row that is not the demo's (`ownership`).
    """
    if found := foreign_rows(engine):
        raise NotOurs(", ".join(found))
    copy, file = _copy_of(engine, local(now)[0]), _file(engine)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    for rest in ("-wal", "-shm"):
        file.with_name(file.name + rest).unlink(missing_ok=True)
    if copy.exists():
        arriving = file.with_name(file.name + ".arriving")
        shutil.copyfile(copy, _owners(arriving))
        arriving.replace(file)
        again()
        return
    file.unlink(missing_ok=True)
    again()
    ensure_demo(engine, now=now)


def _file(engine: Engine) -> Path:
    return Path(engine.url.database or "")


def _revision(engine: Engine) -> str:
    try:
        with engine.connect() as connection:
            return "-".join(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    except OperationalError:
        return "none"


def _copy_of(engine: Engine, today: date) -> Path:
    file = _file(engine)
    return file.with_name(f"{file.stem}.start-{SEED}-{_revision(engine)}-{today}.sqlite3")


def _keep_copy(engine: Engine, today: date) -> None:
    """Keep the seeded file as it is now, and no older one."""
    file = _file(engine)
    if engine.dialect.name != "sqlite" or not file.name:
        return
    for old in file.parent.glob(f"{file.stem}.start-*.sqlite3"):
        old.unlink()
    # An empty file may be written into, and is nobody else's from the start.
    with closing(sqlite3.connect(file, timeout=30)) as source:
        source.execute("VACUUM INTO ?", (str(_owners(_copy_of(engine, today))),))


def _owners(path: Path) -> Path:
    """An empty file that only the owner reads (the same as rxapp.private, which the demo does not know)."""
    path.touch(mode=0o600)
    return path
