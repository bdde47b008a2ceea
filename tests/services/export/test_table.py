"""Files that leave the house cannot run anything where they are opened."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.services.export.table import MOST_CHARACTERS, csv_bytes, safe_cell, xlsx_bytes

HEADER = ["姓名", "n"]
RUNS = "=+-@\t\r\n＝＋－＠"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_csv(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))


def read_sheet(made: bytes) -> tuple[list[str], ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        sheet = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
    return ["".join(each.itertext()) for each in sheet.iter(f"{_SHEET}c")], sheet


@pytest.mark.parametrize("first", RUNS)
def test_a_text_a_spreadsheet_would_run_is_led_by_an_apostrophe(first: str) -> None:
    assert safe_cell(f"{first}cmd|' /C calc'!A0") == f"'{first}cmd|' /C calc'!A0"


@pytest.mark.parametrize("blank", [" ", "\u3000", "\u00a0", "\ufeff", "  "])
def test_a_blank_before_the_sign_changes_nothing(blank: str) -> None:
    assert str(safe_cell(f"{blank}=1+1")).startswith("'")


def test_names_numbers_and_dates_stay_as_they_are() -> None:
    assert [safe_cell(each) for each in ("林晓", "a=b", -5, 0.5, date(2026, 11, 23), None)] == [
        "林晓", "a=b", -5, 0.5, "2026-11-23", "",
    ]  # fmt: skip


def test_a_sign_hidden_behind_a_control_character_is_found() -> None:
    assert safe_cell("\x00=1") == "'=1"


def test_no_half_of_a_pair_reaches_a_file() -> None:
    assert read_csv(csv_bytes(HEADER, [["a\ud800b\x00c", 1]]))[1] == ["abc", "1"]


def test_excel_reads_the_chinese_of_a_csv() -> None:
    assert csv_bytes(HEADER, []).startswith("\ufeff".encode())


def test_a_semicolon_does_not_begin_a_cell() -> None:
    assert b'"a;=1"' in csv_bytes(HEADER, [["a;=1", 1]])


def test_a_sheet_holds_text_and_numbers_and_no_formula() -> None:
    values, sheet = read_sheet(xlsx_bytes(HEADER, [["=1+1", 2], ["https://x.cn", -3]]))
    assert values == ["姓名", "n", "'=1+1", "2", "https://x.cn", "-3"]
    assert not list(sheet.iter(f"{_SHEET}f")) and not list(sheet.iter(f"{_SHEET}hyperlink"))


def test_a_text_longer_than_a_cell_is_cut() -> None:
    values, _ = read_sheet(xlsx_bytes(HEADER, [["林" * 40_000, 1]]))
    assert len(values[2]) == MOST_CHARACTERS


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_whatever_was_typed_both_files_open_and_hold_nothing_that_runs(row: list[str]) -> None:
    for cells in (read_csv(csv_bytes(["a"], [row]))[1], read_sheet(xlsx_bytes(["a"], [row]))[0][1:]):
        assert len(cells) == len(row)
        assert not any(cell.startswith(tuple(RUNS)) for cell in cells)
