"""The bell: what somebody should know, in their own list."""
