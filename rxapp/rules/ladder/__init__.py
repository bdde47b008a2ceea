"""When which message goes: the table, its judging, windows and working time."""
