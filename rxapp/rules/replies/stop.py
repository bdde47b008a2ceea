"""Whether a reply is a request to be left alone: only where it is the whole message ("不要停" is none).

asked_to_stop(words) -> frozenset[Channel] | None       empty: the channel it came by; None: nobody asked
"""

from __future__ import annotations

import re

from rxapp.rules.vocabulary import Channel

EVERYWHERE = frozenset({Channel.SMS, Channel.EMAIL, Channel.WECHAT})
HERE: frozenset[Channel] = frozenset()

_MOST = 60
_POLITE = re.compile(
    r"^(?:请|麻烦您?|拜托|您好|你好|回复|please|pls|hi|hello|just)\s?"
    r"|\s?(?:谢谢您?|多谢|please|pls|thanks|thank you)$"
)
_HERE = re.compile(
    "stop|td|t|r|unsubscribe(?: me)?|unsub|opt ?out|revoke|quit|end"
    "|stop (?:messaging|spamming) me|stop sending (?:me )?(?:messages|these|this)"
    "|no more messages|(?:我要|我想|帮我|申请)?退订(?:了)?|回复td|td退订|t退订"
    "|(?:我要|我想)?取消订阅|拒收|(?:不要|别|勿)(?:再)?(?:给我)?发(?:了|消息了?"
    "|信息了?|送了?)?(?:给我)?(?:了)?"
)
_ALL = re.compile(
    "stop ?all|stop all messages|unsubscribe (?:from )?(?:all|everything)"
    "|(?:do not|don't|dont) contact me(?: again| any ?more)?|stop contacting me"
    "|remove me from (?:your|the) list|leave me alone|全部退订|退订(?:全部"
    "|所有)(?:的)?(?:消息|信息|通知|渠道)?|(?:以后)?(?:都)?(?:不要|别|勿"
    "|请勿)(?:再)?(?:联系|打扰|骚扰)我?(?:了)?"
)
_NAMES = {
    Channel.SMS: "短信|简讯|sms|texts?|text messages?", Channel.EMAIL: "邮件|电子邮件|emails?|e-mails?|mails?",
    Channel.WECHAT: "微信|微信消息|wechat|wechat messages?",
}  # fmt: skip
_ANY_NAME = "(?:" + "|".join(_NAMES.values()) + ")"
_MANY = rf"{_ANY_NAME}(?: ?(?:和|、|及|and|or) ?{_ANY_NAME}){{0,2}}"
_NAMED = re.compile(
    rf"(?:不要|别|勿)(?:再)?(?:给我)?发(?:送)?(?P<a>{_MANY})(?:消息|通知)?(?:了"
    rf"|给我了|给我)?|(?P<b>{_MANY})(?:都)?(?:不要|别)(?:再)?发(?:了)?"
    rf"|退订(?P<c>{_MANY})(?:通知|消息|提醒)?"
    rf"|stop (?:sending (?:me )?)?(?P<d>{_MANY})|no more (?P<e>{_MANY})"
    rf"|unsubscribe (?:me )?(?:from )?(?P<f>{_MANY})"
)
_VERBS = {"stop texting me": Channel.SMS, "stop emailing me": Channel.EMAIL, "stop mailing me": Channel.EMAIL}


def asked_to_stop(words: str) -> frozenset[Channel] | None:
    """The channels a message asks us to leave, where it asks for nothing else."""
    if len(words) > _MOST:
        return None
    plain = re.sub(r"[\s,.。!~:;\"()\[\]-]+", " ", words).strip()
    for _ in range(3):
        plain = _POLITE.sub("", plain).strip()
    if _HERE.fullmatch(plain):
        return HERE
    if _ALL.fullmatch(plain):
        return EVERYWHERE
    if plain in _VERBS:
        return frozenset({_VERBS[plain]})
    if found := _NAMED.fullmatch(plain):
        said = next(part for part in found.groups() if part)
        return frozenset(channel for channel, names in _NAMES.items() if re.search(names, said))
    return None
