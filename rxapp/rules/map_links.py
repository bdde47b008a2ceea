"""A point out of what somebody pastes: "31.2286, 121.4547", or the address of a map. Nothing is fetched.

    read_point(text) -> Point | Unread

Point holds GCJ-02, as places are stored. `source` names the map (or "typed"), `assumed` the system that was taken for
granted where the map does not say: Apple and Google draw China in GCJ-02 and the rest of the world in WGS-84. Unread
says why not: "swapped" also holds the point the other way round, "short" is a short link, whose point only its server
knows, "nowhere" a map's link without a point in it, "unknown" anything else.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from rxapp.rules.coordinates import from_bd09, from_bd09_metres, from_wgs84, is_in_china

MOST = 2000  # characters that are looked at
_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"({_NUMBER})\s*[°]?\s*[,，;；\s]\s*({_NUMBER})\s*[°]?")
_LOOSE = re.compile(rf"(?<![\d.])({_NUMBER})\s*[,|]\s*({_NUMBER})(?![\d.])")
_METRES = re.compile(r"@(-?\d{4,9}(?:\.\d+)?),(-?\d{4,9}(?:\.\d+)?)")
_AT = re.compile(rf"@({_NUMBER}),({_NUMBER})")
_GOOGLE_PIN = re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})")
_ADDRESS = re.compile(r"(?:https?|geo):\S+", re.IGNORECASE)
_SHORT = (
    "surl.amap.com", "j.map.baidu.com", "maps.app.goo.gl", "goo.gl", "g.co", "maps.apple", "dwz.cn", "url.cn", "t.cn",
)  # fmt: skip


class Point(NamedTuple):
    """Where, in GCJ-02; `source` and `assumed` are codes ("" = nothing assumed)."""

    lat: float
    lng: float
    source: str = "typed"
    assumed: str = ""


class Unread(NamedTuple):
    """Why there is no point: swapped, short, nowhere or unknown; `lat`, `lng` the other way round for swapped."""

    why: str
    lat: float | None = None
    lng: float | None = None


def read_point(text: str) -> Point | Unread:
    """The point of a pasted text; map apps share their links amid other words, so the first address counts."""
    text = text.strip()[:MOST]
    address = _ADDRESS.search(text)
    if address is None:
        return _typed(text)
    try:
        parts = urlsplit(address[0])
        host = (parts.hostname or "").lower()
    except ValueError:
        return Unread("unknown")
    if parts.scheme.lower() == "geo":
        return _of_pair(_first(_AT, "@" + parts.path), "geo", "wgs84")
    if host in _SHORT or (host == "goo.gl" or host.endswith(".goo.gl")):
        return Unread("short")
    for ends, read in _MAPS:
        if any(host == end or host.endswith("." + end) for end in ends):
            return read(parts)
    return Unread("unknown")


def _typed(text: str) -> Point | Unread:
    # Gaps one sign wide: the pattern may try every way of dividing them.
    pair = _PAIR.fullmatch(" ".join(text.split()))
    return _checked(float(pair[1]), float(pair[2]), "typed", "") if pair else Unread("unknown")


def _checked(lat: float, lng: float, source: str, assumed: str) -> Point | Unread:
    if not is_in_china(lat, lng) and is_in_china(lng, lat) and lat > 60:
        return Unread("swapped", lng, lat)
    if not (-90 <= lat <= 90 and -180 <= lng <= 180):
        return Unread("unknown")
    return Point(round(lat, 6), round(lng, 6), source, assumed)


Pair = tuple[float, float]


def _of_pair(pair: Pair | None, source: str, system: str) -> Point | Unread:
    """A pair of a map as a point; `system` gcj02, wgs84, bd09, or local (GCJ-02 in China, said as an assumption)."""
    if pair is None:
        return Unread("nowhere")
    if not (-90 <= pair[0] <= 90 and -180 <= pair[1] <= 180):
        return Unread("nowhere")
    if system == "local":
        assumed = "gcj02" if is_in_china(*pair) else "wgs84"
        return _checked(*pair, source, assumed)
    turned = {"wgs84": from_wgs84, "bd09": from_bd09}.get(system)
    return _checked(*(turned(*pair) if turned else pair), source, "")


def _first(pattern: re.Pattern[str], text: str) -> Pair | None:
    found = pattern.search(text)
    return (float(found[1]), float(found[2])) if found else None


def _query(parts: SplitResult) -> dict[str, str]:
    # Some maps put their question behind the '#'.
    asked = parts.query or parts.fragment.partition("?")[2]
    return {name.lower(): values[0] for name, values in parse_qs(asked, max_num_fields=100).items()}


def _turned(pair: Pair | None) -> Pair | None:
    return None if pair is None else (pair[1], pair[0])


def _amap(parts: SplitResult) -> Point | Unread:
    query = _query(parts)
    system = "wgs84" if query.get("coordinate") == "wgs84" else "gcj02"
    for name in ("position", "markers", "to", "center"):  # longitude first
        if name in query and (pair := _first(_LOOSE, query[name])):
            return _of_pair(_turned(pair), "amap", system)
    for name in ("p", "q"):  # latitude first, behind the point's own number
        if name in query and (
            pair := _first(_LOOSE, query[name].partition(",")[2] if name == "p" else query[name])
        ):
            return _of_pair(pair, "amap", system)
    if "lat" in query and ("lng" in query or "lon" in query):
        return _of_pair(_numbers(query["lat"], query.get("lng") or query["lon"]), "amap", system)
    return Unread("nowhere")


def _baidu(parts: SplitResult) -> Point | Unread:
    query = _query(parts)
    systems = {"gcj02": "gcj02", "wgs84": "wgs84"}
    system = systems.get(query.get("coord_type", "").lower(), "bd09")
    for name in ("location", "latlng", "center", "destination"):
        if name in query and (pair := _first(_LOOSE, query[name])):
            return _of_pair(pair, "baidu", system)
    metres = _METRES.search(unquote(parts.path))
    if metres is not None and abs(float(metres[1])) < 2.1e7 and abs(float(metres[2])) < 2.1e7:
        return _of_pair(from_bd09_metres(float(metres[1]), float(metres[2])), "baidu", "gcj02")
    return Unread("nowhere")


def _tencent(parts: SplitResult) -> Point | Unread:
    query = _query(parts)
    for name in ("marker", "coord", "center", "tocoord", "latlng"):
        if name in query and (pair := _first(_LOOSE, query[name])):
            return _of_pair(pair, "tencent", "gcj02")
    if "pointx" in query and "pointy" in query:
        return _of_pair(_numbers(query["pointy"], query["pointx"]), "tencent", "gcj02")
    return Unread("nowhere")


def _apple(parts: SplitResult) -> Point | Unread:
    query = _query(parts)
    for name in ("coordinate", "ll", "q", "daddr", "sll", "center"):
        if name in query and (pair := _first(_LOOSE, query[name])):
            return _of_pair(pair, "apple", "local")
    return Unread("short" if parts.path.startswith("/p/") else "nowhere")


def _google(parts: SplitResult) -> Point | Unread:
    path, query = unquote(parts.path), _query(parts)
    pair = _first(_GOOGLE_PIN, path)
    for name in ("query", "q", "destination", "ll", "center"):
        if pair is None and name in query:
            pair = _first(_LOOSE, query[name])
    return _of_pair(pair or _first(_AT, path) or _first(_LOOSE, path), "google", "local")


def _openstreetmap(parts: SplitResult) -> Point | Unread:
    query = _query(parts)
    if "mlat" in query and "mlon" in query:
        return _of_pair(_numbers(query["mlat"], query["mlon"]), "openstreetmap", "wgs84")
    shown = re.search(rf"map=\d+/({_NUMBER})/({_NUMBER})", parts.fragment)
    return _of_pair(_numbers(shown[1], shown[2]) if shown else None, "openstreetmap", "wgs84")


def _numbers(lat: str, lng: str) -> Pair | None:
    try:
        found = float(lat), float(lng)
    except ValueError:
        return None
    return found if all(abs(number) <= 180 for number in found) else None  # also refuses what is no number


_MAPS = (
    (("amap.com", "gaode.com"), _amap),
    (("map.baidu.com",), _baidu),
    (("map.qq.com",), _tencent),
    (("maps.apple.com",), _apple),
    (("google.com", "google.cn", "google.com.hk", "google.de", "google.co.uk"), _google),
    (("openstreetmap.org", "osm.org"), _openstreetmap),
)
