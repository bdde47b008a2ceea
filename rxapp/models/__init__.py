"""Tables, one file per aggregate. Importing this package registers every table on `SQLModel.metadata`."""

from rxapp.models.accounts import AccountLink, SavedView, User, UserSession
from rxapp.models.company import Company, Place, WorkdayOverride, WorkingHours
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
from rxapp.models.scheduling import (
    Booking,
    CandidateLink,
    DayOff,
    Invitation,
    InvitationInterviewer,
    WeeklyHours,
)

__all__ = [
    "AccountLink", "Application", "ApplicationTag", "Booking", "Candidate", "CandidateLink", "Company", "DayOff",
    "Decision", "Delivery", "Event", "InterviewerProfile", "Invitation", "InvitationInterviewer", "Job",
    "JobInterviewer", "JobLease", "JobRun", "JobStatus", "Note", "NoteEdit", "NoteFile", "Notice", "Place",
    "PlannedStep", "PriorityRequest", "SavedView", "StageCount", "StoredFile", "Task", "Undo", "User", "UserSession",
    "WeeklyHours", "WorkdayOverride", "WorkingHours",
]  # fmt: skip
