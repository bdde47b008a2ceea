"""SMS through Aliyun's own library, which is installed only where it is used (requirements-aliyun.txt).

Mainland providers send approved templates: the message goes as a template's id and its variables, never as free text.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import timedelta, timezone
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from rxapp.adapters.ports import Answer, Found, Message, Outcome
from rxapp.adapters.sms_network import answer_to, split_timeout
from rxapp.rules.providers.sms_faults import Fault, of_aliyun

log = logging.getLogger("messaging.aliyun")

API = "https://dysmsapi.aliyuncs.com"
BEIJING = timezone(timedelta(hours=8))  # the days of its records
AROUND = timedelta(minutes=10)
PAGE = 50
PAGES = 4  # nobody gets 200 messages in a day
MEND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Library:
    """What is used of the optional library, once it is there."""

    client: Any
    models: Any
    options: Any
    refusal: type[Exception]


class AliyunSms:
    """An OutsideChannel. `sign_name`: the approved 签名; `base`: where the API stands; `at_once`: connections kept
    open; `seconds`: the longest wait for one call."""

    def __init__(
        self,
        access_key_id: str,
        access_key_secret: str,
        *,
        sign_name: str,
        base: str = API,
        seconds: float = 20,
        at_once: int = 80,
    ) -> None:
        self._key = (access_key_id, access_key_secret)
        self._sign_name = sign_name
        self._base = urlsplit(base)
        self._seconds = seconds
        self._at_once = at_once
        self._lock = Lock()
        self._loaded: _Library | None = None

    @property
    def timeout(self) -> timedelta:
        """The longest a call waits."""
        return timedelta(seconds=self._seconds)

    def send(self, message: Message) -> Answer:
        """Hand over one message; `message.template` names the approved template, its number goes as `OutId`."""
        if not message.phone:
            return Answer(Outcome.REFUSED, error="no_phone")
        if not message.template:
            return Answer(Outcome.REFUSED, error="no_template")
        library = self._library()
        if library is None:
            return Answer(Outcome.LATER, error="library_missing", retry_after=MEND)
        asked = library.models.SendSmsRequest(
            phone_numbers=_number(message.phone),
            sign_name=self._sign_name,
            template_code=message.template,
            template_param=json.dumps(dict(message.variables), ensure_ascii=False),
            out_id=str(message.delivery_id),
        )
        try:
            body = library.client.send_sms_with_options(asked, library.options).body
        except library.refusal as error:
            log.warning("delivery %s: code %s", message.delivery_id, getattr(error, "code", ""))
            return _refusal(str(getattr(error, "code", "")), getattr(error, "status_code", None), error)
        except Exception as error:  # whatever it was, the message may have left
            return answer_to(error)
        if body is None or not body.code:
            return Answer(Outcome.UNKNOWN, error="unexpected_answer")
        if body.code != "OK":
            log.warning("delivery %s: code %s", message.delivery_id, body.code)
            return _refusal(body.code, 200, None, body.message or "")
        return Answer(Outcome.SENT, provider_id=body.biz_id)

    def look_up(self, message: Message) -> Found:
        """SENT where the records of this number hold our own number (`OutId`) around the day of the try. That none does
        proves nothing: records come late."""
        library = self._library()
        if library is None or not message.phone or message.tried_at is None:
            return Found.UNSURE
        tried_at = message.tried_at.astimezone(BEIJING)
        days = dict.fromkeys(f"{tried_at + around:%Y%m%d}" for around in (timedelta(), -AROUND, AROUND))
        try:
            is_there = any(self._is_in(library, message, day) for day in days)
        except Exception as error:  # no answer is no proof
            log.warning("delivery %s: records not had, %s", message.delivery_id, type(error).__name__)
            return Found.UNSURE
        return Found.SENT if is_there else Found.UNSURE

    def _is_in(self, library: _Library, message: Message, day: str) -> bool:
        for page in range(1, PAGES + 1):
            asked = library.models.QuerySendDetailsRequest(
                phone_number=_number(message.phone or ""), send_date=day, page_size=PAGE, current_page=page
            )
            body = library.client.query_send_details_with_options(asked, library.options).body
            rows = body.sms_send_detail_dtos.sms_send_detail_dto if body.sms_send_detail_dtos else []
            if any(row.out_id == str(message.delivery_id) for row in rows):
                return True
            if len(rows) < PAGE:
                break
        return False

    def _library(self) -> _Library | None:
        """The library, loaded once; None while it is not installed."""
        with self._lock:
            self._loaded = self._loaded or self._load()
            return self._loaded

    def _load(self) -> _Library | None:
        try:
            from alibabacloud_dysmsapi20170525 import models
            from alibabacloud_dysmsapi20170525.client import Client
            from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
            from alibabacloud_tea_openapi.utils_models import Config
            from darabonba.runtime import RuntimeOptions
        except ImportError:
            return None
        # It brings a handler of its own that prints whole requests while DEBUG=sdk stands in the environment.
        noisy = logging.getLogger("darabonba-core")
        noisy.handlers.clear()
        noisy.setLevel(logging.WARNING)
        connect, wait = (int(part * 1000) for part in split_timeout(self._seconds))
        config = Config(
            access_key_id=self._key[0],
            access_key_secret=self._key[1],
            protocol=self._base.scheme,
            endpoint=self._base.netloc,
            connect_timeout=connect,
            read_timeout=wait,
            max_idle_conns=self._at_once,
        )
        return _Library(Client(config), models, RuntimeOptions(), AlibabaCloudException)


def _refusal(code: str, status: int | None, error: Exception | None, words: str = "") -> Answer:
    """What a code other than OK means. As with any provider, a fault of the account or its settings is LATER: it says
    nothing about the message, which must not fail for good before somebody has mended the key."""
    known = of_aliyun(code)
    if known is not None and known.fault is Fault.MESSAGE:
        return Answer(Outcome.REFUSED, error=known.code)
    if known is not None and known.fault is Fault.CHANNEL:
        return Answer(Outcome.LATER, error=known.code, retry_after=MEND)
    if known is not None:
        asked = getattr(error, "retry_after", None)
        wait = timedelta(milliseconds=asked) if isinstance(asked, int) else _wait_in(words)
        return Answer(Outcome.LATER, error=known.code, retry_after=wait)
    if code.startswith("isv."):
        return Answer(Outcome.REFUSED, error="refused_by_provider")
    if status is not None and 400 <= status < 500 and code != "SignatureNonceUsed":
        return Answer(Outcome.LATER, error="bad_settings", retry_after=MEND)
    # A fault inside Aliyun (`isp.*`), or the same call arrived before: it may have taken the message.
    return Answer(Outcome.UNKNOWN, error="provider_failed")


def _wait_in(words: str) -> timedelta | None:
    """A number's own limit says in its words which clock it runs by."""
    return next((wait for word, wait in _LIMITS if word in words), None)


_LIMITS = (
    ("分钟级", timedelta(minutes=1)),
    ("小时级", timedelta(hours=1)),
    ("天级", timedelta(hours=6)),
)


def _number(phone: str) -> str:
    """A stored number (E.164) as Aliyun wants it: eleven digits at home, country code and number abroad, no plus."""
    digits = phone.removeprefix("+")
    return digits[2:] if phone.startswith("+861") and len(digits) == 13 else digits
