"""What a CV's text says about who wrote it: proposals for a form, each with the line it stands in. A person confirms.

    find_fields(text, file_name="") -> CvFields      every field a Found or None

Chinese and English, with and without labels, in tables, columns and one-line headers. Nothing is guessed from what is
not written: a field nobody can point at stays empty. Telephone numbers come as they are written, with digits only and
"+" where a country is named; which of them are numbers at all is `services.hiring.phones`' business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from rxapp.rules.cv_words import (
    CITIES,
    DOUBLE_SURNAMES,
    LATIN_CITIES,
    NO_LATIN,
    NO_NAME_PARTS,
    NO_NAMES,
    SURNAMES,
)

MOST_TEXT = 20_000
TOP_LINES = 60
MOST_LABELS = 12  # of one kind in one line
_MARKS = " \t:-_.*"


class Found(NamedTuple):
    """A value with where it stands: its line, counted from 1 (0: the file's name), and what is written there."""

    value: str
    line: int
    excerpt: str


class CvFields(NamedTuple):
    """What was found. `in_work` holds "yes" or "no"."""

    name: Found | None = None
    phone: Found | None = None
    email: Found | None = None
    city: Found | None = None
    in_work: Found | None = None
    is_english: bool = False


_HAN = r"[\u4e00-\u9fff\u3400-\u4dbf]"
_LABELS = (
    "姓名|名字|性别|年龄|民族|籍贯|户籍|户口|出生日期|出生年月|出生|生日|学历|专业|毕业院校|手机号码|手机号|手机|联系电话|联系方式|电话|电子邮箱|"
    "电子邮件|邮箱|现居住地|现居地|居住地|现居|现住址|住址|地址|所在地|所在城市|城市|政治面貌|婚姻状况|婚姻|身高|体重|国籍|微信|求职意向|应聘职位|"
    "应聘岗位|期望职位|工作年限|工作经验|求职状态|当前状态|目前状态|健康|证件号|身份证|QQ|英文名|"
    "Full Name|Name|Gender|Sex|Age|Mobile|Phone|Tel|E-?mail|Address|Location|City|Nationality|Date of Birth|WeChat"
)
_ANY_LABEL = re.compile(rf"(?:{_LABELS})\s*[::]", re.IGNORECASE)
_NAME_LABEL = re.compile(
    r"(?<![\w一-鿿])(?:姓\s*名|名\s*字|候选人|应聘者|求职者|full\s+name|candidate|name)\s*(?:[::]|\t|(?=\s)|$)\s*",
    re.IGNORECASE,
)
_PHONE_LABEL = re.compile(r"手机|电话|联系方式|mobile|phone|cell|tel\b|(?<![a-z])[mt][::]", re.IGNORECASE)
_CITY_LABEL = re.compile(
    r"现\s*居\s*住?\s*地?|居\s*住\s*地|所\s*在\s*地|所在城市|现\s*住\s*址|住\s*址|通讯地址|地\s*址|(?<!期望)(?<!意向)城\s*市|location|"
    r"current city|city|address|based in|lives? in",
    re.IGNORECASE,
)
_CITY_WISH = re.compile(
    r"期望|意向|求职|工作地点|户籍|户口|籍贯|desired|preferred|hometown|relocat", re.IGNORECASE
)
_OTHERS = re.compile(
    r"紧急联系|证明人|推荐人|介绍人|家庭成员|导师|直属上级|referees?\b|references?\b|emergency|next of kin|supervisor",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?<![\d+])(?:(?:\+|00)?\s?\(?86\)?[ \-.]{0,2})?1[3-9](?:[ \-.]?\d){9}(?![ \-.]?\d)")
_ABROAD = re.compile(r"(?<![\d+])\+(?!\s?86)\d{1,3}(?:[ \-.()]{0,2}\d){6,13}(?!\d)")
_LABELLED = re.compile(r"(?<![\d+])\(?\+?\d(?:[ \-.()]{0,2}\d){6,14}(?!\d)")
_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}\s?@\s?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,18}"
)
_STATED = (
    ("no", re.compile(
        r"离职|待业|应届|目前未就业|unemployed|between jobs|available (?:immediately|at once)|immediately available"
        r"|not currently employed",
        re.I,
    )),
    ("yes", re.compile(r"在职|目前在岗|currently employed|still employed|employed\s*[,,-]\s*(?:open|looking)", re.I)),
)  # fmt: skip
_UNTIL_NOW = re.compile(
    r"\d{2,4}\s*[年./-]?\s*\d{0,2}\s*月?\s*(?:[-–—~至到]|to)+\s*(?:至今|今|现在|目前|present|now|current)",
    re.I,
)
_TITLE = re.compile(
    rf"^(?:个人|求职)?简历\s*[-—–_::·|]?\s*(?P<after>{_HAN}{{2,4}})$|^(?P<before>{_HAN}{{2,4}}?)\s*的?\s*[-—–_·|]?\s*(?:个人|求职)?简历$"
)
_LATIN_TITLE = re.compile(r"^(?:resume|curriculum vitae|cv)\s*(?:of|[-–—::|])?\s+(?P<name>[A-Za-z].+)$", re.I)
_SPLIT = re.compile(r"\t+|\s{2,}|[||丨•·/,,;;]|(?<=\s)[-–—](?=\s)")
_LATIN = re.compile(r"[A-Z][A-Za-z'’.\-]*(?:\s+[A-Z][A-Za-z'’.\-]*){1,3}")
_IN_BRACKETS = re.compile(r"[((][^))]{0,100}[))]")


# A gap this wide says no more than a wider one; the patterns below may try every way of dividing it.
_GAP = re.compile(r"([^\S\n]{8})[^\S\n]+")


def find_fields(text: str, file_name: str = "") -> CvFields:
    """Look through a CV's text (its first 20,000 characters)."""
    plain = _plain(text[:MOST_TEXT])
    lines = plain.split("\n")
    letters = sum(sign.isascii() and sign.isalpha() for sign in plain)
    han = sum("\u4e00" <= sign <= "\u9fff" for sign in plain)
    return CvFields(
        name=_name(lines) or _name_of_file(_plain(file_name)),
        phone=_phone(lines),
        email=_email(lines),
        city=_city(lines),
        in_work=_in_work(lines),
        is_english=letters > 0 and han < letters / 8,
    )


def _plain(text: str) -> str:
    """Full-width signs as ASCII, sign by sign, so that lines stay where they are; gaps are eight signs wide at most."""
    narrow = "".join(_narrow(sign) for sign in text.replace("\r\n", "\n").replace("\r", "\n"))
    return _GAP.sub(r"\1", narrow)


def _narrow(sign: str) -> str:
    if sign.isascii() or "\u4e00" <= sign <= "\u9fff":
        return sign
    if sign in "–—―−‐‑":
        return "-"
    if sign in "\u200b\u200c\u200d\u2060\ufeff":
        return " "
    found = unicodedata.normalize("NFKC", sign)
    return found if len(found) == 1 else sign


# -- name --------------------------------------------------------------------------------------------------------


def _name(lines: list[str]) -> Found | None:
    return _labelled_name(lines) or _title_name(lines) or _top_name(lines)


def _labelled_name(lines: list[str]) -> Found | None:
    for at, line in enumerate(lines[:200]):
        for label in islice(_NAME_LABEL.finditer(line), MOST_LABELS):
            if _OTHERS.search(line[: label.start()]):
                continue
            rest = line[label.end() :]
            if rest.strip():
                if name := _name_in(rest):
                    return Found(name, at + 1, line.strip()[:120])
            elif (
                follow := next(
                    ((i, each) for i, each in enumerate(lines[at + 1 : at + 4], at + 1) if each.strip()), None
                )
            ) and (name := _name_in(follow[1])):
                return Found(name, follow[0] + 1, follow[1].strip()[:120])
    return None


def _name_in(rest: str) -> str:
    """The name at the beginning of what follows a label: until the next label, a gap or a mark."""
    if following := _ANY_LABEL.search(rest):
        rest = rest[: following.start()]
    # A label without its colon: 姓名 林晓 性别 男.
    rest = re.split(rf"\s(?:{_LABELS})(?:\s|$)", rest, maxsplit=1, flags=re.IGNORECASE)[0]
    piece = next((each.strip() for each in re.split(r"\t+|\s{2,}|[||丨,,;;/]", rest) if each.strip()), "")
    piece = _IN_BRACKETS.sub(" ", piece).strip(_MARKS)
    if han := re.match(rf"{_HAN}(?:\s?[·{_HAN[1:-1]}])*", piece):
        name = re.sub(r"\s", "", han[0])
        if 2 <= len(name) <= 4 and name not in NO_NAMES:
            return name
        if "·" in name and len(name) <= 20:
            return name
        first = han[0].split()[0]
        return first if 2 <= len(first) <= 4 and first not in NO_NAMES else ""
    words = piece.split()
    if 2 <= len(words) <= 4 and all(re.fullmatch(r"[A-Za-z][A-Za-z'’.\-]*", word) for word in words):
        return " ".join(words)
    return ""


def _title_name(lines: list[str]) -> Found | None:
    shown = [(at, line.strip()) for at, line in enumerate(lines[:TOP_LINES]) if line.strip()][:12]
    for at, line in shown:
        if found := _TITLE.match(line):
            name = found["after"] or found["before"]
            if _is_han_name(name):
                return Found(name, at + 1, line[:120])
        if (found := _LATIN_TITLE.match(line)) and _is_latin_name(found["name"].strip()):
            return Found(_cased(found["name"].strip()), at + 1, line[:120])
    return None


def _top_name(lines: list[str]) -> Found | None:
    """The line or the part of a line near the top that looks most like a name; earlier ones win."""
    best: tuple[int, Found] | None = None
    for order, (at, piece, is_alone) in enumerate(_pieces(lines)):
        score = 0
        bare = _IN_BRACKETS.sub("", piece).strip()
        packed = re.sub(r"(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])", "", bare)
        together = re.match(rf"({_HAN}{{2,4}})\s+[A-Za-z .'-]+$", packed) or re.match(
            rf"[A-Za-z .'-]+\s+({_HAN}{{2,4}})$", packed
        )
        name = together[1] if together else packed
        if _is_han_name(name):
            score = 60 if is_alone else 45
        elif _is_latin_name(bare):
            score, name = (50 if is_alone else 35), _cased(bare)
        if score and (best is None or score - order > best[0]):
            best = score - order, Found(name, at + 1, lines[at].strip()[:120])
    return None if best is None else best[1]


def _pieces(lines: list[str]) -> Iterator[tuple[int, str, bool]]:
    seen = 0
    for at, line in enumerate(lines[:TOP_LINES]):
        parts = [part.strip() for part in _SPLIT.split(line.strip()) if part and part.strip()]
        if not parts:
            continue
        seen += 1
        if seen > 30:
            return
        # One space apart: 周雨彤 女 1995.02 本科.
        if close := re.match(rf"({_HAN}{{2,4}})\s(?:男|女|\d|\+|1[3-9])", parts[0]):
            yield at, close[1], True
        for part in parts[:6]:
            yield at, part, len(parts) == 1


def _is_han_name(text: str) -> bool:
    if not re.fullmatch(rf"{_HAN}{{2,4}}", text) or text in NO_NAMES or text in CITIES:
        return False
    if any(part in text for part in NO_NAME_PARTS):
        return False
    if text[:2] in DOUBLE_SURNAMES:
        return len(text) >= 3
    return text[0] in SURNAMES and len(text) <= 3


def _is_latin_name(text: str) -> bool:
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 4 or not (
        _LATIN.fullmatch(text) or (text.isupper() and text.replace(" ", "").isalpha())
    ):
        return False
    return not any(word.lower().strip(".") in NO_LATIN for word in words) and sum(map(len, words)) <= 40


def _cased(name: str) -> str:
    """LIN XIAO as Lin Xiao."""
    return " ".join(word.capitalize() if word.isupper() and len(word) > 2 else word for word in name.split())


def _name_of_file(name: str) -> Found | None:
    stem = re.sub(r"\.[A-Za-z0-9]{2,5}$", "", name)
    for piece in re.split(r"[\s_\-—()()【】\[\]+.,,]+|(?:个人)?简历|\d+年?", stem):
        if _is_han_name(piece):
            return Found(piece, 0, name[:120])
    return None


# -- telephone, e-mail --------------------------------------------------------------------------------------------


def _of_others(lines: list[str], at: int) -> bool:
    """Whether the line is about somebody else: it says so, or stands right under a heading that does."""
    if _OTHERS.search(lines[at]):
        return True
    above = [line for line in lines[max(0, at - 3) : at] if line.strip()]
    return any(
        _OTHERS.search(line) and len(line.strip()) <= 20 and not re.search(r"[\d@]", line) for line in above
    )


def _phone(lines: list[str]) -> Found | None:
    best: tuple[int, Found] | None = None
    for at, line in enumerate(lines):
        near = line if _PHONE_LABEL.search(line) else (lines[at - 1] if at else "")
        is_labelled = bool(_PHONE_LABEL.search(near)) and len(near) < 200
        tries = [(40, _MOBILE), (30, _ABROAD), *([(20, _LABELLED)] if is_labelled else [])]
        for worth, pattern in tries:
            found = next(pattern.finditer(line), None)
            if found is None or "@" in line[found.end() : found.end() + 1]:
                continue
            score = worth + (15 if is_labelled else 0) - (60 if _of_others(lines, at) else 0)
            if score > 0 and (best is None or score > best[0]):
                best = score, Found(_digits(found[0]), at + 1, line.strip()[:120])
            break
    return None if best is None else best[1]


def _digits(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    return f"+{digits}" if "+" in written else digits


def _email(lines: list[str]) -> Found | None:
    for at, line in enumerate(lines):
        found = _EMAIL.search(line)
        if found is not None and not _of_others(lines, at):
            return Found(re.sub(r"\s", "", found[0]).lower(), at + 1, line.strip()[:120])
    return None


# -- city, work ---------------------------------------------------------------------------------------------------


def _city(lines: list[str]) -> Found | None:
    for at, line in enumerate(lines[:200]):
        for label in islice(_CITY_LABEL.finditer(line), MOST_LABELS):
            if _CITY_WISH.search(line[max(0, label.start() - 6) : label.end()]):
                continue
            rest = line[label.end() :]
            rest = rest if rest.strip(_MARKS) else " ".join(lines[at + 1 : at + 2])
            if city := _city_in(rest[:60]):
                return Found(city, at + 1, line.strip()[:120])
    shown = [(at, line) for at, line in enumerate(lines) if line.strip()][:10]
    for at, line in shown:
        parts = [part.strip() for part in _SPLIT.split(line) if part and part.strip()]
        if not _CITY_WISH.search(line):
            for part in parts:
                if (
                    len(part) <= 20
                    and (city := _city_in(part))
                    and not re.search(r"公司|大学|学院|Ltd|Univ", part)
                ):
                    return Found(city, at + 1, line.strip()[:120])
    return None


def _city_in(text: str) -> str:
    places = [(text.find(city), city) for city in CITIES if city in text]
    if places:
        # 吉林省长春市: the province is called like a city.
        named = [(at, city) for at, city in places if text[at + len(city) : at + len(city) + 1] != "省"]
        return min(named or places)[1]
    low = text.lower()
    found = [(low.find(word), city) for word, city in LATIN_CITIES.items() if re.search(rf"\b{word}\b", low)]
    return min(found)[1] if found else ""


def _in_work(lines: list[str]) -> Found | None:
    for at, line in enumerate(lines[:120]):
        for value, pattern in _STATED:
            found = pattern.search(line)
            # 在职研究生 is a degree, 离职原因 a column's head.
            if found and not re.match(r"研究生|硕士|学习|原因|证明|期间", line[found.end() :].strip()):
                return Found(value, at + 1, line.strip()[:120])
    for at, line in enumerate(lines):
        if _UNTIL_NOW.search(line) and not re.search(
            r"大学|学院|本科|硕士|university|college|bachelor", line, re.I
        ):
            return Found("yes", at + 1, line.strip()[:120])
    return None
