"""New passwords, and checking stored ones."""

from __future__ import annotations

import pytest

from rxapp.services.accounts.errors import WeakPassword
from rxapp.services.accounts.passwords import check_new_password, hash_password, verify_password


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_short"),
        ("elevenchars", "password_short"),
        ("x" * 1025, "password_long"),
        ("passwordpassword1", "password_common"),
        ("Password!!!!", "password_common"),
        ("123456789012", "password_common"),
        ("abcdefghijkl", "password_common"),
        ("aaaaaaaaaaaaaa", "password_common"),
        ("ＰＡＳＳＷＯＲＤ123456", "password_common"),
        ("wang.xiaoming2026", "password_common"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, code: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_new_password(password, email="wang.xiaoming@example.com", name="王小明")
    assert refused.value.code == code


@pytest.mark.parametrize("password", ["correct horse battery", "我的密码一点也不短的呀真的", "k7#Vw2!pQz9x"])
def test_a_long_uncommon_password_is_taken(password: str) -> None:
    check_new_password(password, email="a@example.com", name="A")


def test_only_the_whole_password_opens_not_its_beginning() -> None:
    stored = hash_password("p" * 71 + "abc")
    assert verify_password("p" * 71 + "abc", stored)
    assert not verify_password("p" * 71 + "abd", stored)
    assert not verify_password("p" * 71, stored)


@pytest.mark.parametrize("stored", ["", "not a hash", "$argon2id$v=19$broken"])
def test_an_account_without_a_usable_hash_never_opens(stored: str) -> None:
    assert not verify_password("anything at all", stored)
    assert not verify_password("", stored)
