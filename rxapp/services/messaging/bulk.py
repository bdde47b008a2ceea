"""Many rows in one statement, on both databases.

The outbox has to carry thousands of messages a second; a statement (PostgreSQL) or a bound parameter set built by
the ORM (SQLite) for each row would cost more than the row. PostgreSQL gets all rows as one JSON text, SQLite its
own executemany; types are bound by the columns themselves, so stored values are the same as everywhere else.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, any_, func, literal, select

from rxapp.models.base import UtcDateTime

Row = Sequence[Any]


def among(connection: Connection, column: Any, ids: Collection[int]) -> ColumnElement[bool]:
    """`column IN ids` with one parameter, however many ids there are."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(ids), ARRAY(BigInteger)))  # type: ignore[no-any-return]
    listed = func.json_each(json.dumps(list(ids))).table_valued("value")
    return column.in_(select(listed.c.value))  # type: ignore[no-any-return]


def insert_many(
    connection: Connection, table: Any, columns: Sequence[str], rows: Sequence[Row], *, once: bool = False
) -> None:
    """Insert rows given as tuples in the order of `columns`. `once`: rows whose `dedupe` exists are left out."""
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    into = f'INSERT INTO "{table.name}" ({names})'
    rest = "ON CONFLICT (dedupe) DO NOTHING" if once else ""
    if connection.dialect.name == "postgresql":
        source = _recordset(connection, table, columns)
        connection.exec_driver_sql(f"{into} SELECT {names} FROM {source} {rest}", (_json(columns, rows),))  # noqa: S608
    else:
        marks = ", ".join("?" for _ in columns)
        connection.exec_driver_sql(
            f"{into} VALUES ({marks}) {rest}", _bound(connection, table, columns, rows)
        )


def update_many(
    connection: Connection, table: Any, keys: Sequence[str], columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Set `columns` of the rows whose `keys` match; each tuple holds the values first, then the keys."""
    if not rows:
        return
    names = [*columns, *keys]
    if connection.dialect.name == "postgresql":
        values = ", ".join(f'"{name}" = v."{name}"' for name in columns)
        where = " AND ".join(f't."{name}" = v."{name}"' for name in keys)
        source = _recordset(connection, table, names)
        connection.exec_driver_sql(
            f'UPDATE "{table.name}" AS t SET {values} FROM {source} WHERE {where}',  # noqa: S608
            (_json(names, rows),),
        )
    else:
        values = ", ".join(f'"{name}" = ?' for name in columns)
        where = " AND ".join(f'"{name}" = ?' for name in keys)
        connection.exec_driver_sql(
            f'UPDATE "{table.name}" SET {values} WHERE {where}',  # noqa: S608
            _bound(connection, table, names, rows),
        )


def _recordset(connection: Connection, table: Any, columns: Iterable[str]) -> str:
    typed = ", ".join(
        f'"{name}" {table.c[name].type.compile(dialect=connection.dialect)}' for name in columns
    )
    return f"json_to_recordset(%s::json) AS v({typed})"


def _json(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """The rows as one JSON text; instants in ISO form, which PostgreSQL reads as they are meant."""
    return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, default=str)


def _bound(connection: Connection, table: Any, columns: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    """The rows with every value as SQLite's driver takes it."""
    found: list[Sequence[Any]] = []
    for name, values in zip(columns, (list(one) for one in zip(*rows, strict=True)), strict=True):
        process = table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        if process is not None and isinstance(table.c[name].type, UtcDateTime):
            stored = {value: process(value) for value in set(values)}  # a batch has few instants
            values = [stored[value] for value in values]
        elif process is not None:
            values = [process(value) for value in values]
        found.append(values)
    return list(zip(*found, strict=True))
