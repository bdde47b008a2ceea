"""Tests mirror rxapp/; each name is a sentence of behaviour."""
