"""Addresses end where people would end them."""

from __future__ import annotations

import pytest

from rxapp.rules.texts.text_links import cut


@pytest.mark.parametrize(
    "behind", [*list("。，、：；？！）》”’ \n"), "详情", ". Then", ", then", ")", "；再见"]
)
def test_an_address_ends_before_the_signs_and_words_behind_it(behind: str) -> None:
    link = "https://meeting.example.com/room/4101"
    assert cut(f"点开 {link}{behind}") == [("点开 ", ""), (link, link), (behind, "")]


@pytest.mark.parametrize(
    "link",
    [
        "https://uri.amap.com/marker?position=121.436120,31.187420&name=%E4%B8%8A&coordinate=gaode",
        "http://localhost:8000/i/eyJ-_.x~y",
        "https://hire.example.com/",
        "https://example.com/a#b=c",
    ],
)
def test_a_whole_address_is_kept(link: str) -> None:
    assert cut(link) == [(link, link)]


def test_two_addresses_with_chinese_between_them_stay_two() -> None:
    room, own = "https://meeting.example.com/room/4101", "http://localhost:8000/i/abc"
    assert [link for _, link in cut(f"到时点开 {room}。详情与改期：{own}") if link] == [room, own]


def test_words_without_an_address_stay_whole() -> None:
    assert cut("您好，https 不是地址") == [("您好，https 不是地址", "")]
    assert cut("") == []
