"""The HTML part of a letter: what is escaped, what becomes a link, and what every mail program needs."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.texts.html_letter import Button, html_letter, is_ours

OURS = ("https://hr.example.com", "https://uri.amap.com/marker?position=121,31")
TEXT = (
    "林晓，您好！张经理已为您预留 14:00–15:00。\n\n请选一个时间：https://hr.example.com/i/abc。\n"
    "地图：https://uri.amap.com/marker?position=121,31\n\n电话 021-5555"
)


class Page(HTMLParser):
    """What a mail program sees: tags with attributes, and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self.open):
            self.words += data

    def links(self) -> list[str | None]:
        return [attributes.get("href") for tag, attributes in self.tags if tag == "a"]


def letter(text: str = TEXT, **more: object) -> Page:
    options: dict[str, object] = {"language": "zh", "ours": OURS, **more}
    return Page(html_letter(text, **options))  # type: ignore[arg-type]


def test_our_addresses_are_links_and_end_where_the_sentence_does() -> None:
    assert letter().links() == ["https://hr.example.com/i/abc", OURS[1]]


def test_an_address_somebody_typed_stays_words() -> None:
    for address in (
        "https://evil.cn/pay", "https://hr.example.com.evil.cn/i/abc", "https://hr.example.com@evil.cn/",
        "http://hr.example.com/", "https://hr.example.com:8443/", "https://uri.amap.com/other",
    ):  # fmt: skip
        page = letter(f"看 {address} 吧")
        assert page.links() == [] and address in page.words


def test_what_looks_like_our_address_is_not_ours() -> None:
    assert is_ours("https://HR.example.com:443/x?y=1#z", OURS)
    for address in (
        "javascript:alert(1)",
        "https:///x",
        "https://hr.example.com\\@evil.cn",
        "https://[",
        "",
        "//x",
    ):
        assert not is_ours(address, OURS)


def test_markup_in_a_text_is_shown_and_not_obeyed() -> None:
    said = '<script>alert(1)</script> "x" & <img src=x onerror=y>'
    page = letter(said, subject=said, preheader=said)
    assert {"script", "img"} & {tag for tag, _ in page.tags} == set()
    assert said in page.words


def test_an_address_cannot_leave_its_attribute() -> None:
    page = letter('https://hr.example.com/?a="onclick="x"&b=\'1\'')
    assert all("onclick" not in attributes for _, attributes in page.tags)


def test_a_button_stands_below_the_paragraph_that_names_its_address() -> None:
    page = letter(buttons=(Button("选时间", "https://hr.example.com/i/abc"),))
    assert page.words.index("请选一个时间") < page.words.index("选时间", page.words.index("请选一个时间") + 8)
    assert page.words.index("选时间", page.words.index("地图")) < page.words.index("电话")
    assert page.links().count("https://hr.example.com/i/abc") == 2


def test_a_button_that_leads_elsewhere_is_left_out_and_one_not_named_stands_last() -> None:
    page = letter(buttons=(Button("点我", "https://evil.cn"), Button("退订", "https://hr.example.com/stop")))
    assert "点我" not in page.words and page.words.rstrip().endswith("退订")


def test_the_language_is_said_inside_the_body_too_because_mail_pages_drop_the_outer_tag() -> None:
    page = letter(language="en")
    assert dict(page.tags)["html"]["lang"] == "en"
    assert any(tag == "table" and attributes.get("lang") == "en" for tag, attributes in page.tags)
    assert dict(letter().tags)["html"]["lang"] == "zh-CN"


def test_it_is_laid_out_by_tables_of_600_without_anything_from_outside() -> None:
    html = html_letter(TEXT, language="zh", ours=OURS, preheader="周五 14:00")
    page = Page(html)
    assert all(attributes.get("role") == "presentation" for tag, attributes in page.tags if tag == "table")
    assert 'width="600"' in html and "max-width:600px" in html
    assert {"img", "link", "script", "iframe", "form"} & {tag for tag, _ in page.tags} == set()
    assert "url(" not in html and "@import" not in html
    assert page.words.lstrip().startswith("周五 14:00")


def test_whoever_has_a_ground_has_an_ink_so_that_the_dark_turns_both() -> None:
    for tag, attributes in letter(buttons=(Button("去", "https://hr.example.com/"),)).tags:
        style = attributes.get("style") or ""
        if tag == "td" and "words" in (attributes.get("class") or ""):
            assert "background-color:" in style and ";color:" in style


@given(st.text(), st.text(), st.text())
def test_any_text_makes_a_whole_page(text: str, subject: str, preheader: str) -> None:
    html = html_letter(text, language="zh", ours=OURS, subject=subject, preheader=preheader)
    html.encode("utf-8")
    assert Page(html).open == []
