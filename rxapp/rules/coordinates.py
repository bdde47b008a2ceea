"""Between the coordinates of maps: GCJ-02 (Amap, Tencent: what we store), WGS-84 (satellites), BD-09 (Baidu).

    to_wgs84(lat, lng)   from_wgs84(lat, lng)   from_bd09(lat, lng)   from_bd09_metres(x, y)      -> (lat, lng)
    is_in_china(lat, lng) -> bool     where the systems differ; outside all three are one

GCJ-02 is WGS-84 with the offset published by eviltransform (github.com/googollee/eviltransform); it is undone by one
step of iteration, and what is left is under two metres, less than an entrance. BD-09 turns and stretches GCJ-02 by the
formula of the same source; Baidu's map addresses hold metres of its own projection, whose band polynomials stand in
Baidu's public map script (MC2LL).
"""

from __future__ import annotations

from math import atan2, cos, hypot, pi, sin, sqrt

_A = 6378245.0  # Krasovsky 1940
_EE = 0.00669342162296594323
_BD_TURN = pi * 3000 / 180
_BD_LAT, _BD_LNG = 0.006, 0.0065
# From which |y| a band holds, and its ten numbers.
_BD_BANDS = (
    (12890594.86, (1.410526172116255e-8, 8.98305509648872e-6, -1.9939833816331, 200.9824383106796, -187.2403703815547,
                   91.6087516669843, -23.38765649603339, 2.57121317296198, -0.03801003308653, 17337981.2)),
    (8362377.87, (-7.435856389565537e-9, 8.983055097726239e-6, -0.78625201886289, 96.32687599759846, -1.85204757529826,
                  -59.36935905485877, 47.40033549296737, -16.50741931063887, 2.28786674699375, 10260144.86)),
    (5591021.0, (-3.030883460898826e-8, 8.98305509983578e-6, 0.30071316287616, 59.74293618442277, 7.357984074871,
                 -25.38371002664745, 13.45380521110908, -3.29883767235584, 0.32710905363475, 6856817.37)),
    (3481989.83, (-1.981981304930552e-8, 8.983055099779535e-6, 0.03278182852591, 40.31678527705744, 0.65659298677277,
                  -4.44255534477492, 0.85341911805263, 0.12923347998204, -0.04625736007561, 4482777.06)),
    (1678043.12, (3.09191371068437e-9, 8.983055096812155e-6, 6.995724062e-5, 23.10934304144901, -2.3663490511e-4,
                  -0.6321817810242, -0.00663494467273, 0.03430082397953, -0.00466043876332, 2555164.4)),
    (0.0, (2.890871144776878e-9, 8.983055095805407e-6, -3.068298e-8, 7.47137025468032, -3.53937994e-6,
           -0.02145144861037, -1.234426596e-5, 1.0322952773e-4, -3.23890364e-6, 826088.5)),
)  # fmt: skip


def is_in_china(lat: float, lng: float) -> bool:
    """Whether the point lies in the rectangle in which Chinese maps shift their coordinates."""
    return 0.8293 <= lat <= 55.8271 and 72.004 <= lng <= 137.8347


def to_wgs84(lat: float, lng: float) -> tuple[float, float]:
    """The WGS-84 point of a GCJ-02 point; outside China both systems are one."""
    if not is_in_china(lat, lng):
        return lat, lng
    found_lat, found_lng = lat, lng
    for _ in range(2):
        d_lat, d_lng = _offset(found_lat, found_lng)
        found_lat, found_lng = lat - d_lat, lng - d_lng
    return found_lat, found_lng


def from_wgs84(lat: float, lng: float) -> tuple[float, float]:
    """The GCJ-02 point of a WGS-84 point; outside China both systems are one."""
    if not is_in_china(lat, lng):
        return lat, lng
    d_lat, d_lng = _offset(lat, lng)
    return lat + d_lat, lng + d_lng


def from_bd09(lat: float, lng: float) -> tuple[float, float]:
    """The GCJ-02 point of a BD-09 point; exact to a metre."""
    if not is_in_china(lat, lng):
        return lat, lng
    x, y = lng - _BD_LNG, lat - _BD_LAT
    far = hypot(x, y) - 0.00002 * sin(y * _BD_TURN)
    turned = atan2(y, x) - 0.000003 * cos(x * _BD_TURN)
    return far * sin(turned), far * cos(turned)


def from_bd09_metres(x: float, y: float) -> tuple[float, float]:
    """The GCJ-02 point of the metres in a Baidu map's address (`@x,y,19z`)."""
    numbers = next(found for least, found in _BD_BANDS if abs(y) >= least)
    part = abs(y) / numbers[9]
    lat = sum(number * part**power for power, number in enumerate(numbers[2:9]))
    lng = numbers[0] + numbers[1] * abs(x)
    return from_bd09(lat if y >= 0 else -lat, lng if x >= 0 else -lng)


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
