"""Says in the reader's language what is wrong with a message template, and what its variables stand for."""

from __future__ import annotations

from rxapp import i18n
from rxapp.rules.texts.limits import Finding
from rxapp.rules.texts.templates import Problem, Variable


def variable_text(language: str, variable: Variable) -> str:
    """What a variable stands for."""
    return i18n.text(language, f"templates.variable.{variable}")


def problem_text(language: str, problem: Problem) -> str:
    """Why a template is not saved. Wanted variables are named by what they stand for."""
    known = {each.value for each in Variable}
    name = " / ".join(
        " + ".join(variable_text(language, Variable(one)) if one in known else one for one in some.split("+"))
        for some in problem.name.split("/")
    )
    # Positions count from 0, people from 1.
    facts = {"name": name, "position": problem.position + 1, "length": problem.length}
    return i18n.text(language, f"templates.problem.{problem.code}", **facts)


def finding_text(language: str, finding: Finding) -> str:
    """What a provider would reject or charge more for."""
    facts = dict(finding.facts)
    for fact in ("name", "names"):
        if fact in facts:
            facts[fact] = ", ".join(_called(language, one) for one in str(facts[fact]).split(", "))
    return i18n.text(language, f"templates.limit.{finding.code}", **facts)


def _called(language: str, name: str) -> str:
    """A variable by what it stands for; a field of WeChat's by its own name."""
    return variable_text(language, Variable(name)) if name in set(Variable) else name
