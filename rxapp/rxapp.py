"""Composition root: the app, its pages, routes and lifespans."""

from __future__ import annotations

import reflex as rx


class HomeState(rx.State):
    """A counter, until the first page moves in."""

    clicks: int = 0

    @rx.event
    def click(self) -> None:
        """Count one."""
        self.clicks += 1


def index() -> rx.Component:
    """The start page's placeholder."""
    return rx.el.main(
        rx.el.h1("ShowUp"), rx.el.button(HomeState.clicks, on_click=HomeState.click, id="click")
    )


app = rx.App()
app.add_page(index, route="/")
