"""What the template rules find is said in both languages, in words and not in codes."""

from __future__ import annotations

import pytest

from rxapp.rules.texts.limits import Provider, check
from rxapp.rules.texts.templates import Variable, problems
from rxapp.rules.vocabulary import InterviewMode, Language, StepKind
from rxapp.services.messaging.texts.template_words import finding_text, problem_text, variable_text


@pytest.mark.parametrize("language", list(Language))
def test_what_is_missing_is_named_by_what_it_stands_for(language: Language) -> None:
    found = problems("您好", StepKind.BOOKED, InterviewMode.ONSITE)
    assert found
    said = " ".join(problem_text(language, each) for each in found)
    assert variable_text(language, Variable.INTERVIEWER) in said
    assert "interviewer_title" not in said and "{" not in said


@pytest.mark.parametrize("language", list(Language))
def test_a_mistake_is_shown_where_it_stands_and_a_limit_by_its_number(language: Language) -> None:
    [unknown] = [x for x in problems("{nobody}", StepKind.BOOKED, None) if x.code == "unknown_variable"]
    assert "nobody" in problem_text(language, unknown)
    assert any("500" in finding_text(language, each) for each in check(Provider.ALIYUN, "字" * 501))
