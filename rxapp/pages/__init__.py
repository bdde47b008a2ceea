"""One route per module: a layout bound to a state. PAGES lists every page of the app."""

from __future__ import annotations

import importlib
from types import ModuleType

PAGES = (
    "start", "board", "people", "calendar", "messages", "insights", "settings", "settings_jobs",
    "settings_openings", "settings_places", "settings_sessions", "settings_users", "settings_profile",
    "settings_templates",
    "settings_account", "settings_audit", "account", "login", "setup", "candidate", "candidate_book",
    "not_found",
)  # fmt: skip


def modules() -> list[ModuleType]:
    """The page modules, each with ROUTE, TITLE (a catalogue key), ON_LOAD and page()."""
    return [importlib.import_module(f"rxapp.pages.{name}") for name in PAGES]
