"""Chinese maps' coordinates (GCJ-02) as satellites mean them (WGS-84), for `geo:` links.

    to_wgs84(lat, lng) -> (lat, lng)

The published offset is undone by one step of iteration; what is left is under two metres, less than an entrance.
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt

_A = 6378245.0  # Krasovsky 1940
_EE = 0.00669342162296594323


def to_wgs84(lat: float, lng: float) -> tuple[float, float]:
    """The WGS-84 point of a GCJ-02 point; outside China both systems are one."""
    if not (0.8293 <= lat <= 55.8271 and 72.004 <= lng <= 137.8347):
        return lat, lng
    found_lat, found_lng = lat, lng
    for _ in range(2):
        d_lat, d_lng = _offset(found_lat, found_lng)
        found_lat, found_lng = lat - d_lat, lng - d_lng
    return found_lat, found_lng


def _offset(lat: float, lng: float) -> tuple[float, float]:
    x, y = lng - 105.0, lat - 35.0
    waves = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    d_lat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    d_lat += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    d_lat += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    d_lng = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    d_lng += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    d_lng += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    rad = lat / 180 * pi
    magic = 1 - _EE * sin(rad) ** 2
    return (
        d_lat * 180 / ((_A * (1 - _EE)) / (magic * sqrt(magic)) * pi),
        d_lng * 180 / (_A / sqrt(magic) * cos(rad) * pi),
    )
