"""No text outside locales/: every page is built, and everything a reader could see or hear in it is looked up."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

from rxapp import i18n
from rxapp.pages import modules
from rxapp.rules.vocabulary import Language
from tests.pages.rendered import has_words, literals, texts, whole

ROOT = Path(__file__).resolve().parents[2]
DOMAINS = sorted(file.stem for file in (i18n.FOLDER / "zh_CN").glob("*.po"))
ABOUT_CHINESE = (
    "rules/replies/", "i18n.py", "/words.py", "texts/facts.py", "texts/templates.py",
    "masking.py", "cv_fields.py", "phones.py", "time_words.py",
    "traditional.py", "sms_codes.py", "texts/limits.py", "sms_aliyun.py",
)  # fmt: skip
OPEN = r"[\w.]+"  # what an f-string leaves open in a key
LONGEST_KEY = 60
CHINESE = re.compile(r"[\u3400-\u9fff]")


@lru_cache
def catalogue(language: str, domain: str) -> dict[str, str]:
    with (i18n.FOLDER / i18n.LOCALES[Language(language)] / f"{domain}.po").open("rb") as stream:
        return {str(m.id): str(m.string) for m in read_po(stream) if m.id}


@lru_cache
def known(language: str) -> frozenset[str]:
    """Every text of a language, and the pieces between its facts."""
    found = set()
    for domain in DOMAINS:
        for text in catalogue(language, domain).values():
            found.add(plain(text))
            found |= {plain(literal) for literal, _ in i18n.fields(text) if literal}
    return frozenset(found)


def plain(text: str) -> str:
    """A text without its numbers, which a page may fill in when it is built."""
    return re.sub(r"\d+", "", text).strip()


@lru_cache
def built(route: str) -> tuple[str, ...]:
    module = next(module for module in modules() if route == module.ROUTE)
    shown = (text for body in whole(module.page()) for text in texts(body.render()))
    return tuple({plain(text) for text in shown if has_words(text)})


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_a_page_shows_nothing_that_is_not_in_the_catalogues(module: ModuleType) -> None:
    shown = built(module.ROUTE)
    assert any(text in known("zh") for text in shown) and any(text in known("en") for text in shown)
    strangers = sorted(set(shown) - known("zh") - known("en"))
    assert strangers == [], f"write these into locales/: {strangers}"


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_a_page_reads_in_both_languages(module: ModuleType) -> None:
    shown = set(built(module.ROUTE))
    chinese = {text for text in shown if CHINESE.search(text)}
    assert chinese and chinese <= known("zh")
    assert shown - chinese <= known("en") | known("zh")
    assert i18n.has(module.TITLE)


# A message is given every fact there is and each language names those it needs.
GIVEN_EVERYTHING = {"message", "texts"}


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_say_the_same_things(domain: str) -> None:
    chinese, english = catalogue("zh", domain), catalogue("en", domain)
    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        assert text and english[key], f"{key} is empty"
        here, there = ({name for _, name in i18n.fields(each) if name} for each in (text, english[key]))
        assert domain in GIVEN_EVERYTHING or here <= there or there <= here, f"{key} tells different facts"


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_key_stands_in_the_file_its_first_part_names(domain: str) -> None:
    assert [key for key in catalogue("zh", domain) if not key.startswith(f"{domain}.")] == []


def test_every_text_is_asked_for_somewhere() -> None:
    """A key is written out, or is what an f-string or a template of the program can come to."""
    written, made = set(), set()
    for file in (ROOT / "rxapp").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.JoinedStr):
                made.add("".join(_piece(part) for part in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                written.add(node.value)
                if "{" in node.value and len(node.value) < LONGEST_KEY:
                    made.add(re.sub(r"\\{\w*\\}", lambda _: OPEN, re.escape(node.value)))
    keys = re.compile("|".join(f"(?:{each})" for each in sorted(made) if re.match(r"[a-z_]+\\\.", each)))
    known_keys = [key for domain in DOMAINS for key in catalogue("zh", domain)]
    unused = sorted(key for key in known_keys if key not in written and not keys.fullmatch(key))
    assert unused == [], f"nothing shows these: {unused}"


def _piece(part: ast.expr) -> str:
    return re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else OPEN


def test_no_chinese_text_stands_in_the_program() -> None:
    """Docstrings and comments may show an example; rules about Chinese names and dates hold words as data."""
    found = []
    for file in sorted((ROOT / "rxapp").rglob("*.py")):
        if "demo" in file.parts or any(part in file.as_posix() for part in ABOUT_CHINESE):
            continue
        for number, line in enumerate(_code_of(file).splitlines(), 1):
            if any(CHINESE.search(text) for text in re.findall(r'"([^"\n]*)"', line)):
                found.append(f"{file.relative_to(ROOT)}:{number}")
    assert found == [], found


def _code_of(file: Path) -> str:
    """The source without docstrings and comments, lines kept."""
    source = re.sub(r'"""(.*?)"""', lambda doc: "\n" * doc[0].count("\n"), file.read_text(), flags=re.S)
    return "\n".join(line.partition("#")[0] for line in source.splitlines())


def test_the_reader_of_pages_sees_planted_text() -> None:
    import reflex as rx

    from rxapp.state.language import t

    planted = rx.el.div(
        rx.cond(rx.Var("x").bool(), rx.el.p("Planted words"), rx.fragment()),
        rx.el.input(placeholder="Planted hint", name="field"),
        rx.foreach(rx.Var("[1]").to(list[int]), lambda n: rx.el.b("Planted row")),
        t("ui.close"),
    )
    found = set(texts(planted.render()))
    assert {"Planted words", "Planted hint", "Planted row"} <= found
    assert {"关闭", "Close"} <= found
    assert "en" not in found and "field" not in found


def test_a_compared_code_is_no_text() -> None:
    assert list(literals('(x === "en"?.valueOf?.()) ? "Close" : y["key"]')) == ["Close"]
