"""What a reader chooses for themselves: language and theme."""

from __future__ import annotations

import reflex as rx

from rxapp.components.native import ThemeSwitch
from rxapp.components.ui import button
from rxapp.rules.vocabulary import Language
from rxapp.state.frame import FrameState
from rxapp.state.language import is_english, t


def language_button() -> rx.Component:
    """Reads everything in the other language; says so in that language."""
    return rx.cond(
        is_english(),
        button(t("ui.language.zh"), kind="ghost", size="s", icon_name="languages", lang="zh-CN",
               on_click=FrameState.switch_language(Language.ZH.value)),
        button(t("ui.language.en"), kind="ghost", size="s", icon_name="languages", lang="en",
               on_click=FrameState.switch_language(Language.EN.value)),
    )  # fmt: skip


def theme_switch() -> rx.Component:
    """Light, dark or as the device says."""
    return ThemeSwitch.create(
        legend=t("ui.theme"), light=t("ui.theme.light"), dark=t("ui.theme.dark"), system=t("ui.theme.system")
    )
