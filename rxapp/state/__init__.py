"""Reflex states, the actor, the guards."""
