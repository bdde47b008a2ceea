"""Which channels there are, and which of them may reach a person."""
