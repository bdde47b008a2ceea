"""Default deny before every event, chained and background ones too.

Order: known handler → the framework's own from a short list → a role mark (none: refused) → the session row
of this moment → the payload against the signature. What a refused caller learns is a neutral notice; the log
gets one line without any value. Rights on single rows are the services' business.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import reflex as rx
from reflex.event import EventSpec
from reflex.state import (
    BaseState,
    FrontendEventExceptionState,
    OnLoadInternalState,
    State,
    StateUpdate,
    UpdateVarsInternalState,
)
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler

from rxapp import clock, db
from rxapp.errors import NotAllowed, UserError
from rxapp.logs import where
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.cookies import SessionHashes, read_hashes
from rxapp.services.accounts.errors import Malformed, PasswordAgain, SignedOut
from rxapp.services.accounts.find_actor import touch_session
from rxapp.state.actor import (
    Present,
    current_actor,
    look_up,
    maybe_actor,
    maybe_candidate,
    maybe_user,
    set_present,
)
from rxapp.state.marks import Mark, guarded, mark_of, public
from rxapp.state.payload import MAX_TEXT, BadPayload, check_payload, is_clean

__all__ = [
    "GuardMiddleware", "allowed", "current_actor", "guarded", "maybe_actor", "on_backend_error", "on_frontend_error",
    "public", "set_notice",
]  # fmt: skip

log = logging.getLogger("rxapp.guard")

STAFF_DOOR = "/login"
CANDIDATE_DOOR = "/c"

Notice = Callable[[UserError], Any]


def _no_notice(_error: UserError) -> Any:
    return None


_notice: Notice = _no_notice


def set_notice(notice: Notice) -> None:
    """Say how a refusal or an error shows: `notice(error)` returns event specs (a toast) or None."""
    global _notice
    _notice = notice


_told: dict[str, None] = {}  # transactions that already led to a notice, newest last


def _tell(error: UserError) -> Any:
    """The notice for an error of the present event; none when that event is itself a notice, which would go on
    for ever: whatever made it fail makes the next one fail too."""
    try:
        context = EventContext.get()
    except LookupError:
        return _notice(error)
    if context.parent_txid in _told:
        return None
    _told[context.txid] = None
    if len(_told) > 2_000:
        del _told[next(iter(_told))]
    return _notice(error)


class GuardMiddleware(rx.Middleware):
    """Add it as the app's first middleware: `app.add_middleware(GuardMiddleware(), index=0)`."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event through; an update ends it."""
        set_present(None)
        registered = RegistrationContext.get().event_handlers.get(event.name)
        if registered is None:
            return _refuse(state, event.name, Malformed(), "unknown handler")
        if event.name in _framework():
            return _framework_event(event)
        mark = mark_of(registered.handler.fn)
        if mark is None:
            return _refuse(state, event.name, NotAllowed(), "no role mark")
        present, refusal = await _identify(state, mark)
        set_present(present)
        if refusal is not None:
            is_told = not (isinstance(refusal, NotAllowed) and _is_page_load(state, event))
            return _refuse(state, event.name, refusal, refusal.code, is_told=is_told)
        try:
            payload = check_payload(registered.handler.fn, event.payload)
        except BadPayload as fault:
            return _refuse(state, event.name, Malformed(), f"bad payload ({fault})")
        event.payload.clear()
        event.payload.update(payload)
        if present.acting is not None and event.router_data:
            # Only what comes from a browser names its page; a live update must not keep a session awake.
            _note_input(present.acting.session_hash)
        return None


async def _identify(state: BaseState, mark: Mark) -> tuple[Present, UserError | None]:
    hashes, place = _connection(state)
    at_candidate_page = _is_candidate_page(place)
    if mark.is_public:
        user, candidate = await look_up(hashes.user), await look_up(hashes.candidate)
        acting = (candidate or user) if at_candidate_page else (user or candidate)
        return Present(acting, user, candidate), None
    user = await look_up(hashes.user) if mark.roles - {Role.CANDIDATE} else None
    candidate = await look_up(hashes.candidate) if Role.CANDIDATE in mark.roles else None
    order = (candidate, user) if at_candidate_page else (user, candidate)
    acting = next((each for each in order if each is not None and each.role in mark.roles), None)
    if acting is None:
        resident = await look_up(hashes.candidate if at_candidate_page else hashes.user)
        if resident is None:
            return Present(), SignedOut()
        return (Present(None, None, resident) if at_candidate_page else Present(None, resident)), NotAllowed()
    if mark.is_fresh and not acting.gave_password_lately(clock.real_now()):
        return Present(None, user, candidate), PasswordAgain()
    return Present(acting, user, candidate), None


async def allowed(state: BaseState, handler: Any) -> Actor | None:
    """Whoever sent this event, if they may call `handler`: for what is sent before the handler itself runs."""
    mark = mark_of(handler.fn)
    if mark is None:
        return None
    present, refusal = await _identify(state, mark)
    return present.acting if refusal is None else None


def _connection(state: BaseState) -> tuple[SessionHashes, str]:
    """The session hashes the outer guard wrote into this socket's headers, and the page's address (the browser's word,
    which only chooses between two sessions the browser holds anyway)."""
    data = state.router_data or {}
    headers, place = data.get("headers") or {}, data.get("asPath")
    return read_hashes(str(headers.get("cookie", ""))), place if isinstance(place, str) else ""


async def is_shown_to_staff(state: BaseState) -> bool:
    """Whether the browser behind this event is signed in as staff too: somebody of the company who looks at what the
    candidate sees."""
    return await look_up(_connection(state)[0].user) is not None


def _is_candidate_page(place: str) -> bool:
    return place == CANDIDATE_DOOR or place.startswith((CANDIDATE_DOOR + "/", CANDIDATE_DOOR + "?"))


def _is_page_load(state: BaseState, event: Event) -> bool:
    """Whether the page itself asks for what it shows. Who has no right to a page reads so on it; a notice beside that
    would be a second answer."""
    if event.router_data:
        return False  # sent by a browser: somebody pressed something
    loads = RegistrationContext.get().app.get_load_events(state.router.url.path)
    return any(each.name == event.name for each in Event.from_event_type(loads))


def _refuse(
    state: BaseState, name: str, error: UserError, reason: str, *, is_told: bool = True
) -> StateUpdate:
    actor = maybe_actor() or maybe_user() or maybe_candidate()
    log.warning(
        "refused handler=%s reason=%s role=%s session=%s",
        name, reason, actor.role.value if actor else "anonymous", actor.session_id if actor else "-",
    )  # fmt: skip
    shown = _door(state, error) or (_tell(error) if is_told else None)
    return StateUpdate(delta={}, events=Event.from_event_type(shown) if shown else [])


def _door(state: BaseState, error: UserError) -> Any:
    """Where to send somebody whose session ended; None when a notice will do (or they stand there already)."""
    if not isinstance(error, SignedOut | PasswordAgain):
        return None
    _, place = _connection(state)
    if _is_candidate_page(place):
        return None if "problem=" in place else rx.redirect(f"{CANDIDATE_DOOR}?problem=link", replace=True)
    if not place.startswith("/") or place.startswith(("//", STAFF_DOOR)):
        return None
    query = {"problem": error.code} if isinstance(error, PasswordAgain) else {}
    return rx.redirect(f"{STAFF_DOOR}?{urlencode(query | {'next': place})}", replace=True)


# --- the framework's own handlers
# -----------------------------------------------------------------------------------

_framework_names: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def _framework() -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
    """The framework handlers a browser needs, each with the reading of its payload. All else of it is
    refused."""
    if not _framework_names:
        hydrate, load = State.event_handlers["hydrate"], State.event_handlers["hydrate_and_load"]
        for handler, read in (
            (hydrate, _read_nothing),
            (load, _read_boot),
            (State.event_handlers["set_is_hydrated"], _read_flag),
            (OnLoadInternalState.event_handlers["on_load_internal"], _read_nothing),
            (OnLoadInternalState.event_handlers["set_is_hydrated"], _read_flag),
            (UpdateVarsInternalState.event_handlers["update_vars_internal"], _read_vars),
            (FrontendEventExceptionState.event_handlers["handle_frontend_exception"], _read_exception),
        ):
            _framework_names[format_event_handler(handler)] = read
    return _framework_names


def framework_handlers() -> frozenset[str]:
    """The names of the framework handlers that pass, for the tests that walk the registry."""
    return frozenset(_framework())


def _framework_event(event: Event) -> StateUpdate | None:
    try:
        payload = dict(_framework()[event.name](event.payload))
    except BadPayload as fault:
        log.warning("refused handler=%s reason=bad payload (%s)", event.name, fault)
        return StateUpdate(delta={}, events=[])
    event.payload.clear()
    event.payload.update(payload)
    return None


def _read_nothing(payload: dict[str, Any]) -> dict[str, Any]:
    if payload:
        raise BadPayload("unknown argument")
    return {}


def _read_flag(payload: dict[str, Any]) -> dict[str, Any]:
    if payload.keys() != {"value"} or type(payload["value"]) is not bool:
        raise BadPayload("value")
    return payload


def _read_vars(payload: dict[str, Any]) -> dict[str, Any]:
    found = payload.get("vars")
    if payload.keys() != {"vars"} or type(found) is not dict or len(found) > 100:
        raise BadPayload("vars")
    return {"vars": _storage(found)}


def _storage(found: dict[str, Any]) -> dict[str, Any]:
    """Browser storage: only vars declared as such are taken, as text; an old page's unknown ones are
    dropped."""
    states, kept = RegistrationContext.get().base_states, {}
    for name, value in found.items():
        if type(value) is not str or len(value) > MAX_TEXT or not is_clean(value):
            raise BadPayload("vars")
        state_name, _, var = name.rpartition(".")
        owner = states.get(state_name)
        if owner is not None and owner._is_client_storage(var.removesuffix("_rx_state_")):
            kept[name] = value
    return kept


def _read_boot(payload: dict[str, Any]) -> dict[str, Any]:
    if not payload.keys() <= {"vars", "hashes"}:
        raise BadPayload("unknown argument")
    found = dict(payload)
    if found.get("vars") is not None:
        found |= _read_vars({"vars": found["vars"]})
    hashes = found.get("hashes")
    if hashes is not None and (
        type(hashes) is not list
        or len(hashes) > 2_000
        or any(type(h) is not str or len(h) > 64 for h in hashes)
    ):
        raise BadPayload("hashes")
    return found


def _read_exception(payload: dict[str, Any]) -> dict[str, Any]:
    if payload.keys() != {"info", "component_stack"}:
        raise BadPayload("exception")
    for value in payload.values():
        if type(value) is not str or not is_clean(value):
            raise BadPayload("exception")
    return {name: value[:2_000] for name, value in payload.items()}


# --- errors
# ---------------------------------------------------------------------------------------------------------


def on_backend_error(exception: Exception) -> EventSpec | None:
    """`rx.App(backend_exception_handler=…)`: a sentence the user can act on, and one log line without
    values."""
    if isinstance(exception, UserError):
        return _tell(exception)
    log.error("handler failed with %s", where(exception))
    log.debug("handler failed", exc_info=exception)
    return _tell(UserError("unexpected"))


def on_frontend_error(exception: Exception) -> None:
    """`rx.App(frontend_exception_handler=…)`: what a browser reports is a stranger's text: one short line."""
    text = " ".join(str(exception).split())[:300]
    log.warning("browser reported: %s", text)


# --- idle time
# ------------------------------------------------------------------------------------------------------

_touched: dict[str, float] = {}
_tasks: set[asyncio.Task[None]] = set()


def _note_input(session_hash: str) -> None:
    """Keep the session awake, writing at most once a minute and never in the way of the event."""
    now = time.monotonic()
    if now - _touched.get(session_hash, -60.0) < 60:
        return
    if len(_touched) > 5_000:
        _touched.clear()
    _touched[session_hash] = now
    task = asyncio.get_running_loop().create_task(db.run(_touch, session_hash))
    _tasks.add(task)
    task.add_done_callback(_forget)


def _forget(task: asyncio.Task[None]) -> None:
    _tasks.discard(task)
    if not task.cancelled() and task.exception() is not None:
        log.warning("could not note an input: %s", type(task.exception()).__name__)


def _touch(session_hash: str) -> None:
    with db.unit_of_work() as session:
        touch_session(session, session_hash, real_now=clock.real_now())
