"""The keys of providers, each read from the environment like every other setting. A provider counts as set up when all
it cannot work without is there; half of a provider's keys refuses to start and says which is missing."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings

from rxapp.rules.providers.smtp_url import smtp_server

_LOCAL = ("localhost", "127.0.0.1", "::1")


class ProviderSettings(BaseSettings):
    """What the world outside needs to know us by."""

    mail_from: str = Field("", description="Address e-mail comes from; needed for SendGrid and SMTP.")
    mail_from_name: str = Field("", description="The sender's name; empty = the company's.")
    mail_reply_to: str = Field(
        "", description="Where answers to our letters go; with SendGrid's inbound parse they are read by us."
    )
    sendgrid_api_key: str = Field("", repr=False, description="Turns SendGrid on.")
    sendgrid_api_base: str = Field("https://api.sendgrid.com", description="SendGrid, or a relay before it.")
    sendgrid_webhook_key: str = Field(
        "", description="The verification key of SendGrid's signed event webhook (base64)."
    )
    sendgrid_inbound_secret: str = Field(
        "",
        repr=False,
        description="The last part of the inbound parse address: 32 or more random characters.",
    )
    smtp_url: str = Field(
        "", repr=False, description="smtp+starttls://user:password@host[:587]; turns SMTP on."
    )

    twilio_account_sid: str = Field("", description="Turns Twilio on.")
    twilio_auth_token: str = Field("", repr=False, description="Signs calls in both directions.")
    twilio_from: str = Field("", description="The number texts come from (E.164).")
    twilio_messaging_service_sid: str = Field("", description="Instead of a number: a messaging service.")
    twilio_api_base: str = Field("https://api.twilio.com", description="Twilio, or a relay before it.")

    aliyun_access_key_id: str = Field("", description="Turns Aliyun SMS on (requirements-aliyun.txt).")
    aliyun_access_key_secret: str = Field("", repr=False, description="Belongs to the key.")
    aliyun_sign_name: str = Field("", description="The approved signature, without its brackets.")
    aliyun_api_base: str = Field(
        "https://dysmsapi.aliyuncs.com", description="Aliyun SMS, or a relay before it."
    )

    wechat_app_id: str = Field("", description="Turns the WeChat official account on.")
    wechat_app_secret: str = Field("", repr=False, description="Belongs to the app id.")
    wechat_token: str = Field("", repr=False, description="The token of the account's callback settings.")
    wechat_aes_key: str = Field(
        "",
        repr=False,
        description="The callback's message key (43 characters): safe mode. Old ones after commas.",
    )
    wechat_api_base: str = Field("https://api.weixin.qq.com", description="WeChat, or a relay before it.")
    wechat_open_base: str = Field(
        "https://open.weixin.qq.com", description="Where WeChat asks people for their consent."
    )

    wecom_corp_id: str = Field("", description="Turns messages to our own staff in WeCom on.")
    wecom_secret: str = Field("", repr=False, description="The app's secret.")
    wecom_agent_id: int = Field(0, ge=0, description="The app's number.")
    wecom_api_base: str = Field("https://qyapi.weixin.qq.com", description="WeCom, or a relay before it.")

    def provider_problems(self) -> list[str]:
        """Half-set providers, each a sentence for the operator."""
        found = []
        for name, on, needed in (
            ("SendGrid", self.sendgrid_api_key, {"MAIL_FROM": self.mail_from}),
            ("SMTP", self.smtp_url, {"MAIL_FROM": self.mail_from}),
            (
                "Twilio",
                self.twilio_account_sid,
                {
                    "TWILIO_AUTH_TOKEN": self.twilio_auth_token,
                    "TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID": self.twilio_from
                    or self.twilio_messaging_service_sid,
                },
            ),
            (
                "Aliyun",
                self.aliyun_access_key_id,
                {
                    "ALIYUN_ACCESS_KEY_SECRET": self.aliyun_access_key_secret,
                    "ALIYUN_SIGN_NAME": self.aliyun_sign_name,
                },
            ),
            (
                "WeChat",
                self.wechat_app_id,
                {"WECHAT_APP_SECRET": self.wechat_app_secret, "WECHAT_TOKEN": self.wechat_token},
            ),
            (
                "WeCom",
                self.wecom_corp_id,
                {"WECOM_SECRET": self.wecom_secret, "WECOM_AGENT_ID": self.wecom_agent_id},
            ),
        ):
            missing = [key for key, value in needed.items() if not value]
            if on and missing:
                found.append(f"{name} is set up in part: set {' and '.join(missing)} too.")
        if self.sendgrid_api_key and self.smtp_url:
            found.append(
                "SENDGRID_API_KEY and SMTP_URL are both set: e-mail goes one way. Unset one of them."
            )
        if self.twilio_account_sid and self.aliyun_access_key_id:
            found.append(
                "TWILIO_ACCOUNT_SID and ALIYUN_ACCESS_KEY_ID are both set: SMS goes one way. Unset one."
            )
        if self.sendgrid_inbound_secret and len(self.sendgrid_inbound_secret) < 32:
            found.append("SENDGRID_INBOUND_SECRET is too short: set 32 or more random characters.")
        if self.smtp_url:
            try:
                smtp_server(self.smtp_url)
            except ValueError as error:
                found.append(str(error))
        found += [
            f"{name} must be an https:// address (http:// only for this machine)."
            for name, base in (
                ("SENDGRID_API_BASE", self.sendgrid_api_base),
                ("TWILIO_API_BASE", self.twilio_api_base),
                ("ALIYUN_API_BASE", self.aliyun_api_base),
                ("WECHAT_API_BASE", self.wechat_api_base),
                ("WECHAT_OPEN_BASE", self.wechat_open_base),
                ("WECOM_API_BASE", self.wecom_api_base),
            )
            if not _is_safe(base)
        ]
        return found


def _is_safe(base: str) -> bool:
    """Keys travel to it: encrypted, or not further than this machine."""
    try:
        where = urlsplit(base)
        host = where.hostname
    except ValueError:
        return False
    return bool(host) and (where.scheme == "https" or (where.scheme == "http" and host in _LOCAL))
