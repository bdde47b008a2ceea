"""Which provider stands behind a channel here, by the name that deliveries, events and standings carry."""

from __future__ import annotations

from rxapp.rules.vocabulary import Channel
from rxapp.settings import get_settings

SENDGRID, SMTP, TWILIO, ALIYUN, WECHAT = "sendgrid", "smtp", "twilio", "aliyun", "wechat"
OF_TEMPLATES = frozenset({ALIYUN, WECHAT})  # they send approved templates, never free text


def provider_of(channel: Channel) -> str:
    """The provider a channel goes through; empty for a channel inside this installation or one that is not set up."""
    settings = get_settings()
    if settings.is_demo:
        return ""
    ways = {
        Channel.EMAIL: ((SENDGRID, settings.sendgrid_api_key), (SMTP, settings.smtp_url)),
        Channel.SMS: ((TWILIO, settings.twilio_account_sid), (ALIYUN, settings.aliyun_access_key_id)),
        Channel.WECHAT: ((WECHAT, settings.wechat_app_id),),
    }
    return next((name for name, key in ways.get(channel, ()) if key), "")
