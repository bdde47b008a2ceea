"""Candidates' WeChat: whose it is, how it became known, and what it still agreed to get."""
