"""Applications and their stages: invite, decide, close, prioritise, undo."""
