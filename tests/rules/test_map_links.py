"""Points out of pasted texts: every map's way of saying where, and what each cannot say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.coordinates import from_bd09, from_bd09_metres, from_wgs84, to_wgs84
from rxapp.rules.map_links import Point, Unread, read_point

METRE = 1.2e-5
AMAP = (31.228600, 121.454700)
TIANANMEN = (39.908823, 116.397470)  # GCJ-02
TIANANMEN_BD = (39.915119, 116.403963)
TIANANMEN_WGS = (39.907420, 116.391228)


def near(found: Point | Unread, lat: float, lng: float, metres: float = 1) -> bool:
    return (
        isinstance(found, Point)
        and abs(found.lat - lat) < METRE * metres
        and abs(found.lng - lng) < METRE * metres
    )


@pytest.mark.parametrize(
    "text",
    [
        "31.2286, 121.4547",
        " 31.2286，121.4547 ",
        "31.2286 121.4547",
        "31.2286°,121.4547°",
        "31.2286;121.4547",
    ],
)
def test_a_typed_pair_is_taken_as_it_is(text: str) -> None:
    assert read_point(text) == Point(*AMAP, "typed", "")


@pytest.mark.parametrize(
    ("link", "source"),
    [
        ("https://uri.amap.com/marker?position=121.4547,31.2286&name=%E6%80%BB%E9%83%A8&coordinate=gaode", "amap"),
        ("https://uri.amap.com/marker?markers=121.4547,31.2286,总部|121.5,31.3,仓库", "amap"),
        ("https://uri.amap.com/navigation?from=&to=121.4547,31.2286,endpoint&mode=walk", "amap"),
        ("https://ditu.amap.com/?p=B00155L3DH,31.2286,121.4547,上海总部,南京西路", "amap"),
        ("https://www.amap.com/?q=31.2286,121.4547,总部", "amap"),
        ("https://ditu.amap.com/regeo?lng=121.4547&lat=31.2286", "amap"),
        ("https://apis.map.qq.com/uri/v1/marker?marker=coord:31.2286,121.4547;title:总部;addr:南京西路", "tencent"),
        ("https://apis.map.qq.com/uri/v1/geocoder?coord=31.2286,121.4547", "tencent"),
        ("https://map.qq.com/?type=marker&pointx=121.4547&pointy=31.2286", "tencent"),
        ("https://api.map.baidu.com/marker?location=31.2286,121.4547&coord_type=gcj02&output=html", "baidu"),
        ("我在这里：【总部】 https://uri.amap.com/marker?position=121.4547,31.2286 来吧", "amap"),
    ],
)  # fmt: skip
def test_a_link_in_our_own_system_is_taken_as_it_is(link: str, source: str) -> None:
    assert read_point(link) == Point(*AMAP, source, "")


@pytest.mark.parametrize(
    "link",
    [
        "https://api.map.baidu.com/marker?location=39.915119,116.403963&title=x&content=y&output=html",
        "http://api.map.baidu.com/geocoder?location=39.915119,116.403963&coord_type=bd09ll&output=html",
        "https://map.baidu.com/?latlng=39.915119,116.403963&title=x",
        # The same point in the metres of Baidu's projection.
        "https://map.baidu.com/@12958175.0,4825923.77,19z",
        "https://map.baidu.com/search/%E5%A4%A9%E5%AE%89%E9%97%A8/@12958175.0,4825923.77,19z?querytype=s&da_src=shareurl",
    ],
)
def test_baidus_own_system_is_converted(link: str) -> None:
    found = read_point(link)
    assert near(found, *TIANANMEN, metres=40), found
    assert isinstance(found, Point) and found.source == "baidu"


@pytest.mark.parametrize(
    "link",
    [
        "geo:39.907420,116.391228?q=39.907420,116.391228(x)",
        "https://www.openstreetmap.org/?mlat=39.907420&mlon=116.391228#map=17/1/1",
        "https://www.openstreetmap.org/#map=17/39.907420/116.391228",
        "https://uri.amap.com/marker?position=116.391228,39.907420&coordinate=wgs84",
    ],
)
def test_satellite_coordinates_are_converted(link: str) -> None:
    assert near(read_point(link), *from_wgs84(*TIANANMEN_WGS))


@pytest.mark.parametrize(
    ("link", "lat", "lng", "source", "assumed"),
    [
        ("https://maps.apple.com/?ll=31.2286,121.4547&q=HQ", *AMAP, "apple", "gcj02"),
        ("https://maps.apple.com/place?coordinate=48.137,11.575&name=x", 48.137, 11.575, "apple", "wgs84"),
        ("https://www.google.com/maps/@31.2286,121.4547,17z", *AMAP, "google", "gcj02"),
        ("https://www.google.com/maps/place/HQ/@31.3,121.5,17z/data=!3m1!8m2!3d31.2286!4d121.4547",
            *AMAP, "google", "gcj02",
        ),
        ("https://www.google.com/maps/search/?api=1&query=48.137%2C11.575", 48.137, 11.575, "google", "wgs84"),
        ("https://maps.google.com/?q=48.137,11.575", 48.137, 11.575, "google", "wgs84"),
    ],
)  # fmt: skip
def test_apple_and_google_are_taken_by_where_the_point_lies(
    link: str, lat: float, lng: float, source: str, assumed: str
) -> None:
    assert read_point(link) == Point(lat, lng, source, assumed)


@pytest.mark.parametrize(
    "link",
    ["https://surl.amap.com/aBc123", "https://j.map.baidu.com/a1/x", "https://maps.app.goo.gl/xyz", "https://maps.apple/p/x",
     "https://goo.gl/maps/x"],
)  # fmt: skip
def test_a_short_link_holds_no_point_and_nobody_is_asked(link: str) -> None:
    assert read_point(link) == Unread("short")


@pytest.mark.parametrize(
    "link",
    ["https://ditu.amap.com/place/B00155L3DH", "https://map.baidu.com/", "https://www.google.com/maps/place/Shanghai/",
     "https://uri.amap.com/marker?position=999,999", "https://map.baidu.com/@99999999,99999999,19z",
     "https://map.qq.com/?pointx=nan&pointy=inf"],
)  # fmt: skip
def test_a_link_without_a_point_says_so(link: str) -> None:
    assert read_point(link) == Unread("nowhere")


@pytest.mark.parametrize("text", ["121.4547, 31.2286", "121.4547 31.2286"])
def test_swapped_numbers_are_noticed_and_not_turned_round_silently(text: str) -> None:
    assert read_point(text) == Unread("swapped", 31.2286, 121.4547)


@pytest.mark.parametrize(
    "text",
    ["", "here", "31.2286", "nan, 1", "91, 200", "31,22,121", "https://example.com/?ll=31,121", "https://[", "9" * 5000,
     "https://amap.com.evil.example/marker?position=121.4,31.2", "1e3, 4"],
)  # fmt: skip
def test_anything_else_is_not_understood(text: str) -> None:
    assert read_point(text) == Unread("unknown")


@given(
    st.text(max_size=300)
    | st.text("0123456789.,@-!34d/?=&:lnatg ", max_size=80).map("https://map.baidu.com/{}".format)
)
def test_no_text_breaks_it_and_every_point_is_on_earth(text: str) -> None:
    found = read_point(text)
    if isinstance(found, Point):
        assert -90 <= found.lat <= 90 and -180 <= found.lng <= 180


@given(st.floats(18, 53), st.floats(74, 134))
def test_there_and_back_again_is_the_same_place(lat: float, lng: float) -> None:
    there = from_wgs84(*to_wgs84(lat, lng))
    assert abs(there[0] - lat) < 3e-5 and abs(there[1] - lng) < 3e-5


def test_baidu_in_degrees_and_in_metres_are_the_same_place() -> None:
    in_degrees, in_metres = from_bd09(*TIANANMEN_BD), from_bd09_metres(12958175.0, 4825923.77)
    assert abs(in_degrees[0] - in_metres[0]) < 3e-4 and abs(in_degrees[1] - in_metres[1]) < 3e-4
    assert from_bd09(48.1, 11.5) == (48.1, 11.5)
    assert from_bd09_metres(-1000.0, -1000.0)[0] < 0


@pytest.mark.parametrize(
    "text", ["1" + " " * 1_990 + "x", "31.2" + "\u3000" * 1_900 + "°x", ("1 " * 990) + "x"]
)
def test_a_hostile_text_comes_to_an_end(text: str) -> None:
    assert read_point(text) == Unread("unknown")


def test_a_pair_with_a_wide_gap_is_still_a_pair() -> None:
    assert read_point("31.2286" + " " * 300 + "," + "\t" * 300 + "121.4547") == Point(31.2286, 121.4547)
