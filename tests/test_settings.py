"""Settings refuse what cannot work, before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from rxapp.settings import ROOT, Settings, get_settings
from tests.conftest import SECRET


def settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    return get_settings()


def test_without_any_setting_it_is_the_demo_on_its_own_file(tmp_path: Path) -> None:
    found = get_settings()
    assert found.is_demo
    assert found.problems() == []
    assert found.effective_database_url == f"sqlite:///{tmp_path / 'var' / 'demo.sqlite3'}"


def test_a_database_address_turns_the_demo_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not settings(monkeypatch, DATABASE_URL="postgresql://u@h/d", SECRET_KEY=SECRET).is_demo


def test_the_demo_refuses_a_database_of_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    problems = settings(
        monkeypatch, DEMO="1", DATABASE_URL="sqlite:///real.sqlite3", SECRET_KEY=SECRET
    ).problems()
    assert len(problems) == 1
    assert "DEMO=1" in problems[0]


@pytest.mark.parametrize("key", ["", "change-me", "too short", "a" * 40, " " * 40])
def test_outside_the_demo_a_missing_default_or_short_key_is_refused(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    problems = settings(monkeypatch, DATABASE_URL="sqlite:///real.sqlite3", SECRET_KEY=key).problems()
    assert len(problems) == 1
    assert "SECRET_KEY" in problems[0]


def test_demo_off_without_an_address_uses_a_file_apart_from_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, DEMO="0", SECRET_KEY=SECRET)
    assert found.problems() == []
    assert found.effective_database_url.endswith("/showup.sqlite3")


def test_the_demo_keeps_its_own_key_so_that_links_survive_a_restart() -> None:
    first = get_settings().effective_secret
    get_settings.cache_clear()
    assert get_settings().effective_secret == first
    assert len(first) >= 32
    assert (get_settings().data_dir / "demo.secret").stat().st_mode & 0o077 == 0


def test_the_local_address_is_accepted_in_both_spellings(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, PORT="9001")
    assert found.origins == ["http://localhost:9001", "http://127.0.0.1:9001"]


def test_only_the_public_address_is_accepted_when_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, PUBLIC_URL="https://hr.example.com/")
    assert found.origins == ["https://hr.example.com"]
    assert found.is_https


@pytest.mark.parametrize("address", ["hr.example.com", "ftp://hr.example.com", "https://hr.example.com/path"])
def test_a_public_address_that_no_browser_sends_as_origin_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    assert "PUBLIC_URL" in settings(monkeypatch, PUBLIC_URL=address).problems()[0]


def test_a_database_nobody_supports_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        "DATABASE_URL" in settings(monkeypatch, DATABASE_URL="mysql://h/d", SECRET_KEY=SECRET).problems()[0]
    )


def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="port"):
        settings(monkeypatch, PORT="70000")


def test_a_secret_never_shows_in_the_printed_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, DATABASE_URL="postgresql://u:pass-word@h/d", SECRET_KEY=SECRET)
    assert SECRET not in repr(found)
    assert "pass-word" not in repr(found)


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    missing = [name.upper() for name in Settings.model_fields if f"`{name.upper()}`" not in text]
    assert missing == []


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"SENDGRID_API_KEY": "SG.x"}, "MAIL_FROM"),
        ({"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"}, "TWILIO_FROM"),
        ({"WECHAT_APP_ID": "wx1", "WECHAT_TOKEN": "t"}, "WECHAT_APP_SECRET"),
        ({"WECOM_CORP_ID": "ww1", "WECOM_SECRET": "s"}, "WECOM_AGENT_ID"),
        ({"ALIYUN_ACCESS_KEY_ID": "a", "ALIYUN_ACCESS_KEY_SECRET": "b"}, "ALIYUN_SIGN_NAME"),
        ({"SMTP_URL": "smtp://u:p@mail.example.com", "MAIL_FROM": "hr@example.com"}, "SMTP_URL"),
        (
            {
                "SENDGRID_API_KEY": "SG.x",
                "MAIL_FROM": "hr@example.com",
                "SMTP_URL": "smtps://u:p@mail.example.com",
            },
            "one way",
        ),
        ({"TWILIO_API_BASE": "http://elsewhere.example.com"}, "TWILIO_API_BASE"),
        ({"SENDGRID_INBOUND_SECRET": "short"}, "SENDGRID_INBOUND_SECRET"),
    ],
)
def test_a_provider_set_up_in_part_is_named(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], named: str
) -> None:
    [problem] = settings(monkeypatch, **given).problems()
    assert named in problem
    assert "p@mail" not in problem


def test_whole_providers_and_a_relay_on_this_machine_are_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(
        monkeypatch, SMTP_URL="smtp://localhost:2525", MAIL_FROM="hr@example.com", TWILIO_ACCOUNT_SID="AC1",
        TWILIO_AUTH_TOKEN="t", TWILIO_FROM="+15550100", TWILIO_API_BASE="http://127.0.0.1:9000",
    )  # fmt: skip
    assert found.problems() == []
    assert "'t'" not in repr(found)


def test_every_setting_stands_in_the_operators_handbook() -> None:
    handbook = (ROOT / "docs" / "operations.md").read_text()
    missing = [name.upper() for name in Settings.model_fields if f"`{name.upper()}`" not in handbook]
    assert not missing
