"""docs/rights.md names every handler of the app, once, and only handlers that exist."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORDS = {"yes", "no", "own", "see"}


def handlers() -> set[str]:
    """Every decorated handler of a State class under rxapp/state."""
    found = set()
    for file in (ROOT / "rxapp" / "state").glob("*.py"):
        for item in ast.parse(file.read_text()).body:
            if not isinstance(item, ast.ClassDef):
                continue
            for function in item.body:
                if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and any(
                    ast.unparse(mark).split("(")[0] in ("guarded", "public", "rx.event")
                    for mark in function.decorator_list
                ):
                    found.add(f"{item.name}.{function.name}")
    return found


def rows() -> list[list[str]]:
    """The cells of the third table."""
    text = (ROOT / "docs" / "rights.md").read_text().split("## Handlers")[1]
    lines = [line for line in text.splitlines() if line.startswith("| ") and "State." in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_handler_is_listed_once_and_nothing_else_is() -> None:
    listed = [row[0] for row in rows()]
    assert sorted(listed) == sorted(handlers())


def test_every_row_says_for_everybody_whether_they_may() -> None:
    for row in rows():
        assert len(row) == 8, row[0]
        assert set(row[2:]) <= WORDS, row[0]
        assert "yes" in row[2:] or "own" in row[2:], f"{row[0]} is for nobody"


def test_what_is_not_open_is_closed_to_strangers() -> None:
    for row in rows():
        assert (row[7] == "yes") == (row[1] == "open"), row[0]


def entitlements() -> dict[str, list[str]]:
    """right → what each role is entitled to, from the first two tables."""
    text = (ROOT / "docs" / "rights.md").read_text().split("## Handlers")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| right ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in cells}


def test_no_handler_gives_a_role_what_its_right_denies() -> None:
    rights = entitlements()
    assert len(rights) == 16
    for name, right, *may in rows():
        assert right in rights or right in ("own account", "pipeline", "own page", "open"), name
        for role, says in enumerate(may[:5]):
            denied = rights.get(right, [""] * 5)[role].partition(",")[0] in ("no", "never")
            assert not (denied and says != "no"), f"{name}: {right} is not for column {role + 1}"


def test_the_benchmarks_press_only_what_exists() -> None:
    from benchmarks.pages import PRESSED

    assert {short for _, short, _ in PRESSED} <= handlers()
