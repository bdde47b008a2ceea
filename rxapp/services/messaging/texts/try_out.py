"""What a text would become, before it is kept: as its reader would get it, how long, and what providers would say.

try_out(session, draft, now) -> TryOut
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from rxapp.rules.texts.limits import Finding, Provider, check
from rxapp.rules.texts.sms import Shown, Size, measure, shown, signed
from rxapp.rules.texts.templates import Problem, Variable
from rxapp.rules.texts.wechat_fields import fit_all
from rxapp.rules.vocabulary import Channel, InterviewMode
from rxapp.services.messaging.texts.facts import variables
from rxapp.services.messaging.texts.sample import sample_facts
from rxapp.services.messaging.texts.save_template import text_problems
from rxapp.services.messaging.texts.wording import Key, Wording
from rxapp.services.messaging.texts.words import render, with_sample_link
from rxapp.settings import get_settings

_ASKED = {
    Channel.SMS: (Provider.ALIYUN, Provider.TENCENT, Provider.HUAWEI, Provider.QINIU, Provider.TWILIO),
    Channel.WECHAT: (Provider.WECHAT,),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as it is being typed."""

    key: Key
    subject: str
    body: str
    mode: InterviewMode = InterviewMode.ONSITE


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one provider's published limits say; `is_ours`: it is the one that the settings name."""

    provider: Provider
    is_ours: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class TryOut:
    """`mainland` and `abroad` only for an SMS, as a Chinese and as an international provider counts it."""

    problems: tuple[Problem, ...]
    subject: str
    body: Shown
    verdicts: tuple[Verdict, ...]
    mainland: Size | None = None
    abroad: Size | None = None


def try_out(session: Session, draft: Draft, now: datetime) -> TryOut:
    """The text filled with `sample_facts`; a mistaken one is shown as far as it goes."""
    kind, channel, language = draft.key
    facts = sample_facts(session, kind, language, draft.mode, now)
    said = render(facts, Wording(draft.subject, draft.body), channel)
    signature = get_settings().aliyun_sign_name if channel is Channel.SMS else ""
    body = said.body
    if channel is Channel.WECHAT:
        body = "\n".join(f"{name}：{value}" for name, value in fit_all(said.variables).values.items())
    body = with_sample_link(body, channel=channel, language=language)
    samples = {
        name: with_sample_link(value, channel=channel, language=language)
        for name, value in variables(facts, channel).items()
    }
    is_sms = channel is Channel.SMS
    return TryOut(
        problems=tuple(text_problems(draft.key, draft.subject, draft.body)),
        subject=said.subject if channel is Channel.EMAIL else "",
        body=shown(body, signature),
        verdicts=_verdicts(channel, draft.body, samples, signature),
        mainland=measure(signed(body, signature), mainland=True) if is_sms else None,
        abroad=measure(body) if is_sms else None,
    )


def offered(session: Session, key: Key, now: datetime) -> list[Variable]:
    """The variables that have something to say in this message, on site or by video, in their usual order."""
    kind, channel, language = key
    held: set[str] = set()
    for mode in InterviewMode:
        facts = sample_facts(session, kind, language, mode, now)
        held |= {name for name, value in variables(facts, channel).items() if value}
    if kind in (kind.TOLD_PASS, kind.TOLD_NO):
        held.add(Variable.WORDS)
    if channel is Channel.WECHAT:  # which carries the link beside its fields
        held -= {Variable.LINK}
    if channel is not Channel.SMS:
        held -= {Variable.CODE}
    return [one for one in Variable if one in held]


def _verdicts(channel: Channel, body: str, samples: Mapping[str, str], signature: str) -> tuple[Verdict, ...]:
    settings = get_settings()
    ours = {
        Provider.ALIYUN: settings.aliyun_access_key_id,
        Provider.TWILIO: settings.twilio_account_sid,
        Provider.WECHAT: settings.wechat_app_id,
    }
    found = [
        Verdict(
            each,
            bool(ours.get(each)),
            tuple(check(each, body, samples=samples, signature=f"【{signature}】" if signature else "")),
        )
        for each in _ASKED.get(channel, ())
    ]
    return tuple(sorted(found, key=lambda one: not one.is_ours))
