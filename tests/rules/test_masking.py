"""What is covered in a CV, and what stays readable in it: both directions."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
def test_a_telephone_number_shows_only_its_ends(phone: str | None, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("address", "shown"), [("lin@x.cn", "l***@x.cn"), ("", ""), (None, ""), ("nonsense", "")]
)
def test_an_address_shows_its_first_letter_and_where(address: str | None, shown: str) -> None:
    assert mask_email(address) == shown


@pytest.mark.parametrize(
    "secret",
    ["13812345678", "138 1234 5678", "138-1234-5678", "+86 138 1234 5678", "lin.xiao@mail.example.com",
     "微信:linxiao_88", "WeChat ID: linxiao88", "QQ 123456789", "021-5555 0100"],
)  # fmt: skip
def test_contacts_in_a_cv_are_covered(secret: str) -> None:
    shown = mask_contacts(f"销售五年。{secret}。2019-03-01 入职,年销售额 1200 万。")
    assert secret not in shown and "***" in shown
    assert "2019-03-01" in shown and "1200 万" in shown


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("电话13987654321", "1398765"), ("手机１３９８７６５４３２１备用", "１３９８"),
        ("微信：zhang_leak88", "leak"),
        ("V信:zhang", "zhang"), ("v信：zh", "zh"), ("139.8765.4321", "8765"), ("139–8765–4321", "8765"),
        ("139·8765·4321", "8765"), ("139 8765 4321", "8765"),
        ("139  8765  4321", "8765"), ("139\n8765\n4321", "8765"),
        ("139\u200b8765\u200b4321", "8765"), ("13987654321微信同号", "1398"), ("微信13987654321", "1398"),
        ("13987654321wechat", "1398"), ("a13987654321", "1398"), ("1 3 9 8 7 6 5 4 3 2 1", "8 7 6"),
        ("13 98 76 54 32 1", "98 76"), ("1398765 4321", "4321"),
        ("139 87654321", "8765"), ("8613987654321", "1398"),
        ("0086-139-8765-4321", "8765"), ("(+86)13987654321", "1398"), ("+86（139）8765-4321", "8765"),
        ("zhang.leak＠qq.com", "leak"), ("邮箱zhang.leak@qq.com", "leak"), ("zhang.leak @ qq.com", "leak"),
        ("zhang.leak(at)qq.com", "leak"), ("zhang.leak@qq。com", "leak"), ("Email：zhang#qq.com", "zhang"),
        ("zhang@\nqq.com", "zhang"), ("wx: leak", "leak"), ("wx：leak", "leak"),
        ("WX leak_8", "leak"), ("vx：ab", "ab"),
        ("wxid_abc123def", "abc"), ("微信(abc_leak)", "abc"), ("微信（abcleak）", "abc"), ("微信【abc1】", "abc1"),
        ("加我微信：lin88", "lin88"), ("加我微信lin88", "lin88"), ("微信号linxiao",
        "linxiao"), ("微信 linxiao", "linxiao"),
        ("微信/QQ：lin_8", "lin_8"), ("微信号是lin88", "lin88"), ("QQ：12345", "12345"), ("扣扣：1234567", "1234"),
        ("Q Q: 123 456 789", "456"), ("qq123456789", "1234"), ("weixin: lin", "lin"), ("V: lin88", "lin88"),
        ("we chat: lin88", "lin88"), ("微信同手机：abc9", "abc9"), ("tel:55550100",
        "5555"), ("Tel 5555 0100", "5555"),
        ("座机：5555-0100转8", "5555"), ("电话（021）55550100", "5555"),
        ("0755-26770000", "2677"), ("55550100", "5555"),
        ("+44 20 7946 0958", "7946"), ("(415) 555-0100", "0100"),
        ("400-820-8820", "820-88"), ("手机:9123 4567", "9123"),
        ("电话：一三九八七六五四三二一", "八七六"), ("身份证110101199003071234", "19900307"),
        ("110101 19900307 1234", "19900307"), ("6222 0212 3456 7890", "0212"),
    ],
)  # fmt: skip
def test_what_people_write_in_chinese_cvs_is_covered(text: str, secret: str) -> None:
    for around in ("{}", "张三，{}，2019-2023 快消", "求职{}备用", "a b {}\n工作经历"):
        shown = mask_contacts(around.format(text))
        assert secret not in shown and "***" in shown, shown


@pytest.mark.parametrize(
    "text",
    [
        "2015-2019 某公司,2019 年至今任主管,完成率 118%。", "2019.03-2021.05 2021.06-2023.08 2023.9–至今",
        "1998-2002 300人团队", "1998/9/1—2001/12/31", "2015 2016 2017 2018 2019",
        "20190301 入职", "薪资 8000-12000",
        "13000-150000 元", "期望 15K-20K，现 13.5K",
        "年销售额 12,000,000 元，15,000,000,000 元", "销售额12000000元",
        "微信小程序、微信 H5 活动、微信 2019 年上线", "微信粉丝 10000+",
        "WeChat Pay, WeChat Mini Programs, email marketing",
        "mobile development, phone sales, tel aviv", "会用 QQ、微信、钉钉",
        "服务器 192.168.1.100:8000", "完成率 118 2019 年",
        "8:30-17:30，每周 5 天", "2026-11-23 07:26:45", "身高 175 体重 65", "GPA 3.85/4.00", "邮编 200000 上海",
        "增长 35.5%，覆盖 1200 家门店，300 个城市", "第 15 届 2020-01-20", "automobile 2019",
        "微信 Official Account",
    ],
)  # fmt: skip
def test_what_is_no_contact_stays_readable(text: str) -> None:
    assert mask_contacts(text) == text


GAPS = st.sampled_from(
    ["", " ", "-", ".", "·", "–", "—", "\u00a0", "\u3000", "  ", "\n", "/", " - ", "\u200b", "‑"]
)
AROUND = st.text(st.sampled_from("电话手机微信号备用，。：（）abcxyz_ 、\n年人同"), max_size=8)


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    GAPS,
    AROUND,
    AROUND,
    st.sampled_from([(3, 7), (7, 7)]),
    st.booleans(),
)
def test_every_mobile_number_is_covered_however_it_is_grouped(
    number: str, gap: str, before: str, after: str, cuts: tuple[int, int], is_wide: bool
) -> None:
    written = gap.join(
        part for part in (number[: cuts[0]], number[cuts[0] : cuts[1]], number[cuts[1] :]) if part
    )
    if is_wide:
        written = written.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    shown = mask_contacts(f"{before}{written}{after}")
    assert not re.search(r"\d{4}", shown), shown


@given(
    st.sampled_from(
        ["微信", "微信号", "V信", "wx", "VX", "WeChat", "weixin", "QQ", "扣扣", "加我微信", "邮箱", "Email"]
    ),
    st.sampled_from([":", "：", " : ", "：\u3000", "="]),
    st.from_regex(r"[a-z][a-z0-9_]{1,15}", fullmatch=True),
)
def test_every_account_behind_a_label_is_covered(label: str, sign: str, account: str) -> None:
    assert mask_contacts(f"张三 {label}{sign}{account}，2019 年") == f"张三 {label}{sign}***，2019 年"


DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))
PLAIN = st.one_of(
    DAYS.map(lambda day: f"{day:%Y-%m-%d}"),
    DAYS.map(lambda day: f"{day:%Y.%m.%d}"), DAYS.map(lambda day: f"{day:%Y/%m}"),
    DAYS.map(lambda day: f"{day:%Y%m%d}"), DAYS.map(lambda day: f"{day.year}年{day.month}月"),
    st.tuples(DAYS, DAYS).map(lambda two: f"{two[0]:%Y.%m}-{two[1]:%Y.%m}"),
    st.tuples(DAYS, DAYS).map(lambda two: f"{two[0].year}–{two[1].year}"),
    st.tuples(st.integers(20, 400), st.integers(20, 400)).map(lambda two: f"{two[0] * 100}-{two[1] * 100}元"),
    st.integers(1, 99).map(lambda n: f"{n}K"), st.integers(1, 9_999).map(lambda n: f"{n}万"),
    st.integers(1, 999).map(lambda n: f"{n}%"), st.integers(1, 10**9).map(lambda n: f"{n:,} 元"),
)  # fmt: skip


@given(st.lists(PLAIN, max_size=5), st.sampled_from(["，", "、", "；某公司 ", " 任职 "]))
def test_days_years_salaries_and_shares_stay_readable(parts: list[str], between: str) -> None:
    text = between.join(parts)
    assert mask_contacts(text) == text


@given(st.lists(st.tuples(DAYS, DAYS).map(lambda two: f"{two[0]:%Y.%m}-{two[1]:%Y.%m}"), max_size=5))
def test_a_column_of_years_stays_readable(spans: list[str]) -> None:
    for between in ("\n", " ", "  "):
        assert mask_contacts(between.join(spans)) == between.join(spans)


@given(st.text(max_size=200))
def test_no_text_breaks_it_and_nothing_is_added(text: str) -> None:
    shown = mask_contacts(text)
    assert len(shown.replace("***", "")) <= len(text)


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "a.",
        "a@",
        "1",
        "1 ",
        "139 ",
        "微信 ",
        "微信:",
        "微信号号号",
        "qq ",
        "　",
        "+",
        "@",
        "139-8765-",
        "v:",
        "(",
        "一三",
    ],
)
def test_a_hostile_text_comes_to_an_end(unit: str) -> None:
    """Each sign is looked at a fixed number of times: 40,000 of them, and nothing is tried in every way."""
    for text in (
        unit * (40_000 // len(unit)),
        "微信" + unit * (40_000 // len(unit)) + "x",
        unit + "电话" + " " * 40_000,
    ):
        assert isinstance(mask_contacts(text), str)
