"""Message templates: text with {variables} from one fixed list.

    parse(text) -> Template(parts, problems)        problems(text, kind, mode, is_short=False) -> list[Problem]
    render(text, facts) -> str                      variables(text) -> tuple[str, ...]

Braces in a template are variables or mistakes; braces in facts are data and are never read. A fact that is missing
(None or blank) takes its line with it where the line says nothing else, label included ("面试官：{interviewer}");
elsewhere it leaves no gap, no empty bracket and never the word None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rxapp.rules.vocabulary import InterviewMode, StepKind


class Variable(StrEnum):
    """Every fact a template may name; each has a description in the catalogues under `templates.variable.<name>`."""

    NAME = "name"
    COMPANY = "company"
    JOB = "job"
    WHEN = "when"  # day, start and end in one
    DATE = "date"
    TIME = "time"
    MINUTES = "minutes"
    PLACE = "place"
    ADDRESS = "address"
    FLOOR = "floor"
    ENTRANCE = "entrance"
    MAP_LINK = "map_link"
    GEO_LINK = "geo_link"
    MEETING_LINK = "meeting_link"
    HOST = "host"  # as one speaks of them
    INTERVIEWER = "interviewer"
    INTERVIEWER_TITLE = "interviewer_title"
    BACKGROUND = "background"
    BRING = "bring"
    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"
    LINK = "link"
    CODE = "code"
    DEADLINE = "deadline"
    WORDS = "words"  # somebody's own, where people word the message themselves


LINKS = frozenset({Variable.LINK, Variable.MAP_LINK, Variable.GEO_LINK, Variable.MEETING_LINK})


class ProblemCode(StrEnum):
    """Why a template is not saved; sentences in the catalogues under `templates.problem.<code>`."""

    UNKNOWN_VARIABLE = "unknown_variable"
    EMPTY_VARIABLE = "empty_variable"
    UNCLOSED_BRACE = "unclosed_brace"
    STRAY_BRACE = "stray_brace"
    WIDE_BRACE = "wide_brace"  # ｛name｝, as a Chinese keyboard writes it
    MISSING_VARIABLE = "missing_variable"
    EMPTY = "empty"
    TOO_LONG = "too_long"


class Problem(NamedTuple):
    """One mistake. `position` counts signs from 0, -1 where it is about the whole; `name`: what was written, or the
    variables of which one is wanted, separated by "/"."""

    code: ProblemCode
    position: int
    length: int
    name: str = ""


class Part(NamedTuple):
    """A run of text, or a variable (`text` then holds its name)."""

    text: str
    is_variable: bool
    position: int


@dataclass(frozen=True, slots=True)
class Template:
    """A template cut at its variables; what is mistaken stays text."""

    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]


MOST_SIGNS = 5000
_NAMES = frozenset(Variable)
_MARK = re.compile(r"[{}｛｝]")
_NAME = re.compile(r"\{([^{}｛｝\n]{0,60})\}")

_TIME = (frozenset({Variable.WHEN}), frozenset({Variable.DATE, Variable.TIME}))
_LINK = (frozenset({Variable.LINK}), frozenset({Variable.CODE}))
_ONSITE = tuple(frozenset({one}) for one in (Variable.PLACE, Variable.ADDRESS))
_VIDEO = (frozenset({Variable.MEETING_LINK}),)
_CONTACT = (frozenset({Variable.CONTACT_PHONE}), frozenset({Variable.CONTACT_NAME}))
_WHO = (frozenset({Variable.INTERVIEWER}),)
_BRING = (frozenset({Variable.BRING}),)
_WORDS = (frozenset({Variable.WORDS}),)
_WHERE: tuple[frozenset[Variable], ...] = ()  # stands for the place or the meeting link, by mode
_NOTICE = (_TIME, _WHERE, _WHO, _BRING, _CONTACT, _LINK)
_INVITATION = (_WHERE, _WHO, _BRING, _CONTACT, _LINK)
# What each message must hold; each entry is a choice of sets. Kinds that are no messages are absent.
_NEEDED: dict[StepKind, tuple[tuple[frozenset[Variable], ...], ...]] = {
    StepKind.INVITED: _INVITATION,
    StepKind.INVITED_NUDGE: (_LINK,),
    StepKind.BOOKED: _NOTICE,
    StepKind.BOOKED_NUDGE: (_TIME, _LINK),
    StepKind.REMIND_THREE_DAYS: _NOTICE,
    StepKind.ASK_DAY_BEFORE: _NOTICE,
    StepKind.REMIND_TWO_HOURS: (_TIME, _WHERE, _CONTACT, _LINK),
    StepKind.REINVITED: _INVITATION,
    StepKind.MOVED: _NOTICE,
    StepKind.INTERVIEWER_CHANGED: _NOTICE,
    StepKind.CALLED_OFF: (_TIME, _CONTACT, _LINK),
    StepKind.NEW_LINK: (_CONTACT, _LINK),
    StepKind.TOLD_PASS: (_WORDS, _CONTACT, _LINK),
    StepKind.TOLD_NO: (_WORDS, _CONTACT, _LINK),
}
MESSAGE_KINDS = tuple(_NEEDED)
_SHORT = (_TIME, _LINK, _WORDS)  # what a text of a few lines must still hold; the rest stands behind its link


def parse(text: str) -> Template:
    """The template cut up, with every mistake in its braces, in the order in which they stand."""
    return _parse(text[: MOST_SIGNS + 1])


@lru_cache(maxsize=256)
def _parse(text: str) -> Template:
    parts: list[Part] = []
    found: list[Problem] = []
    since = at = 0
    while mark := _MARK.search(text, at):
        start, at = mark.start(), mark.end()
        if mark.group() != "{":
            wide = mark.group() != "}"
            found.append(
                Problem(ProblemCode.WIDE_BRACE if wide else ProblemCode.STRAY_BRACE, start, 1, mark.group())
            )
            continue
        whole = _NAME.match(text, start)
        if whole is None:
            found.append(Problem(ProblemCode.UNCLOSED_BRACE, start, 1, "{"))
            continue
        at, name = whole.end(), whole[1].strip()
        if name not in _NAMES:
            code = ProblemCode.UNKNOWN_VARIABLE if name else ProblemCode.EMPTY_VARIABLE
            found.append(Problem(code, start, at - start, name))
            continue
        if start > since:
            parts.append(Part(text[since:start], False, since))
        parts.append(Part(name, True, start))
        since = at
    if since < len(text):
        parts.append(Part(text[since:], False, since))
    return Template(tuple(parts), tuple(found))


def variables(text: str) -> tuple[str, ...]:
    """The variables a template names, each once, in order."""
    return tuple(dict.fromkeys(part.text for part in parse(text).parts if part.is_variable))


def problems(
    text: str, kind: StepKind, mode: InterviewMode, *, is_short: bool = False, is_fields: bool = False
) -> list[Problem]:
    """Everything that keeps a body from being saved. `is_short`: SMS and WeChat, where the details stand behind the
    link. `is_fields`: WeChat's, which carry the link beside the text. Subjects and parts are checked with `parse`."""
    if not text.strip():
        return [Problem(ProblemCode.EMPTY, -1, 0)]
    template = parse(text)
    found = list(template.problems)
    if len(text) > MOST_SIGNS:
        found.append(Problem(ProblemCode.TOO_LONG, MOST_SIGNS, len(text) - MOST_SIGNS))
    held = {part.text for part in template.parts if part.is_variable}
    for choice in _NEEDED.get(kind, ()):
        if (is_short and choice not in _SHORT) or (is_fields and choice is not _TIME):
            continue
        wanted = choice or (_VIDEO if mode == InterviewMode.VIDEO else _ONSITE)
        if not any(one <= held for one in wanted):
            names = "/".join("+".join(sorted(one)) for one in wanted)
            found.append(Problem(ProblemCode.MISSING_VARIABLE, -1, 0, names))
    return found


_LABEL = re.compile(r"[^\n:：。！？!?.,，;；]{0,30}[:：]\s*")
_ONLY_SIGNS = re.compile(r"[\s,，、.。;；:：()（）\[\]·|/–—-]*")
_OPENS, _CLOSES = "(（[", ")）]"
_DANGLING = re.compile(r"[\s,，、·|/–—-]+$")
_BEFORE_NO_BLANK = (" ", "，", "、", "：", "；", "（", "(")
_BLANK_LINES = re.compile(r"\n{3,}")


def render(text: str, facts: Mapping[str, object]) -> str:
    """The message that these facts make. What is mistaken in the template stands as it was typed."""
    lines = [_line(line, facts) for line in _cut(text)]
    return _BLANK_LINES.sub("\n\n", "\n".join(line for line in lines if line is not None)).strip()


@lru_cache(maxsize=512)
def _cut(text: str) -> tuple[tuple[Part, ...], ...]:
    """Kept: a batch fills the same few templates again and again."""
    return tuple(tuple(line) for line in _lines(parse(text).parts))


def _lines(parts: tuple[Part, ...]) -> list[list[Part]]:
    """Parts by lines of the template: line ends inside facts make none."""
    lines: list[list[Part]] = [[]]
    for part in parts:
        if part.is_variable:
            lines[-1].append(part)
            continue
        first, *more = part.text.replace("\r\n", "\n").split("\n")
        lines[-1].append(Part(first, False, part.position))
        lines += [[Part(one, False, part.position)] for one in more]
    return lines


def _line(parts: tuple[Part, ...], facts: Mapping[str, object]) -> str | None:
    """One line filled in; None where it was only about facts that are missing."""
    values = [_value(facts.get(part.text)) if part.is_variable else part.text for part in parts]
    if all(values):
        return "".join(values).rstrip()
    named = [value for part, value in zip(parts, values, strict=True) if part.is_variable]
    if named and not any(named) and all(_says_nothing(part.text) for part in parts if not part.is_variable):
        return None
    for at, part in enumerate(parts):
        if part.is_variable and not values[at]:
            _close_gap(parts, values, at)
    _drop_empty_brackets(parts, values)
    return "".join(_without_tail(parts, values)).rstrip()


def _close_gap(parts: tuple[Part, ...], values: list[str], at: int) -> None:
    """Take away what the template wrote around a missing fact: the comma before it, one of two blanks."""
    before = values[at - 1] if at and not parts[at - 1].is_variable else None
    after = values[at + 1] if at + 1 < len(parts) and not parts[at + 1].is_variable else None
    if before and after and after[0] in "。.；;，,、)）":
        values[at - 1] = _DANGLING.sub("", before)
    elif after and after[0] == " " and (at == 0 or (before or "").endswith(_BEFORE_NO_BLANK)):
        values[at + 1] = after[1:]


def _drop_empty_brackets(parts: tuple[Part, ...], values: list[str]) -> None:
    """Brackets of the template around missing facts only."""
    opened: int | None = None
    for at, value in enumerate(values):
        if not value:
            continue
        if opened is not None and at > opened + 1 and not parts[at].is_variable and value[0] in _CLOSES:
            values[opened], values[at] = values[opened][:-1], value[1:]
        value = values[at]
        opened = at if value and not parts[at].is_variable and value[-1] in _OPENS else None


def _without_tail(parts: tuple[Part, ...], values: list[str]) -> list[str]:
    """The values without the commas and blanks that led to missing facts at the line's end."""
    end, is_gap = len(values), False
    while end:
        if parts[end - 1].is_variable:
            if values[end - 1]:
                break
            is_gap = True
        elif is_gap or not values[end - 1]:
            values[end - 1] = _DANGLING.sub("", values[end - 1])
            if values[end - 1]:
                break
        else:
            break
        end -= 1
    return values[:end]


def _value(fact: object) -> str:
    return "" if fact is None else str(fact).strip()


def _says_nothing(text: str) -> bool:
    """Whether text beside missing facts is only their label or signs between them."""
    return bool(_ONLY_SIGNS.fullmatch(text) or _LABEL.fullmatch(text))
