"""Use cases, one verb each, and reads; no Reflex, no vendor SDK."""
