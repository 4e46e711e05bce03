"""Trouble on purpose: what can go wrong, for what, how often, and how it is done."""
