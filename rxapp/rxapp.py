"""Composition root: the app, its pages, routes, guards and lifespans. Nothing is decided here, only put together."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

import reflex as rx
from starlette.applications import Starlette

from rxapp import db, i18n, logs
from rxapp.api import (
    account,
    audit,
    calendar,
    candidate_page,
    codes,
    exports,
    files,
    guard,
    links,
    sign_in,
    unsubscribe,
)
from rxapp.api.guard import Guard
from rxapp.api.webhooks import sendgrid, twilio
from rxapp.jobs.applying import run_applying
from rxapp.jobs.scheduler import run_scheduler
from rxapp.pages import modules
from rxapp.services.hiring.board import rebuild_counts
from rxapp.settings import ROOT
from rxapp.state import board_live, live, shared_views, trees
from rxapp.state.board import BoardState
from rxapp.state.board_first import CardsFirst
from rxapp.state.frame import complaint
from rxapp.state.guard import GuardMiddleware, on_backend_error, on_frontend_error, set_notice

REFRESH_SECONDS = 60
ALONE = ("staff.css", "plain.css")  # asked for by the pages that need them
log = logging.getLogger("rxapp.live")

logs.install()


def _make() -> rx.App:
    made = rx.App(
        stylesheets=_stylesheets(),
        html_lang="zh-CN",
        head_components=[rx.el.link(rel="icon", href=rx.asset("favicon.svg"), type="image/svg+xml")],
        # Notices, the lost connection and the reset are our own (components/frame.py, assets/showup.css).
        toaster=None,
        app_wraps={},
        reset_style=False,
        api_transformer=[
            Starlette(
                routes=[
                    *sign_in.routes,
                    *links.routes,
                    *codes.routes,
                    *unsubscribe.routes,
                    *candidate_page.routes,
                    *calendar.routes,
                    *files.routes,
                    *account.routes,
                    *audit.routes,
                    *exports.routes,
                    *twilio.routes,
                    *sendgrid.routes,
                ]
            ),
            Guard,
        ],
        backend_exception_handler=on_backend_error,
        frontend_exception_handler=on_frontend_error,
    )
    guard.FORGET = partial(trees.forget, made)
    made.add_middleware(GuardMiddleware(), index=0)
    made.add_middleware(CardsFirst(), index=1)
    for module in modules():
        made.add_page(
            module.page,
            route=module.ROUTE,
            title=f"{i18n.text(i18n.DEFAULT, module.TITLE)} · {i18n.text(i18n.DEFAULT, 'ui.brand')}",
            on_load=module.ON_LOAD,
        )
    return made


def _stylesheets() -> list[str]:
    """The shared one first, then each page's; staff pages bring their own, which no candidate's phone loads."""
    names = sorted(file.name for file in (ROOT / "assets").glob("*.css") if file.name not in ALONE)
    return [f"/{name}" for name in sorted(names, key=lambda name: name != "showup.css")]


async def _live_updates(app: rx.App) -> None:
    await db.run(_count_columns)
    await live.hub.run(app)


async def _every_minute(app: rx.App) -> None:
    """Time alone changes screens: a task falls due, "I am here" appears."""
    while True:
        await asyncio.sleep(REFRESH_SECONDS)
        for refresh in (
            board_live.rooms().refresh,
            partial(live.hub.run_all, app),
            shared_views.views().refresh,
        ):
            try:
                await refresh()
            except Exception:
                log.exception("screens could not be brought up to date; the next minute tries again")


def _count_columns() -> None:
    with db.unit_of_work() as session:
        rebuild_counts(session)


set_notice(complaint)
app = _make()
board_live.install(app, BoardState.get_full_name())
shared_views.install(app)
for task in (_live_updates, _every_minute, run_scheduler, run_applying):
    app.register_lifespan_task(task)
