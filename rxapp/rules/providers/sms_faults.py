"""The providers' error codes in our own few words, for answers and for delivery reports alike.

of_twilio(21610) -> Meaning(Fault.MESSAGE, "stopped")
of_aliyun("isv.OUT_OF_SERVICE") -> Meaning(Fault.CHANNEL, "account_inactive")
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Fault(StrEnum):
    """Where the fault lies. MESSAGE: this text or number, trying again helps nobody; CHANNEL: our account or its
    settings, so nothing leaves until a person mends it; BUSY: too much for now."""

    MESSAGE = "message"
    CHANNEL = "channel"
    BUSY = "busy"


class Meaning(NamedTuple):
    """`code`: our word for it, a key of the catalogue."""

    fault: Fault
    code: str


_TWILIO: dict[Fault, dict[str, tuple[int, ...]]] = {
    Fault.MESSAGE: {
        "invalid_number": (21211, 21217, 21266, 21421, 21604, 30005),
        "not_mobile": (21614, 21635, 30006),
        "stopped": (21610,),
        "unreachable_number": (21612, 30003),
        "region_not_allowed": (21408,),
        "number_not_verified": (21608,),
        "blocked": (30004,),
        "text_refused": (21618, 30007),
        "text_too_long": (21605, 21617),
        "empty_text": (21602, 21619),
        "expired": (30036,),
        "failed_on_the_way": (30008, 30009, 30017),
    },
    Fault.CHANNEL: {
        "bad_credentials": (20003, 20006, 20008),
        "account_inactive": (10001, 20005, 30002),
        "sender_refused": (
            21212, 21603, 21606, 21607, 21659, 21660, 21661, 21701, 21703, 21704, 21705, 30032, 30034,
        ),
        "callback_refused": (21609,),
        "bad_settings": (20404,),
        "day_limit": (63038,),
    },
    Fault.BUSY: {
        "too_many_requests": (20429, 14107),
        "queue_full": (21611, 30001),
    },
}  # fmt: skip

_ALIYUN: dict[Fault, dict[str, tuple[str, ...]]] = {
    Fault.MESSAGE: {
        "invalid_number": ("isv.MOBILE_NUMBER_ILLEGAL", "INVALID_NUMBER"),
        "stopped": ("MOBILE_IN_BLACK", "USER_REJECT"),
        "unreachable_number": ("MOBILE_NOT_ON_SERVICE", "MOBILE_ACCOUNT_ABNORMAL", "MOBLLE_TERMINAL_ERROR"),
        "region_not_allowed": ("isv.DOMESTIC_NUMBER_NOT_SUPPORTED",),
        "text_refused": (
            "isv.SMS_CONTENT_ILLEGAL", "isv.BLACK_KEY_CONTROL_LIMIT", "CONTENT_KEYWORD", "CONTENT_ERROR",
        ),
        "variable_refused": (
            "isv.TEMPLATE_MISSING_PARAMETERS", "isv.TEMPLATE_PARAMS_ILLEGAL", "isv.PARAM_LENGTH_LIMIT",
            "isv.INVALID_JSON_PARAM", "isv.INVALID_PARAMETERS", "PARAMS_ILLEGAL",
        ),
        "link_in_variable": ("isv.PARAM_NOT_SUPPORT_URL",),
        "failed_on_the_way": ("IS_CLOSE", "NO_ROUTE", "SP_UNKNOWN_ERROR"),
    },
    Fault.CHANNEL: {
        "bad_credentials": (
            "isp.RAM_PERMISSION_DENY", "isv.ACCOUNT_NOT_EXISTS", "SignatureDoesNotMatch",
            "IncompleteSignature", "NoPermission",
        ),
        "account_inactive": (
            "isv.OUT_OF_SERVICE", "isv.ACCOUNT_ABNORMAL", "isv.PRODUCT_UN_SUBSCRIPT", "isv.PRODUCT_UNSUBSCRIBE",
            "isv.SECURITY_FROZEN_ACCOUNT",
        ),
        "no_credit": ("isv.AMOUNT_NOT_ENOUGH",),
        "sender_refused": (
            "isv.SMS_SIGNATURE_ILLEGAL", "isv.SMS_SIGN_ILLEGAL", "isv.SIGN_STATE_ILLEGAL",
            "isv.SMS_SIGNATURE_SCENE_ILLEGAL", "isv.SIGN_NAME_ILLEGAL", "isv.SIGN_SOURCE_ILLEGAL",
            "isv.SIGNATURE_BLACKLIST", "isv.EXTEND_CODE_ERROR", "isv.ONE_CODE_MULTIPLE_SIGN",
            "SIGNATURE_BLACKLIST", "PORT_NOT_REGISTERED",
        ),
        "template_refused": ("isv.SMS_TEMPLATE_ILLEGAL",),
        "address_refused": ("isv.DENY_IP_RANGE",),
        "clock_wrong": ("InvalidTimeStamp.Expired", "InvalidTimeStamp.Format"),
        "day_limit": ("isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL"),
    },
    Fault.BUSY: {
        "number_limit": ("isv.BUSINESS_LIMIT_CONTROL", "MOBILE_SEND_LIMIT"),
    },
}  # fmt: skip
_FAMILIES = {
    "Throttling": Meaning(Fault.BUSY, "too_many_requests"),
    "InvalidAccessKeyId": Meaning(Fault.CHANNEL, "bad_credentials"),
    "InvalidSecurityToken": Meaning(Fault.CHANNEL, "bad_credentials"),
    "Forbidden": Meaning(Fault.CHANNEL, "bad_credentials"),
}

_BY_NUMBER = {n: Meaning(fault, code) for fault, t in _TWILIO.items() for code, ns in t.items() for n in ns}
_BY_NAME = {n: Meaning(fault, code) for fault, t in _ALIYUN.items() for code, ns in t.items() for n in ns}


def of_twilio(code: int) -> Meaning | None:
    """What a Twilio error code says, in an answer or a status report; None for one we do not know."""
    return _BY_NUMBER.get(code)


def of_aliyun(code: str) -> Meaning | None:
    """What an Aliyun error code says, in an answer or a report; families like `Throttling.User` by their first word;
    None for one we do not know."""
    return _BY_NAME.get(code) or _FAMILIES.get(code.partition(".")[0])
