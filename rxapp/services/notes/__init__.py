"""What HR writes to each other about an application. No candidate, interviewer or executive ever reads it."""
