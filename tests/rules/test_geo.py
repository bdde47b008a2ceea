from __future__ import annotations

from rxapp.rules.geo import amap_link, apple_link, geo_link


def test_amap_gets_the_stored_coordinates_and_an_escaped_name():
    assert amap_link(31.2286, 121.4547, "总部&a=b") == (
        "https://uri.amap.com/marker?position=121.454700,31.228600"
        "&name=%E6%80%BB%E9%83%A8%26a%3Db&coordinate=gaode"
    )


def test_the_phones_own_map_gets_wgs84():
    lat, lng = map(float, geo_link(31.2286, 121.4547).removeprefix("geo:").split(","))
    assert 0.001 < abs(lat - 31.2286) < 0.01 and 0.001 < abs(lng - 121.4547) < 0.01
    assert geo_link(48.85, 2.35) == "geo:48.850000,2.350000"
    assert geo_link(48.85, 2.35, "A (B)").endswith("(A%20%28B%29)")


def test_apples_map_opens_at_the_place_by_an_ordinary_address() -> None:
    assert apple_link(31.18742, 121.43612, "上海 A&B") == (
        "https://maps.apple.com/?ll=31.187420,121.436120&q=%E4%B8%8A%E6%B5%B7%20A%26B"
    )
