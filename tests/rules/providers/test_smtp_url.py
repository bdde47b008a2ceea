"""How one setting names a mail server."""

from __future__ import annotations

import pytest

from rxapp.rules.providers.smtp_url import Security, SmtpServer, smtp_server


def test_each_way_has_its_usual_port() -> None:
    assert smtp_server("smtp://mail.example.com") == SmtpServer("mail.example.com", 25, Security.OPEN)
    assert smtp_server("smtps://u:p@mail.example.com").port == 465
    assert smtp_server("smtp+starttls://u:p@mail.example.com:2587/").port == 2587


def test_user_and_password_are_percent_encoded() -> None:
    server = smtp_server("smtps://hr%40example.com:p%3A%2F%3F%23%25@smtp.qq.com:465")
    assert (server.user, server.password) == ("hr@example.com", "p:/?#%")
    assert "p:/" not in repr(server)


def test_a_password_goes_in_the_open_to_this_machine_only() -> None:
    assert smtp_server("smtp://u:p@127.0.0.1:1025").user == "u"
    assert smtp_server("smtp://u:p@[::1]:1025").host == "::1"
    with pytest.raises(ValueError, match="in the open"):
        smtp_server("smtp://u:p@mail.example.com")


@pytest.mark.parametrize(
    "url",
    [
        "", "mail.example.com:25", "http://mail.example.com", "smtp://", "smtp://host:99999", "smtp://[::1",
        "smtps://u@host", "smtps://u:secret/x@host", "smtps://u:p@host?tls=1", "smtps://u:secret%0d%0a@host",
        "smtps://u:secret%E5%AF%86@host",
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError) as refused:
        smtp_server(url)
    assert "SMTP_URL" in str(refused.value) and "secret" not in str(refused.value)
