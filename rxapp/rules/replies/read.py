"""What a candidate's answer by SMS, WeChat or e-mail means. Precise before clever.

    read_reply(text) -> Reply       never raises; what is not fully understood is UNCLEAR, a person's task

1 confirms, 2 moves, 3 cannot come; and the same in free Chinese and English. One unknown word, a question, a
negation, an "if", two meanings, somebody else's words, a machine's answer or a long text: UNCLEAR.
`rules.reply_pairing` finds the interview that is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rxapp.rules.replies.lexicon import Sort
from rxapp.rules.replies.stop import asked_to_stop
from rxapp.rules.replies.text import own_words
from rxapp.rules.replies.words import Token, minutes_late, tokens
from rxapp.rules.vocabulary import Channel

LONGEST = 160  # signs of somebody's own words; longer ones say more than one thing


class Meaning(StrEnum):
    """What a reply asks us to do; HERE and LATE are told to whoever waits."""

    CONFIRM = "confirm"
    MOVE = "move"
    CANNOT_COME = "cannot_come"
    HERE = "here"
    LATE = "late"
    STOP = "stop"
    UNCLEAR = "unclear"


class Certainty(StrEnum):
    """LIKELY: a yes to whatever was said last ("收到", "OK"): it confirms where that message asked for a yes."""

    CLEAR = "clear"
    LIKELY = "likely"
    NONE = "none"


class Why(StrEnum):
    """Why a reply is unclear."""

    EMPTY = "empty"
    LONG = "long"
    AUTOMATIC = "automatic"
    QUOTED = "quoted"
    QUESTION = "question"
    NEGATION = "negation"
    CONDITION = "condition"
    SEVERAL = "several"  # two meanings
    UNKNOWN = "unknown"  # a word nobody taught us, or nothing that asks for anything


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply read. `named`: words about the time of the interview that is meant; `wish`: about the time wanted; both
    as the writer put them, in simplified characters. `minutes`: how late, where it says so. `stop`: channels to be
    left alone; empty means the one it came by; None that nobody asked. `text`: the writer's own words, cleaned."""

    meaning: Meaning
    certainty: Certainty = Certainty.NONE
    why: Why | None = None
    named: str = ""
    wish: str = ""
    minutes: int | None = None
    stop: frozenset[Channel] | None = None
    text: str = ""


_CHOICE = re.compile(
    r"(?:我?(?:回复|回|选择|选)|reply|option)?[ :]{0,2}[(\[\"]?([123])[)\]\"]?"
    r"(?!\s?(?:[\d:/~%-]|点|日|号|月|分|楼|层|个|天|小时"
    r"|周(?![一二三四五六日天末])|岁|年|路|位|次|份|元|或|or\b|and\b|和|am\b|pm\b"
    r"|[ap]\.m|min|hour|day|"
    r"th\b|st\b|nd\b|rd\b|o'))(?=[\s,.。!、;:)]|[一-鿿]|$)"
)
_CHOICES = {"1": Meaning.CONFIRM, "2": Meaning.MOVE, "3": Meaning.CANNOT_COME}
_HELLO = re.compile(
    r"(?:[一-鿿a-z]{0,6}\s?(?:您好|你好|早上好|上午好|下午好|晚上好)|(?:hi|hello"
    r"|hey|dear)(?: [a-z.]{1,15}){1,3})\s?(?:[,.。!:\n]|$)"
)
_MEANINGS = {
    Sort.CONFIRM: Meaning.CONFIRM, Sort.CHANGE: Meaning.MOVE, Sort.CANNOT: Meaning.CANNOT_COME, Sort.HERE: Meaning.HERE,
    Sort.LATE: Meaning.LATE,
}  # fmt: skip
_NO_MEANING = frozenset({Sort.OTHER, Sort.POLITE, Sort.BREAK})
_ASKS = frozenset({Sort.ASK, Sort.ASK_OPENLY})
# Said behind a time they speak of that time, not of what was asked.
_ABOUT_A_TIME = frozenset(
    {"可以", "能", "方便", "行", "行的", "可以的", "没问题", "ok", "okay", "fine", "good", "great", "perfect"}
)
_OTHERS = re.compile(
    "你们?|您|贵司|贵公司|你们公司|.{0,3}(?:老师|经理|总监|总|先生|女士|小姐|主管|主任|姐|哥|工)|hr|you|guys|team"
)
_SEE_YOU = re.compile("(?:明天|周[一二三四五]|下周|下午)见")
_SAID_OF_ONESELF = frozenset({Sort.CANNOT, Sort.HERE, Sort.LATE, Sort.CONFIRM, Sort.WANT})
_AGAINST_YES = frozenset({Meaning.MOVE, Meaning.CANNOT_COME})
# A yes that only says that a message arrived: "收到，来不了" has one meaning, "yes, can't come" has two.
_RECEIPT = re.compile(
    r"收|已收|看到|已阅|好|知道|明白|了解|晓得|嗯|恩|ok|okay|noted|got it|received|understood|well |roger"
)


def read_reply(text: str) -> Reply:
    """What the text means; the work grows with its length and never faster."""
    own = own_words(text)
    words = own.text
    if own.name and any(token.sort not in _NO_MEANING for token in tokens(own.name)):
        words = f"{words}\n{own.name}"  # no name after all
    if own.is_auto:
        return _unclear(Why.AUTOMATIC, words)
    if own.has_quote:
        return _unclear(Why.QUOTED, words)
    if not words.strip():
        return _unclear(Why.QUOTED if text.strip() else Why.EMPTY, "")
    if len(words) > LONGEST:
        return _unclear(Why.LONG, words)
    if (stop := asked_to_stop(words)) is not None:
        return Reply(Meaning.STOP, Certainty.CLEAR, stop=stop, text=words)
    return _read(words)


def _unclear(why: Why, words: str, found: list[Token] | None = None) -> Reply:
    times = " ".join(token.text for token in found or () if token.sort is Sort.TIME)
    return Reply(Meaning.UNCLEAR, why=why, wish=times, text=words)


def _read(words: str) -> Reply:
    rest, chosen = _without_hello(words), None
    if choice := _CHOICE.match(rest):
        chosen, rest = _CHOICES[choice[1]], rest[choice.end() :]
    found = tokens(rest)
    if problem := _problem(found):
        return _unclear(problem, words, found)
    if _is_of_others(found):
        return _unclear(Why.UNKNOWN, words, found)
    found = _about_times(found)
    sorts = {token.sort for token in found}
    meanings = {_MEANINGS[sort] for sort in sorts if sort in _MEANINGS}
    if chosen is not None:
        meanings.add(chosen)
    offers = Sort.FREE in sorts or (Sort.TAG in sorts and Sort.TIME in sorts)
    if (Meaning.CANNOT_COME in meanings and offers) or (
        Sort.BUSY in sorts and (offers or Meaning.MOVE in meanings)
    ):
        meanings = (meanings - {Meaning.CANNOT_COME}) | {Meaning.MOVE}
    elif Sort.BUSY in sorts:
        return _unclear(Why.NEGATION, words, found)
    elif Sort.FREE in sorts:
        return _unclear(Why.UNKNOWN, words, found)
    if problem := _bad_mixture(found, sorts, meanings, offers=offers, is_chosen=chosen is not None):
        return _unclear(problem, words, found)
    meaning = _one(meanings)
    if meaning in _AGAINST_YES and any(t.sort is Sort.ACK and not _RECEIPT.match(t.text) for t in found):
        return _unclear(Why.SEVERAL, words, found)
    if meaning is None:
        if meanings:
            return _unclear(Why.SEVERAL, words, found)
        if Sort.ACK not in sorts or Sort.REASON in sorts or Sort.DENIED in sorts:
            return _unclear(Why.UNKNOWN, words, found)
        return Reply(Meaning.CONFIRM, Certainty.LIKELY, named=_times(found), text=words)
    named, wish = _wanted(found) if meaning is Meaning.MOVE else (_times(found), "")
    late = next((token.text for token in found if token.sort is Sort.LATE), "")
    return Reply(
        meaning,
        Certainty.CLEAR,
        named=named,
        wish=wish,
        minutes=minutes_late(late) if late else None,
        text=words,
    )


def _without_hello(words: str) -> str:
    """A greeting with a name in it says nothing, unless one of its words does."""
    hello = _HELLO.match(words)
    if hello and all(token.sort in _NO_MEANING for token in tokens(hello.group())):
        return words[hello.end() :].lstrip(" ,.。!\n")
    return words


def _problem(found: list[Token]) -> Why | None:
    sorts = {token.sort for token in found}
    if Sort.QUESTION in sorts:
        return Why.QUESTION
    if Sort.MAYBE in sorts:
        return Why.CONDITION
    if Sort.NOT in sorts:
        return Why.NEGATION
    return Why.UNKNOWN if Sort.OTHER in sorts else None


def _is_of_others(found: list[Token]) -> bool:
    """Whether somebody else is said to come or not (经理到了, 你来不了), or "here" speaks of another time."""
    for token, following in pairwise(found):
        if (
            _OTHERS.fullmatch(token.text)
            and following.sort in _SAID_OF_ONESELF
            and following.text[0] not in "我i"
        ):
            return True
    sorts = {token.sort for token in found}
    return Sort.HERE in sorts and Sort.TIME in sorts


def _about_times(found: list[Token]) -> list[Token]:
    """Right behind a time a yes speaks of that time (周五可以); elsewhere 可以 and 能 are a yes or a request."""
    has_change = any(token.sort is Sort.CHANGE for token in found)
    made: list[Token] = []
    behind_time = False
    for token in found:
        sort = token.sort
        if behind_time and token.text in _ABOUT_A_TIME and not (has_change and sort is Sort.ASK):
            sort = Sort.FREE
        elif sort is Sort.ASK and not has_change:
            sort = Sort.ACK
        made.append(token._replace(sort=sort))
        behind_time = sort is Sort.TIME or (behind_time and sort is Sort.POLITE)
    return made


def _bad_mixture(
    found: list[Token], sorts: set[Sort], meanings: set[Meaning], *, offers: bool, is_chosen: bool
) -> Why | None:
    """Words that do not go together: a question that is no request, a request that is a report, a "but" in between."""
    is_question = Sort.IS_IT in sorts or Sort.TAG in sorts
    has_change = Sort.CHANGE in sorts
    if (
        is_question
        and not (has_change and (sorts & _ASKS or Sort.TAG in sorts))
        and not (Meaning.MOVE in meanings and offers)
    ):
        return Why.QUESTION
    if sorts & _ASKS and not has_change:
        return Why.QUESTION
    if Sort.ASK in sorts and Sort.ASK_OPENLY not in sorts and Sort.WANT not in sorts and not is_question:
        return Why.UNKNOWN  # 可以改: who may, we or they?
    if Sort.WANT in sorts and not (has_change or Sort.CANNOT in sorts):
        return Why.UNKNOWN
    if has_change and Sort.DONE in sorts and not sorts & (_ASKS | {Sort.WANT}) and not is_chosen:
        return Why.UNKNOWN  # 改到周五了: a report
    if Sort.DENIED in sorts and Meaning.MOVE not in meanings:
        return Why.NEGATION
    return Why.SEVERAL if Sort.BUT in sorts and not _turns(found) else None


def _turns(found: list[Token]) -> bool:
    """Whether "but" only leads from a thank-you to the point: 收到，不过明天来不了."""
    at = [number for number, token in enumerate(found) if token.sort is Sort.BUT]
    before = {token.sort for token in found[: at[0]]} & (_MEANINGS.keys() | {Sort.ACK, Sort.BUSY, Sort.FREE})
    after = {token.sort for token in found[at[0] :]} & (_MEANINGS.keys() | {Sort.ACK, Sort.BUSY})
    if len(at) > 1 or before - {Sort.ACK, Sort.CANNOT, Sort.BUSY}:
        return False
    if Sort.CHANGE in after and after <= {Sort.CHANGE, Sort.CANNOT, Sort.BUSY}:
        return True
    return before <= {Sort.ACK} and after in ({Sort.CANNOT}, {Sort.LATE})


def _one(meanings: set[Meaning]) -> Meaning | None:
    """The meaning that several words add up to; None where they contradict each other."""
    if len(meanings) == 1:
        return next(iter(meanings))
    if meanings == {Meaning.MOVE, Meaning.CANNOT_COME}:
        return Meaning.MOVE
    return Meaning.LATE if meanings == {Meaning.CONFIRM, Meaning.LATE} else None


def _times(found: list[Token]) -> str:
    said = [
        token.text.removesuffix("见")
        for token in found
        if token.sort is Sort.TIME or (token.sort is Sort.CONFIRM and _SEE_YOU.fullmatch(token.text))
    ]
    return " ".join(said)


def _wanted(found: list[Token]) -> tuple[str, str]:
    """(time of the interview, time wanted): what stands before the request is the old time where a new one follows, or
    where it is the time at which they cannot come."""
    change = next((number for number, token in enumerate(found) if token.sort is Sort.CHANGE), None)
    lost = next((n for n, token in enumerate(found) if token.sort in (Sort.CANNOT, Sort.BUSY)), None)
    if lost is not None and (change is None or lost < change):
        pause = next(
            (n for n, token in enumerate(found) if n > lost and token.sort is Sort.BREAK), change or lost
        )
        return _times(found[:pause]), _times(found[pause:])
    if change is None:
        return "", _times(found)
    before, after = _times(found[:change]), _times(found[change:])
    if lost is not None:
        return after, before
    return (before, after) if after else ("", before)
