"""Tables, one file per aggregate. Importing this package registers every table on `SQLModel.metadata`."""

from rxapp.models.accounts import AccountLink, SavedView, User, UserSession
from rxapp.models.company import Company, Place, WorkdayOverride, WorkingHours
from rxapp.models.contact import (
    Call,
    ChannelStop,
    InboundMessage,
    WechatBinding,
    WechatConsent,
    WechatTicket,
)
from rxapp.models.events import Event, Undo
from rxapp.models.files import StoredFile
from rxapp.models.hiring import (
    Application,
    ApplicationTag,
    Candidate,
    Decision,
    InterviewerProfile,
    Job,
    JobInterviewer,
    PriorityRequest,
    StageCount,
)
from rxapp.models.jobs import JobLease, JobRun, JobStatus
from rxapp.models.messaging import Delivery, PlannedStep, Task
from rxapp.models.notes import Note, NoteEdit, NoteFile, Notice
from rxapp.models.providers import ProviderEvent, ProviderStanding, ProviderToken
from rxapp.models.scheduling import (
    Booking,
    CandidateLink,
    DayOff,
    Invitation,
    InvitationInterviewer,
    WeeklyHours,
)
from rxapp.models.texts import JobLadder, MessageTemplate

__all__ = [
    "AccountLink", "Application", "ApplicationTag", "Booking", "Call", "Candidate", "CandidateLink", "ChannelStop",
    "Company", "DayOff", "Decision", "Delivery", "Event", "InboundMessage", "InterviewerProfile", "Invitation",
    "InvitationInterviewer", "Job", "JobInterviewer", "JobLadder", "JobLease", "JobRun", "JobStatus",
    "MessageTemplate", "Note", "NoteEdit", "NoteFile", "Notice", "Place", "PlannedStep", "PriorityRequest",
    "ProviderEvent", "ProviderStanding", "ProviderToken", "SavedView", "StageCount", "StoredFile", "Task", "Undo",
    "User", "UserSession", "WechatBinding", "WechatConsent", "WechatTicket", "WeeklyHours", "WorkdayOverride",
    "WorkingHours",
]  # fmt: skip
