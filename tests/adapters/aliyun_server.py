"""Aliyun's SendSms and QuerySendDetails (Dysmsapi 2017-05-25) as their public descriptions have them, with the
signature ACS3-HMAC-SHA256 checked."""

from __future__ import annotations

import hmac
import json
import re
import threading
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from urllib.parse import parse_qsl, quote, urlsplit

from rxapp import clock
from rxapp.adapters.sms_aliyun import BEIJING
from tests.adapters.http_stand import Reply, Request

KEY, SECRET = "LTAI" + "0" * 16, "s" * 30
SIGN, TEMPLATE = "示例科技", "SMS_154950909"
VARIABLES = {"name", "time"}  # of the one approved template
SEND = {"PhoneNumbers", "SignName", "TemplateCode", "TemplateParam", "OutId", "SmsUpExtendCode"}
QUERY = {"PhoneNumber", "SendDate", "PageSize", "CurrentPage", "BizId"}
HEADERS = {"Content-Type": "application/json;charset=utf-8"}


def said(code: str, words: str = "", status: int = 200, **more: object) -> Reply:
    body = {
        "Code": code,
        "Message": words or code,
        "RequestId": "819BE656-D2E0-4858-8B21-B2E477085AAF",
        **more,
    }
    return Reply(status, json.dumps(body, ensure_ascii=False).encode(), dict(HEADERS))


class AliyunServer:
    """`script`: number → what happens to a message to it; `after`: the same, once it was taken."""

    def __init__(self) -> None:
        self.taken: list[dict[str, object]] = []
        self.asked: list[Request] = []
        self.script: dict[str, Callable[[], Reply]] = {}
        self.after: dict[str, Callable[[], Reply]] = {}
        self._nonces: set[str] = set()
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Reply:
        with self._lock:
            self.asked.append(request)
            nonce = request.headers["x-acs-signature-nonce"]
            if nonce in self._nonces:
                return said("SignatureNonceUsed", status=400)
            self._nonces.add(nonce)
        assert request.method == "POST"
        assert request.headers["x-acs-version"] == "2017-05-25"
        if f"Credential={KEY}," not in request.headers["authorization"]:
            return said("InvalidAccessKeyId.NotFound", status=404)
        if not self._is_signed(request):
            return said("SignatureDoesNotMatch", status=400)
        query = dict(parse_qsl(urlsplit(request.target).query, keep_blank_values=True))
        act = {"SendSms": self._send, "QuerySendDetails": self._details}[request.headers["x-acs-action"]]
        return act(query)

    @staticmethod
    def _is_signed(request: Request) -> bool:
        """https://help.aliyun.com: V3 request body and signature."""
        kind, _, rest = request.headers["authorization"].partition(" ")
        parts = dict(re.findall(r"(\w+)=([^,]+)", rest))
        assert kind == "ACS3-HMAC-SHA256"
        payload = sha256(request.body).hexdigest()
        assert request.headers["x-acs-content-sha256"] == payload
        at = urlsplit(request.target)
        pairs = sorted(parse_qsl(at.query, keep_blank_values=True))
        names = parts["SignedHeaders"].split(";")
        assert {"host", "x-acs-action", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"} <= set(names)
        canonical = "\n".join(
            [
                request.method,
                at.path,
                "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in pairs),
                "".join(f"{name}:{request.headers[name].strip()}\n" for name in names),
                parts["SignedHeaders"],
                payload,
            ]
        )
        to_sign = f"{kind}\n{sha256(canonical.encode()).hexdigest()}"
        return parts["Signature"] == hmac.new(SECRET.encode(), to_sign.encode(), "sha256").hexdigest()

    def _send(self, query: dict[str, str]) -> Reply:
        assert set(query) <= SEND, query
        phone = query.get("PhoneNumbers", "")
        if phone in self.script:
            return self.script[phone]()
        if not re.fullmatch(r"1\d{10}|[2-9]\d{6,14}", phone):
            return said("isv.MOBILE_NUMBER_ILLEGAL")
        if query.get("SignName") != SIGN:
            return said("isv.SMS_SIGNATURE_ILLEGAL")
        if query.get("TemplateCode") != TEMPLATE:
            return said("isv.SMS_TEMPLATE_ILLEGAL")
        values = json.loads(query.get("TemplateParam", "{}"))
        if not set(values) >= VARIABLES:
            return said("isv.TEMPLATE_MISSING_PARAMETERS")
        if any("://" in value for value in values.values()):
            return said("isv.PARAM_NOT_SUPPORT_URL")
        row = self.take(phone, query.get("OutId", ""), values)
        return self.after[phone]() if phone in self.after else said("OK", BizId=row["biz_id"])

    def take(
        self, phone: str, out_id: str, values: object = None, *, at: datetime | None = None, status: int = 1
    ) -> dict[str, object]:
        """A message that Aliyun has taken; `status` 1 waiting for the report, 2 failed, 3 received."""
        sent_at = (at or clock.real_now()).astimezone(BEIJING)
        with self._lock:
            biz_id = f"{len(self.taken) + 100}^0"
            row = {
                "phone": phone, "biz_id": biz_id, "out_id": out_id, "values": values, "at": sent_at, "status": status,
            }  # fmt: skip
            self.taken.append(row)
        return row

    def _details(self, query: dict[str, str]) -> Reply:
        assert set(query) <= QUERY, query
        assert {"PhoneNumber", "SendDate", "PageSize", "CurrentPage"} <= set(query)
        size, page = int(query["PageSize"]), int(query["CurrentPage"])
        assert 1 <= size <= 50
        assert re.fullmatch(r"\d{8}", query["SendDate"])
        rows = [
            row for row in self.taken
            if row["phone"] == query["PhoneNumber"] and f"{row['at']:%Y%m%d}" == query["SendDate"]
        ]  # fmt: skip
        some = [
            {
                "PhoneNum": row["phone"], "SendStatus": row["status"], "TemplateCode": TEMPLATE, "Content": "【…】…",
                "SendDate": f"{row['at']:%Y-%m-%d %H:%M:%S}", "OutId": row["out_id"], "ErrCode": "DELIVERED",
            }
            for row in rows[(page - 1) * size : page * size]
        ]  # fmt: skip
        return said("OK", TotalCount=str(len(rows)), SmsSendDetailDTOs={"SmsSendDetailDTO": some})
