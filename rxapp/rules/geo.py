"""Places on maps. Chinese maps give GCJ-02, the rest of the world and `geo:` links use WGS-84.

amap_link(lat, lng, name) -> str      geo_link(lat, lng, name) -> str        (both take GCJ-02)
amap_search(words) -> str             is_map(address) -> bool
apple_link(lat, lng, name) -> str     (GCJ-02)
"""

from __future__ import annotations

from urllib.parse import quote

from rxapp.rules.coordinates import to_wgs84


def amap_link(lat: float, lng: float, name: str) -> str:
    """A link that opens Amap (高德) at the place; coordinates GCJ-02, as stored."""
    return f"https://uri.amap.com/marker?position={lng:.6f},{lat:.6f}&name={quote(name, safe='')}&coordinate=gaode"


def amap_search(words: str) -> str:
    """A link that lets Amap look for an address nobody has put on the map."""
    return f"https://uri.amap.com/search?keyword={quote(words, safe='')}"


def is_map(address: str) -> bool:
    """Whether it is an address of the kinds made here."""
    return address.startswith("https://uri.amap.com/")


def apple_link(lat: float, lng: float, name: str) -> str:
    """A link that opens Apple's map at the place; it draws China in GCJ-02, as places are stored."""
    return f"https://maps.apple.com/?ll={lat:.6f},{lng:.6f}&q={quote(name, safe='')}"


def geo_link(lat: float, lng: float, name: str = "") -> str:
    """A `geo:` link for the phone's own map; coordinates GCJ-02 in, WGS-84 out."""
    found_lat, found_lng = to_wgs84(lat, lng)
    at = f"{found_lat:.6f},{found_lng:.6f}"
    return f"geo:{at}?q={at}({quote(name, safe='')})" if name else f"geo:{at}"
