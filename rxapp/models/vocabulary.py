"""The product's words as the tables use them, for code that may know the tables and nothing else of ours."""

from rxapp.rules.events import EventKind
from rxapp.rules.reasons import SIDE
from rxapp.rules.vocabulary import (
    ActorKind,
    BookingState,
    Channel,
    Closing,
    DeliveryState,
    InterviewMode,
    Language,
    LinkPurpose,
    ReasonSide,
    Role,
    Stage,
    StepKind,
    StepState,
    TaskKind,
)

__all__ = [
    "SIDE", "ActorKind", "BookingState", "Channel", "Closing", "DeliveryState", "EventKind", "InterviewMode",
    "Language", "LinkPurpose", "ReasonSide", "Role", "Stage", "StepKind", "StepState", "TaskKind",
]  # fmt: skip
