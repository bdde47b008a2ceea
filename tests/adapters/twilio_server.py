"""Twilio's Messages resource as its public description has it: create and list, nothing more."""

from __future__ import annotations

import json
import re
import threading
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

from rxapp import clock
from tests.adapters.http_stand import Reply, Request

ACCOUNT = "AC" + "0" * 32
TOKEN = "1" * 32
FROM = "+15005550006"
SERVICE = "MG" + "2" * 32
# Every field of a create request that the description names and we could send; others are refused.
CREATE = {"To", "From", "MessagingServiceSid", "Body", "StatusCallback", "ValidityPeriod", "SmartEncoded"}
LIST = {"To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken"}


def error(status: int, code: int, words: str = "No.") -> Reply:
    body = {
        "code": code,
        "message": words,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/json"})


class TwilioServer:
    """`script`: number → what happens to a message to it, instead of the reply; `after`: only once it was taken."""

    def __init__(self) -> None:
        self.taken: list[dict[str, object]] = []
        self.asked: list[Request] = []
        self.script: dict[str, Callable[[], Reply]] = {}
        self.after: dict[str, Callable[[], Reply]] = {}
        self.page = 50
        self.now = clock.real_now
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Reply:
        with self._lock:
            self.asked.append(request)
        if self._credentials(request) != f"{ACCOUNT}:{TOKEN}":
            return error(401, 20003, "Authenticate")
        at = urlsplit(request.target)
        if at.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return error(404, 20404)
        if request.method == "GET":
            return self._list(dict(parse_qsl(at.query, keep_blank_values=True)))
        return self._create(request)

    @staticmethod
    def _credentials(request: Request) -> str:
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        return b64decode(value).decode() if kind == "Basic" else ""

    def _create(self, request: Request) -> Reply:
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        assert set(form) <= CREATE, form
        if not form.get("To"):
            return error(400, 21604)
        if form["To"] in self.script:
            return self.script[form["To"]]()
        if not re.fullmatch(r"\+[1-9]\d{6,14}", form["To"]):
            return error(400, 21211)
        if not form.get("From") and not form.get("MessagingServiceSid"):
            return error(400, 21603)
        if not form.get("Body"):
            return error(400, 21602)
        if len(form["Body"]) > 1600:
            return error(400, 21617)
        host = urlsplit(form.get("StatusCallback", "https://a.example")).hostname or ""
        if "." not in host or "_" in host:
            return error(400, 21609)
        row = self.take(form)
        if form["To"] in self.after:
            return self.after[form["To"]]()
        body = json.dumps(row).encode()
        return Reply(201, body, {"Content-Type": "application/json", "Set-Cookie": "t=1; Path=/"})

    def take(
        self, form: dict[str, str], *, at: datetime | None = None, status: str = "queued"
    ) -> dict[str, object]:
        """A message that Twilio has taken; `at`: it was also sent then."""
        now = format_datetime(at or self.now())
        row: dict[str, object] = {
            "account_sid": ACCOUNT, "api_version": "2010-04-01", "body": form["Body"], "date_created": now,
            "date_sent": now if at else None, "date_updated": now, "direction": "outbound-api",
            "error_code": None, "error_message": None, "from": form.get("From"),
            "messaging_service_sid": form.get("MessagingServiceSid"), "num_media": "0", "num_segments": "1",
            "price": None, "price_unit": "USD", "sid": "SM" + uuid4().hex, "status": status,
            "subresource_uris": {}, "to": form["To"], "uri": "/2010-04-01/…",
        }  # fmt: skip
        with self._lock:
            self.taken.append(row)
        return row

    def _list(self, query: dict[str, str]) -> Reply:
        assert set(query) <= LIST, query
        rows = [
            row for row in self.taken if all(row[k.lower()] == query[k] for k in ("To", "From") if k in query)
        ]
        for key, keeps in (("DateSent>", 1), ("DateSent<", -1)):
            if key in query:
                edge = datetime.strptime(query[key], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
                # By days, as the description has it; the time of day is the caller's to compare.
                day = edge.replace(hour=0, minute=0, second=0) + (
                    timedelta() if keeps > 0 else timedelta(days=1)
                )
                rows = [row for row in rows if (self._sent(row) - day).total_seconds() * keeps >= 0]
        size, page = min(int(query.get("PageSize", 50)), self.page), int(query.get("Page", 0))
        path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        more = len(rows) > (page + 1) * size
        following = urlencode({**query, "Page": page + 1, "PageToken": "PASM1"})
        body = {
            "messages": rows[page * size : (page + 1) * size], "page": page, "page_size": size, "start": 0, "end": 0,
            "first_page_uri": path, "previous_page_uri": None, "uri": path,
            "next_page_uri": f"{path}?{following}" if more else None,
        }  # fmt: skip
        return Reply(200, json.dumps(body).encode(), {"Content-Type": "application/json"})

    @staticmethod
    def _sent(row: dict[str, object]) -> datetime:
        return datetime.strptime(str(row["date_sent"] or row["date_created"]), "%a, %d %b %Y %H:%M:%S %z")
