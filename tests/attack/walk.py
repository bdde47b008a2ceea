"""Every handler of the real app, as Reflex's registry knows them: what an attacker can name."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reflex_base.registry import RegistrationContext

from rxapp.state.guard import framework_handlers
from rxapp.state.marks import Mark, mark_of


@dataclass(frozen=True)
class Handler:
    """One registered handler. `name` goes over the wire, `short` (State.handler) into docs/rights.md."""

    name: str
    short: str
    function: Any
    mark: Mark | None
    is_background: bool
    is_framework: bool

    @property
    def parameters(self) -> dict[str, inspect.Parameter]:
        """Its parameters without the state."""
        return dict(list(inspect.signature(self.function).parameters.items())[1:])


@lru_cache(maxsize=1)
def handlers() -> tuple[Handler, ...]:
    """All handlers of the composed app with every page evaluated, the framework's own included, by name."""
    from rxapp.rxapp import app

    for route in list(app._unevaluated_pages):
        app._compile_page(route, save_page=False)
    allowed, found = framework_handlers(), []
    for name, registered in RegistrationContext.get().event_handlers.items():
        function = registered.handler.fn
        owner = registered.states[0] if registered.states else None
        module = owner.__module__ if owner else function.__module__
        if module.startswith("tests."):
            continue  # states that other tests made in this process
        short = f"{owner.__name__ if owner else '-'}.{name.rpartition('.')[2]}"
        is_framework = (
            module.startswith(("reflex.", "reflex_")) or name in allowed or name.endswith(".setvar")
        )
        found.append(
            Handler(name, short, function, mark_of(function), registered.handler.is_background, is_framework)
        )
    return tuple(sorted(found, key=lambda handler: handler.name))


def ours() -> tuple[Handler, ...]:
    """The handlers of this app's own states."""
    return tuple(handler for handler in handlers() if not handler.is_framework)


if __name__ == "__main__":
    for each in handlers():
        roles = "-" if each.mark is None else each.mark.reason or ",".join(sorted(each.mark.roles))
        arguments = ", ".join(str(parameter) for parameter in each.parameters.values())
        print(f"{each.name}\n    {each.short}({arguments})  [{roles}]")
