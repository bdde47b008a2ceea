from __future__ import annotations

import pytest

from rxapp.rules.masking import mask_contacts, mask_email, mask_phone


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+8613812345678", "138****5678"),
        ("021-5555", "****55"),
        ("", ""),
        (None, ""),
        ("+14155550100", "141****0100"),
    ],
)
def test_a_telephone_number_shows_only_its_ends(phone, shown):
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("address", "shown"), [("lin@x.cn", "l***@x.cn"), ("", ""), (None, ""), ("nonsense", "")]
)
def test_an_address_shows_its_first_letter_and_where(address, shown):
    assert mask_email(address) == shown


@pytest.mark.parametrize(
    "secret",
    ["13812345678", "138 1234 5678", "138-1234-5678", "+86 138 1234 5678", "lin.xiao@mail.example.com",
     "微信:linxiao_88", "WeChat ID: linxiao88", "QQ 123456789", "021-5555 0100"],
)  # fmt: skip
def test_contacts_in_a_cv_are_covered(secret):
    shown = mask_contacts(f"销售五年。{secret}。2019-03-01 入职,年销售额 1200 万。")
    assert secret not in shown and "***" in shown
    assert "2019-03-01" in shown and "1200 万" in shown


def test_years_stay_readable():
    text = "2015-2019 某公司,2019 年至今任主管,完成率 118%。"
    assert mask_contacts(text) == text
