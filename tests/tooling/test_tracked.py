"""What is made on a machine stays there: git replaces an ignored folder by what a commit says stands in its place."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MADE = (".venv", ".web", "var", ".states", "uploaded_files")


def test_the_environment_and_what_is_built_are_not_in_the_repository() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a working copy")
    listed = subprocess.run(
        ["git", "ls-files", "--", *MADE], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert listed == [], f"take these out again, before anything is pushed: git rm -r --cached {listed}"


def test_the_environment_is_ignored_also_where_it_is_a_link() -> None:
    assert ".venv" in (ROOT / ".gitignore").read_text().split()
