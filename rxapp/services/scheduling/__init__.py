"""Times: what is offered, booking, moving, cancelling, arriving, outcomes, interviewers' hours."""
