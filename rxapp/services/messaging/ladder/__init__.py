"""Planned steps of the default table: planned, judged when due, called off."""
