"""The house: layers, habits, commands."""
