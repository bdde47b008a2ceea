"""candidate_page: what a candidate's phone moves and waits for when it opens the link of a message for the first time.

- kb: everything received for the first load, the websocket's frames included, by the browser's own count.
- largest_paint, accessibility: Lighthouse, its mobile profile, from the link on.
- time_visible: until the interview's time stands in the page, on a line and a processor as slow as that profile's.

Run: python -m benchmarks.candidate_page [--runs=5]. Lighthouse is fetched with npm into var/ at its first use.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, CDPSession, Page

from benchmarks.figures import figure, skipped
from benchmarks.serving import FLAGS, candidate_links, chromium, fill, folder, served
from benchmarks.slow_line import slow_line
from rxapp.frontend import tool_environment
from rxapp.settings import ROOT
from tests.chromium import find as find_chromium
from tests.server import free_port

LIGHTHOUSE = "lighthouse@13.5.0"
TOOLS = ROOT / "var" / "tools"
BOOKED = 3  # an application whose interview is booked, in a company of any size
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
}  # fmt: skip
SLOWER_PROCESSOR = 4
SEEN = """() => {
  window.__seen = null;
  const look = () => {
    const time = document.getElementById("interview-time");
    if (time && time.textContent.trim()) window.__seen ??= performance.timeOrigin + performance.now();
    else requestAnimationFrame(look);
  };
  look();
}"""
WAIT = "new Promise(done => { const look = () => window.__seen ? done(window.__seen) : setTimeout(look, 20); look(); })"


class Meter:
    """Counts what a page receives."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes, self.requests, self.frames = 0.0, 0, 0
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketFrameReceived", self._framed)

    def _loaded(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]
        self.requests += 1

    def _framed(self, event: dict[str, Any]) -> None:
        size = len(event["response"]["payloadData"].encode())
        self.bytes += size
        self.frames += size


async def first_load(browser: Browser, link: str) -> tuple[Meter, bool]:
    """What the first load moves, and whether the drawing library came with it."""
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    meter, scripts = Meter(session), []
    page.on("response", lambda answer: scripts.append(answer) if ".js" in answer.url else None)
    await _open(page, link)
    await page.wait_for_timeout(2_000)
    has_plotly = any([b"plotly" in (await script.body()).lower() for script in scripts])
    await context.close()
    return meter, has_plotly


async def _open(page: Page, link: str) -> float:
    """Seconds until the interview's time is in the page."""
    await page.add_init_script(f"({SEEN})()")
    began = time.time()
    await page.goto(link, wait_until="commit")
    seen = float(await asyncio.wait_for(page.evaluate(WAIT), 60))
    return seen / 1000 - began


async def visible(browser: Browser, link: str) -> float:
    """The same on a slow processor; the line is the caller's."""
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    seconds = await _open(page, link)
    await context.close()
    return seconds


def lighthouse(link: str, where: Path) -> dict[str, float]:
    """One run of the mobile profile: seconds to the largest paint, and the accessibility score."""
    report = where / "lighthouse.json"
    command = [
        "node", str(TOOLS / "node_modules/lighthouse/cli/index.js"), link, "--quiet", "--output=json",
        f"--output-path={report}", "--only-categories=performance,accessibility",
        f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
    ]  # fmt: skip
    environment = tool_environment() | {"CHROME_PATH": find_chromium()}
    for attempt in (1, 2):  # its browser now and then does not come up on a busy machine
        done = subprocess.run(
            command, env=environment, cwd=where, check=False, capture_output=True, text=True, timeout=180
        )
        if done.returncode == 0:
            break
        if attempt == 2:
            raise RuntimeError(f"Lighthouse failed: {done.stderr[-1500:]}")
    found = json.loads(report.read_text())
    return {
        "largest_paint": found["audits"]["largest-contentful-paint"]["numericValue"] / 1000,
        "accessibility": found["categories"]["accessibility"]["score"],
    }


def bring_lighthouse() -> str:
    """Fetch it unless it is there; why not, when that fails."""
    if (TOOLS / "node_modules" / "lighthouse").is_dir():
        return ""
    TOOLS.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--prefix", str(TOOLS), "--no-audit", "--no-fund", LIGHTHOUSE]
    done = subprocess.run(command, env=tool_environment(), capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"npm could not fetch {LIGHTHOUSE}: {done.stderr.strip()[-200:]}"


async def measure(where: Path, runs: int) -> None:
    """All figures on one company."""
    url = fill(where, 60)
    with served(where / "plain", url) as server:
        links = candidate_links(server.url, [BOOKED] * (2 * runs))
        async with chromium() as browser:
            loads = [await first_load(browser, link) for link in links[:runs]]
        figure(
            "candidate_page.kb", "KB", [meter.bytes / 1000 for meter, _ in loads],
            requests=loads[0][0].requests, websocket_kb=round(loads[0][0].frames / 1000, 1),
            plotly=any(has for _, has in loads),
        )  # fmt: skip
        if problem := bring_lighthouse():
            skipped("candidate_page.largest_paint", problem)
        else:
            found = [lighthouse(link, where) for link in links[runs:]]
            figure("candidate_page.largest_paint", "s", [each["largest_paint"] for each in found])
            figure("candidate_page.accessibility", "score", [each["accessibility"] for each in found])
    # On the slow line the product is told the address people open: the line's end.
    port = free_port()
    address = f"http://localhost:{port}"
    with served(where / "slow", url, PUBLIC_URL=address) as server:
        links = candidate_links(address, [BOOKED] * runs)
        async with slow_line(port, server.port), chromium() as browser:
            figure("candidate_page.time_visible", "s", [await visible(browser, link) for link in links])


if __name__ == "__main__":
    wanted = next((a.removeprefix("--runs=") for a in sys.argv[1:] if a.startswith("--runs=")), "5")
    os.environ.setdefault("LIGHTHOUSE_SKIP_UPDATE_CHECK", "1")
    with folder() as made:
        asyncio.run(measure(made, int(wanted)))
