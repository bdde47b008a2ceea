"""Accounts: who somebody is, signing in and out, candidates' links."""
