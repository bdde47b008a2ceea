"""What somebody wrote themselves in an answer: without the mail it answers, the signature and the ways of writing.

    own_words(text) -> Own(text, name, is_auto, has_quote)

`text` is lower case, simplified, with ASCII signs; emoji that mean yes stand as "ok", friendly ones are gone, ones that
mean no stay and are understood by nobody. Every pattern looks at one line, and lines are cut, so time is bounded.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rxapp.rules.texts.traditional import simplified

MOST_READ = 20_000  # signs of a mail that are looked at
_MOST_LINE = 300

_INTRO = re.compile(
    r"(?:on|at)\b.{4,200}\bwrote:?|(?:在|于)?\s?\d{4}\s?[年/.-].{4,200}(?:写道"
    r"|寫道):?|.{1,80}(?:于|在|於)\s?\d{4}.{4,100}(?:写道|寫道):?"
    r"|.{1,100}<[^<>]{3,100}>.{0,60}(?:wrote|写道|寫道):?"
)
_CUT = re.compile(
    r"[-_—=* ]{2,40}\s?(?:original message|original email|forwarded message"
    r"|原始邮件|原邮件|回复的原邮件|转发邮件信息|转发的邮件)\s?[-_—=* ]{0,40}"
    r"|_{8,200}|(?:from|发件人|寄件者|寄件人)\s?:.{0,200}|begin forwarded message:"
)
_SIGNATURE = re.compile(
    "--|sent from (?:my |outlook|mail|yahoo).{0,80}|get outlook for .{0,40}"
    "|发自我的.{0,40}|来自我的.{0,40}|发送自.{0,40}|从我的.{0,20}发送"
    r"|获取 ?outlook.{0,40}"
)
_SIGN_OFF = re.compile(
    "(?:(?:kind|best|warm) regards|regards|best wishes|best|cheers|sincerely"
    "|yours sincerely|many thanks|thanks|thank you|谢谢|谢谢您"
    r"|此致|祝好|敬上|顺颂商祺|祝商祺|祝您?工作顺利|祝您?生活愉快)[,.!。]?"
)
_NAME_LINE = re.compile(
    r"(?:[-—]{1,3}\s?)?(?:[一-鿿·]{2,4}|[a-z][a-z.'-]{0,20}(?: [a-z][a-z.'-]{0,20}){0,2})\.?"
)
_AUTO = re.compile(
    "out of (?:the )?office|auto(?:matic)?[- ]?(?:reply|response)"
    "|automated (?:reply|response|message)|自动(?:回复|答复|应答)"
    "|on (?:annual |sick |parental )?leave until|away from (?:my desk|the office)"
    "|currently (?:away|travelling|traveling|on vacation)"
    r"|不在办公室|休假(?:中|期间)|外出期间|无法及时回复|系统(?:自动)?发送|请勿(?:直接)?回复|do not reply"
    "|undeliverable|delivery (?:has )?failed|delivery status notification"
    "|mailer-daemon|退信|无法投递|投递失败"
)
_QUOTE_LEFT = re.compile(r"^>|\bwrote:|写道:|(?:^|\n)(?:subject|主题|收件人|抄送|sent|发送时间)\s?:")
_WECHAT_QUOTE = re.compile(r"\s{0,5}「[^」]{0,2000}」\s{0,5}\n(?:- ){4,40}-?\s{0,5}\n")
_YES = "👌👍🆗✅✔☑"
_NO = "❌✖🙅🚫👎❎⛔🛑✋"
_YES_FACES = re.compile(r"\[(?:ok|强|好的|赞|thumbsup|ok手势|得意)\]")
_FACES = re.compile(
    r"\[(?:抱拳|玫瑰|微笑|握手|愉快|呲牙|合十|捂脸|流泪|可怜|太阳|爱心|鼓掌|庆祝"
    r"|加油|旺柴|smile|rose|salute)\]"
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody's own words. `name`: a last line behind a greeting, most likely who wrote it. `is_auto`: a machine
    answered. `has_quote`: other people's words may still be among them."""

    text: str
    name: str
    is_auto: bool
    has_quote: bool


def own_words(text: str) -> Own:
    """Whatever was typed or mailed, made readable."""
    plain = _plain(text[:MOST_READ])
    is_auto = bool(_AUTO.search(plain))
    plain = _WECHAT_QUOTE.sub("", plain, count=1)
    lines, name = _signature_off(_quotes_off([line.strip() for line in plain.split("\n")]))
    own = "\n".join(lines)
    return Own(own, name, is_auto, bool(_QUOTE_LEFT.search(own)))


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u20e3", "")
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    text = simplified(text.lower()).replace("’", "'").replace("‘", "'")
    text = _FACES.sub(" ", _YES_FACES.sub(" ok ", text))
    return "".join(_sign(sign) for sign in text)


def _sign(sign: str) -> str:
    if sign.isalnum() or sign.isascii():
        return sign
    if sign in _YES:
        return " ok "
    if sign in _NO:
        return sign
    kind = unicodedata.category(sign)
    return "" if kind in ("Mn", "Me", "Cf", "Sk") else " " if kind in ("So", "Zs", "Cc", "Cs", "Co") else sign


def _quotes_off(lines: list[str]) -> list[str]:
    """Lines without what is quoted: marked lines go; from the head of an unmarked history on everything goes."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith((">", "|")) or not line:
            continue
        if len(line) > _MOST_LINE:
            kept.append(line)
            continue
        if _CUT.fullmatch(line):
            break
        behind = _head_ends(line, lines, at)
        if behind is None:
            kept.append(line)
        elif not next((one for one in lines[behind:] if one), "").startswith(">"):
            break
        else:
            at = behind  # marked: what is said below the quotation counts
    return kept


def _head_ends(line: str, lines: list[str], at: int) -> int | None:
    """The number of the line behind a quotation's head ("On Monday … wrote:"), which may be broken in two."""
    if _INTRO.fullmatch(line):
        return at
    if line.startswith(("on ", "at ", "在", "于")) and at < len(lines):
        both = f"{line} {lines[at]}"
        if len(both) <= _MOST_LINE and _INTRO.fullmatch(both):
            return at + 1
    return None


def _signature_off(lines: list[str]) -> tuple[list[str], str]:
    """Lines without a signature, and the name under a greeting."""
    end = next((at for at, line in enumerate(lines) if _SIGNATURE.fullmatch(line[:_MOST_LINE])), len(lines))
    lines = lines[:end]
    if (
        len(lines) > 1
        and _SIGN_OFF.fullmatch(lines[-2][:_MOST_LINE])
        and _NAME_LINE.fullmatch(lines[-1][:_MOST_LINE])
    ):
        return lines[:-1], lines[-1]
    return lines, ""
