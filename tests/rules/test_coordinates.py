"""GCJ-02 to WGS-84."""

from __future__ import annotations

import pytest

from rxapp.rules.coordinates import to_wgs84


@pytest.mark.parametrize(
    ("gcj", "wgs"),
    [
        ((31.233610, 121.479890), (31.235513, 121.475388)),  # People's Square, Shanghai
        ((39.908823, 116.397470), (39.907420, 116.391228)),  # Tian'anmen, Beijing
    ],
)
def test_a_point_in_china_moves_back_by_some_hundred_metres(
    gcj: tuple[float, float], wgs: tuple[float, float]
) -> None:
    lat, lng = to_wgs84(*gcj)
    assert abs(lat - wgs[0]) < 2e-4
    assert abs(lng - wgs[1]) < 2e-4


def test_a_point_elsewhere_stays() -> None:
    assert to_wgs84(48.137, 11.575) == (48.137, 11.575)
