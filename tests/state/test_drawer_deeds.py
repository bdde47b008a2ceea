"""What is pressed in the drawer and needs no further word."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp import clock
from rxapp.state.drawer import DrawerState
from rxapp.state.frame import ToastState
from tests.builders import NOW
from tests.state.acting import acting, page_of
from tests.state.test_dialogs import made

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def test_materials_are_confirmed_with_one_press_and_the_notice_offers_the_way_back(
    database: Any,
) -> None:
    application_id, actor = made()
    with clock.frozen(NOW), acting(actor):
        drawer = await page_of(DrawerState)
        toast = await drawer.get_state(ToastState)
        await drawer.show(application_id)
        assert "materials" in drawer.view["actions"]
        await drawer.do("materials")
        assert "材料" in toast.toast_text and toast.toast_undo_id
        await drawer.refresh()
    assert "materials" not in drawer.view["actions"]
    assert any("确认材料齐全" in line["text"] for line in drawer.view["timeline"])
