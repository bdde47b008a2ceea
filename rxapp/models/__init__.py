"""Tables, one file per aggregate. Importing this package registers every table on `SQLModel.metadata`."""

from rxapp.models.accounts import User, UserSession
from rxapp.models.company import Company, Place, WorkdayOverride, WorkingHours
from rxapp.models.events import Event, Undo
from rxapp.models.hiring import (
    Application,
    Candidate,
    InterviewerProfile,
    Job,
    JobInterviewer,
    PriorityRequest,
    StageCount,
)
from rxapp.models.jobs import JobLease, JobRun, JobStatus
from rxapp.models.messaging import Delivery, PlannedStep, Task
from rxapp.models.scheduling import (
    Booking,
    CandidateLink,
    DayOff,
    Invitation,
    InvitationInterviewer,
    WeeklyHours,
)

__all__ = [
    "Application", "Booking", "Candidate", "CandidateLink", "Company", "DayOff", "Delivery", "Event",
    "InterviewerProfile", "Invitation", "InvitationInterviewer", "Job", "JobInterviewer", "JobLease", "JobRun",
    "JobStatus", "Place", "PlannedStep", "PriorityRequest", "StageCount", "Task", "Undo", "User", "UserSession",
    "WeeklyHours", "WorkdayOverride", "WorkingHours",
]  # fmt: skip
