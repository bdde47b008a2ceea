"""Rows as CSV or xlsx, harmless to open: what a candidate typed never becomes a formula in somebody's spreadsheet.

    csv_bytes(header, rows) -> bytes      UTF-8 with a mark, so that Excel reads Chinese; every cell quoted
    xlsx_bytes(header, rows) -> bytes     one sheet, written row by row; text is stored as text
    safe_cell(text) -> text               as either writes it

Cells are text, numbers, dates or None. An instant is written as it is given: word it in the reader's zone first.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from xlsxwriter import Workbook

Cell = str | int | float | date | None

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHARACTERS = 32_767  # of a cell, as Excel counts; beyond that it calls the file damaged
_WIDEST = 40

# What a spreadsheet takes for the beginning of a formula or of a new cell, full-width forms included; some skip blanks
# (also the wide and the unbreakable one) before they look.
_BEGINS = re.compile("[\\s\u00a0\u200b\u2060\u3000\ufeff]*[=+\\-@＝＋－＠\u2212﹢﹣﹦﹫]|[\t\r\n]")
# No file of either kind may hold these: NUL and the other control characters, halves of a pair, non-characters.
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def safe_cell(value: Cell) -> str | int | float:
    """A value as a cell may hold it: numbers stay numbers; an apostrophe leads text that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return value if value == value and abs(value) != float("inf") else ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    text = _NEVER.sub("", value)
    if _BEGINS.match(text):
        text = "'" + text
    return text[:MOST_CHARACTERS]


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as CSV. Every cell is quoted: where a semicolon divides cells, one inside a text must not."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([safe_cell(each) for each in header])
    writer.writerows([safe_cell(each) for each in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as one sheet with its head fixed. Text goes in as text: no formula, link or number is made of it."""
    out = io.BytesIO()
    # Row by row: ten thousand rows must not stand in memory as objects. Nothing is read out of a text.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    book = Workbook(out, options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.set_column(column, column, min(max(len(title) * 2, 12), _WIDEST))
        sheet.write_string(0, column, str(safe_cell(title)), bold)
    for n, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            cell = safe_cell(value)
            if isinstance(cell, str):
                sheet.write_string(n, column, cell)
            else:
                sheet.write_number(n, column, cell)
    book.close()
    return out.getvalue()
