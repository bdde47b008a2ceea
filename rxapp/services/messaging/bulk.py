"""Many rows in one statement, on both databases.

The outbox has to carry thousands of messages a second; a statement (PostgreSQL) or a bound parameter set built by
the ORM (SQLite) for each row would cost more than the row. PostgreSQL gets whole columns as arrays, SQLite its own
executemany; types are bound by the columns themselves, so stored values are the same as everywhere else.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, any_, func, literal, select

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
    rest = " ON CONFLICT (dedupe) DO NOTHING" if once else ""
    bound = _bound(connection, table, columns, rows)
    if connection.dialect.name == "postgresql":
        source = f"SELECT * FROM unnest({_arrays(connection, table, columns)})"  # noqa: S608
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) {source}{rest}', tuple(bound))
    else:
        marks = ", ".join("?" for _ in columns)
        connection.exec_driver_sql(
            f'INSERT INTO "{table.name}" ({names}) VALUES ({marks}){rest}',  # noqa: S608
            list(zip(*bound, strict=True)),
        )


def update_many(
    connection: Connection, table: Any, keys: Sequence[str], columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Set `columns` of the rows whose `keys` match; each tuple holds the keys first, then the values."""
    if not rows:
        return
    names = [*keys, *columns]
    bound = _bound(connection, table, names, rows)
    if connection.dialect.name == "postgresql":
        values = ", ".join(f'"{name}" = v."{name}"' for name in columns)
        where = " AND ".join(f't."{name}" = v."{name}"' for name in keys)
        listed = ", ".join(f'"{name}"' for name in names)
        connection.exec_driver_sql(
            f'UPDATE "{table.name}" AS t SET {values} FROM unnest({_arrays(connection, table, names)})'  # noqa: S608
            f" AS v({listed}) WHERE {where}",
            tuple(bound),
        )
    else:
        values = ", ".join(f'"{name}" = ?' for name in columns)
        where = " AND ".join(f'"{name}" = ?' for name in keys)
        connection.exec_driver_sql(
            f'UPDATE "{table.name}" SET {values} WHERE {where}',  # noqa: S608
            list(zip(*bound[len(keys) :], *bound[: len(keys)], strict=True)),
        )


def _arrays(connection: Connection, table: Any, columns: Iterable[str]) -> str:
    """`%s::bigint[], %s::text[]`: each column's array, cast to its type without its length."""
    types = (table.c[name].type.compile(dialect=connection.dialect) for name in columns)
    return ", ".join(f"%s::{kind.split('(')[0] if 'CHAR' in kind else kind}[]" for kind in types)


def _bound(connection: Connection, table: Any, columns: Sequence[str], rows: Sequence[Row]) -> list[list[Any]]:
    """The rows as columns of values the driver takes."""
    found = []
    for name, values in zip(columns, zip(*rows, strict=True), strict=True):
        plain = [value.value if isinstance(value, Enum) else value for value in values]
        process = table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        if process is not None:
            plain = [process(value) for value in plain]
        found.append(plain)
    return found
