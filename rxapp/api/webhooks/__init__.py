"""Doors for providers: proven first, kept, answered, applied after."""
