"""Habits every page keeps: names of icons, one h1, the candidate's pages stay light, no look of a framework."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from rxapp.components import ui
from rxapp.components.native import ICON_NAMES
from rxapp.pages import board, candidate, modules
from rxapp.state.candidate import END_REASONS, BookingState, CandidateState
from tests.pages.rendered import whole

ROOT = Path(__file__).resolve().parents[2]
FOR_CANDIDATES = ("/c", "/c/book")


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_a_page_has_a_main_part_to_skip_to_and_headings(module: ModuleType) -> None:
    built = str(module.page())
    assert built.count('jsx("main"') == 1
    assert 'id:"main"' in built
    assert 'jsx("h1"' in built


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_a_page_brings_no_ready_made_look(module: ModuleType) -> None:
    found = {name for body in whole(module.page()) for name in body._get_all_imports()}
    assert {name for name in found if "radix" in name or "sonner" in name} == set()


@pytest.mark.parametrize(
    "module", [m for m in modules() if m.ROUTE in FOR_CANDIDATES], ids=lambda module: module.__name__
)
def test_a_candidates_page_brings_nothing_heavy(module: ModuleType) -> None:
    libraries = " ".join(name for body in whole(module.page()) for name in body._get_all_imports())
    assert not re.search("plotly|markdown|dnd|recharts|moment", libraries)


def test_an_icon_nobody_drew_is_refused() -> None:
    with pytest.raises(ValueError, match="check-circle"):
        ui.icon("check-circle")
    ui.icon("circle_check")


def test_icons_are_only_drawn_from_the_one_file_that_holds_them() -> None:
    """`rx.icon` would bring a script of its own for each icon: fifteen requests more on a phone."""
    files = [file for file in (ROOT / "rxapp").rglob("*.py") if re.search(r"\brx\.icon\(", file.read_text())]
    assert files == []


def test_every_icon_that_is_imported_is_drawn() -> None:
    text = (ROOT / "rxapp" / "components" / "icons.jsx").read_text()
    drawn = set(re.findall(r"^  (\w+),$", text, re.M))
    assert drawn - {"name"} >= ICON_NAMES and ICON_NAMES
    for name in ICON_NAMES:
        assert f"icons/{name.replace('_', '-')}.mjs" in text


def test_nothing_in_a_page_sends_people_or_data_elsewhere() -> None:
    for module in modules():
        drawn = "".join(str(body) for body in whole(module.page()))
        for address in re.findall(r'(?:href|src|action|to):"([^"]*)"', drawn):
            assert address.startswith(("/", "#")), f"{module.__name__}: {address}"


def test_what_is_fetched_later_is_looked_at_too() -> None:
    drawn = "".join(str(body) for body in whole(board.page()))
    for part in ("application", "invite", "many", "bell", "intake"):
        assert f'id:"{part}"' in drawn, part


@pytest.mark.parametrize("route", ["/login", "/account", "/setup"])
def test_a_page_before_the_sign_in_says_that_it_does_not_come_to_live(route: str) -> None:
    """What its address has to tell comes over the socket; without one it must not stay on "loading" in silence."""
    [module] = [each for each in modules() if route == each.ROUTE]
    built = "".join(str(body) for body in whole(module.page()))
    assert "ui-slow" in built and "is_hydrated" in built
    sheet = (ROOT / "assets" / "showup.css").read_text(encoding="utf-8")
    assert re.search(r"\.ui-slow \{[^}]*visibility: hidden[^}]*animation: ui-slow 1ms \d+s forwards", sheet)


def test_a_reason_that_ends_the_application_is_marked_where_a_time_is_booked() -> None:
    """The stylesheet shows the words that are true for the reason chosen; nothing asks the server."""
    drawn = "".join(str(body) for body in whole(candidate.page()))
    marked = re.findall(r'"data-ends":"true",[^{}]*?value:[^{}]*?"(\w+)"', drawn)
    assert set(marked) == set(END_REASONS)
    css = (ROOT / "assets" / "candidate.css").read_text()
    assert ":has([data-ends]:checked) .candidate__cancels" in css and "candidate__ends" in drawn


def test_no_tap_of_a_candidate_waits_for_a_connection_to_be_sent_later() -> None:
    """What nobody means any more must not happen an hour afterwards."""
    handlers = CandidateState.event_handlers | {"book": BookingState.event_handlers["book"]}
    for name in ("confirm", "arrive", "join", "run_late", "cannot_come", "end_application", "book"):
        assert handlers[name].event_actions.get("temporal"), name
