"""Dialogs that a page opened anew must not show: a tab's state outlives a reload, the wish behind a dialog does not."""

from __future__ import annotations

import reflex as rx

from rxapp.state.arrange import ArrangeState
from rxapp.state.away import AwayState
from rxapp.state.bell import BellState
from rxapp.state.candidate_edit import CandidateEditState
from rxapp.state.candidate_merge import MergeState
from rxapp.state.closing import ClosingState
from rxapp.state.cv import CvState
from rxapp.state.decide import DecideState
from rxapp.state.drawer import DrawerState
from rxapp.state.end_links import EndLinksState
from rxapp.state.intake import IntakeState
from rxapp.state.invite import InviteState
from rxapp.state.keys import KeysState
from rxapp.state.many import ManyState
from rxapp.state.moving import MoveState
from rxapp.state.opening_form import OpeningFormState
from rxapp.state.openings import OpeningClosingState
from rxapp.state.opinion import OpinionState
from rxapp.state.outcome import OutcomeState
from rxapp.state.place_form import PlaceFormState
from rxapp.state.places import PlaceRemovalState
from rxapp.state.priority import PriorityBackState, PriorityState
from rxapp.state.saved_views import SavedViewState
from rxapp.state.settings import CompanyState
from rxapp.state.tell import TellState
from rxapp.state.user_changes import UserChangeState
from rxapp.state.users import InviteUserState, UserLinkState
from rxapp.state.why import WhyState

DIALOGS: tuple[type[rx.State], ...] = (
    ManyState, SavedViewState, BellState, DecideState, TellState, OpinionState, InviteState, ArrangeState, ClosingState,
    MoveState, AwayState, WhyState, DrawerState,
    PriorityState, PriorityBackState, OutcomeState, CompanyState, OpeningFormState, OpeningClosingState, PlaceFormState,
    PlaceRemovalState, KeysState, InviteUserState, UserLinkState, UserChangeState,
    IntakeState, CandidateEditState, MergeState, CvState, EndLinksState,
)  # fmt: skip


async def close_dialogs(state: rx.State) -> None:
    """Close whatever dialog this tab had open on the page before."""
    for each in DIALOGS:
        dialog = await state.get_state(each)
        dialog._shut()  # type: ignore[attr-defined]
