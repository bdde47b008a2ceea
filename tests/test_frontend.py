"""The finished build serves any address and is made again only when what it is made of changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rxapp import frontend
from rxapp.settings import ROOT


@pytest.mark.parametrize("quote", ['"', "'", "`"])
@pytest.mark.parametrize("scheme", ["ws", "http"])
def test_a_baked_address_becomes_the_origin_of_the_page(quote: str, scheme: str) -> None:
    script = f"var e={{EVENT:{quote}{scheme}://{frontend.PLACEHOLDER}/_event{quote}}};"
    changed = frontend.own_origin(script)
    assert frontend.PLACEHOLDER not in changed
    assert "globalThis.location.origin" in changed
    assert '+"/_event")}' in changed


def test_an_address_in_an_unknown_form_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "chunk.js").write_text(f"connect(`ws://{frontend.PLACEHOLDER}/${{path}}`)")
    with pytest.raises(RuntimeError, match=r"chunk\.js"):
        frontend.SameOriginPlugin().post_build(static_dir=tmp_path)


def test_a_script_without_an_address_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "chunk.js"
    file.write_text("let a=`http://example.com`")
    frontend.SameOriginPlugin().post_build(static_dir=tmp_path)
    assert file.read_text() == "let a=`http://example.com`"


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two files, built."""
    (tmp_path / "rxapp").mkdir()
    (tmp_path / "rxapp" / "page.py").write_text("a = 1")
    (tmp_path / "requirements.txt").write_text("reflex==0.10.1")
    monkeypatch.setattr(frontend, "ROOT", tmp_path)
    monkeypatch.setenv("REFLEX_WEB_WORKDIR", "web")
    finished = tmp_path / "web" / "build" / "client"
    finished.mkdir(parents=True)
    (finished / "index.html").write_text("<html>")
    (tmp_path / "web" / "showup-build.json").write_text(json.dumps({"fingerprint": frontend.fingerprint()}))
    return tmp_path


def test_nothing_is_built_while_nothing_changed(sources: Path) -> None:
    assert frontend.is_built()
    assert not frontend.ensure_built()


@pytest.mark.parametrize(
    "name", ["rxapp/page.py", "rxapp/new.py", "locales/zh.po", "assets/a.css", "requirements.txt"]
)
def test_whatever_goes_into_the_build_makes_it_stale(sources: Path, name: str) -> None:
    file = sources / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("changed")
    assert not frontend.is_built()


def test_a_renamed_source_makes_the_build_stale(sources: Path) -> None:
    (sources / "rxapp" / "page.py").rename(sources / "rxapp" / "other.py")
    assert not frontend.is_built()


def test_the_address_does_not_make_the_build_stale(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9999")
    monkeypatch.setenv("PUBLIC_URL", "https://hr.example.com")
    assert frontend.is_built()


def test_a_half_made_or_forgotten_build_is_not_served(sources: Path) -> None:
    frontend.forget_build()
    assert not frontend.is_built()


def test_a_failing_build_ends_the_start_and_leaves_no_finished_build(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frontend.forget_build()
    monkeypatch.setattr(frontend.sys, "executable", "/bin/false")
    with pytest.raises(SystemExit) as ended:
        frontend.ensure_built()
    assert ended.value.code == 1
    assert not frontend.is_built()


def test_lock_files_lose_the_addresses_packages_came_from_and_keep_the_rest() -> None:
    lock = {"packages": {"a": {"version": "1", "resolved": "https://host/a.tgz", "integrity": "sha512-x"}}}
    assert frontend.without_hosts(lock) == {"packages": {"a": {"version": "1", "integrity": "sha512-x"}}}


def test_the_committed_lock_names_no_host_and_only_exact_versions() -> None:
    assert '"resolved"' not in (ROOT / "reflex.lock" / "package-lock.json").read_text()
    wanted = json.loads((ROOT / "reflex.lock" / "package.json").read_text())
    loose = [
        v for k in ("dependencies", "devDependencies") for v in wanted[k].values() if not v[:1].isdigit()
    ]
    assert loose == []


def test_the_built_bundle_holds_no_address_of_a_server(built_frontend: Path) -> None:
    holding = [file.name for file in built_frontend.rglob("*.js") if frontend.PLACEHOLDER in file.read_text()]
    assert holding == []
    assert list(built_frontend.rglob("*.js.br"))
