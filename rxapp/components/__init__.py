"""Looks: functions of Vars and event handlers."""
