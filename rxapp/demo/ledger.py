"""Rows while they are made: plain dicts per table, ids counted here, instants as seconds until they are written."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from pydantic_core import PydanticUndefined
from sqlalchemy import JSON, Boolean, Connection, Date, Table, text
from sqlmodel import SQLModel

from rxapp import models
from rxapp.demo.calendar import moment
from rxapp.models import PlannedStep
from rxapp.models.base import UtcDateTime

Row = dict[str, Any]
BATCH = 5_000
_MODELS: list[type[SQLModel]] = [getattr(models, name) for name in models.__all__]


def _blank(table: str) -> Row:
    """The model's defaults by column."""
    model = next(m for m in _MODELS if m.__tablename__ == table)
    found: Row = {}
    for name in list(SQLModel.metadata.tables[table].columns.keys()):
        default = model.model_fields[name].get_default(call_default_factory=True)
        if default is PydanticUndefined:
            default = None
        found[name] = default.value if isinstance(default, Enum) else default
    return found


class Ledger:
    """Every row of the demo by table name. `add` returns the dict, which may change until `write`."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {}
        self._blank: dict[str, Row] = {}

    def add(self, table: str, **values: Any) -> Row:
        """A new row with the next id (if the table has one) and the model's defaults."""
        rows = self.tables.setdefault(table, [])
        blank = self._blank.get(table)
        if blank is None:
            blank = self._blank[table] = _blank(table)
        row = blank | values
        if "id" in row:
            row["id"] = len(rows) + 1
        rows.append(row)
        return row

    def write(self, connection: Connection) -> int:
        """Insert everything in the order of foreign keys; returns how many rows."""
        written = 0
        for table in SQLModel.metadata.sorted_tables:
            rows = self.tables.get(table.name, [])
            if rows:
                _insert(connection, table, rows)
                _move_sequence(connection, table)
                written += len(rows)
        return written


def _insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Values are made ready here: going through each column's type would take most of the time a seed may take."""
    is_sqlite = connection.dialect.name == "sqlite"
    ready: dict[str, Callable[[Any], Any]] = {}
    for column in table.columns:
        if isinstance(column.type, UtcDateTime):
            ready[column.name] = _sqlite_text if is_sqlite else moment
        elif isinstance(column.type, JSON):
            ready[column.name] = json.dumps
        elif isinstance(column.type, Boolean):
            ready[column.name] = bool
        elif isinstance(column.type, Date):
            ready[column.name] = str
    names = [column.name for column in table.columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" if is_sqlite else "%s" for _ in names)
    statement = f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})'  # noqa: S608 - our own names
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        columns = []
        for name in names:
            values, made = [row[name] for row in batch], ready.get(name)
            columns.append(values if made is None else [None if v is None else made(v) for v in values])
        connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


_days: dict[int, str] = {}
_seconds: dict[int, str] = {}


def _sqlite_text(at: int) -> str:
    """An instant as SQLAlchemy's DateTime writes it on SQLite; half a million of them, so both parts are kept."""
    number, second = divmod(at, 86_400)
    day, time = _days.get(number), _seconds.get(second)
    if day is None:
        day = _days[number] = datetime.fromtimestamp(number * 86_400, UTC).strftime("%Y-%m-%d ")
    if time is None:
        time = _seconds[second] = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.000000"
    return day + time


def _move_sequence(connection: Connection, table: Table) -> None:
    """PostgreSQL counts ids by itself; tell it where the demo stopped."""
    if connection.dialect.name == "postgresql" and table.columns.get("id") is not None:
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'),"  # noqa: S608
                f' (SELECT max(id) FROM "{table.name}"))'
            )
        )


def drop_settled_steps(ledger: Ledger) -> None:
    """Leave out steps of closed lives that came to nothing: they tell nothing and would be a third of all rows."""
    closed = {
        row["id"] for row in ledger.tables["application"] if row["closing"] is not None or row["stage"] == 5
    }
    name = str(PlannedStep.__tablename__)
    ledger.tables[name] = [
        row
        for row in ledger.tables[name]
        if row["state"] in ("pending", "done") or row["application_id"] not in closed
    ]
