"""Habits of the house that no linter knows."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rxapp.settings import ROOT

SOURCES = sorted((ROOT / "rxapp").rglob("*.py"))


def calls(file: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every call in a file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def offenders(names: set[str], allowed: set[str]) -> list[str]:
    found = []
    for file in SOURCES:
        if str(file.relative_to(ROOT)) not in allowed:
            found += [
                f"{file.relative_to(ROOT)}:{line} {name}" for line, name in calls(file) if name in names
            ]
    return found


def test_the_clock_is_read_only_in_the_clock() -> None:
    reading = {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "datetime.datetime.now",
    }
    assert offenders(reading, {"rxapp/clock.py"}) == []


def test_only_the_unit_of_work_commits() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line} {name}"
        for file in SOURCES
        if file.name not in {"db.py"}
        for line, name in calls(file)
        if name.endswith(".commit")
    ]
    assert found == []


def test_rules_import_the_standard_library_only() -> None:
    found = []
    for file in (ROOT / "rxapp" / "rules").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            for name in names:
                if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("rxapp.rules"):
                    found.append(f"{file.name}: {name}")
    assert found == []


def test_make_alone_lists_every_word() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for word in ("run", "dev", "test", "lint", "bench", "demo-reset", "backup", "restore"):
        assert f"make {word} " in listed


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-aliyun.txt"])
def test_every_requirement_is_pinned_exactly(name: str) -> None:
    lines = [line.strip() for line in (ROOT / name).read_text().splitlines()]
    loose = [line for line in lines if line and not line.startswith(("#", "-r ")) and "==" not in line]
    assert loose == []


def test_every_import_of_the_product_is_a_requirement() -> None:
    """What is installed by chance on a developer's machine is missing on the next one."""
    from importlib.metadata import packages_distributions

    pinned = {
        line.split("==")[0].split("[")[0].lower().replace("_", "-")
        for name in ("requirements.txt", "requirements-aliyun.txt")
        for line in (ROOT / name).read_text().splitlines()
        if "==" in line
    }
    owners = packages_distributions()
    missing = set()
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for top in {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"rxapp"}:
                if not {owner.lower().replace("_", "-") for owner in owners.get(top, [])} & pinned:
                    missing.add(f"{file.relative_to(ROOT)}: {top}")
    assert missing == set()


def test_the_top_folder_of_migrations_does_not_shadow_the_library() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()
    assert not (ROOT / "__init__.py").exists()
