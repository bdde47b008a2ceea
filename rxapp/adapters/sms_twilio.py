"""SMS through Twilio's own library. One instance serves all threads of a worker."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from rxapp import clock
from rxapp.adapters.ports import Answer, Found, Message, Outcome
from rxapp.adapters.sms_network import answer_to, split_timeout
from rxapp.rules.providers.sms_faults import Fault, of_twilio

log = logging.getLogger("messaging.twilio")

API = "https://api.twilio.com"
AROUND = timedelta(minutes=10)
MOST = 200  # messages to one number within 20 minutes; beyond, nobody can say which is ours
MEND = timedelta(hours=1)  # what a wrong key or setting takes to be noticed and mended


class TwilioSms:
    """An OutsideChannel. `base`: where Twilio's API stands, a relay perhaps; one of `from_number` and
    `messaging_service_sid`; `at_once`: connections kept open; `seconds`: the longest wait for one call."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        from_number: str = "",
        messaging_service_sid: str = "",
        base: str = API,
        seconds: float = 20,
        at_once: int = 80,
    ) -> None:
        self._seconds = seconds
        self._service = messaging_service_sid
        self._from = from_number
        client = Client(account_sid, auth_token, http_client=_Http(base, seconds, at_once))
        self._messages = client.api.v2010.accounts(account_sid).messages

    @property
    def timeout(self) -> timedelta:
        """The longest a call waits."""
        return timedelta(seconds=self._seconds)

    def send(self, message: Message) -> Answer:
        """Hand over one message; Twilio takes it or refuses it before it answers."""
        if not message.phone:
            return Answer(Outcome.REFUSED, error="no_phone")
        asked: dict[str, str] = {"to": message.phone, "body": message.text}
        if self._service:
            asked["messaging_service_sid"] = self._service
        else:
            asked["from_"] = self._from
        if message.callback_url:
            asked["status_callback"] = message.callback_url
        try:
            taken = self._messages.create(**asked)
        except _TooMany as busy:
            return _refusal(429, busy.code, busy.retry_after)
        except (TwilioRestException, TwilioServiceException) as error:
            log.warning("delivery %s: answer %s, code %s", message.delivery_id, error.status, error.code)
            return _refusal(error.status, error.code)
        except Exception as error:  # whatever it was, the message may have left
            return answer_to(error)
        if not taken.sid:
            return Answer(Outcome.UNKNOWN, error="unexpected_answer")
        return Answer(Outcome.SENT, provider_id=str(taken.sid))

    def look_up(self, message: Message) -> Found:
        """SENT where exactly one message like this stands in Twilio's list around the try. None proves nothing, since
        the list lags behind; several may be others'. Its rows carry nothing of ours but the text."""
        return Found.SENT if len(self._like(message)) == 1 else Found.UNSURE

    def _like(self, message: Message) -> list[str]:
        """The ids of messages with this text to this number around the try; none where the list cannot be had."""
        if not message.phone or message.tried_at is None:
            return []
        after, before = (message.tried_at.astimezone(UTC) + x for x in (-AROUND, AROUND))
        # A messaging service chooses the number it sends from.
        wanted = {"to": message.phone} if self._service else {"to": message.phone, "from_": self._from}
        try:
            rows = self._messages.list(date_sent_after=after, date_sent_before=before, limit=MOST, **wanted)
            found = [row for row in rows if self._is_like(row, message, after, before)]
        except Exception as error:  # no answer is no proof
            log.warning("delivery %s: list not had, %s", message.delivery_id, type(error).__name__)
            return []
        return [str(row.sid) for row in found] if len(rows) < MOST else []

    def _is_like(self, row: Any, message: Message, after: datetime, before: datetime) -> bool:
        """The list is asked for days in some versions of the API, so the hour is compared here."""
        sent_at = row.date_sent or row.date_created
        return (
            row.body == message.text
            and row.to == message.phone
            and row.status != "canceled"
            and (row.messaging_service_sid == self._service if self._service else row.from_ == self._from)
            and isinstance(sent_at, datetime)
            and after <= sent_at <= before
        )


def _refusal(status: int, code: int | None, retry_after: timedelta | None = None) -> Answer:
    """What an answer that is no success means.

    A fault of the account (a wrong key, a sender not ours) is LATER, not REFUSED: it says nothing about the message,
    and a key that is wrong for an hour would otherwise mark everything due in it as failed for good.
    A 4xx without a code of Twilio's comes from something in between and is taken for such a fault too.
    """
    if status >= 500:
        return Answer(Outcome.UNKNOWN, error="provider_failed")
    if status < 400 or status == 408:
        return Answer(Outcome.UNKNOWN, error="unexpected_answer")
    known = of_twilio(code or 0)
    if known is not None and known.fault is Fault.MESSAGE:
        return Answer(Outcome.REFUSED, error=known.code)
    if known is not None and known.fault is Fault.BUSY:
        return Answer(Outcome.LATER, error=known.code, retry_after=retry_after)
    if known is not None:
        return Answer(Outcome.LATER, error=known.code, retry_after=MEND)
    if status == 429:
        return Answer(Outcome.LATER, error="too_many_requests", retry_after=retry_after)
    if status in (401, 403):
        return Answer(Outcome.LATER, error="bad_credentials", retry_after=MEND)
    if code is None or code == status:
        return Answer(Outcome.LATER, error="bad_settings", retry_after=MEND)
    return Answer(Outcome.REFUSED, error="refused_by_provider")


class _TooMany(Exception):
    """Twilio's library drops the headers of an error, and with them when to come back."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__("429")
        self.retry_after = _wait_of(answer.headers.get("Retry-After", ""))
        try:
            self.code = int(answer.json()["code"])
        except (ValueError, KeyError, TypeError):
            self.code = 429


class _Http(HttpClient):
    """The library's replaceable HTTP client: another base address, a pool as large as our threads, no retries and no
    redirects (a message must not leave twice), and nothing of a request in the log or kept behind."""

    def __init__(self, base: str, seconds: float, at_once: int) -> None:
        super().__init__(log, False)
        self._base = base.rstrip("/")
        self._wait = split_timeout(seconds)
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        pool = HTTPAdapter(pool_connections=2, pool_maxsize=at_once, max_retries=0)
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, pool)

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Send what the library made to our base. Raises what requests raises, and _TooMany."""
        at = urlsplit(uri)
        answer = self._session.request(
            method,
            self._base + at.path + (f"?{at.query}" if at.query else ""),
            params=params,
            data=data,
            headers=headers,
            auth=auth,
            timeout=self._wait,
            allow_redirects=False,
        )
        if answer.status_code == 429:
            raise _TooMany(answer)
        return Response(answer.status_code, answer.text, answer.headers)


def _wait_of(header: str) -> timedelta | None:
    """Retry-After: seconds, or a date of HTTP; None for anything else."""
    if header.strip().isdecimal():
        return timedelta(seconds=min(int(header), 86400))
    try:
        until = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    return max(timedelta(), until.replace(tzinfo=until.tzinfo or UTC) - clock.real_now())
