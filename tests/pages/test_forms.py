"""What a form sends is what its handler takes: the guard refuses a form with a field nobody asked for."""

from __future__ import annotations

from typing import Any, get_type_hints

import pytest
from reflex_components_core.el.elements import forms

from rxapp import pages
from tests.pages.rendered import components, whole


def submits(page: Any) -> list[Any]:
    """Every form of a page, whatever condition shows it."""
    return [each for body in whole(page) for each in components(body) if type(each) is forms.Form]


@pytest.mark.parametrize("module", pages.modules(), ids=lambda module: module.ROUTE)
def test_every_form_sends_only_fields_its_handler_knows(module: Any) -> None:
    for form in submits(module.page()):
        for event in form.event_triggers["on_submit"].events:
            name = forms._form_data_param_name(event) if hasattr(event, "handler") else None
            if name is None:
                continue
            known = get_type_hints(get_type_hints(event.handler.fn)[name])
            sent, is_guess = form._get_static_form_field_keys()
            assert not is_guess, "a field's name is written down, not computed"
            assert sent <= known.keys(), (
                f"{event.handler.fn.__qualname__} does not know {sent - known.keys()}"
            )
