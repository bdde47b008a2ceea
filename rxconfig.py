"""Reflex settings. Every value comes from rxapp.settings; Reflex reads its own environment names from here too."""

import os

import reflex as rx
from reflex_base.constants import StateManagerMode

from rxapp.frontend import SameOriginPlugin, api_url, reflex_environment
from rxapp.settings import get_settings

settings = get_settings()

for name, value in reflex_environment().items():
    os.environ.setdefault(name, value)

config = rx.Config(
    app_name="rxapp",
    # Own `unit_of_work()` opens sessions; the address is here only so that Reflex's own tools agree with it.
    db_url=settings.effective_database_url,
    redis_url=settings.redis_url or None,
    # Never the default "disk": it writes sessions, cookies included, as readable files.
    state_manager_mode=StateManagerMode.REDIS if settings.redis_url else StateManagerMode.MEMORY,
    api_url=api_url(settings.effective_public_url),
    deploy_url=settings.effective_public_url,
    backend_host=settings.host,
    backend_port=settings.port,
    frontend_port=settings.port,
    cors_allowed_origins=settings.origins,
    # Polling would switch the Origin check off.
    transport="websocket",
    trusted_proxy_hops=settings.trusted_proxy_hops,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["brotli", "gzip"],
    frontend_lazy_bundled_libraries=True,
    plugins=[SameOriginPlugin()],
    # A sitemap would publish staff pages.
    disable_plugins=[rx.plugins.SitemapPlugin],
)
