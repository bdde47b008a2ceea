"""Picks the adapters of this installation; the only module that names them all."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Lock

from rxapp.adapters.channels import BuiltInPhone, ByHand
from rxapp.adapters.cv.reader import ChildReader
from rxapp.adapters.email.parts import Sender
from rxapp.adapters.email.sendgrid_api import SendGridMail
from rxapp.adapters.email.smtp import SmtpMail
from rxapp.adapters.ports import AnyChannel, Channels, CvReader
from rxapp.adapters.sms_aliyun import AliyunSms
from rxapp.adapters.sms_twilio import TwilioSms
from rxapp.adapters.wechat.account import OfficialAccount
from rxapp.adapters.wechat.database_tokens import DatabaseTokenStore
from rxapp.adapters.wechat.http import Api
from rxapp.adapters.wechat.token import TokenKeeper, stable_token
from rxapp.rules.providers.smtp_url import smtp_server
from rxapp.rules.vocabulary import Channel
from rxapp.services.messaging.channels import providers
from rxapp.services.messaging.channels.available import available_channels
from rxapp.services.messaging.channels.told import has_been_told
from rxapp.settings import Settings, get_settings

_lock = Lock()
_made: tuple[int, Settings, Channels] | None = None


def channels() -> Channels:
    """The adapter of every channel this installation has; a recruiter's hand always, for whom nothing else reaches.
    Made once in each process, because they keep connections; anew where the settings were read anew."""
    global _made
    with _lock:
        here, settings = os.getpid(), get_settings()
        if _made is None or _made[0] != here or _made[1] is not settings:
            _made = (here, settings, _make(settings))
        return dict(_made[2])


def _make(settings: Settings) -> Channels:
    found: Channels = {}
    for channel in available_channels():
        provider = providers.provider_of(channel)
        if channel is Channel.OUTBOX:
            found[channel] = BuiltInPhone()
        elif provider:
            found[channel] = _PROVIDERS[provider](settings)
    return found | {Channel.BY_HAND: ByHand()}


def _sender(settings: Settings) -> Sender:
    return Sender(
        settings.mail_from, settings.mail_from_name, settings.mail_reply_to, realm=settings.effective_public_url
    )  # fmt: skip


def _sendgrid(settings: Settings) -> AnyChannel:
    return SendGridMail(
        settings.sendgrid_api_key, _sender(settings), seen=has_been_told, base=settings.sendgrid_api_base
    )  # fmt: skip


def _smtp(settings: Settings) -> AnyChannel:
    return SmtpMail(smtp_server(settings.smtp_url), _sender(settings))


def _twilio(settings: Settings) -> AnyChannel:
    return TwilioSms(
        settings.twilio_account_sid, settings.twilio_auth_token, from_number=settings.twilio_from,
        messaging_service_sid=settings.twilio_messaging_service_sid, base=settings.twilio_api_base,
    )  # fmt: skip


def _aliyun(settings: Settings) -> AnyChannel:
    return AliyunSms(
        settings.aliyun_access_key_id, settings.aliyun_access_key_secret, sign_name=settings.aliyun_sign_name,
        base=settings.aliyun_api_base,
    )  # fmt: skip


def _wechat(settings: Settings) -> AnyChannel:
    api = Api(settings.wechat_api_base)
    fetch = stable_token(api, settings.wechat_app_id, settings.wechat_app_secret)
    keeper = TokenKeeper(DatabaseTokenStore(), f"wechat:{settings.wechat_app_id}", fetch)
    return OfficialAccount(api, keeper, public_url=settings.effective_public_url)


_PROVIDERS: dict[str, Callable[[Settings], AnyChannel]] = {
    providers.SENDGRID: _sendgrid, providers.SMTP: _smtp, providers.TWILIO: _twilio, providers.ALIYUN: _aliyun,
    providers.WECHAT: _wechat,
}  # fmt: skip


def cv_reader() -> CvReader:
    """What reads CVs."""
    return ChildReader()
